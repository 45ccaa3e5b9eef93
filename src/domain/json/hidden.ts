import { isObject, type Json } from "../tree.js";
import { isPrinted } from "./printed.js";

const STRING = /"[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"/g;
// Outside of double quotes: a comment, a single quote, or a string that the pattern above did not take whole.
const OPAQUE = /["'/\\]/;

function countMembers(value: Json): number {
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += typeof item === "object" ? countMembers(item) : 0;
  else if (isObject(value))
    for (const item of Object.values(value)) count += typeof item === "object" ? countMembers(item) + 1 : 1;
  return count;
}

/**
 * Whether a text holds no value that its parsed form lacks: no comment, and no property that a later duplicate hides.
 * True spares a scanner the walk over the raw text; false means that there may be one. `value` is what the text parses
 * to, `printed` what `isPrinted` takes.
 */
export function hidesNothing(text: string, value: Json, printed?: string): boolean {
  if (isPrinted(text, value, printed)) return true;
  const outside = text.replace(STRING, "");
  return !OPAQUE.test(outside) && outside.split(":").length - 1 === countMembers(value);
}
