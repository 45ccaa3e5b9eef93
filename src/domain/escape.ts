import { lazy } from "./lazy.js";

// What the start of the command line needs to print; what judges names is in text.ts.
const LONGEST = 120;
const PLAIN = /^[ -~]*$/;
// Control, bidi, zero-width, separator and other invisible characters, and lone surrogates. Character properties take
// longer to set up than the rest of a start.
const unsafe = lazy(
  () =>
    /[\u034f\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0\u115f\u1160\u17b4\u17b5\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]|[\ufe00-\ufe0f]/gu,
);

/**
 * Text from outside, safe to print on one line: invisible and control characters appear as `\u{…}`, and what is longer than
 * `longest` UTF-16 units is cut.
 */
export function escaped(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  if (PLAIN.test(cut)) return cut;
  return cut.replace(unsafe(), (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

const LONGEST_PATH = 320;

/** The path of a file, safe to print on one line and long enough to be found by. */
export function showPath(path: string): string {
  return escaped(path, LONGEST_PATH);
}

/** A value as JSON document in which no character acts on a terminal: those stand as `\uXXXX`, which reads the same. */
export function jsonDocument(value: unknown): string {
  return [...jsonParts(value)].join("");
}

const OUTER = "  ";
const INNER = "    ";

/**
 * The same in parts, for reports whose document alone would take the memory that the run has: the items of every list of
 * the outermost object one by one.
 */
export function* jsonParts(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    yield `${safe(JSON.stringify(value, null, 2))}\n`;
    return;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) {
    yield "{}\n";
    return;
  }
  let before = "{\n";
  for (const [key, item] of entries) {
    const head = `${before}${OUTER}${safe(JSON.stringify(key))}: `;
    if (Array.isArray(item) && item.length > 0) {
      yield `${head}[\n`;
      for (const [i, one] of item.entries()) yield `${i === 0 ? "" : ",\n"}${INNER}${printed(one ?? null, INNER)}`;
      yield `\n${OUTER}]`;
    } else yield `${head}${printed(item, OUTER)}`;
    before = ",\n";
  }
  yield "\n}\n";
}

function printed(value: unknown, indent: string): string {
  return safe(JSON.stringify(value, null, 2)).replaceAll("\n", `\n${indent}`);
}

function safe(json: string): string {
  return json.includes("\n") ? json.split("\n").map(safeLine).join("\n") : safeLine(json);
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${safeLine(JSON.stringify(value))}\n`;
}

function safeLine(line: string): string {
  return PLAIN.test(line) ? line : line.replace(unsafe(), unitsOf);
}

function unitsOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** `FILE:LINE:COLUMN`, as far as known. */
export function showPlace(place: { file: string | null; line?: number | null; column?: number | null }): string {
  const parts = [place.file === null ? "" : showPath(place.file), place.line, place.column];
  return parts.filter((part) => part !== null && part !== undefined && part !== "").join(":");
}
