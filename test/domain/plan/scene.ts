import { planInputOf } from "../../../src/domain/api.js";
import type { LocalEvidence } from "../../../src/domain/classify.js";
import type { KeyFormChoice } from "../../../src/domain/key-form.js";
import { type ModelsPlan, planModels } from "../../../src/domain/plan.js";
import { isObject, type Json, type JsonObject, own } from "../../../src/domain/tree.js";

export const URL_ = "https://llm.acme.example/v1";
export const MODELS = [{ id: "acme-large", name: "Acme Large" }];
/** A complete entry of a provider, without any key. */
export const ROW = { baseUrl: URL_, api: "openai-completions", models: MODELS };
export const PLAIN = "sk-EXAMPLE-plain-0001";
export const STALE = "sk-EXAMPLE-stale-0002";
export const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" };
export const EXEC_REF = { source: "exec", provider: "vault", id: "acme/key" };

export interface Scene {
  /** Entries of `models.providers`; each gets ROW where it says nothing else. */
  providers?: Record<string, object>;
  /** The rest of the config. */
  config?: object;
  profiles?: Record<string, object>;
  order?: Record<string, readonly string[]>;
  usageStats?: Record<string, object>;
  /** `providers` of the existing models.json; undefined: no file. */
  existing?: Record<string, unknown> | undefined;
  env?: Record<string, string>;
  evidence?: LocalEvidence;
  release?: string;
  stamp?: string;
  mode?: "merge" | "replace";
  keyForm?: KeyFormChoice;
}

export function plan(scene: Scene): ModelsPlan {
  const { providers = {}, profiles, order, usageStats, existing, env = {}, evidence, release, stamp, mode } = scene;
  const rows = Object.entries(providers).map(([id, row]) => [id, { ...ROW, ...row }]);
  const input = planInputOf({
    config: {
      ...scene.config,
      ...(stamp === undefined ? {} : { meta: { lastTouchedVersion: stamp } }),
      models: { ...(mode ? { mode } : {}), providers: Object.fromEntries(rows) },
    },
    store: { version: 1, profiles, order, usageStats },
    existing: existing && { providers: existing },
    env,
    ...(evidence ? { evidence } : {}),
    ...(release === undefined ? {} : { release }),
  });
  return planModels({ ...input, keyForm: scene.keyForm ?? "auto" });
}

/** The value at a path of keys below the planned providers. */
export function at(planned: ModelsPlan, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (here, step) => (Array.isArray(here) ? here[Number(step)] : isObject(here) ? own(here, step) : undefined),
    planned.providers as JsonObject,
  );
}

/** `CODE path` of every finding, in order. */
export function told(planned: ModelsPlan): string[] {
  return planned.findings.map(({ code, path }) => `${code} ${path.join("/")}`);
}

export const codes = (planned: ModelsPlan): string[] => planned.findings.map(({ code }) => code);
