import { escaped } from "../../domain/escape.js";
import type { FindingCode, Severity } from "../../domain/findings.js";
import { show } from "../../domain/text.js";
import { helpUri } from "../home.js";

/** What a cell, a finding or a page comes to, worst first. `change`: the next `generate` writes something else. */
export const TONES = ["error", "warn", "change", "info", "ok"] as const;
export type Tone = (typeof TONES)[number];

/** The more serious of two. */
function worse(a: Tone, b: Tone): Tone {
  return TONES.indexOf(a) <= TONES.indexOf(b) ? a : b;
}

/** The most serious of some severities, or `least` if none is more serious. */
export function worst(severities: readonly Severity[], least: Tone): Tone {
  return severities.reduce<Tone>(worse, least);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML, in content and in quoted attributes; control and bidi characters appear as `\u{…}`. */
export function text(words: string): string {
  return escaped(words, Number.POSITIVE_INFINITY).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? "");
}

/** An id from outside, kept apart from the direction of the text around it. */
export function id(name: string): string {
  return `<bdi>${text(show(name))}</bdi>`;
}

/** A path or another technical spelling, which may break anywhere. */
export function code(words: string): string {
  return `<code dir="ltr">${text(words)}</code>`;
}

/** One of our sentences: what stands between backticks is code. */
export function sentence(words: string): string {
  return text(words).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** The name of a finding code, which may break behind its underscores. */
export function codeName(name: FindingCode): string {
  return name.replaceAll("_", "_<wbr>");
}

/** A finding code that leads to its heading in the README. */
export function codeLink(name: FindingCode): string {
  return `<a class="code" href="${helpUri(name)}" rel="noreferrer">${codeName(name)}</a>`;
}

// Shapes that differ without their colours, from the blocks that every system font has.
const GLYPHS: Readonly<Record<Tone, string>> = { error: "✕", warn: "▲", change: "→", info: "○", ok: "✓" };

/** The sign of a tone; the words beside it say the same to who does not see it. */
export function sign(tone: Tone): string {
  return `<span class="sign" aria-hidden="true">${GLYPHS[tone]}</span>`;
}

/** `1 file`, `2 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** What a cell of the board comes to, in HTML; with an anchor it leads there. */
export function verdict(tone: Tone, words: string, anchor?: string): string {
  const content = `${sign(tone)}<span>${words}</span>`;
  return anchor === undefined
    ? `<span class="verdict">${content}</span>`
    : `<a class="verdict" href="#${anchor}">${content}</a>`;
}
