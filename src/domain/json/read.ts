import { SealError } from "../errors.js";
import { type Json, type JsonObject, put } from "../tree.js";
import { lineColumn } from "./lines.js";
import { readNumber } from "./numbers.js";
import { decodeString, decodeWord, isIdentifier, stringFault } from "./strings.js";
import {
  advance,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  type Scanner,
  scanner,
} from "./tokens.js";

interface Options {
  file: string;
  json5: boolean;
  maxDepth: number;
}

/** What the grammar allows at a place; the words in which an error says so. */
type Expected = "value" | "element" | "name" | "member" | "colon" | "inArray" | "inObject" | "end";
type Container = Json[] | JsonObject;

const EXPECTED: Record<Expected, string> = {
  value: "a value",
  element: 'a value or "]"',
  name: "a property name",
  member: 'a property name or "}"',
  colon: 'a ":"',
  inArray: '"," or "]"',
  inObject: '"," or "}"',
  end: "the end of the file",
};

const STRING_FAULT = {
  unclosed: "A closing quote was expected for the string that starts here.",
  escape: "A valid escape sequence was expected after this backslash.",
  control: "An escape sequence was expected here in place of a control character.",
};

const DOUBLE_QUOTE = 34;
const CONTROL = /[\0-\x1f]/;
const NOT_STRICT_SPACE = /[^ \t\n\r]/;

function fail(text: string, offset: number, options: Options, sentence: string, hint?: string): never {
  const language = options.json5 ? "JSON5" : "JSON";
  const place = { file: options.file, ...lineColumn(text, offset) };
  throw new SealError("INVALID_SYNTAX", sentence, hint ?? `Correct the ${language} syntax at this place.`, place);
}

function failExpecting(
  s: Scanner,
  options: Options,
  expected: Expected,
  last: number,
  open: number | undefined,
): never {
  const strict = !options.json5 && (expected === "name" || expected === "member");
  const wanted = strict ? EXPECTED[expected].replace("name", "name in double quotes") : EXPECTED[expected];
  if (s.kind !== "end") {
    const sentence = `${wanted} was expected here.`;
    return fail(s.text, s.start, options, sentence.charAt(0).toUpperCase() + sentence.slice(1));
  }
  if (last === 0) return fail(s.text, 0, options, "The file is empty; a value was expected here.");
  const hint = open === undefined ? undefined : closeHint(s.text, open);
  return fail(s.text, last, options, `The file ends too early; ${wanted} was expected here.`, hint);
}

function closeHint(text: string, open: number): string {
  const { line, column } = lineColumn(text, open);
  const what = text.charAt(open) === "{" ? "object" : "array";
  return `Complete the ${what} that starts at line ${line}, column ${column}.`;
}

function failTooDeep(s: Scanner, options: Options): never {
  throw new SealError(
    "TOO_DEEP",
    `Objects and arrays stand in one another more than ${options.maxDepth} levels deep here.`,
    "Make the file less deeply nested.",
    { file: options.file, ...lineColumn(s.text, s.start) },
  );
}

/** Moves to the next token that is no comment; refuses what the language has no room for between two tokens. */
function nextToken(s: Scanner, options: Options): void {
  for (;;) {
    const from = s.end;
    advance(s);
    if (!options.json5) checkStrictGap(s, from, options);
    if (s.kind !== "comment") return;
    if (s.text.startsWith("/*", s.start) && (s.end - s.start < 4 || !s.text.endsWith("*/", s.end)))
      fail(s.text, s.start, options, 'A closing "*/" was expected for the comment that starts here.');
  }
}

function checkStrictGap(s: Scanner, from: number, options: Options): void {
  const start = from === 0 && s.text.charCodeAt(0) === 0xfeff ? 1 : from;
  const odd = s.text.slice(start, s.start).search(NOT_STRICT_SPACE);
  if (odd >= 0) fail(s.text, start + odd, options, "A space, tab or line break was expected here, or nothing.");
  if (s.kind === "comment")
    fail(s.text, s.start, options, "No comment was expected here, because the file must be strict JSON.");
}

