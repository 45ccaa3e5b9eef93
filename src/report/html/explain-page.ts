import type { ExplainedProvider, ExplainReport, PluginOwnedProvider } from "../../domain/explained.js";
import { KIND_NAMES } from "../../domain/source.js";
import { factsOf, formText, NO_PROVIDER, releasesText, rulesOf } from "../explain-words.js";
import { type Axes, axis, filterForm, keyAttributes } from "./axis.js";
import { boardTable, type Cell } from "./board.js";
import { findingItem, placeText } from "./finding.js";
import { codeName, count, id, sentence, sign, TONES, type Tone, text, verdict, worst } from "./markup.js";
import { leftOut, type PageOptions, page } from "./page.js";

// What a browser still scrolls through.
const MOST_SECTIONS = 3_000;
const MOST_AGENTS_SHOWN = 12;

/** The report of `explain` as a page to look at. */
export function explainPage(report: ExplainReport, options: PageOptions): string {
  const { providers, pluginOwned, failures } = report;
  const rows = [...providers, ...pluginOwned];
  const axes: Axes = {
    agents: axis([...rows.flatMap(({ agents }) => agents), ...failures.map(({ agentId }) => agentId)]),
    providers: axis(rows.map(({ provider }) => provider)),
    codes: axis(providers.flatMap(({ findings }) => findings.map(({ code }) => code))),
  };
  const pairs = providers.flatMap((provider) => provider.agents.map(() => toneOf(provider)));
  const number = (tone: Tone) => pairs.filter((other) => other === tone).length;
  const tone = failures.length > 0 ? "error" : (TONES.find((one) => pairs.includes(one)) ?? "info");
  return page(
    {
      title: "modelseal explain",
      about: ["canonical sources", releasesText(report.releases)],
      tone,
      headline: headline(report, axes),
      summary: "",
      counts: [
        { label: "Agents", number: axes.agents.names.length },
        { label: "Providers", number: axes.providers.names.length },
        { label: "Pairs in line", number: number("ok") + number("info"), tone: "ok" },
        { label: "Pairs that will change", number: number("change"), tone: "change" },
        { label: "Pairs with a warning", number: number("warn"), tone: "warn" },
        { label: "Pairs with an error", number: number("error"), tone: "error" },
        ...(pluginOwned.length > 0
          ? [{ label: "Owned by plugins", number: pluginOwned.flatMap(({ agents }) => agents).length }]
          : []),
        { label: "Agents without an answer", number: failures.length, tone: "error" },
      ],
      filter: filterForm(axes, "entries"),
      sections: [
        { anchor: "clean", content: cleanText(tone, rows.length) },
        { anchor: "failures", title: "No answer", content: failureList(report, axes) },
        { anchor: "board", title: "Source, form and verdict", content: board(report, axes) },
        { anchor: "providers", title: "Why", content: sections(providers, axes) },
        { anchor: "owned", title: "Owned by plugins", content: ownedList(pluginOwned, axes) },
      ],
    },
    options,
  );
}

/** What one provider comes to at its agents: the worst finding, else whether `generate` would write another key. */
function toneOf({ findings, apiKey }: ExplainedProvider): Tone {
  const severities = findings.map(({ severity }) => severity);
  return worst(severities, apiKey.now === apiKey.sealed ? "ok" : "change");
}

