import { coerceSecretRef } from "../ref.js";
import { isObject, type JsonObject, own } from "../tree.js";
import { profileSettings } from "./settings.js";

const OAUTH_FIELDS = ["access", "refresh", "token", "tokenRef", "key", "keyRef"];
// By config mode OpenClaw names the value field, wherever in the pair the ref stands.
const PAIRS: readonly (readonly [field: string, pair: readonly string[]])[] = [
  ["key", ["key", "keyRef"]],
  ["token", ["token", "tokenRef"]],
];

/**
 * Every SecretRef in a profile that must not have one: profiles of type `oauth`, whose material OpenClaw rotates itself,
 * and profiles whose config mode is `oauth`. Paths such as `profiles.<id>.keyRef`, in store order; empty means none.
 * `store` is the store object. Source: OpenClaw 2026.9.6, `src/agents/auth-profiles/policy.ts`.
 */
export function findOAuthRefViolations(input: { config: unknown; store: unknown }): string[] {
  const profiles = isObject(input.store) ? own(input.store, "profiles") : undefined;
  if (!isObject(profiles)) return [];
  return Object.entries(profiles).flatMap(([id, entry]) => {
    if (!isObject(entry)) return [];
    const configured = profileSettings(input.config, id)?.mode === "oauth";
    return fieldsWithRef(entry, configured).map((field) => `profiles.${id}.${field}`);
  });
}

function fieldsWithRef(entry: JsonObject, configured: boolean): string[] {
  const holdsRef = (field: string) => coerceSecretRef(valueIn(entry, field)) !== null;
  const type = own(entry, Object.hasOwn(entry, "type") ? "type" : "mode");
  if (type === "oauth") return OAUTH_FIELDS.filter(holdsRef);
  return configured ? PAIRS.filter(([, pair]) => pair.some(holdsRef)).map(([field]) => field) : [];
}

function valueIn(entry: JsonObject, field: string) {
  return own(entry, field) ?? (field === "key" ? own(entry, "apiKey") : undefined);
}
