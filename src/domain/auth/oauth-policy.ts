import { coerceSecretRef } from "../ref.js";
import { isObject, type JsonObject, own } from "../tree.js";
import { readCredential } from "./profiles.js";
import { profileSettings } from "./settings.js";

const OAUTH_FIELDS = ["access", "refresh", "token", "tokenRef", "key", "keyRef"];
/**
 * Every SecretRef in a profile that must not have one: profiles of type `oauth`, whose material OpenClaw rotates itself,
 * and profiles whose config mode is `oauth`. Paths such as `profiles.<id>.keyRef`, in store order; empty means none.
 * `store` is the store object. Source: OpenClaw 2026.9.6, `src/agents/auth-profiles/policy.ts`.
 */
export function findOAuthRefViolations(input: { config: unknown; store: unknown }): string[] {
  try {
    return violations(input);
  } catch {
    // A getter or a proxy of a caller of the library.
    return [];
  }
}

function violations(input: { config: unknown; store: unknown }): string[] {
  const profiles = isObject(input.store) ? own(input.store, "profiles") : undefined;
  if (!isObject(profiles)) return [];
  return Object.entries(profiles).flatMap(([id, entry]) => {
    if (!isObject(entry)) return [];
    const configured = profileSettings(input.config, id)?.mode === "oauth";
    return fieldsWithRef(entry, configured).map((field) => `profiles.${id}.${field}`);
  });
}

function fieldsWithRef(entry: JsonObject, configured: boolean): string[] {
  const credential = readCredential(entry);
  if (credential?.type === "oauth") return OAUTH_FIELDS.filter((field) => coerceSecretRef(own(entry, field)) !== null);
  if (!configured) return [];
  // OpenClaw names the value field, wherever in the pair the ref stands.
  if (credential?.type === "api_key" && credential.keyRef) return ["key"];
  return credential?.type === "token" && credential.tokenRef ? ["token"] : [];
}