function headline({ providers, pluginOwned, failures }: ExplainReport, axes: Axes): string {
  const none = failures.length > 0 ? [`no answer for ${count(failures.length, "agent")}`] : [];
  const touched = (...tones: Tone[]) =>
    new Set(providers.filter((one) => tones.includes(toneOf(one))).map(({ provider }) => provider)).size;
  const all = count(axes.providers.names.length, "provider");
  const [grave, changing] = [touched("error", "warn"), touched("change")];
  const parts = [
    ...none,
    ...(grave > 0 ? [`${grave} of ${all} to look at`] : []),
    ...(grave === 0 && changing > 0 ? [`${changing} of ${all} will change with \`modelseal generate\``] : []),
  ];
  const words =
    parts.join(", ") || (providers.length + pluginOwned.length === 0 ? "no provider" : "every apiKey is in line");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function cleanText(tone: Tone, providers: number): string {
  if (tone === "ok")
    return `<p class="clean">${sign(tone)} Nothing to look at: every apiKey in models.json has the form that <code>generate</code> writes.</p>\n`;
  return tone === "info" && providers === 0 ? `<p class="note">${NO_PROVIDER}</p>\n` : "";
}

function board({ providers, pluginOwned, failures }: ExplainReport, axes: Axes): string {
  if (providers.length + pluginOwned.length === 0) return "";
  const cells = new Map<string, Cell>();
  for (const { provider, plugin, agents } of pluginOwned)
    for (const agent of agents)
      cells.set(`${axes.agents.of(agent)} ${axes.providers.of(provider)}`, {
        tone: "info",
        codes: [],
        content: `${verdict("info", "not written")}<span class="line">plugin ${id(plugin)}</span>`,
      });
  for (const [i, provider] of providers.entries()) {
    const cell = cellOf(provider, i < MOST_SECTIONS ? `p${i + 1}` : undefined, axes);
    for (const agent of provider.agents)
      cells.set(`${axes.agents.of(agent)} ${axes.providers.of(provider.provider)}`, cell);
  }
  const failed = new Map(failures.map(({ agentId }, i) => [axes.agents.of(agentId), i + 1]));
  return boardTable({
    caption: "Source, form and verdict by agent and provider",
    looks: "sources",
    axes,
    empty: "not there",
    cell: (agent, provider) => {
      const failure = failed.get(agent);
      if (failure === undefined) return cells.get(`${agent} ${provider}`);
      return { tone: "error", codes: [], content: verdict("error", "no answer", `x${failure}`) };
    },
  });
}

function cellOf(provider: ExplainedProvider, anchor: string | undefined, { codes }: Axes): Cell {
  const tone = toneOf(provider);
  const { canonical, apiKey, findings } = provider;
  const source = canonical === null ? "no source" : `${KIND_NAMES[canonical.kind]} (${canonical.where})`;
  return {
    tone,
    codes: findings.map(({ code }) => codes.of(code)),
    content: `${verdict(tone, verdictOf(provider), anchor)}<span class="line">${source}</span><span class="line soft">${text(formText(apiKey))}</span>`,
  };
}

/** HTML: the code of the worst finding, or what becomes of the key. */
function verdictOf(provider: ExplainedProvider): string {
  const tone = toneOf(provider);
  if (tone === "ok") return "in line";
  if (tone === "change") return "will change";
  const finding = provider.findings.find(({ severity }) => severity === tone);
  return finding === undefined ? "" : `<span class="unseen">${tone}</span> ${codeName(finding.code)}`;
}

function ownedList(owned: readonly PluginOwnedProvider[], { agents, providers }: Axes): string {
  if (owned.length === 0) return "";
  const items = owned.map((one) => {
    const keys = { agents: one.agents.map(agents.of), providers: [providers.of(one.provider)], codes: [] };
    return `<li ${keyAttributes(keys)}>${sign("info")} <strong>${id(one.provider)}</strong> plugin ${id(one.plugin)} <span class="soft">${agentList(one.agents)}</span></li>`;
  });
  return `<div class="provider"><p class="note">In the agent database; nothing of them is written.</p>
<ul>
${items.join("\n")}
</ul>
</div>
`;
}

function failureList({ failures }: ExplainReport, { agents }: Axes): string {
  const items = failures.map(
    (
      failure,
      i,
    ) => `<li id="x${i + 1}" class="finding failure error" ${keyAttributes({ agents: [agents.of(failure.agentId)], providers: [], codes: [] })}>
<h3>${sign("error")} <span class="word">${failure.code}</span><span class="about">agent ${id(failure.agentId)}</span></h3>
<p class="what">${sentence(failure.message)}</p>
<p class="fix">${sentence(failure.hint)}</p>
${failure.file === null ? "" : `<p class="place">${placeText(failure)}</p>\n`}</li>`,
  );
  return items.length === 0 ? "" : `<ul class="provider">\n${items.join("\n")}\n</ul>\n`;
}

function sections(providers: readonly ExplainedProvider[], axes: Axes): string {
  const shown = providers.slice(0, MOST_SECTIONS).map((provider, i) => section(provider, i + 1, axes));
  return shown.join("") + leftOut(providers.length - shown.length, "provider");
}

function section(provider: ExplainedProvider, number: number, { agents, providers, codes }: Axes): string {
  const keys = { agents: provider.agents.map(agents.of), providers: [providers.of(provider.provider)] };
  const all = { ...keys, codes: provider.findings.map(({ code }) => codes.of(code)) };
  const tone = toneOf(provider);
  const facts = factsOf(provider).map(
    ([name, value]) => `${name === "" ? "" : `<dt>${name}</dt>`}<dd>${text(value)}</dd>`,
  );
  const rules = rulesOf(provider).map(
    ([outcome, rule, reason]) =>
      `<li><span class="${outcome}">${outcome}</span> <span class="${outcome}">${rule}</span> <span class="soft">${reason}</span></li>`,
  );
  const findings = provider.findings.map((finding, i) =>
    findingItem(finding, { ...keys, codes: [codes.of(finding.code)] }, `p${number}f${i + 1}`, 4),
  );
  return `<section id="p${number}" class="provider" ${keyAttributes(all)}>
<h3 class="${tone}">${sign(tone)} ${id(provider.provider)} <span class="soft">${tone === "ok" || tone === "change" ? verdictOf(provider) : tone}</span></h3>
<dl class="facts">
<dt>${provider.agents.length === 1 ? "agent" : "agents"}</dt><dd>${agentList(provider.agents)}</dd>
${facts.join("\n")}
</dl>
${findings.length === 0 ? "" : `<ul>\n${findings.join("\n")}\n</ul>\n`}<details>
<summary>Rules tried</summary>
<ol class="rules">
${rules.join("\n")}
</ol>
</details>
</section>
`;
}

function agentList(agents: readonly string[]): string {
  const names = (some: readonly string[]) => some.map(id).join(", ");
  const [shown, more] = [agents.slice(0, MOST_AGENTS_SHOWN), agents.slice(MOST_AGENTS_SHOWN)];
  if (more.length === 0) return names(shown);
  return `${names(shown)} <details><summary>and ${more.length} more</summary>${names(more)}</details>`;
}
