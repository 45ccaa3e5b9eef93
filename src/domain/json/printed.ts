import { at, type Json, type JsonPath } from "../tree.js";
import { type LineColumn, lineColumn } from "./lines.js";

/** What each object and array in our files moves its content to the right by. */
export const INDENT = "  ";

/**
 * Whether a text is what `printJson` gives for the value that it parses to, white space at its end aside.
 * @param printed the value printed, where somebody has done that already.
 */
export function isPrinted(text: string, value: Json, printed = JSON.stringify(value, null, INDENT)): boolean {
  return text.startsWith(printed) && text.slice(printed.length).trim() === "";
}

/**
 * Where the value at a path stands in the printed text of a tree; undefined if there is none, and for a path through an array.
 * Each line of such a text shows its depth, so that nothing of what stands between has to be read.
 */
export function placeInPrinted(text: string, tree: Json, path: JsonPath): LineColumn | undefined {
  if (at(tree, path) === undefined) return undefined;
  let offset = 0;
  let indent = "\n";
  for (const step of path) {
    if (typeof step === "number") return undefined;
    indent += INDENT;
    const begin = `${indent}${JSON.stringify(step)}: `;
    const found = text.indexOf(begin, offset);
    if (found < 0) return undefined;
    offset = found + begin.length;
  }
  return lineColumn(text, offset);
}
