import type { Env } from "../domain/config/substitute.js";
import type { Failure } from "../domain/errors.js";
import type { Finding } from "../domain/findings.js";
import { showPlace } from "../domain/text.js";
import { nonBlank } from "../domain/tree.js";
import type { Sink } from "../io/sink.js";
import { usage } from "./flags.js";

/** What a command gets of the process it runs in. */
export interface Context {
  env: Env;
  sink: Sink;
  /** Epoch milliseconds. */
  now: number;
  /** Whether stdout is a terminal that shows colours. */
  colours: boolean;
  /** The width of the terminal that stdout is, in characters. */
  columns?: () => number | undefined;
  stderrIsTerminal?: () => boolean;
}

/** How wide the report may be: the terminal's width, else COLUMNS, else as it comes. */
export function terminalWidth({ env, columns }: Context): number | undefined {
  const text = nonBlank(env["COLUMNS"]);
  return columns?.() ?? (text !== undefined && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined);
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

const SWEEP_MS = 60_000;

/** The age from which stages of a killed run are swept: MODELSEAL_SWEEP_MS, the only variable of our own. */
export function sweepMs(env: Env): number {
  const text = nonBlank(env["MODELSEAL_SWEEP_MS"]);
  if (text === undefined) return SWEEP_MS;
  if (!/^\d{1,12}$/.test(text))
    throw usage("MODELSEAL_SWEEP_MS must be a number of milliseconds.", "Correct or unset it.");
  return Number(text);
}
