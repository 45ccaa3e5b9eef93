const LONGEST = 512;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const RUN = /[A-Za-z0-9+/=_.~-]{20,}/g;
const HEX_RUN = /(?<![0-9A-Za-z])(?:[0-9a-f]{32,}|[0-9A-F]{32,})(?![0-9A-Za-z])/;

/** What kind of randomness a text shows: `hex` is what digests have as well, `mixed` is what only secrets have. */
export type Randomness = "hex" | "mixed";

/**
 * Whether a text holds a run of characters that no person, model id, path, date or version would have. Linear; only the first
 * 512 characters of a run count, because a secret shows itself there.
 */
export function randomness(text: string): Randomness | null {
  if (text.length < 20) return null;
  const plain = text.includes("-") ? text.replace(UUID, " ") : text;
  let found: Randomness | null = null;
  for (const match of plain.matchAll(RUN)) {
    const run = match[0].slice(0, LONGEST);
    if (isMixed(run)) return "mixed";
    if (HEX_RUN.test(run) && isHexRandom(run)) found = "hex";
  }
  return found;
}

function isHexRandom(run: string): boolean {
  const hex = HEX_RUN.exec(run)?.[0] ?? "";
  return /[a-fA-F]/.test(hex) && /\d/.test(hex) && new Set(hex).size >= 8;
}

function isMixed(run: string): boolean {
  const segments = run.split(/[^A-Za-z0-9]+/);
  if (segments.some(isRandomSegment)) return true;
  // Base64 and URL-safe alphabets cut themselves into short segments.
  const whole = segments.join("");
  return whole.length >= 30 && segments.length <= 2 + whole.length / 6 && isRandomMix(whole, 30);
}

function isRandomSegment(segment: string): boolean {
  if (segment.length < 20 || /^\d+$/.test(segment)) return false;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(segment)) return false;
  const lower = /[a-z]/.test(segment);
  const upper = /[A-Z]/.test(segment);
  if (lower && upper) return isRandomMix(segment, 20);
  return segment.length >= 28 && /\d/.test(segment) && new Set(segment).size >= 12 && turns(segment) >= 0.22;
}

/** Letters of both cases that change too often, and stand in words too seldom, for any name. */
function isRandomMix(text: string, least: number): boolean {
  if (text.length < least || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false;
  if (!/\d/.test(text) && text.length < 28) return false;
  if (new Set(text).size < Math.min(14, text.length * 0.6)) return false;
  return turns(text) >= 0.24 && inWords(text) <= 0.45;
}

/** The share of places where the kind of character changes; a capital at the start of a word is no change. */
function turns(text: string): number {
  let changes = 0;
  for (let i = 1; i < text.length; i++) {
    const before = kind(text.charCodeAt(i - 1));
    const now = kind(text.charCodeAt(i));
    if (now !== before && !(before === 2 && now === 1)) changes++;
  }
  return changes / (text.length - 1);
}

function kind(code: number): 0 | 1 | 2 {
  if (code >= 97) return 1;
  return code >= 65 ? 2 : 0;
}

/** The share of letters that stand in words: four or more small letters in a row, with or without a capital before. */
function inWords(text: string): number {
  let letters = 0;
  let worded = 0;
  for (const match of text.matchAll(/[A-Za-z]+/g)) letters += match[0].length;
  for (const match of text.matchAll(/[A-Z]?[a-z]{4,}/g)) worded += match[0].length;
  return letters === 0 ? 0 : worded / letters;
}
