import { findSpan } from "./positions.js";
import { isIdentifier } from "./strings.js";
import { decodeKey } from "./structure.js";
import { advance, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, OPEN_ARRAY, OPEN_OBJECT, type Scanner, scanner } from "./tokens.js";

/** A property as it stands in a text; `comma` is the offset of the comma behind it, -1 without one. */
export interface Member {
  key: string;
  keyStart: number;
  keyEnd: number;
  start: number;
  end: number;
  comma: number;
}

/** The braces of an object and what stands between them. */
export interface ObjectLayout {
  open: number;
  close: number;
  members: Member[];
}

/** How a file is written, for text that joins it. */
export interface Style {
  eol: string;
  /** One step of indentation. */
  unit: string;
  /** The colon with the blanks around it. */
  colon: string;
  /** What stands between the braces and the properties of an object on one line. */
  pad: string;
  trailingComma: boolean;
  quoteKey(key: string): string;
}

const NO_LAYOUT: ObjectLayout = { open: -1, close: -1, members: [] };
const BLANK_COLON = /^[ \t]*:[ \t]*$/;

/** The start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text.charAt(at - 1) !== "\n" && text.charAt(at - 1) !== "\r") at--;
  return at;
}

/** The offset behind the blanks of one line that start at an offset. */
export function skipBlanks(text: string, offset: number): number {
  let at = offset;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at++;
  return at;
}

/** The indentation of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return text.slice(start, skipBlanks(text, start));
}

/** Whether nothing but indentation stands before an offset on its line. */
export function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at--;
  return at < 0 || text.charAt(at) === "\n" || text.charAt(at) === "\r";
}

function nextCode(s: Scanner): boolean {
  while (advance(s)) if (s.kind !== "comment") return true;
  return false;
}

function valueEnd(s: Scanner): number {
  let depth = 0;
  do {
    const punct = s.kind === "punct" ? s.code : 0;
    if (punct === OPEN_OBJECT || punct === OPEN_ARRAY) depth++;
    else if (punct === CLOSE_OBJECT || punct === CLOSE_ARRAY) depth--;
    if (depth === 0) break;
  } while (nextCode(s));
  return s.end;
}

/** The properties of the object that opens at an offset of a valid JSON5 text, duplicates included, in their order. */
export function readLayout(text: string, open: number): ObjectLayout {
  const s = scanner(text, open + 1);
  const members: Member[] = [];
  nextCode(s);
  while (s.kind !== "end" && s.code !== CLOSE_OBJECT) {
    const keyStart = s.start;
    const keyEnd = s.end;
    const key = decodeKey(text, { kind: s.kind, start: keyStart, end: keyEnd });
    nextCode(s);
    nextCode(s);
    const member: Member = { key, keyStart, keyEnd, start: s.start, end: valueEnd(s), comma: -1 };
    members.push(member);
    nextCode(s);
    if (s.code === COMMA) {
      member.comma = s.start;
      nextCode(s);
    }
  }
  return { open, close: s.start, members };
}

function singleQuoted(key: string): string {
  return `'${JSON.stringify(key).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A text with what counts for every object in it; looked up once. */
export interface Document {
  text: string;
  root: ObjectLayout;
  eol: string;
  /** It has more than one line. */
  hasLines: boolean;
}

/** The text with its root and its line ends looked up. */
export function documentOf(text: string): Document {
  const span = findSpan(text, []);
  const root = span && text.charAt(span.start) === "{" ? readLayout(text, span.start) : NO_LAYOUT;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { text, root, eol, hasLines: /[\n\r]/.test(text.trim()) };
}

/** How an object is written, and where it is empty, how the root is. */
export function readStyle({ text, root, eol }: Document, layout: ObjectLayout): Style {
  const model = layout.members.length > 0 ? layout : root;
  const last = model.members.at(-1);
  const top = root.members[0];
  const colon = last === undefined ? "" : text.slice(last.keyEnd, last.start);
  const marks = model.members.map((member) => text.charAt(member.keyStart));
  const bare = marks.some((mark) => mark !== '"' && mark !== "'");
  const single = marks.findLast((mark) => mark === '"' || mark === "'") === "'";
  return {
    eol,
    unit: (top !== undefined && startsLine(text, top.keyStart) && indentAt(text, top.keyStart)) || "  ",
    colon: BLANK_COLON.test(colon) ? colon : ": ",
    pad: text.charAt(root.open + 1) === " " ? " " : "",
    trailingComma: (last?.comma ?? -1) >= 0,
    quoteKey: (key) => (bare && isIdentifier(key) ? key : single ? singleQuoted(key) : JSON.stringify(key)),
  };
}
