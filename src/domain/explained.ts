import type { Failure } from "./errors.js";
import type { Finding } from "./findings.js";
import type { KeyState } from "./key-state.js";
import type { ReleaseRange } from "./openclaw/releases.js";
import type { RuleName, RuleReason, Source, SourceKind } from "./source.js";

/** One source, as a report may name it: where it is, never what it holds. */
export interface ExplainedSource {
  kind: SourceKind;
  rule: RuleName;
  where: Source["where"];
  /** `source:provider:id` of a ref. */
  ref?: string;
  profileId?: string;
  envName?: string;
}

export interface ExplainedProvider {
  provider: string;
  /** The agents for which all of this is the same. */
  agents: string[];
  canonical: ExplainedSource | null;
  rules: { rule: RuleName; reason: RuleReason }[];
  shadowed: ExplainedSource[];
  /** What this release uses at run time, where that is another one than the canonical source. */
  atRunTime: ExplainedSource | null;
  order: {
    ids: string[];
    base: "stored" | "auth.order" | "auth.profiles" | "store";
    explicit: boolean;
    excluded: { profileId: string; reason: string }[];
  };
  /** `apiKey` in models.json: as it is, and as `generate` writes it. A marker is spelled out, nothing else is. */
  apiKey: { now: KeyState; sealed: KeyState; marker: string | null };
  findings: Finding[];
}

/** A provider whose rows OpenClaw keeps in the agents' databases on behalf of a plugin: nothing of it is written. */
export interface PluginOwnedProvider {
  provider: string;
  plugin: string;
  agents: string[];
}

export interface ExplainReport {
  schemaVersion: number;
  ok: boolean;
  /** The oldest and the newest release that the answer is for, and what said so. */
  releases: { from: string; to: string; chosenBy: ReleaseRange["chosenBy"] };
  providers: ExplainedProvider[];
  pluginOwned: PluginOwnedProvider[];
  failures: (Failure & { agentId: string })[];
}
