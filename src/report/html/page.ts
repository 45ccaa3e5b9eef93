import { count, sentence, sign, type Tone, text } from "./markup.js";
import { SCRIPT, SCRIPT_HASH } from "./script.js";
import { STYLE, STYLE_HASH } from "./style.js";

export interface PageOptions {
  /** Of modelseal. */
  version: string;
}

interface Counted {
  label: string;
  number: number;
  /** Of a number above zero. */
  tone?: Tone;
}

export interface Page {
  /** The command, as the title has it. */
  title: string;
  /** What the page is about, in a few words each. */
  about: readonly string[];
  tone: Tone;
  headline: string;
  /** HTML. */
  summary: string;
  counts: readonly Counted[];
  /** Sections by their anchor, title and HTML; one without a title has no place in the list of sections. */
  sections: readonly { anchor: string; title?: string; content: string }[];
  /** HTML of the filter, which stands above the sections. */
  filter: string;
}

// Nothing but this style and this script: no request, no frame, no form that is sent, no other code.
const POLICY = [
  "default-src 'none'",
  `style-src '${STYLE_HASH}'`,
  `script-src '${SCRIPT_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** One self-contained document, the same bytes for the same report. */
export function page(
  { title, about, tone, headline, summary, counts, sections, filter }: Page,
  { version }: PageOptions,
): string {
  const listed = sections.filter((section) => section.title !== undefined && section.content !== "");
  const links = listed.map(({ anchor, title = "" }) => `<a href="#${anchor}">${title}</a>`);
  const nav = links.length < 2 ? "" : `<nav aria-label="Sections">${links.join(" ")}</nav>\n`;
  const parts = sections
    .filter(({ content }) => content !== "")
    .map(({ anchor, title, content }) =>
      title === undefined
        ? content
        : `<section aria-labelledby="${anchor}">\n<h2 id="${anchor}">${title}</h2>\n${content}</section>\n`,
    );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${text(`${title}: ${headline}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="about-run">${[`modelseal ${version}`, ...about].map(text).join(" · ")}</p>
<h1 class="${tone}">${sign(tone)} ${sentence(headline)}</h1>
${summary}${countList(counts)}${nav}</header>
<main>
${filter}${parts.join("")}</main>
<footer>
<p>No secret stands in this page, nor any part of one. Its paths and names tell how this machine is set up: share it with that in mind.</p>
</footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function countList(counts: readonly Counted[]): string {
  const items = counts.map(({ label, number, tone }) => {
    const looks = number === 0 ? " zero" : tone === undefined ? "" : ` ${tone}`;
    return `<div class="count${looks}"><dt>${label}</dt><dd>${number}</dd></div>`;
  });
  return `<dl class="counts">\n${items.join("\n")}\n</dl>\n`;
}

/** Says that something is left out and who has it all; nothing if nothing is. */
export function leftOut(left: number, noun: string): string {
  return left > 0 ? `<p class="note">${count(left, `more ${noun}`)} left out here; --format json has all.</p>\n` : "";
}
