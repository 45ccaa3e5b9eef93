import type { Context } from "./context.js";

const AFTER_MS = 500;

/**
 * Shows a line on stderr once something takes longer than half a second, on a terminal only; the function that comes back
 * takes it away again.
 */
export function progress(text: string, quiet: boolean, { sink, stderrIsTerminal }: Context): () => void {
  if (quiet || !stderrIsTerminal?.()) return () => {};
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    sink.err(text);
  }, AFTER_MS);
  return () => {
    clearTimeout(timer);
    if (isShown) sink.err(`\r${" ".repeat(text.length)}\r`);
  };
}
