import { advance, scanner, type Token, type TokenKind } from "../../src/domain/json/tokens.js";

/** Every token of a JSON5 text, also of a broken one; what lies between two tokens is white space. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const s = scanner(text);
  while (advance(s)) tokens.push({ kind: s.kind as TokenKind, start: s.start, end: s.end });
  return tokens;
}
