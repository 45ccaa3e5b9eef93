import { lazy } from "../lazy.js";

// White space and comments, written so that no part can match in two ways: a backtracking regex must not become slow on
// hostile text.
const LINE_COMMENT = String.raw`\/\/[^\n\r\u2028\u2029]*`;
const BLOCK_COMMENT = String.raw`\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/`;
const GAP = String.raw`(?:\s|${LINE_COMMENT}[\n\r\u2028\u2029]|${BLOCK_COMMENT})*`;

// Group 1 is kept as it is: strings; a comma right behind an opening bracket, which is no trailing comma; and the whole
// rest of the text from an unclosed string or comment on. JSON.parse then refuses the last two, so that nothing invalid
// becomes valid by stripping.
const noise = lazy(
  () =>
    new RegExp(
      String.raw`("[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"|"[^]*|[[{]${GAP},)|${BLOCK_COMMENT}|${LINE_COMMENT}|,(?=${GAP}[}\]])|(\/\*[^]*)`,
      "g",
    ),
);

/**
 * The text without comments and trailing commas, for JSON.parse. A space takes the place of each, so that two numbers
 * around a comment do not become one. Everything else of JSON5 stays, for JSON.parse to refuse: what it accepts means
 * the same as in JSON5.
 */
export function stripNoise(text: string): string {
  return text.replace(noise(), "$1$2 ");
}

// No string of JSON goes over the end of a line, so what this matches is outside of one: a comment that has its line to itself,
// and a comma between a value and a line that begins with a bracket. A line or paragraph separator ends a JSON5 comment, so there is none.
// Each asks for its rarest character first, and what stands before that only then.
const LINE_NOISE =
  /\/\/(?<=(?:^|[\n\r])[ \t]*\/\/)[^\n\r\u2028\u2029]*(?=[\n\r]|$)|,(?<=["\w}\]],)(?=[ \t]*[\n\r]\s*[}\]])/g;

/**
 * The text without the comments and trailing commas that most configs have, in a tenth of the time. What JSON.parse accepts of
 * the result means the same as the text in JSON5: a string cut by it would be unclosed, a block comment still there.
 */
export function stripLines(text: string): string {
  return text.replace(LINE_NOISE, "");
}

/** The comments that `stripLines` takes away. */
export function lineComments(text: string): string[] {
  return text.includes("//") ? (text.match(LINE_NOISE) ?? []).filter((noise) => noise !== ",") : [];
}

const BARE_KEY = /([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g;

/**
 * The stripped text with quotes around its bare keys. It does not look where strings are, and need not: a quote put
 * into a string closes it in front of a letter, which JSON.parse refuses.
 */
export function quoteKeys(stripped: string): string {
  return stripped.replace(BARE_KEY, '$1"$2"');
}
