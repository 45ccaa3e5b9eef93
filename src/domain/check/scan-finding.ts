import type { CheckFinding } from "../check-report.js";
import type { SealError } from "../errors.js";
import { findingKind } from "../finding-kind.js";
import type { FindingCode, Severity, Words } from "../findings.js";
import { reasonWords, type ScanFinding, WHOLE_FILE } from "../scan/finding.js";
import { show, shownIds, showPath } from "../text.js";

/** What a scanned file is to its owner: it decides what to do about a finding in it. */
export type FileRole = "models" | "catalog" | "auth" | "config" | "env" | "leftover" | "other";

export interface Where {
  file: string;
  role: FileRole;
  agentId?: string | undefined;
}

const REGENERATE =
  "Run `modelseal generate`; what it keeps, because it exists nowhere else, is for `modelseal migrate` or a SecretRef in the config.";
const PLAINTEXT_FIX: Readonly<Partial<Record<FileRole, string>>> = {
  models: REGENERATE,
  catalog: "Give the provider a SecretRef in the config, and let OpenClaw write this file anew.",
  env: "Put it into a secret store and refer to it, or accept it with --baseline if this file is its home.",
  leftover: "Remove this copy once its credentials exist elsewhere; `modelseal migrate --purge-residue` sees to both.",
  other: "Take it out of this file, and rotate it if others could read it.",
};

/** Gives what a scanner found its sentence; undefined for what says nothing in a file that nobody reads any more. */
export function fromScan(found: ScanFinding, where: Where, isText = true): CheckFinding | undefined {
  const isRef = found.code === "REF_UNRESOLVED" || found.code === "PLACEHOLDER_VALUE";
  if (isRef && where.role === "leftover") return undefined;
  return {
    ...worded(found.code, wordsFor(found, where.role), where, found.severity),
    jsonPath: show(found.jsonPath, 400),
    line: isText ? found.line : null,
    column: isText ? found.column : null,
    ...shownIds({ provider: found.provider, profileId: found.profileId }),
  };
}

/** A finding about a file or directory as a whole. */
export function wholeFile(
  code: FindingCode,
  where: Omit<Where, "role">,
  words: Words,
  severity?: Severity,
): CheckFinding {
  return worded(code, words, where, severity ?? findingKind(code).severity);
}

/** An input that cannot be read, parsed or understood. */
export function unreadable(error: SealError, where: Omit<Where, "role">): CheckFinding {
  const { line = null, column = null } = error.place ?? {};
  return { ...wholeFile("REF_UNRESOLVED", where, { what: error.message, fix: error.hint }), line, column };
}

function worded(code: FindingCode, words: Words, where: Omit<Where, "role">, severity: Severity): CheckFinding {
  return {
    code,
    severity,
    file: showPath(where.file),
    jsonPath: WHOLE_FILE,
    line: null,
    column: null,
    message: findingKind(code).says(words),
    fixHint: findingKind(code).fix(words),
    ...shownIds({ agentId: where.agentId }),
  };
}

function wordsFor({ code, reason }: ScanFinding, role: FileRole): Words {
  const fix = PLAINTEXT_FIX[role];
  if (code === "PLAINTEXT_FOUND") return { what: capital(reasonWords(reason)), ...(fix === undefined ? {} : { fix }) };
  if (code === "REF_UNRESOLVED")
    return {
      what: "A SecretRef stands here, where OpenClaw resolves none.",
      fix: "Put it into the config or an auth profile, then run `modelseal generate`.",
    };
  if (code === "LEGACY_RESIDUE")
    return {
      what: "OAuth material is kept here; it cannot be a SecretRef.",
      fix: "There is nothing to do as long as only its owner can read the file.",
    };
  return {};
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
