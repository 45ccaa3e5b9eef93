import { readAuthProfileStore } from "./auth/profiles.js";
import { classifyProvider, type LocalEvidence } from "./classify.js";
import type { Env } from "./config/substitute.js";
import type { Finding } from "./findings.js";
import { dataAt } from "./json/data.js";
import { hidesNothing } from "./json/hidden.js";
import { overwrittenMembers } from "./json/overwritten.js";
import { parseJson } from "./json/parse.js";
import { releaseRange } from "./openclaw/releases.js";
import { type PlanInput, planModels } from "./plan.js";
import { configProviders, providerRows } from "./provider-rows.js";
import { type ReportedChange, toFinding, toReportedChange } from "./report.js";
import { secretDefaults } from "./secret-defaults.js";
import type { AuthSource } from "./source.js";
import { at, isObject, type Json, type JsonObject, nonBlank } from "./tree.js";

/**
 * The objects that OpenClaw's files hold, as parsed. Whatever does not have the expected shape counts as absent, and so does
 * what is nested deeper than any file may be.
 */
export interface AuthInput {
  /**
   * openclaw.json before substitution, includes merged. Not what OpenClaw hands to a plugin: there the values of `${NAME}` stand
   * in place of the references, and would count as plaintext.
   */
  config: unknown;
  /** The auth-profile store: `version`, `profiles`, `order`, `usageStats`. */
  store?: unknown;
  env: Env;
  /** The OpenClaw release that will read the file, such as "2026.9.6". */
  release?: string | undefined;
  /** What only the file system knows; nothing of it by default. */
  evidence?: LocalEvidence;
}

export interface PlanModelsJsonInput extends AuthInput {
  /** The parsed models.json, or undefined (null) if there is none: the caller has to have looked. */
  existing: unknown;
  /** Its text: then numbers beyond 2^53 are taken from there, and equal bytes are recognised. */
  existingText?: string | undefined;
}

const objectOr = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** The fields of an input, whatever it is. */
function partsOf(input: AuthInput) {
  const config = objectOr(dataAt(input, "config"));
  const release = dataAt(input, "release");
  return {
    config,
    store: readAuthProfileStore(dataAt(input, "store"), secretDefaults(config)),
    env: objectOr(dataAt(input, "env")) as Env,
    evidence: objectOr(dataAt(input, "evidence")) as LocalEvidence,
    release: typeof release === "string" ? release : undefined,
  };
}

/**
 * The canonical auth source of every provider of the config: what decides the bytes of models.json, with the trace of the
 * rules and the shadowed sources. Pure; never throws on data.
 */
export function classifyAuthSources(input: AuthInput): Map<string, AuthSource> {
  const context = partsOf(input);
  const rows = providerRows(configProviders(context.config), context.release);
  return new Map([...rows].map(([id, row]) => [id, classifyProvider(id, row.value, context)]));
}

/**
 * What models.json shall hold, what changes for that, and what is to be said about it. Changes and findings never hold a value;
 * `text` and `providers` are the file, with the only copies of keys that stay in it: they are for writing and not for a log.
 */
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
  const { release, ...parts } = partsOf(input);
  const stamp = nonBlank(at(parts.config, ["meta", "lastTouchedVersion"]));
  return { ...parts, ...existingOf(input), range: releaseRange(release, stamp), keyForm: "auto" };
}

function existingOf(input: PlanModelsJsonInput): Pick<PlanInput, "existing" | "hidesValues" | "overwritten"> {
  const text = dataAt(input, "existingText");
  if (typeof text === "string") {
    try {
      const tree = objectOr(parseJson(text, { file: FILES.models }));
      if (hidesNothing(text, tree)) return { existing: tree };
      return { existing: tree, hidesValues: true, overwritten: overwrittenMembers(text) };
    } catch {
      // The parsed object is all there is to go by.
    }
  }
  const existing = dataAt(input, "existing");
  return { existing: existing === undefined || existing === null ? undefined : objectOr(existing) };
}
