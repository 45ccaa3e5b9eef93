import type { RawFinding } from "./findings.js";
import { type KeyFormChoice, keyForm } from "./key-form.js";
import { type KeyState, keyState } from "./key-state.js";
import { isNonSecretMarker, MANAGED_MARKER } from "./marker.js";
import { firstWith, type ReleaseRange } from "./openclaw/releases.js";
import { hasModels, type ProviderRow } from "./provider-rows.js";
import { isPlaceholder } from "./ref.js";
import { orphan, sourceFindings, surfaceFindings } from "./row-findings.js";
import { stripUrlCredentials } from "./scan/url.js";
import { type SealContext, type Sealed, sealRow } from "./seal-row.js";
import { type AuthSource, sourceName } from "./source.js";
import { isObject, type Json, type JsonObject, type JsonPath, nonBlank, own, put } from "./tree.js";

export interface RowQuestion {
  id: string;
  /** The spelling under which the file shall have it. */
  key: string;
  /** The entry of the config, if there is one. */
  row: ProviderRow | undefined;
  /** The entry of the existing file, if there is one: that of `key`, if the file has it. */
  before: ProviderRow | undefined;
  auth: AuthSource;
  /** Environment names that this provider's own refs give. */
  owned: readonly string[];
  range: ReleaseRange;
  keyForm: KeyFormChoice;
  /** `models.mode: replace`: nothing is taken from the file. */
  replace: boolean;
  seal: SealContext;
}

/** The entries that the file shall have for one provider id: none, one, or further spellings that hold an orphan. */
export interface RowPlan {
  entries: readonly (readonly [key: string, value: Json])[];
  findings: readonly RawFinding[];
}

/** `providers`, the id, `apiKey`. */
const KEY_DEPTH = 3;

/** What the file shall hold for one provider. */
export function planRow(question: RowQuestion): RowPlan {
  const { id, row, before, auth, range } = question;
  const findings = [...malformed(id, before), ...sourceFindings(id, row, auth, range)];
  const sealed: Sealed[] = [];
  const clean = isObject(row?.value) ? sealRow(row.value, question.seal, (s) => sealed.push(s)) : undefined;
  if (row) for (const surface of sealed) findings.push(...surfaceFindings(id, row, surface, range));

  // An entry-level error leaves the entry as it was: no guess is written in place of a ref that nobody can follow.
  const isInvalid = auth.kind === "invalid-ref" || sealed.some((s) => s.held === "invalid-ref");
  if (isInvalid && (row || !question.replace)) return { entries: everySpelling(before), findings };
  const isConfigured = clean !== undefined && isWritten(clean);
  if (clean && !isConfigured)
    findings.push({
      code: "PROVIDER_NOT_WRITTEN",
      in: "config",
      path: ["models", "providers", row?.key ?? id],
      provider: id,
    });
  const plan = isConfigured ? configuredRow(clean, question) : fileOnlyRow(question);
  const others = otherSpellings(question, isConfigured);
  return {
    entries: [...plan.entries, ...others.entries],
    findings: [...findings, ...plan.findings, ...others.findings],
  };
}

/** OpenClaw writes no entry of the config that has models and nowhere to find them. */
export function isWritten(row: JsonObject): boolean {
  return !hasModels(row) || nonBlank(own(row, "baseUrl")) !== undefined;
}

/** An entry that the config declares: it takes apiKey and baseUrl from the file, and nothing else. */
function configuredRow(clean: JsonObject, question: RowQuestion): RowPlan {
  const { before, replace } = question;
  const findings: RawFinding[] = [];
  const old = isObject(before?.value) ? before.value : undefined;
  const entry: JsonObject = {};
  for (const key of Object.keys(clean)) put(entry, key, clean[key] as Json);
  const baseUrl = replace ? nonBlank(own(clean, "baseUrl")) : mergedBaseUrl(question, clean, old, findings);
  if (baseUrl === undefined) delete entry["baseUrl"];
  else entry["baseUrl"] = baseUrl;
  const key = plannedKey(question, entry, old, true, findings);
  if (key !== undefined) entry["apiKey"] = key;
  return { entries: [[question.key, entry]], findings };
}

/**
 * The key of a provider in models.json. An old release would add a row under the spelling of the config, with whatever the
 * config resolves to. Of several spellings that only the file has, the canonical one is sure to win the next time as well.
 */
export function writtenKey(
  id: string,
  row: ProviderRow | undefined,
  before: ProviderRow | undefined,
  range: ReleaseRange,
): string {
  if (firstWith(range, "keepsProviderSpelling") === undefined) return id;
  if (row && isObject(row.value) && isWritten(row.value)) return row.key.trim();
  return before?.losers.length === 0 ? before.key : id;
}

/** An entry that only the existing file has: kept if it is self-contained or holds an orphan. */
function fileOnlyRow(question: RowQuestion): RowPlan {
  const { id, before, auth, replace } = question;
  const old = before?.value;
  if (!before || old === undefined || old === null) return { entries: [], findings: [] };
  if (!isObject(old)) return { entries: replace ? [] : [[before.key, old]], findings: [] };
  const findings: RawFinding[] = [];
  sealRow(old, { ...question.seal, env: {} }, ({ held, path }) => {
    if (held === "plaintext") findings.push(orphan(id, ["providers", before.key, ...path], replace));
  });
  const entry: JsonObject = {};
  for (const key of Object.keys(old)) if (key !== "apiKey") put(entry, key, old[key] as Json);
  const key = plannedKey(question, entry, old, false, findings);
  if (replace) return { entries: [], findings };
  if (key !== undefined) entry["apiKey"] = key;
  const oldKey = own(old, "apiKey");
  const isEmptyKey = !auth.source && (oldKey === "" || oldKey === null);
  const selfContained = !hasModels(old) || (nonBlank(own(old, "baseUrl")) !== undefined && !isEmptyKey);
  const holdsOrphan = findings.some((f) => f.code === "ORPHAN_PLAINTEXT");
  return { entries: selfContained || holdsOrphan ? [[question.key, entry]] : [], findings };
}

