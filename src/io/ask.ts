import { isTerminal, STDERR } from "./sink.js";

const STDIN = 0;

/** Whether a question can be asked: a person is at both ends. */
export function canAsk(): boolean {
  return isTerminal(STDIN) && isTerminal(STDERR);
}

/** Asks on stderr; true only for `y` or `yes`. */
export async function ask(question: string): Promise<boolean> {
  const { createInterface } = process.getBuiltinModule("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
