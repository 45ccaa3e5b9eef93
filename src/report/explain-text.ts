import type { ExplainedProvider, ExplainedSource, ExplainReport, PluginOwnedProvider } from "../domain/explained.js";
import { KIND_NAMES, type RuleName, type RuleReason } from "../domain/source.js";
import { findingText } from "./finding-text.js";
import { columns, type Style } from "./style.js";

const REASONS: Record<RuleReason, string> = {
  matched: "matches",
  "no-config-entry": "the config has no entry for the provider",
  "no-key": "the entry has no apiKey",
  blank: "apiKey is blank",
  placeholder: "apiKey is a redaction placeholder",
  "not-a-ref": "apiKey is no SecretRef",
  "not-a-marker": "apiKey is no marker and no command",
  "no-such-profile": "apiKey is no id of a stored profile",
  "empty-profile": "the profile that apiKey names holds no credential",
  "names-a-profile": "apiKey is the id of a stored profile",
  taken: "a rule above takes apiKey",
  "no-equal-variable": "apiKey equals no variable of the provider",
  "not-aws": "auth is not aws-sdk",
  "no-profile": "no profile of the provider is usable",
  "no-variable-set": "no variable of the provider is set",
  "no-candidates": "OpenClaw knows no variable for the provider",
  "no-evidence": "nothing on this machine stands for a credential",
};

const RULES: Record<RuleName, string> = {
  "config-ref": "SecretRef in the config",
  "config-marker": "marker or command in the config",
  "config-profile-id": "profile id in the config",
  "config-equals-environment": "config key equal to the provider's variable",
  "config-plaintext": "plaintext in the config",
  "aws-sdk": "AWS SDK",
  "auth-profile": "auth profile",
  environment: "environment variable",
  "local-evidence": "local evidence",
};

/** Why each provider is what it is, for people. */
export function explainText(report: ExplainReport, style: Style): string {
  const { from, to } = report.releases;
  const range = from === to ? `OpenClaw ${to}` : `OpenClaw ${from} to ${to}`;
  const providers = report.providers.map((provider) => providerText(provider, style)).join("\n");
  const none = report.ok ? "There is no provider in the config or in any models.json.\n" : "";
  const owned = pluginOwnedText(report.pluginOwned, style);
  const all = [providers, owned].filter(Boolean).join("\n");
  return `${style.dim(`For ${range}.`)}\n\n${all === "" ? none : all}`;
}

function pluginOwnedText(owned: readonly PluginOwnedProvider[], style: Style): string {
  if (owned.length === 0) return "";
  const rows = owned.map(({ provider, plugin, agents }) => [provider, `plugin ${plugin}`, agents.join(", ")]);
  return `${style.bold("Owned by plugins, in the agent database: not written")}\n${columns(rows, "  ")}`;
}

function providerText(provider: ExplainedProvider, style: Style): string {
  const { canonical, apiKey, order } = provider;
  const head = `${style.bold(provider.provider)}  ${style.dim(provider.agents.join(", "))}\n`;
  const facts = [
    ["canonical source", canonical ? sourceText(canonical) : "none: no source exists outside of models.json"],
    ["at run time", provider.atRunTime ? sourceText(provider.atRunTime) : "the same"],
    ["models.json", keyText(apiKey)],
    [
      "auth order",
      `${order.ids.join(", ") || "no usable profile"} (from ${order.base}${order.explicit ? ", exclusive" : ""})`,
    ],
    ...order.excluded.map(({ profileId, reason }) => ["", `not ${profileId}: ${reason}`]),
    ...provider.shadowed.map((source, i) => [i === 0 ? "shadowed" : "", sourceText(source)]),
  ];
  const rules = provider.rules.map(({ rule, reason }) => [
    reason === "matched" ? (rule === canonical?.rule ? "decides" : "matches") : "no",
    RULES[rule],
    reason === "matched" ? "" : REASONS[reason],
  ]);
  const findings = provider.findings.map((finding) => findingText(finding, style, "  ")).join("");
  return `${head}${columns(facts, "  ")}  rules tried\n${columns(rules, "    ")}${findings}`;
}

function sourceText({ kind, ref, profileId, envName, where }: ExplainedSource): string {
  const what = [KIND_NAMES[kind], ref ?? envName].filter(Boolean).join(" ");
  return profileId === undefined ? `${what} (${where})` : `${what} (auth profile ${profileId})`;
}

function keyText({ now, sealed, marker }: ExplainedProvider["apiKey"]): string {
  const told = marker === null ? sealed : `${sealed} ${marker}`;
  return now === sealed ? `apiKey: ${told}` : `apiKey: ${now} now, ${told} once sealed`;
}
