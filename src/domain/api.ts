import { readAuthProfileStore } from "./auth/profiles.js";
import { classifyProvider, type LocalEvidence } from "./classify.js";
import type { Env } from "./config/substitute.js";
import type { Finding } from "./findings.js";
import { isDeeperThan } from "./json/fast.js";
import { hidesNothing } from "./json/hidden.js";
import { overwrittenMembers } from "./json/overwritten.js";
import { DEEPEST, parseJson } from "./json/parse.js";
import { releaseRange } from "./openclaw/releases.js";
import { type PlanInput, planModels } from "./plan.js";
import { configProviders, providerRows } from "./provider-rows.js";
import { type ReportedChange, toFinding, toReportedChange } from "./report.js";
import { secretDefaults } from "./secret-defaults.js";
import type { AuthSource } from "./source.js";
import { at, isObject, type JsonObject, nonBlank } from "./tree.js";

/**
 * The objects that OpenClaw's files hold, as parsed. Whatever does not have the expected shape counts as absent, and so does
 * what is nested deeper than any file may be.
 */
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

const objectOr = (value: unknown): JsonObject => (isObject(value) && !isDeeperThan(value, DEEPEST) ? value : {});
const envOf = ({ env }: AuthInput): Env => (isObject(env) ? env : {});

/**
 * The canonical auth source of every provider of the config: what decides the bytes of models.json, with the trace of the
 * rules and the shadowed sources. Pure; never throws on data.
 */
export function classifyAuthSources(input: AuthInput): Map<string, AuthSource> {
  const config = objectOr(input.config);
  const store = readAuthProfileStore(input.store, secretDefaults(config));
  const context = { config, store, env: envOf(input), evidence: input.evidence ?? {}, release: input.release };
  const rows = providerRows(configProviders(config), input.release);
  return new Map([...rows].map(([id, row]) => [id, classifyProvider(id, row.value, context)]));
}

/** What models.json shall hold, what changes for that, and what is to be said about it; never with a value. */
export interface ModelsJsonPlan {
  /** `unchanged` also if the file is equal but for the order of keys, and if there is nothing to write. */
  readonly status: "unchanged" | "created" | "updated";
  readonly providers: { readonly [id: string]: unknown };
  /** The bytes of the file. */
  readonly text: string;
  readonly changes: readonly ReportedChange[];
  /** `file` is the bare name of the input; line and column are null. */
  readonly findings: readonly Finding[];
  /** The canonical source of every provider of the config and of the file. */
  readonly sources: ReadonlyMap<string, AuthSource>;
}

const FILES = { config: "openclaw.json", auth: "auth-profiles.json", models: "models.json" } as const;

/**
 * Plans one agent's models.json. Pure; never throws on data; an existing file without the expected shape counts as one
 * without providers, so check it before.
 */
export function planModelsJson(input: PlanModelsJsonInput): ModelsJsonPlan {
  const plan = planModels(planInputOf(input));
  const { status, providers, sources } = plan;
  return {
    status,
    providers,
    get text() {
      return plan.text;
    },
    changes: plan.changes.map(toReportedChange),
    findings: plan.findings.map((finding) => toFinding(finding, { file: FILES[finding.in] })),
    sources,
  };
}

/** The input of the pure plan, from parsed objects of any shape. */
export function planInputOf(input: PlanModelsJsonInput): PlanInput {
  const config = objectOr(input.config);
  const stamp = nonBlank(at(config, ["meta", "lastTouchedVersion"]));
  return {
    config,
    store: readAuthProfileStore(input.store, secretDefaults(config)),
    ...existingOf(input),
    env: envOf(input),
    evidence: input.evidence ?? {},
    range: releaseRange(input.release, stamp),
    keyForm: "auto",
  };
}

function existingOf({
  existing,
  existingText,
}: PlanModelsJsonInput): Pick<PlanInput, "existing" | "hidesValues" | "overwritten"> {
  if (existingText !== undefined) {
    try {
      const tree = objectOr(parseJson(existingText, { file: FILES.models }));
      if (hidesNothing(existingText, tree)) return { existing: tree };
      return { existing: tree, hidesValues: true, overwritten: overwrittenMembers(existingText) };
    } catch {
      // The parsed object is all there is to go by.
    }
  }
  return { existing: existing === undefined || existing === null ? undefined : objectOr(existing) };
}
