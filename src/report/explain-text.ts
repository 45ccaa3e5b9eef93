import type { ExplainedProvider, ExplainReport, PluginOwnedProvider } from "../domain/explained.js";
import { factsOf, NO_PROVIDER, releasesText, rulesOf } from "./explain-words.js";
import { findingText } from "./finding-text.js";
import { columns, type Style } from "./style.js";

/** Why each provider is what it is, for people. */
export function explainText(report: ExplainReport, style: Style): string {
  const providers = report.providers.map((provider) => providerText(provider, style)).join("\n");
  const none = report.ok ? `${NO_PROVIDER}\n` : "";
  const owned = pluginOwnedText(report.pluginOwned, style);
  const all = [providers, owned].filter(Boolean).join("\n");
  return `${style.dim(`For ${releasesText(report.releases)}.`)}\n\n${all === "" ? none : all}`;
}

function pluginOwnedText(owned: readonly PluginOwnedProvider[], style: Style): string {
  if (owned.length === 0) return "";
  const rows = owned.map(({ provider, plugin, agents }) => [provider, `plugin ${plugin}`, agents.join(", ")]);
  return `${style.bold("Owned by plugins, in the agent database: not written")}\n${columns(rows, "  ")}`;
}

function providerText(provider: ExplainedProvider, style: Style): string {
  const head = `${style.bold(provider.provider)}  ${style.dim(provider.agents.join(", "))}\n`;
  const findings = provider.findings.map((finding) => findingText(finding, style, "  ")).join("");
  return `${head}${columns(factsOf(provider), "  ")}  rules tried\n${columns(rulesOf(provider), "    ")}${findings}`;
}