function readString(s: Scanner, options: Options): string {
  if (s.plain && (options.json5 || !CONTROL.test(s.text.slice(s.start, s.end))))
    return s.text.slice(s.start + 1, s.end - 1);
  const fault = stringFault(s.text, s.start, s.end, options.json5);
  if (fault !== undefined) fail(s.text, fault.offset, options, STRING_FAULT[fault.kind]);
  return decodeString(s.text, s.start, s.end);
}

function isQuoted(s: Scanner, options: Options): boolean {
  return s.kind === "string" && (options.json5 || s.code === DOUBLE_QUOTE);
}

/** A property name, or undefined where none stands. */
function readName(s: Scanner, options: Options): string | undefined {
  if (isQuoted(s, options)) return readString(s, options);
  if (!options.json5 || s.kind !== "word") return undefined;
  const name = decodeWord(s.text.slice(s.start, s.end));
  return isIdentifier(name) ? name : undefined;
}

/** A value that is no container, or undefined where none stands. */
function readScalar(s: Scanner, options: Options): Json | undefined {
  if (isQuoted(s, options)) return readString(s, options);
  if (s.kind !== "word" && s.kind !== "number") return undefined;
  const raw = s.text.slice(s.start, s.end);
  if (raw === "null") return null;
  if (raw === "true" || raw === "false") return raw === "true";
  const number = readNumber(raw, options.json5);
  if (number === "not finite")
    fail(s.text, s.start, options, "A finite number was expected here; JSON has no word for any other.");
  if (number !== "invalid") return number;
  if (s.kind === "number") fail(s.text, s.start, options, "A valid number was expected here.");
  return undefined;
}

/**
 * The reader of last resort: the whole of JSON or JSON5, exact numbers, and errors with their place. No recursion, so
 * that nesting is limited by `maxDepth` alone. Throws SealError INVALID_SYNTAX or TOO_DEEP.
 */
export function readTree(text: string, options: Options): Json {
  const s = scanner(text);
  const containers: Container[] = [];
  const opens: number[] = [];
  let container: Container | undefined;
  let root: Json = null;
  let key = "";
  let expected: Expected = "value";
  let last = 0;

  const attach = (value: Json): void => {
    if (container === undefined) root = value;
    else if (Array.isArray(container)) container.push(value);
    else put(container, key, value);
  };
  const behindValue = (): Expected =>
    container === undefined ? "end" : Array.isArray(container) ? "inArray" : "inObject";

  for (;;) {
    last = s.end;
    nextToken(s, options);
    const punct = s.kind === "punct" ? s.code : 0;
    if (expected === "end" && s.kind === "end") return root;

    const wantsValue = expected === "value" || expected === "element";
    if (wantsValue && (punct === OPEN_OBJECT || punct === OPEN_ARRAY)) {
      if (containers.length >= options.maxDepth) failTooDeep(s, options);
      const opened: Container = punct === OPEN_OBJECT ? {} : [];
      attach(opened);
      containers.push(opened);
      opens.push(s.start);
      container = opened;
      expected = punct === OPEN_OBJECT ? "member" : "element";
    } else if (
      (punct === CLOSE_OBJECT && (expected === "member" || expected === "inObject")) ||
      (punct === CLOSE_ARRAY && (expected === "element" || expected === "inArray"))
    ) {
      containers.pop();
      opens.pop();
      container = containers[containers.length - 1];
      expected = behindValue();
    } else if (punct === COMMA && expected === "inObject") expected = options.json5 ? "member" : "name";
    else if (punct === COMMA && expected === "inArray") expected = options.json5 ? "element" : "value";
    else if (punct === COLON && expected === "colon") expected = "value";
    else if (wantsValue) {
      const value = readScalar(s, options);
      if (value === undefined) failExpecting(s, options, expected, last, opens.at(-1));
      attach(value);
      expected = behindValue();
    } else {
      const name = expected === "name" || expected === "member" ? readName(s, options) : undefined;
      if (name === undefined) failExpecting(s, options, expected, last, opens.at(-1));
      key = name;
      expected = "colon";
    }
  }
}
