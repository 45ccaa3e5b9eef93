const LONGEST = 120;
// Control, bidi, zero-width, separator and other invisible characters, and lone surrogates.
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0\u034f\u115f\u1160\u17b4\u17b5\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0\ufe00-\ufe0f]/gu;

/**
 * An id, path or name from outside, safe to print on one line: invisible and control characters appear as `\u{…}`, and what
 * is longer than a line is cut. Never a credential: those are `Secret`s and print as a mask.
 */
export function show(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(UNSAFE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
