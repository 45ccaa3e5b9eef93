import type { ExplainedProvider, ExplainedSource, ExplainReport } from "../domain/explained.js";
import { KIND_NAMES, type RuleName, type RuleReason } from "../domain/source.js";

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

export const NO_PROVIDER = "There is no provider in the config or in any models.json.";

const CHOSEN_BY: Record<ExplainReport["releases"]["chosenBy"], string> = {
  flag: "",
  config: " (by the stamp in your config; name yours with --openclaw)",
  newest: " (the newest release that modelseal knows; name yours with --openclaw)",
};

/** `OpenClaw 2026.9.6`, or the oldest and the newest release that an answer is for, and why these. */
export function releasesText({ from, to, chosenBy }: ExplainReport["releases"]): string {
  return `OpenClaw ${from === to ? to : `${from} to ${to}`}${CHOSEN_BY[chosenBy]}`;
}

/** What there is to say about a provider, as pairs of name and value; a row that goes on has no name. */
export function factsOf(provider: ExplainedProvider): [name: string, value: string][] {
  const { canonical, apiKey, order } = provider;
  return [
    ["canonical source", canonical ? sourceText(canonical) : "none: no source exists outside of models.json"],
    ["at run time", provider.atRunTime ? sourceText(provider.atRunTime) : "the same"],
    ["models.json", `apiKey: ${keyText(apiKey)}`],
    [
      "auth order",
      `${order.ids.join(", ") || "no usable profile"} (from ${order.base}${order.explicit ? ", exclusive" : ""})`,
    ],
    ...order.excluded.map(({ profileId, reason }): [string, string] => ["", `not ${profileId}: ${reason}`]),
    ...provider.shadowed.map((source, i): [string, string] => [i === 0 ? "shadowed" : "", sourceText(source)]),
  ];
}

/** The rules in the order in which they were tried: the outcome, the rule, and why it did not match. */
export function rulesOf({ rules, canonical }: ExplainedProvider): [outcome: string, rule: string, reason: string][] {
  return rules.map(({ rule, reason }) => [
    reason === "matched" ? (rule === canonical?.rule ? "decides" : "matches") : "no",
    RULES[rule],
    reason === "matched" ? "" : REASONS[reason],
  ]);
}

/** `apiKey` in models.json as it is and, behind an arrow where that differs, as `generate` writes it. */
export function formText(apiKey: ExplainedProvider["apiKey"]): string {
  const { now, sealed } = apiKey;
  return now === sealed ? toldKey(apiKey) : `${now} → ${toldKey(apiKey)}`;
}

function keyText(apiKey: ExplainedProvider["apiKey"]): string {
  const { now, sealed } = apiKey;
  return now === sealed ? toldKey(apiKey) : `${now} now, ${toldKey(apiKey)} once sealed`;
}

function toldKey({ sealed, marker }: ExplainedProvider["apiKey"]): string {
  return marker === null ? sealed : `${sealed} ${marker}`;
}

function sourceText({ kind, ref, profileId, envName, where }: ExplainedSource): string {
  const what = [KIND_NAMES[kind], ref ?? envName].filter(Boolean).join(" ");
  return profileId === undefined ? `${what} (${where})` : `${what} (auth profile ${profileId})`;
}
