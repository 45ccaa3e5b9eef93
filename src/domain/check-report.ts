import { addTo } from "./collections.js";
import { findingKind } from "./finding-kind.js";
import type { Counter, Finding } from "./findings.js";
import { SCHEMA_VERSION } from "./report.js";

/** A finding of `check`; one that a reviewed baseline accepts is still listed. */
export interface CheckFinding extends Finding {
  suppressed?: { reason: string };
}

/** What became of the SecretRefs, each counted once however often it is used. */
export interface RefResolution {
  refsChecked: number;
  /** Exec refs that were only checked statically. */
  skippedExecRefs: number;
  /** Whether every ref was asked for its value. */
  resolvabilityComplete: boolean;
}

export type CheckStatus = "clean" | "findings" | "unresolved";

export interface BaselineUse {
  file: string;
  suppressed: number;
  /** Entries that no longer match anything. */
  stale: number;
  /** Entries without a reason, which accept nothing. */
  withoutReason: number;
  /** Entries for what nobody can accept: errors, and plaintext in models.json. */
  refused: number;
}

export interface CheckReport {
  schemaVersion: number;
  /** Whether the status is clean. */
  ok: boolean;
  status: CheckStatus;
  resolution: RefResolution;
  /** Findings above info that nobody has accepted, by counter. */
  summary: Record<Counter, number>;
  filesScanned: string[];
  findings: CheckFinding[];
  baseline?: BaselineUse;
}

/** Whether a finding counts for summary, status and exit code. */
export function counts(finding: CheckFinding): boolean {
  return finding.severity !== "info" && finding.suppressed === undefined;
}

const RANK: Readonly<Record<CheckFinding["severity"], number>> = { error: 0, warn: 1, info: 2 };

/** The findings by severity, the worst first, else as they were. */
export function worstFirst(findings: readonly CheckFinding[]): CheckFinding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** The findings by file, as they were met. */
export function byFile(findings: readonly CheckFinding[]): Map<string, CheckFinding[]> {
  const files = new Map<string, CheckFinding[]>();
  for (const finding of findings) addTo(files, finding.file, finding);
  return files;
}

/** File by file as they were met, and within a file from top to bottom. */
function inOrder(findings: readonly CheckFinding[]): CheckFinding[] {
  const place = ({ line, column }: CheckFinding) => [line ?? 0, column ?? 0] as const;
  return [...byFile(findings).values()].flatMap((group) =>
    group.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]),
  );
}

/** The report for what was found. OpenClaw's own audit ends the same way: what is unresolved outweighs all else. */
export function checkReport(
  findings: CheckFinding[],
  filesScanned: string[],
  resolution: RefResolution,
  baseline?: BaselineUse,
): CheckReport {
  const summary: Record<Counter, number> = { plaintext: 0, unresolved: 0, shadowed: 0, legacy: 0 };
  for (const finding of findings) if (counts(finding)) summary[findingKind(finding.code).counter]++;
  const status = summary.unresolved > 0 ? "unresolved" : Object.values(summary).some(Boolean) ? "findings" : "clean";
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: status === "clean",
    status,
    resolution,
    summary,
    filesScanned,
    findings: inOrder(findings),
    ...(baseline === undefined ? {} : { baseline }),
  };
}
