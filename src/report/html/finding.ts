import type { CheckFinding } from "../../domain/check-report.js";
import type { Place } from "../../domain/errors.js";
import { type Axes, type Keys, keyAttributes } from "./axis.js";
import { code, codeLink, id, sentence, sign, text } from "./markup.js";

/** The numbers of what a finding is about. */
export function keysOf({ agentId, provider, code }: CheckFinding, { agents, providers, codes }: Axes): Keys {
  return { agents: [agents.of(agentId)], providers: [providers.of(provider)], codes: [codes.of(code)] };
}

/** A finding as an item of a list; `anchor` is its id on the page, `level` that of its heading. */
export function findingItem(finding: CheckFinding, keys: Keys, anchor: string, level: 3 | 4): string {
  const { severity, jsonPath, message, fixHint, suppressed, provider, profileId } = finding;
  const tone = suppressed ? "info" : severity;
  const about = [...new Set([provider, profileId])].filter((name) => name !== undefined).map(id);
  const names = about.length === 0 ? "" : ` <span class="about">${about.join(", ")}</span>`;
  const accepted = suppressed ? `<p class="accepted"><strong>Accepted:</strong> ${text(suppressed.reason)}</p>\n` : "";
  return `<li id="${anchor}" class="finding ${tone}" ${keyAttributes(keys)}>
<h${level}>${sign(tone)} <span class="word">${suppressed ? "accepted" : severity}</span> ${codeLink(finding.code)}${names}</h${level}>
<p class="what">${sentence(message)}</p>
<p class="fix">${sentence(fixHint)}</p>
${accepted}<p class="place">${placeText(finding)} <span class="path">${code(jsonPath)}</span></p>
</li>`;
}

type Known = { [K in keyof Place]: Place[K] | null };

/** `FILE:LINE:COLUMN`, of which the name of the file and the position stand out. */
export function placeText({ file, line, column }: Known): string {
  const name = (file ?? "").replace(/^.*[\\/](?=.)/, "");
  const directory = (file ?? "").slice(0, (file ?? "").length - name.length);
  const position = [line, column]
    .map((number) => (number === null || number === undefined ? "" : `:${number}`))
    .join("");
  return `<code dir="ltr"><span class="soft">${text(directory)}</span>${text(name)}${position}</code>`;
}
