import { isNonSecretMarker } from "./marker.js";
import { coerceSecretRef, isPlaceholder } from "./ref.js";
import { commandCarriesSecret } from "./scan/literal.js";
import { type Json, nonBlank } from "./tree.js";

/**
 * What a value of `apiKey` in models.json is, as far as a report may tell; `value` is a ref or another non-secret. A
 * placeholder counts as no key.
 */
export type KeyState = "absent" | "plaintext" | "marker" | "value";

/** What an `apiKey` is; `owned` are the environment names that the provider may show. */
export function keyState(key: Json | undefined, owned: readonly string[]): KeyState {
  if (key === undefined) return "absent";
  if (typeof key !== "string") return "value";
  if (nonBlank(key) === undefined || isPlaceholder(key)) return "absent";
  if (coerceSecretRef(key)) return "value";
  const isMarker = key.trim().startsWith("!")
    ? !commandCarriesSecret(key)
    : isNonSecretMarker(key, { ownedEnvNames: owned });
  return isMarker ? "marker" : "plaintext";
}
