import type { Env } from "../domain/config/substitute.js";
import type { Failure } from "../domain/errors.js";
import { jsonDocument, showPlace } from "../domain/escape.js";
import type { Finding } from "../domain/findings.js";
import type { Scripts } from "../io/compiled.js";
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
  /** The scripts of this run, where bin/modelseal.js loaded them. */
  scripts?: Scripts | undefined;
}

/** One line for a person: where, what, what to do. */
export function failureLine(failure: Failure): string {
  return errorLine(failure, failure.message, failure.hint);
}

/** The line for a finding that makes the exit code 2; `more` of them stand only in the report. */
export function findingLine(finding: Finding, more = 0): string {
  const others = more === 0 ? "" : ` (and ${more} more in the report)`;
  return errorLine(finding, finding.message, finding.fixHint + others);
}

const LONGEST_LINE = 600;

function errorLine(where: Parameters<typeof showPlace>[0], message: string, hint: string): string {
  const line = `modelseal: ${where.file === null ? "" : `${showPlace(where)}: `}${message}`;
  if (line.length + hint.length < LONGEST_LINE) return `${line} ${hint}\n`;
  return line.length < LONGEST_LINE ? `${line}\n` : `${line.slice(0, LONGEST_LINE - 1)}…\n`;
}

/** The document that stands on stdout in JSON mode when there is no report. */
export function failureDocument(failure: Failure): string {
  return jsonDocument({ ok: false, error: failure });
}
