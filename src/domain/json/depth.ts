// Text of this size can nest deeply enough to take JSON.parse all the memory there is.
const LARGE = 1024 * 1024;
const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;

// A bracket of text becomes some fifty bytes of tree: fewer than this are less than the text itself, however deep.
const CHARACTERS_PER_BRACKET = 64;

/** Whether no more than so many objects and arrays open; brackets in strings and comments count as well. */
export function opensAtMost(text: string, most: number): boolean {
  let left = most;
  for (const bracket of ["{", "["])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (--left < 0) return false;
  return true;
}

/**
 * Whether a text is so large and so deeply nested that JSON.parse must not see it. Brackets in comments and single quotes
 * count as well, so a yes sends the text to a reader that stops by itself.
 */
export function mustNotBeParsed(text: string, maxDepth: number): boolean {
  if (text.length <= LARGE || opensAtMost(text, text.length / CHARACTERS_PER_BRACKET)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) at = closingQuote(text, at);
    else if (code === 91 || code === 123) depth++;
    else if (code === 93 || code === 125) depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}
