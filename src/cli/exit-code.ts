/** Facts about a finished command, as far as they decide its exit code. */
export type Verdict = Answer | { passThrough: number };

interface Answer {
  /** Something could not be read, parsed, validated, resolved or written: there is no (full) answer. */
  noAnswer: boolean;
  /** The answer is no: findings, a dry run that would change something, something left to decide. */
  no: boolean;
}

/**
 * The exit code of every command: 2 = no answer, 1 = the answer is no, 0 = done, clean, nothing to do; `run` passes on the
 * exit code of what it became.
 */
export function exitCode(verdict: Verdict): number {
  if ("passThrough" in verdict) return verdict.passThrough;
  if (verdict.noAnswer) return 2;
  return verdict.no ? 1 : 0;
}
