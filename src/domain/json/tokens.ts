/**
 * "string": quoted, single or double, closed or not. "number" and "word": a run of bare characters that starts like one; whether it is a
 * valid one is the parser's question. "junk": any other run of bare characters.
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
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;
const WIDE_SPACE = /\s/;
const ID_START = /\p{ID_Start}/u;

function isSpace(code: number): boolean {
  if (code < 128) return code === SPACE || (code >= TAB && code <= CR);
  return WIDE_SPACE.test(String.fromCharCode(code));
}

function isPunct(code: number): boolean {
  return code === 123 || code === 125 || code === 91 || code === 93 || code === 44 || code === 58;
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code === 0x2028 || code === 0x2029;
}

function startsComment(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== SLASH) return false;
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

function stringEnd(text: string, start: number, quote: number): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === BACKSLASH) {
      at += text.charCodeAt(at + 1) === CR && text.charCodeAt(at + 2) === LF ? 3 : 2;
    } else if (code === LF || code === CR) return at;
    else at++;
  }
  return length;
}

function bareEnd(text: string, start: number): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || isPunct(code) || isSpace(code)) break;
    if (code === SLASH && startsComment(text, at)) break;
    at++;
  }
  return at;
}

function bareKind(text: string, start: number): TokenKind {
  const code = text.codePointAt(start) ?? 0;
  if ((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46) return "number";
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 36 || code === 95 || code === BACKSLASH)
    return "word";
  return code >= 128 && ID_START.test(String.fromCodePoint(code)) ? "word" : "junk";
}

/** A scanner before the first token of `text`. */
export function scanner(text: string): Scanner {
  return { text, kind: "end", start: 0, end: 0 };
}

/**
 * Moves to the next token, or to "end" (then start and end are the length of the text) and returns false. Never throws: an unclosed string
 * ends with its line, an unclosed comment with the text.
 */
export function advance(s: Scanner): boolean {
  const text = s.text;
  let at = s.end;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  s.start = at;
  if (at >= text.length) {
    s.kind = "end";
    s.end = at;
    return false;
  }
  const code = text.charCodeAt(at);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    s.kind = "string";
    s.end = stringEnd(text, at, code);
  } else if (isPunct(code)) {
    s.kind = "punct";
    s.end = at + 1;
  } else if (startsComment(text, at)) {
    s.kind = "comment";
    s.end = commentEnd(text, at);
  } else {
    s.kind = bareKind(text, at);
    s.end = bareEnd(text, at);
  }
  return true;
}

/** Every token of a JSON5 text, also of a broken one; what lies between two tokens is white space. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const s = scanner(text);
  while (advance(s)) tokens.push({ kind: s.kind as TokenKind, start: s.start, end: s.end });
  return tokens;
}
