import { isNonSecretMarker } from "./marker.js";
import { coerceSecretRef, isPlaceholder } from "./ref.js";
import { type Json, nonBlank } from "./tree.js";

/** What a value of `apiKey` in models.json is, as far as a report may tell; `value` is a ref or another non-secret. */
export type KeyState = "absent" | "plaintext" | "marker" | "value";

export function keyState(key: Json | undefined, owned: readonly string[]): KeyState {
  if (key === undefined || (typeof key === "string" && nonBlank(key) === undefined)) return "absent";
  if (typeof key !== "string" || coerceSecretRef(key) || isPlaceholder(key)) return "value";
  const isMarker = key.trim().startsWith("!") || isNonSecretMarker(key, { ownedEnvNames: owned });
  return isMarker ? "marker" : "plaintext";
}
