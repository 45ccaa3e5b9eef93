import type { Json } from "../tree.js";
import { readFast } from "./fast.js";
import { mayHoldInexactNumber } from "./numbers.js";
import { readTree } from "./read.js";

export interface ParseOptions {
  /** The name of the file, for the place of an error. */
  file: string;
  /** Also comments, trailing commas, bare keys, single quotes and the rest of JSON5. */
  json5?: boolean | undefined;
}

/** How many objects and arrays may stand in one another. */
export const DEEPEST = 256;
const BOM = 0xfeff;
// A run of digits, or an exponent, that a double may not give back: the cheap question for every text.
const LONG_NUMBER = /[\d.](?:[\d.]{15}|[eE][+-]?\d{3})/;

/**
 * JSON or JSON5 text as plain data, as JSON.parse gives it: the last of duplicate keys wins, `__proto__` is an ordinary
 * own key, a leading BOM is dropped. A number that a double cannot give back becomes a `RawNumber`.
 *
 * Throws SealError INVALID_SYNTAX or TOO_DEEP, always with line and column and never with anything of the text.
 */
export function parseJson(text: string, options: ParseOptions): Json {
  return readJson(text, options).value;
}

/** The same, and the value as `JSON.stringify` prints it with our indent, where the reader has come by that. */
export function readJson(text: string, options: ParseOptions): { value: Json; printed?: string | undefined } {
  const { file, json5 = false } = options;
  const body = text.charCodeAt(0) === BOM ? text.slice(1) : text;
  const reading = LONG_NUMBER.test(body) && mayHoldInexactNumber(body) ? undefined : readFast(body, json5, DEEPEST);
  return reading ?? { value: readTree(text, { file, json5, maxDepth: DEEPEST }) };
}
