import { FINDINGS, type FindingCode, type FindingKind } from "./findings.js";

/** What belongs to a code, for callers that have a finding: the table is loaded by the first. */
export function findingKind(code: FindingCode): FindingKind {
  return FINDINGS[code];
}
