/**
 * "string": quoted, single or double, closed or not. "number" and "word": a run of bare characters that starts like
 * one; whether it is a valid one is the parser's question. "junk": any other run of bare characters.
 */
export type TokenKind = "string" | "number" | "word" | "punct" | "comment" | "junk";

/** Offsets in UTF-16 units, `end` exclusive. */
export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
}

/** A position in a text and the token found there; `advance` moves it. */
export interface Scanner {
  readonly text: string;
  kind: TokenKind | "end";
  start: number;
  end: number;
  /** The first UTF-16 unit of the token; 0 at the end. */
  code: number;
  /** Of a string: it is closed and has no backslash. */
  plain: boolean;
  /**
   * The next backslash, LF and CR, each looked up again only when it lies behind; the length of the text where none is
   * left.
   */
  backslash: number;
  lf: number;
  cr: number;
}

/** The punctuation of JSON, as `Scanner.code` has it. */
export const COMMA = 44;
export const COLON = 58;
export const OPEN_ARRAY = 91;
export const CLOSE_ARRAY = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;

const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;
const ASCII = 128;
const WIDE_SPACE = /\s/;
const ID_START = /\p{ID_Start}/u;

const BLANK = 1;
const PUNCT = 2;
const QUOTE = 3;
// What the ASCII characters are between tokens and at the start of one; a table, because most processes scan one text
// and never get warm.
const CLASS = new Uint8Array(ASCII);
for (const char of "\t\n\v\f\r ") CLASS[char.charCodeAt(0)] = BLANK;
for (const char of "{}[],:") CLASS[char.charCodeAt(0)] = PUNCT;
for (const char of "\"'") CLASS[char.charCodeAt(0)] = QUOTE;

function classOf(code: number): number {
  if (code < ASCII) return CLASS[code] ?? 0;
  return WIDE_SPACE.test(String.fromCharCode(code)) ? BLANK : 0;
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code === 0x2028 || code === 0x2029;
}

function startsComment(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === SLASH || next === STAR;
}

function commentEnd(text: string, start: number): number {
  if (text.charCodeAt(start + 1) === STAR) {
    const close = text.indexOf("*/", start + 2);
    return close < 0 ? text.length : close + 2;
  }
  let at = start + 2;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

function next(text: string, char: string, from: number): number {
  const at = text.indexOf(char, from);
  return at < 0 ? text.length : at;
}

/** The end of a closed string without backslash; -1 for any other. */
function plainStringEnd(s: Scanner): number {
  const { text, start } = s;
  const close = text.indexOf(s.code === DOUBLE_QUOTE ? '"' : "'", start + 1);
  if (close < 0) return -1;
  if (s.backslash < start) s.backslash = next(text, "\\", start);
  if (s.lf < start) s.lf = next(text, "\n", start);
  if (s.cr < start) s.cr = next(text, "\r", start);
  return s.backslash < close || s.lf < close || s.cr < close ? -1 : close + 1;
}

function stringEnd(text: string, start: number, quote: number): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === LF || code === CR) return at;
    if (code !== BACKSLASH) at++;
    else at += text.charCodeAt(at + 1) === CR && text.charCodeAt(at + 2) === LF ? 3 : 2;
  }
  return length;
}

function bareEnd(text: string, start: number): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code < ASCII ? CLASS[code] !== 0 : classOf(code) !== 0) break;
    if (code === SLASH && startsComment(text, at)) break;
    at++;
  }
  return at;
}

function bareKind(text: string, start: number): TokenKind {
  const code = text.codePointAt(start) ?? 0;
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 36 || code === 95 || code === BACKSLASH)
    return "word";
  if ((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46) return "number";
  return code >= ASCII && ID_START.test(String.fromCodePoint(code)) ? "word" : "junk";
}

/** A scanner before the first token at or behind an offset of a text. */
export function scanner(text: string, from = 0): Scanner {
  return { text, kind: "end", start: from, end: from, code: 0, plain: false, backslash: -1, lf: -1, cr: -1 };
}

/**
 * Moves to the next token, or to "end" (then start and end are the length of the text) and returns false. Never throws:
 * an unclosed string ends with its line, an unclosed comment with the text.
 */
export function advance(s: Scanner): boolean {
  const text = s.text;
  const length = text.length;
  let at = s.end;
  let code = 0;
  let kind = BLANK;
  while (at < length) {
    code = text.charCodeAt(at);
    if (code !== SPACE) {
      kind = code < ASCII ? (CLASS[code] ?? 0) : classOf(code);
      if (kind !== BLANK) break;
    }
    at++;
  }
  s.start = at;
  if (at >= length) {
    s.kind = "end";
    s.code = 0;
    s.end = at;
    return false;
  }
  s.code = code;
  if (kind === PUNCT) {
    s.kind = "punct";
    s.end = at + 1;
  } else if (kind === QUOTE) {
    s.kind = "string";
    const end = plainStringEnd(s);
    s.plain = end >= 0;
    s.end = end >= 0 ? end : stringEnd(text, at, code);
  } else if (code === SLASH && startsComment(text, at)) {
    s.kind = "comment";
    s.end = commentEnd(text, at);
  } else {
    s.kind = bareKind(text, at);
    s.end = bareEnd(text, at);
  }
  return true;
}
