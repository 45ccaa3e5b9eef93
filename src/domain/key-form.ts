import { MANAGED_MARKER, markerForRef } from "./marker.js";
import { firstWith, type ReleaseRange } from "./openclaw/releases.js";
import type { AuthSource } from "./source.js";

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