function malformed(id: string, before: ProviderRow | undefined): RawFinding[] {
  return everySpelling(before)
    .filter(([, value]) => !isObject(value))
    .map(([key]) => ({ code: "MALFORMED_ENTRY", in: "models", path: ["providers", key], provider: id }));
}

function everySpelling(before: ProviderRow | undefined): [string, Json][] {
  return before ? [before, ...before.losers].map(({ key, value }) => [key, value]) : [];
}

/** The key of the canonical source; without one, the old key if OpenClaw's merge would keep it. */
function plannedKey(
  question: RowQuestion,
  entry: JsonObject,
  old: JsonObject | undefined,
  isConfigured: boolean,
  findings: RawFinding[],
): Json | undefined {
  const { id, auth, range, before, owned, replace } = question;
  const oldKey = old && own(old, "apiKey");
  const state = keyState(oldKey, owned);
  const path: JsonPath = ["providers", before?.key ?? id, "apiKey"];
  if (!auth.source) {
    if (state === "plaintext") findings.push(orphan(id, path, replace));
    return !replace && survives(oldKey, state, isConfigured) ? oldKey : undefined;
  }
  const authHeader = own(entry, "authHeader") === true;
  const key = keyForm(auth, { range, choice: question.keyForm, authHeader, hasModels: hasModels(entry) });
  if (state === "plaintext")
    findings.push({ code: "STALE_PLAINTEXT", in: "models", path, provider: id, words: { source: sourceName(auth) } });
  const release = key === MANAGED_MARKER && authHeader ? firstWith(range, "sendsMarkerUnderAuthHeader") : undefined;
  if (release) findings.push({ code: "MARKER_UNSAFE", in: "models", path, provider: id, words: { release } });
  return key;
}

/** Of a configured entry OpenClaw's merge drops fixed markers; names of variables and what only the file has stay. */
function survives(key: Json | undefined, state: KeyState, isConfigured: boolean): boolean {
  if (typeof key === "string" && isPlaceholder(key)) return false;
  if (!isConfigured) return true;
  return typeof key === "string" && state !== "absent" && !isNonSecretMarker(key, { includeEnvVarName: false });
}

/**
 * The old baseUrl survives unless both sides say which API they speak and differ. A credential inside of it goes like
 * every other stale plaintext, unless the provider has no canonical source.
 */
function mergedBaseUrl(
  question: RowQuestion,
  clean: JsonObject,
  old: JsonObject | undefined,
  findings: RawFinding[],
): string | undefined {
  const fresh = nonBlank(own(clean, "baseUrl"));
  const kept = old && nonBlank(own(old, "baseUrl"));
  if (kept === undefined || differ(apiSurface(clean), apiSurface(old))) return fresh;
  const stripped = stripUrlCredentials(kept);
  const path: JsonPath = ["providers", question.before?.key ?? question.id, "baseUrl"];
  if (stripped !== kept && !question.auth.source) {
    findings.push(orphan(question.id, path));
    return kept;
  }
  if (stripped === "") return fresh;
  if (fresh !== undefined && stripped !== fresh)
    findings.push({ code: "STALE_BASE_URL", in: "models", path, provider: question.id });
  return stripped;
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** The provider's api, else the list of its models' apis, sorted; undefined if nobody says. As OpenClaw compares them. */
function apiSurface(row: JsonObject | undefined): string | undefined {
  const api = row && nonBlank(own(row, "api"));
  const models = row && own(row, "models");
  if (api !== undefined || !Array.isArray(models)) return api;
  const apis = models.flatMap((model) => (isObject(model) ? (nonBlank(own(model, "api")) ?? []) : []));
  return apis.length === 0 ? undefined : JSON.stringify(apis.sort());
}

/**
 * Losing spellings of the same id are entries that only the file has: they go, unless one holds a credential that exists
 * nowhere else. Beside an entry of the config that is the key alone, as in the entry that wins.
 */
function otherSpellings(question: RowQuestion, isConfigured: boolean): RowPlan {
  const { id, before, replace } = question;
  const plans = (before?.losers ?? []).map((loser): RowPlan => {
    const plan = fileOnlyRow({ ...question, key: loser.key, before: { id, ...loser, losers: [] } });
    const isKey = ({ path }: RawFinding) => path.length === KEY_DEPTH && path[KEY_DEPTH - 1] === "apiKey";
    const told = isConfigured ? plan.findings.filter(isKey) : plan.findings;
    if (!replace && told.some(({ code }) => code === "ORPHAN_PLAINTEXT"))
      return { entries: plan.entries, findings: told };
    return { entries: [], findings: told.filter(({ code }) => code !== "MARKER_UNSAFE") };
  });
  return { entries: plans.flatMap(({ entries }) => entries), findings: plans.flatMap(({ findings }) => findings) };
}
