import { type Env, hasReference, referencedNames, substitute } from "./config/substitute.js";
import { isSensitiveHeaderName } from "./header.js";
import { isNonSecretMarker, MANAGED_MARKER, markerForRef } from "./marker.js";
import { coerceSecretRef, isPlaceholder, isValidSecretRef, type SecretDefaults } from "./ref.js";
import { describeInvalidRef, type RefProblem } from "./ref-problem.js";
import { isLiteralCredential } from "./scan/literal.js";
import { credentialName } from "./scan/names.js";
import { type CredentialSurface, credentialSurface } from "./scan/surfaces.js";
import { stripUrlCredentials, urlCredentials } from "./scan/url.js";
import { isObject, type Json, type JsonObject, type JsonPath, nonBlank, put, RawNumber } from "./tree.js";

/** What a credential surface of a provider row held, and what became of it. */
export interface Sealed {
  path: JsonPath;
  surface: CredentialSurface;
  /** `template`: words and `${NAME}` mixed, no secret at rest. */
  held: "ref" | "marker" | "plaintext" | "template" | "placeholder" | "invalid-ref";
  problem?: RefProblem;
}

export interface SealContext {
  env: Env;
  defaults: SecretDefaults;
}

// No shape and no scheme with its credential is shorter.
const SHORTEST = 12;
const REMOVED = Symbol("removed");
type Result = Json | typeof REMOVED;

// Only below these keys, or under a name that means a credential, can there be a surface: everything else is copied
// without asking, which keeps the cost of a thousand model rows near that of parsing them.
const CONTAINERS = new Set(["headers", "request", "localService", "env", "baseUrl", "apiKey"]);

const MOST_KEYS = 4096;
const inertKeys = new Set<string>();

/** Whether a key names no credential and leads to none. */
function isInertKey(key: string): boolean {
  if (CONTAINERS.has(key) || credentialName(key) === "strong") return false;
  if (inertKeys.size < MOST_KEYS) inertKeys.add(key);
  return true;
}

/** Whether nothing in a value can be a credential or a reference: most model rows are such, and are shared as they are. */
function isInert(value: Json): boolean {
  if (typeof value === "string") return !value.includes("${");
  if (typeof value !== "object" || value === null || value instanceof RawNumber) return true;
  if (Array.isArray(value)) {
    // By index: an iterator makes an object for each item, and the rows are many.
    for (let i = 0; i < value.length; i++) if (!isInert(value[i] as Json)) return false;
    return true;
  }
  for (const key in value) {
    const item = value[key] as Json;
    if (!inertKeys.has(key) && !isInertKey(key)) return false;
    if (typeof item === "string" ? item.includes("${") : typeof item === "object" && !isInert(item)) return false;
  }
  return true;
}

/**
 * A config row as models.json may hold it: refs become markers, plaintext credentials go, everything else is substituted
 * and kept. The provider's own `apiKey` is left out: its form is decided by the canonical source. Parts without a
 * credential are shared with the input.
 */
export function sealRow(row: JsonObject, context: SealContext, report: (sealed: Sealed) => void): JsonObject {
  const sealed = sealObject(row, [], false, context, report);
  return sealed as JsonObject;
}

function sealValue(
  value: Json,
  path: JsonPath,
  inside: boolean,
  context: SealContext,
  report: (s: Sealed) => void,
): Result {
  if (typeof value === "string") {
    const surface = inside ? credentialSurface(path) : null;
    return surface ? sealString(value, path, surface, context, report) : substituted(value, context.env);
  }
  if (Array.isArray(value)) return sealArray(value, path, inside, context, report);
  if (!isObject(value)) return value;
  const surface = inside ? credentialSurface(path) : null;
  const ref = surface && Object.hasOwn(value, "source") ? coerceSecretRef(value, context.defaults) : null;
  if (!surface || (!ref && !Object.hasOwn(value, "source"))) return sealObject(value, path, inside, context, report);
  if (ref && isValidSecretRef(ref)) {
    report({ path, surface, held: "ref" });
    return surface.kind === "url" ? REMOVED : markerForRef(ref, surface.kind === "apiKey" ? "apiKey" : "header");
  }
  const problem = describeInvalidRef(ref ?? value, context.defaults);
  report({ path, surface, held: "invalid-ref", ...(problem ? { problem } : {}) });
  return REMOVED;
}

