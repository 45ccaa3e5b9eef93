import type { Env } from "../domain/config/substitute.js";
import type { Failure } from "../domain/errors.js";
import type { Finding } from "../domain/findings.js";
import { showPlace } from "../domain/text.js";
import type { Sink } from "../io/sink.js";

/** What a command gets of the process it runs in. */
export interface Context {
  env: Env;
  sink: Sink;
  /** Epoch milliseconds. */
  now: number;
  /** Whether stdout is a terminal that shows colours. Asked only when there is something to colour. */
  colours: () => boolean;
  /** The width of the terminal that stdout is, in characters. */
  columns?: () => number | undefined;
  stderrIsTerminal?: () => boolean;
  /** The file that starts modelseal. */
  bin?: string | undefined;
}

/** One line for a person: where, what, what to do. */
export function failureLine(failure: Failure): string {
  const place = failure.file === null ? "" : `${showPlace(failure)}: `;
  return `modelseal: ${place}${failure.message} ${failure.hint}\n`;
}

/** The line for a finding that makes the exit code 2. */
export function findingLine(finding: Finding): string {
  return `modelseal: ${showPlace(finding)}: ${finding.message} ${finding.fixHint}\n`;
}

/** The document that stands on stdout in JSON mode when there is no report. */
export function failureDocument(failure: Failure): string {
  return `${JSON.stringify({ ok: false, error: failure }, null, 2)}\n`;
}
