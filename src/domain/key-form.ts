import { hasReference } from "./config/substitute.js";
import { MANAGED_MARKER, markerForRef } from "./marker.js";
import { firstWith, type ReleaseRange } from "./openclaw/releases.js";
import { configProviders } from "./provider-rows.js";
import { coerceSecretRef } from "./ref.js";
import type { AuthSource } from "./source.js";
import { isObject, type JsonObject, own } from "./tree.js";

/** `--key-form`: `auto` never omits for a ref or plaintext; `omit` leaves the key of a managed source out. */
export type KeyFormChoice = "auto" | "marker" | "omit";

export interface KeyFormContext {
  range: ReleaseRange;
  choice: KeyFormChoice;
  authHeader: boolean;
  /** The row has models; without, OpenClaw fills in nothing that is not spelled out in the config. */
  hasModels: boolean;
}

/** What stands in `apiKey`; undefined: nothing. Source: the table "What is written for a key" of the interface. */
export function keyForm(auth: AuthSource, context: KeyFormContext): string | undefined {
  const { source } = auth;
  if (!source) return undefined;
  const spelledOut = source.where === "config" || source.rule === "config-profile-id";
  if (!spelledOut && !context.hasModels) return undefined;
  switch (source.kind) {
    case "env-ref":
    case "file-ref":
    case "exec-ref":
    case "store-ref":
      return context.choice === "omit" || !source.ref ? undefined : markerForRef(source.ref, "apiKey");
    case "plaintext":
      return context.choice === "omit" ? undefined : MANAGED_MARKER;
    case "marker":
    case "command":
    case "evidence":
      return source.literal;
    case "environment":
    case "aws-sdk":
      return source.envName;
    case "oauth": {
      const spoils = firstWith(context.range, "keylessProviderSpoilsFile") !== undefined;
      return spoils && context.hasModels && !context.authHeader ? MANAGED_MARKER : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * The oldest release of the range that writes an omitted key back in plaintext, or undefined. Some do so only where the key of
 * the config is `${NAME}`, which their loader has replaced by then, and leave the name alone where it stands (cell c2 of the
 * measurements). Plaintext of the config comes back under every form and is told as CLIENT_REWRITES.
 */
export function omissionLeak(config: JsonObject, range: ReleaseRange): string | undefined {
  const rows = configProviders(config);
  const isLoaded = Object.values(isObject(rows) ? rows : {}).some((row) => {
    const key = isObject(row) ? own(row, "apiKey") : undefined;
    return typeof key === "string" && hasReference(key) && coerceSecretRef(key) !== null;
  });
  return firstWith(range, "omissionLeaks") ?? (isLoaded ? firstWith(range, "putsBackConfigPlaintext") : undefined);
}
