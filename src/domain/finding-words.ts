import { FINDINGS, type RawFinding, type Severity } from "./findings.js";

/** What a finding says, how grave it is, and what to do about it. */
export function wordsFor(raw: RawFinding): { severity: Severity; message: string; fixHint: string } {
  const { says, fix, severity } = FINDINGS[raw.code];
  const words = raw.words ?? {};
  return { severity: raw.severity ?? severity, message: says(words), fixHint: fix(words) };
}
