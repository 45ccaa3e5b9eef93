import type { RefUse } from "../../domain/check/refs.js";
import { unreadable, wholeFile } from "../../domain/check/scan-finding.js";
import type { CheckFinding } from "../../domain/check-report.js";
import type { LoadedConfig } from "../../domain/config/loaded.js";
import type { Place, SealError } from "../../domain/errors.js";
import type { FindingCode, Words } from "../../domain/findings.js";
import { showPath } from "../../domain/text.js";

/** A ref where it is used, with its place in a file. */
export interface PlacedRef {
  use: RefUse;
  /** Looked up for those alone that something is said about. */
  place: () => Place;
  agentId?: string | undefined;
  /** The config whose secret providers are meant, where it is not the one of this machine. */
  config?: LoadedConfig;
}

/** What one run of `check` has come to so far. */
export interface Run {
  findings: CheckFinding[];
  /** Every file that was looked into, in this order, as it is printed. */
  files: Set<string>;
  /** Files with a finding of their own that they cannot be read or understood: one is enough. */
  broken: Set<string>;
  refs: PlacedRef[];
  /** Configs that could not be loaded: what they say about refs nobody knows. */
  unloaded: Set<LoadedConfig>;
}

/** A run that has come to nothing yet. */
export function newRun(): Run {
  return { findings: [], files: new Set(), broken: new Set(), refs: [], unloaded: new Set() };
}

/** Whether a file is looked into for the first time. */
export function enter(run: Run, file: string): boolean {
  const shown = showPath(file);
  if (run.files.has(shown)) return false;
  run.files.add(shown);
  return true;
}

/** Notes an input that cannot be read, parsed or understood, once per file. */
export function note(run: Run, error: SealError, file: string, agentId?: string): void {
  const place = error.place?.file ?? file;
  if (run.broken.has(place)) return;
  run.broken.add(place);
  run.findings.push(unreadable(error, { file: place, agentId }));
}

/** Notes something about a file or directory as a whole. */
export function noteWhole(
  run: Run,
  code: FindingCode,
  file: string,
  words: Words,
  more: { agentId?: string | undefined; severity?: "info" | "warn" } = {},
): void {
  run.findings.push(wholeFile(code, { file, agentId: more.agentId }, words, more.severity));
}
