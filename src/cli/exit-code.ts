/** Facts about a finished command, as far as they decide its exit code. */
export interface Verdict {
  /** Something could not be read, parsed, validated, resolved or written: there is no (full) answer. */
  noAnswer: boolean;
  /** The answer is no: findings, a dry run that would change something, something left to decide. */
  no: boolean;
}

/** The exit code of every command: 2 = no answer, 1 = the answer is no, 0 = done, clean, nothing to do. */
export function exitCode({ noAnswer, no }: Verdict): 0 | 1 | 2 {
  if (noAnswer) return 2;
  return no ? 1 : 0;
}
