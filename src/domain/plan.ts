import type { AuthProfileStore } from "./auth/profiles.js";
import { type Change, changesBetween } from "./changes.js";
import { classifyProvider, type LocalEvidence, ownedEnvNames } from "./classify.js";
import type { Env } from "./config/substitute.js";
import type { RawFinding } from "./findings.js";
import type { OverwrittenMember } from "./json/overwritten.js";
import { printSorted } from "./json/print.js";
import type { KeyFormChoice } from "./key-form.js";
import { normalizeProviderId } from "./openclaw/providers.js";
import type { ReleaseRange } from "./openclaw/releases.js";
import {
  type OverwrittenPlan,
  type PlannedOverwritten,
  planOverwritten,
  stays,
  withOverwritten,
} from "./plan-overwritten.js";
import { isWritten, planRow, writtenKey } from "./plan-row.js";
import { configProviders, type ProviderRow, providerRows, spelledAs } from "./provider-rows.js";
import { secretDefaults } from "./secret-defaults.js";
import type { AuthSource } from "./source.js";
import { at, isObject, type Json, type JsonObject, own, put } from "./tree.js";

export interface PlanInput {
  /** openclaw.json before substitution. */
  config: JsonObject;
  store: AuthProfileStore;
  /** The parsed models.json, or undefined if there is none: the caller has looked. */
  existing: JsonObject | undefined;
  env: Env;
  evidence: LocalEvidence;
  range: ReleaseRange;
  keyForm: KeyFormChoice;
  /** The text of the file holds values that its parsed form lacks. */
  hidesValues?: boolean;
  /** Those of them that later duplicates of their keys overwrite. */
  overwritten?: readonly OverwrittenMember[];
  /** Offsets of overwritten credentials that need not stay. */
  released?: ReadonlySet<number>;
}

/** What models.json shall be, what changes for that, and what is to be said about it. */
export interface ModelsPlan {
  /** `unchanged` also if the file is equal but for the order of keys, and if there is nothing to write. */
  readonly status: "unchanged" | "created" | "updated";
  readonly providers: JsonObject;
  readonly changes: readonly Change[];
  readonly findings: readonly RawFinding[];
  /** The canonical source of every provider of the config and of the file. */
  readonly sources: ReadonlyMap<string, AuthSource>;
  /** Environment names that the entry of a provider may show, because its own refs give them. */
  readonly ownedNames: (id: string) => readonly string[];
  /** What becomes of the credentials that no parser sees. */
  readonly overwritten: readonly PlannedOverwritten[];
  /** The bytes of the file; made when asked for. */
  readonly text: string;
}

/**
 * Plans one agent's models.json. Pure: the same input gives the same bytes, whatever the order of keys; credentials of a
 * provider with a canonical source never depend on the existing file. Never throws on data.
 */
export function planModels(input: PlanInput): ModelsPlan {
  const { config, existing, range } = input;
  const replace = modeOf(config) === "replace";
  const configured = providerRows(configProviders(config), range.asked);
  const old = providerRows(existing && own(existing, "providers"), range.asked);
  const defaults = secretDefaults(config);
  const context = { config, store: input.store, env: input.env, evidence: input.evidence, release: range.asked };

  const ids = [...new Set([...configured.keys(), ...old.keys()])].sort();
  const providers: JsonObject = {};
  const sources = new Map<string, AuthSource>();
  const names = new Map<string, readonly string[]>();
  const findings: RawFinding[] = [];
  const changes: Change[] = [];
  for (const id of ids) {
    const row = configured.get(id);
    const key = writtenKey(id, row, old.get(id), range);
    const before = spelledAs(old.get(id), key);
    const auth = classifyProvider(id, row?.value, context);
    sources.set(id, auth);
    const owned = ownedEnvNames(id, row?.value, context);
    names.set(id, owned);
    const question = {
      id,
      key,
      row,
      before,
      auth,
      owned,
      range,
      keyForm: input.keyForm,
      replace,
      seal: { env: input.env, defaults },
    };
    const planned = planRow(question);
    for (const [key, value] of planned.entries) put(providers, key, value as Json);
    findings.push(...planned.findings);
    changes.push(...changesBetween({ before, after: planned.entries, auth, owned }));
  }

  const hidden = hiddenIn(input, providers, { configured, context, sources, names, replace });
  findings.push(...hidden.findings);
  const staying = hidden.overwritten.filter(stays);
  const empty = Object.keys(providers).length === 0 && staying.length === 0;
  const isSame = changes.length === 0 && !hidden.hidesMore && Object.keys(existing ?? {}).join() === "providers";
  const nothing = existing === undefined || Object.keys(existing).length === 0;
  const unchanged = nothing ? empty && !replace : isSame;
  let text: string | undefined;
  return {
    status: unchanged ? "unchanged" : existing === undefined ? "created" : "updated",
    providers,
    changes,
    findings,
    sources,
    ownedNames: (id) => names.get(normalizeProviderId(id, range.asked)) ?? [],
    overwritten: hidden.overwritten,
    get text() {
      text ??= staying.length === 0 ? printSorted({ providers }) : withOverwritten(printSorted({ providers }), staying);
      return text;
    },
  };
}

/** What of the plan so far decides about overwritten credentials. */
interface Planned {
  configured: ReadonlyMap<string, ProviderRow>;
  context: Parameters<typeof classifyProvider>[2];
  sources: ReadonlyMap<string, AuthSource>;
  names: ReadonlyMap<string, readonly string[]>;
  replace: boolean;
}

function hiddenIn(input: PlanInput, providers: JsonObject, planned: Planned): OverwrittenPlan {
  const { overwritten: members = [], released = new Set(), existing, hidesValues = false } = input;
  if (members.length === 0) return { overwritten: [], findings: [], hidesMore: hidesValues };
  const { configured, context, sources, names, replace } = planned;
  const ownerOf = (key: string) => {
    const id = normalizeProviderId(key, input.range.asked);
    const row = configured.get(id)?.value;
    return {
      id,
      auth: sources.get(id) ?? classifyProvider(id, row, context),
      owned: names.get(id) ?? ownedEnvNames(id, row, context),
      configured: isObject(row) && isWritten(row),
    };
  };
  const defaults = secretDefaults(input.config);
  return planOverwritten({ members, released, existing, providers, ownerOf, replace, defaults });
}

function modeOf(config: JsonObject): Json | undefined {
  return at(config, ["models", "mode"]);
}