function sealObject(
  value: JsonObject,
  path: JsonPath,
  inside: boolean,
  context: SealContext,
  report: (s: Sealed) => void,
): JsonObject {
  const keys = Object.keys(value);
  let result: JsonObject | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const item = value[key] as Json;
    const next = path.length === 0 && key === "apiKey" ? REMOVED : sealEntry(key, item, path, inside, context, report);
    if (next !== item && !result) {
      result = {};
      for (const before of keys.slice(0, i)) put(result, before, value[before] as Json);
    }
    if (result && next !== REMOVED) put(result, key, next);
  }
  return result ?? value;
}

function sealEntry(
  key: string,
  item: Json,
  path: JsonPath,
  inside: boolean,
  context: SealContext,
  report: (s: Sealed) => void,
): Result {
  const isText = typeof item === "string";
  if (!isText && (typeof item !== "object" || item === null)) return item;
  if (!inside && path.length < 2 && isInertKey(key) && isInert(item)) return item;
  const deeper = inside || CONTAINERS.has(key) || credentialName(key) === "strong";
  if (isText && !deeper) return substituted(item, context.env);
  return sealValue(item, [...path, key], deeper, context, report);
}

function sealArray(
  value: Json[],
  path: JsonPath,
  inside: boolean,
  context: SealContext,
  report: (s: Sealed) => void,
): Json[] {
  let changed = false;
  const result = value.map((item, i) => {
    if (!inside && path.length < 2 && isInert(item)) return item;
    const next = sealValue(item, [...path, i], inside, context, report);
    changed ||= next !== item;
    // A list keeps its length, so that what stands beside the credential keeps its meaning.
    return next === REMOVED ? MANAGED_MARKER : next;
  });
  return changed ? result : value;
}

function sealString(
  value: string,
  path: JsonPath,
  surface: CredentialSurface,
  context: SealContext,
  report: (s: Sealed) => void,
): Result {
  if (surface.kind === "url") return sealUrl(value, path, surface, context, report);
  const field = surface.kind === "apiKey" ? "apiKey" : "header";
  const ref = coerceSecretRef(value, context.defaults);
  if (ref) {
    report({ path, surface, held: "ref" });
    return markerForRef(ref, field);
  }
  if (isNonSecretMarker(value, { field }) && value.trim() !== "") {
    report({ path, surface, held: "marker" });
    return value;
  }
  if (!holdsCredential(value, surface) && !bringsCredential(value, context.env)) return substitute(value, context.env);
  const held = isPlaceholder(value) ? "placeholder" : hasReference(value) ? "template" : "plaintext";
  report({ path, surface, held });
  return REMOVED;
}

/** Text with its variables put in; a reference to a credential stays what it is. */
function substituted(text: string, env: Env): string {
  return bringsCredential(text, env) ? text : substitute(text, env);
}

/** Whether a variable of the text is a credential by its name, or turns the text into one. */
function bringsCredential(text: string, env: Env): boolean {
  const names = referencedNames(text);
  if (names.length === 0) return false;
  return names.some((name) => credentialName(name) !== null) || isLiteralCredential(substitute(text, env));
}

/** A header counts by its name, or by a value that can be nothing else; any other surface holds nothing but credentials. */
function holdsCredential(value: string, surface: CredentialSurface): boolean {
  if (nonBlank(value) === undefined) return false;
  if (surface.kind !== "header" || surface.headerName === undefined) return true;
  return isSensitiveHeaderName(surface.headerName) || (value.length >= SHORTEST && isLiteralCredential(value));
}

function sealUrl(
  value: string,
  path: JsonPath,
  surface: CredentialSurface,
  context: SealContext,
  report: (s: Sealed) => void,
): string {
  const found = urlCredentials(value);
  if (found.length > 0) report({ path, surface, held: found.some((c) => c.literal) ? "plaintext" : "template" });
  // Once more after substitution: a variable may bring a credential along.
  return stripUrlCredentials(substitute(stripUrlCredentials(value), context.env));
}
