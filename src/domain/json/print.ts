import { isObject, type Json, type JsonObject, put, RawNumber } from "../tree.js";
import { INDENT } from "./printed.js";

function holdsRawNumber(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof RawNumber) return true;
  // No list of the values is made: nearly all of a thousand rows are texts.
  for (const key in value) {
    const child = (value as JsonObject)[key] as Json;
    if (typeof child === "object" && holdsRawNumber(child)) return true;
  }
  return false;
}

function print(value: Json, outer: string): string {
  if (value instanceof RawNumber) return value.text;
  const inner = outer + INDENT;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + print(item, inner)).join(",\n")}\n${outer}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${outer}}`;
}

/**
 * Two-space JSON with a final newline, as `JSON.stringify(value, null, 2)` gives it; a `RawNumber` prints as its source
 * text.
 */
export function printJson(value: Json): string {
  return `${holdsRawNumber(value) ? print(value, "") : JSON.stringify(value, null, INDENT)}\n`;
}

/**
 * The same with the keys of every object in the order of their UTF-16 code units, arrays in their own order. JavaScript
 * itself lists keys that look like an array index first, by number.
 */
export function printSorted(value: Json): string {
  const met = { rawNumber: false };
  const sorted = sortedCopy(value, met);
  return `${met.rawNumber ? print(sorted, "") : JSON.stringify(sorted, null, INDENT)}\n`;
}

/** Notes on its way whether there is a raw number: to look for one takes as long as to print. */
function sortedCopy(value: Json, met: { rawNumber: boolean }): Json {
  if (Array.isArray(value)) return value.map((item) => sortedCopy(item, met));
  if (!isObject(value)) {
    if (value instanceof RawNumber) met.rawNumber = true;
    return value;
  }
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const item = value[key] as Json;
    put(sorted, key, typeof item === "object" && item !== null ? sortedCopy(item, met) : item);
  }
  return sorted;
}
