import type { Change } from "./changes.js";
import type { Failure, Place } from "./errors.js";
import { wordsFor } from "./finding-words.js";
import type { Finding, RawFinding } from "./findings.js";
import type { KeyState } from "./key-state.js";
import type { SourceKind } from "./source.js";
import { show, showJsonPath, shownIds, showPath } from "./text.js";

/** The version of every report's shape; it grows only when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;

export type AgentStatus = "unchanged" | "created" | "updated" | "refused" | "failed";

/** A change as reports carry it; `jsonPath` in the dotted spelling of OpenClaw's audit. */
export interface ReportedChange {
  provider: string;
  jsonPath: string;
  from: KeyState;
  to: Exclude<KeyState, "plaintext">;
  /** What decides about the provider. */
  source: SourceKind;
}

export interface AgentReport {
  agentId: string;
  file: string;
  status: AgentStatus;
  changes: ReportedChange[];
  findings: Finding[];
  /** Only if the status is `failed` or `refused`. */
  error?: Failure;
  /** With --dry-run: a unified diff in which every credential is a mask. */
  diff?: string;
}

/** What `generate` did, or with `dryRun` would do, for every agent. */
export interface GenerateReport {
  schemaVersion: number;
  ok: boolean;
  dryRun: boolean;
  /** openclaw.json: where it was looked for, and whether it is there. */
  config: { file: string; exists: boolean };
  agents: AgentReport[];
}

/** Gives a change its path as text. */
export function toReportedChange({ provider, path, from, to, source }: Change): ReportedChange {
  return { provider: show(provider), jsonPath: showJsonPath(path), from, to, source };
}

/** Gives a finding its sentence and its place. */
export function toFinding(raw: RawFinding, place: Place, agentId?: string): Finding {
  const { severity, message, fixHint } = wordsFor(raw);
  return {
    code: raw.code,
    severity,
    file: showPath(place.file),
    jsonPath: showJsonPath(raw.path),
    line: place.line ?? null,
    column: place.column ?? null,
    message,
    fixHint,
    ...shownIds({ provider: raw.provider, profileId: raw.profileId, agentId }),
  };
}
