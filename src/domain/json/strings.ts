const BACKSLASH = 92;
const SHORT = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["0", "\0"],
]);
const STRICT_ESCAPE = /["\\/bfnrt]/;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const HEX2 = /^[0-9a-fA-F]{2}$/;
const WORD_ESCAPE = /\\u([0-9a-fA-F]{4})/g;
const IDENTIFIER = /^[$_\p{ID_Start}](?:[$_\p{ID_Continue}]|\u200c|\u200d)*$/u;

/** One escape sequence: what it stands for and how long it is; `valid` by JSON5's rules. */
function readEscape(text: string, at: number): { value: string; length: number; valid: boolean } {
  const next = text.charAt(at + 1);
  if (next === "u" || next === "x") {
    const digits = text.slice(at + 2, at + (next === "u" ? 6 : 4));
    if (!(next === "u" ? HEX4 : HEX2).test(digits)) return { value: next, length: 2, valid: false };
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), length: 2 + digits.length, valid: true };
  }
  if (next === "\r" && text.charAt(at + 2) === "\n") return { value: "", length: 3, valid: true };
  if (next === "\n" || next === "\r" || next === "\u2028" || next === "\u2029")
    return { value: "", length: 2, valid: true };
  if (next >= "1" && next <= "9") return { value: next, length: 2, valid: false };
  if (next === "0" && /\d/.test(text.charAt(at + 2))) return { value: "\0", length: 2, valid: false };
  return { value: SHORT.get(next) ?? next, length: 2, valid: next !== "" };
}

/**
 * The value of a string token with its escapes decoded. An invalid escape loses its backslash only, and an unclosed
 * string gives what is there, so that a secret in a broken file is still seen.
 */
export function decodeString(text: string, start: number, end: number): string {
  const quote = text.charCodeAt(start);
  const raw = text.slice(start + 1, end);
  let found = raw.indexOf("\\");
  if (found < 0) return raw.charCodeAt(raw.length - 1) === quote ? raw.slice(0, -1) : raw;
  let value = "";
  let from = 0;
  while (found >= 0) {
    const read = readEscape(raw, found);
    value += raw.slice(from, found) + read.value;
    from = found + read.length;
    found = raw.indexOf("\\", from);
  }
  const rest = raw.slice(from);
  return value + (rest.charCodeAt(rest.length - 1) === quote ? rest.slice(0, -1) : rest);
}

/** Why a string token is no valid string, and where. */
export interface StringFault {
  kind: "unclosed" | "escape" | "control";
  offset: number;
}

/** The first thing that JSON5 (or, without `json5`, JSON) does not allow in a string token. */
export function stringFault(text: string, start: number, end: number, json5: boolean): StringFault | undefined {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === quote) return undefined;
    if (code === BACKSLASH) {
      const read = readEscape(text, at);
      if (at + read.length > end) break;
      const next = text.charAt(at + 1);
      if (!read.valid || !(json5 || STRICT_ESCAPE.test(next) || next === "u")) return { kind: "escape", offset: at };
      at += read.length;
    } else {
      if (code < 32 && !json5) return { kind: "control", offset: at };
      at++;
    }
  }
  return { kind: "unclosed", offset: start };
}

/** A bare name with its `\uXXXX` escapes decoded. */
export function decodeWord(raw: string): string {
  return raw.includes("\\") ? raw.replace(WORD_ESCAPE, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))) : raw;
}

/** Whether a decoded name may stand without quotes in JSON5. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}
