/** What two ids mean the same provider. Source: OpenClaw's model catalog and plugin manifests, releases named per table. */

import { releaseRange } from "./releases.js";

// OpenClaw 2026.3.1, provider id normalization; 2026.9.6 has none of these.
const MARCH_IDS: ReadonlyMap<string, string> = new Map([
  ["z.ai", "zai"],
  ["z-ai", "zai"],
  ["opencode-zen", "opencode"],
  ["qwen", "qwen-portal"],
  ["kimi-code", "kimi-coding"],
  ["bedrock", "amazon-bedrock"],
  ["aws-bedrock", "amazon-bedrock"],
  ["bytedance", "volcengine"],
  ["doubao", "volcengine"],
]);

// OpenClaw 2026.9.6 without external plugins (run). For credential lookup only: these stay rows of their own.
const AUTH_ALIASES: ReadonlyMap<string, string> = new Map([
  ["claude-cli", "anthropic"],
  ["minimax-cn", "minimax"],
  ["minimax-api", "minimax"],
  ["minimax-cloud", "minimax"],
  ["minimax-api-lightning", "minimax"],
  ["minimax-api-key-cn", "minimax"],
  ["minimax-portal-cn", "minimax-portal"],
  ["x-ai", "xai"],
]);

// OpenClaw 2026.9.6, official catalog of external provider plugins.
const EXTERNAL_ALIASES: ReadonlyMap<string, string> = new Map([
  ["byteplus-plan", "byteplus"],
  ["gmi-cloud", "gmi"],
  ["gmicloud", "gmi"],
  ["meituan-longcat", "longcat"],
  ["novita-ai", "novita"],
  ["novitaai", "novita"],
  ["kimi-coding", "kimi"],
  ["qwencloud", "qwen"],
  ["modelstudio", "qwen"],
  ["dashscope", "qwen"],
  ["fireworks-ai", "fireworks"],
  ["moonshotai", "moonshot"],
  ["moonshot-ai", "moonshot"],
  ["z-ai", "zai"],
  ["z.ai", "zai"],
  ["volcengine-plan", "volcengine"],
]);

// Asked for every comparison of two ids, nearly always without a release.
const NEWEST_HAS_MARCH_FACTS = releaseRange(undefined, undefined).newest.mapsProviderSpellings;

/**
 * Whether the provider facts measured on 2026.3.1 hold for a release. Without a release, or with text that is none, the
 * newest known facts hold.
 */
export function hasMarchFacts(release: string | undefined): boolean {
  if (release === undefined) return NEWEST_HAS_MARCH_FACTS;
  return releaseRange(release, undefined).newest.mapsProviderSpellings;
}

/** The canonical form of a provider id: trimmed and lower case; releases with the facts of 2026.3.1 map some ids. */
export function normalizeProviderId(id: string, release?: string): string {
  const canonical = id.trim().toLowerCase();
  return hasMarchFacts(release) ? (MARCH_IDS.get(canonical) ?? canonical) : canonical;
}

/**
 * The provider id under which credentials are looked up: profiles, auth orders and environment variables, never rows of
 * models.json. `externalPlugins` adds the aliases that exist only with the official external plugins installed.
 */
export function authProviderKey(id: string, options: { release?: string; externalPlugins?: boolean } = {}): string {
  const canonical = normalizeProviderId(id, options.release);
  if (hasMarchFacts(options.release)) return canonical;
  const alias = AUTH_ALIASES.get(canonical);
  if (alias !== undefined) return alias;
  return options.externalPlugins === true ? (EXTERNAL_ALIASES.get(canonical) ?? canonical) : canonical;
}
