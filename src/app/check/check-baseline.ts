import { dirname, relative, resolve, sep } from "node:path";
import { type Accepted, accept, parseBaseline, printBaseline, updated } from "../../domain/baseline.js";
import type { BaselineUse, CheckFinding } from "../../domain/check-report.js";
import { SealError } from "../../domain/errors.js";
import { showPath } from "../../domain/text.js";
import { readChecked } from "../../io/files/read.js";
import { sealFile } from "../../io/files/write.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** A baseline file as it was before the run. */
export interface Baseline {
  file: string;
  text: string | undefined;
  accepted: Accepted[];
}

/** Reads a baseline. Throws SealError if it cannot be read or understood, or is missing and not about to be written. */
export function readBaseline(name: string, mayBeMissing: boolean): Baseline {
  const file = resolve(name);
  const read = readChecked(file, { maxBytes: MAX_BYTES, what: "baseline" });
  if (!read && !mayBeMissing)
    throw new SealError(
      "USAGE",
      "The baseline does not exist.",
      "Check --baseline, or write it with --update-baseline.",
      {
        file,
      },
    );
  return { file, text: read?.text, accepted: read ? parseBaseline(read.text, file) : [] };
}

/** Marks accepted findings, where the run looked (`covers`); with `update` the baseline is first brought in line with them, and written (`onWrite` comes before). */
export function applyBaseline(
  baseline: Baseline,
  findings: CheckFinding[],
  covers: (file: string) => boolean,
  update: boolean,
  onWrite?: () => void,
): BaselineUse {
  const { file } = baseline;
  const directory = dirname(file);
  const scope = { nameOf: namesFrom(directory), covers: (name: string) => covers(resolve(directory, name)) };
  let { accepted } = baseline;
  if (update) {
    accepted = updated(findings, accepted, scope);
    sealFile({
      path: file,
      text: printBaseline(accepted),
      expected: baseline.text,
      guard: { root: dirname(file), private: false, shared: true },
      maxBytes: MAX_BYTES,
      onWrite,
    });
  }
  return { file: showPath(file), ...accept(findings, accepted, scope) };
}

/** How a baseline calls a file: by the way from itself, if it lies below, so that a checkout may stand anywhere. */
function namesFrom(directory: string): (file: string) => string {
  return (file) => {
    const way = relative(directory, file).split(sep).join("/");
    return way.startsWith("../") || way === ".." ? file : way;
  };
}
