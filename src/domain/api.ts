import { readAuthProfileStore } from "./auth/profiles.js";
import { secretDefaults } from "./auth/settings.js";
import { classifyProvider, type LocalEvidence } from "./classify.js";
import type { Env } from "./config/substitute.js";
import { parseJson } from "./json/parse.js";
import { releaseRange } from "./openclaw/releases.js";
import { type ModelsJsonPlan, planModels } from "./plan.js";
import { configProviders, providerRows } from "./provider-rows.js";
import type { AuthSource } from "./source.js";
import { at, isObject, type Json, type JsonObject, nonBlank } from "./tree.js";

/** The objects that OpenClaw's files hold, as parsed. Whatever does not have the expected shape counts as absent. */
export interface AuthInput {
  /** openclaw.json before substitution, includes merged. */
  config: unknown;
  /** The auth-profile store: `version`, `profiles`, `order`, `usageStats`. */
  store?: unknown;
  env: Env;
  /** The OpenClaw release that will read the file, such as "2026.9.6". */
  release?: string;
  /** What only the file system knows; nothing of it by default. */
  evidence?: LocalEvidence;
}

export interface PlanModelsJsonInput extends AuthInput {
  /** The parsed models.json, or undefined (null) if there is none: the caller has to have looked. */
  existing: unknown;
  /** Its text: then numbers beyond 2^53 are taken from there, and equal bytes are recognised. */
  existingText?: string | undefined;
}

const objectOr = (value: unknown): JsonObject => (isObject(value) ? value : {});

/**
 * The canonical auth source of every provider of the config: what decides the bytes of models.json, with the trace of the
 * rules and the shadowed sources. Pure; never throws on data.
 */
export function classifyAuthSources(input: AuthInput): Map<string, AuthSource> {
  const config = objectOr(input.config);
  const store = readAuthProfileStore(input.store, secretDefaults(config));
  const context = { config, store, env: input.env, evidence: input.evidence ?? {}, release: input.release };
  const rows = providerRows(configProviders(config), input.release);
  return new Map([...rows].map(([id, row]) => [id, classifyProvider(id, row.value, context)]));
}

/**
 * Plans one agent's models.json: `.providers` and `.text` are what it shall hold, `.changes` and `.findings` what differs and
 * what is to be said, never with a value. Pure; never throws on data; an existing file without the expected shape counts
 * as one without providers, so check it before.
 */
export function planModelsJson(input: PlanModelsJsonInput): ModelsJsonPlan {
  const config = objectOr(input.config);
  const stamp = nonBlank(at(config, ["meta", "lastTouchedVersion"]));
  return planModels({
    config,
    store: readAuthProfileStore(input.store, secretDefaults(config)),
    existing: existingTree(input),
    env: input.env,
    evidence: input.evidence ?? {},
    range: releaseRange(input.release, stamp),
    keyForm: "auto",
  });
}

function existingTree({ existing, existingText }: PlanModelsJsonInput): JsonObject | undefined {
  let tree = existing as Json | undefined;
  if (existingText !== undefined) {
    try {
      tree = parseJson(existingText, { file: "models.json" });
    } catch {
      // The parsed object is all there is to go by.
    }
  }
  return tree === undefined || tree === null ? undefined : objectOr(tree);
}
