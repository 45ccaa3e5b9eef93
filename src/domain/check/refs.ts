import { findOAuthRefViolations } from "../auth/oauth-policy.js";
import { type AuthProfileStore, keyOf } from "../auth/profiles.js";
import type { RawFinding } from "../findings.js";
import { isSensitiveHeaderName } from "../header.js";
import { isNonSecretMarker } from "../marker.js";
import { coerceSecretRef, isValidSecretRef, type SecretDefaults, type SecretRef } from "../ref.js";
import { refProblem } from "../ref-problem.js";
import { credentialSurface, isRowList, isSurfaceHead } from "../scan/surfaces.js";
import { secretDefaults } from "../secret-defaults.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, own } from "../tree.js";

/** A SecretRef at its place in the config or in an auth profile store. */
export interface RefUse {
  ref: SecretRef;
  in: "config" | "auth";
  path: JsonPath;
  provider?: string;
  profileId?: string;
}

export interface Refs {
  uses: RefUse[];
  /** What is written like a ref and is none, and refs where OpenClaw forbids them. */
  invalid: RawFinding[];
}

/**
 * The refs of a config before substitution: on every credential surface of a model provider in each spelling, elsewhere as
 * the canonical object. A plain string elsewhere is text that the loader substitutes.
 */
export function refsInConfig(config: JsonObject): Refs {
  const found: Refs = { uses: [], invalid: [] };
  const defaults = secretDefaults(config);
  const visit = (value: Json, path: JsonPath): void => {
    const below = path[0] === "models" && path[1] === "providers" ? path.slice(3) : [];
    const provider = below.length > 0 ? { provider: String(path[2]) } : {};
    const place = { in: "config", path, ...provider } as const;
    if (typeof value === "string" ? isCredential(below, value) : isRefLike(value, below))
      if (judge(value, place, defaults, found)) return;
    if (Array.isArray(value)) value.forEach((item, i) => void (mayHoldRef(item, path, i) && visit(item, [...path, i])));
    else if (isObject(value))
      for (const key of Object.keys(value)) {
        const item = value[key] as Json;
        if (mayHoldRef(item, path, key)) visit(item, [...path, key]);
      }
  };
  visit(config, []);
  return found;
}

/** Of a thousand texts in the rows of models none stands where a ref could; without a path being made, each is ruled out. */
function mayHoldRef(item: Json, above: JsonPath, step: string | number): boolean {
  if (typeof item === "object") return item !== null;
  if (typeof item !== "string" || above.length < 3) return false;
  const field = above.length > 4 && isRowList(above[3]) ? 5 : 3;
  return isSurfaceHead(field < above.length ? above[field] : step);
}

/** Whether a value was a ref or meant as one. */
function judge(value: Json, place: Omit<RefUse, "ref">, defaults: SecretDefaults, found: Refs): boolean {
  const ref = coerceSecretRef(value, defaults);
  if (ref && isValidSecretRef(ref)) {
    found.uses.push({ ...place, ref });
    return true;
  }
  const problem = refProblem(ref ?? value, defaults);
  if (problem)
    found.invalid.push({ ...place, code: "INVALID_REF", words: { what: problem.message, fix: problem.hint } });
  return problem !== null;
}

/** Whether a text on this surface of a provider would be a credential, and no marker. */
function isCredential(below: JsonPath, text: string): boolean {
  const surface = credentialSurface(below);
  if (!surface || surface.kind === "url" || surface.kind === "other") return false;
  if (surface.kind !== "header") return !isNonSecretMarker(text);
  return isSensitiveHeaderName(surface.headerName ?? "") && !isNonSecretMarker(text, { field: "header" });
}

function isRefLike(value: Json, below: JsonPath): boolean {
  if (!isObject(value)) return false;
  const kind = credentialSurface(below)?.kind;
  if (kind === "apiKey") return true;
  if (kind === "header" || kind === "request" || kind === "env") return Object.hasOwn(value, "source");
  return Object.keys(value).length === 3 && coerceSecretRef(value) !== null;
}

/** The refs of the profiles in one store, at the path of the value that they stand for. */
export function refsInProfiles(source: { raw: JsonObject; store: AuthProfileStore }, config: JsonObject): Refs {
  const { raw, store } = source;
  const found: Refs = { uses: [], invalid: [] };
  const defaults = secretDefaults(config);
  for (const [profileId, entry] of Object.entries(asObject(own(raw, "profiles")))) {
    const credential = store.profiles.get(profileId);
    const key = credential && keyOf(credential);
    if (!key || !isObject(entry)) continue;
    const { field, ref } = key;
    const place = {
      in: "auth",
      path: ["profiles", profileId, field],
      provider: credential.provider,
      profileId,
    } as const;
    const written = ref ?? own(entry, `${field}Ref`) ?? own(entry, field);
    if (written !== undefined && !isNonSecretText(written)) judge(written as Json, place, defaults, found);
  }
  for (const violation of findOAuthRefViolations({ config, store: raw })) {
    const dot = violation.lastIndexOf(".");
    const profileId = violation.slice("profiles.".length, dot);
    const provider = at(raw, ["profiles", profileId, "provider"]);
    found.invalid.push({
      code: "OAUTH_REF_FORBIDDEN",
      in: "auth",
      path: ["profiles", profileId, violation.slice(dot + 1)],
      profileId,
      ...(typeof provider === "string" ? { provider } : {}),
    });
  }
  return found;
}

function isNonSecretText(value: Json | SecretRef): boolean {
  return typeof value === "string" && isNonSecretMarker(value);
}
