import { scanEnvText } from "../scan/env-text.js";
import { WHOLE_FILE } from "../scan/finding.js";
import { Secret } from "../secret.js";
import { isObject, type JsonObject, nonBlank, own } from "../tree.js";
import { type Item, withPlaces } from "./item.js";
import { type Leftover, secretsInLeftover, wholeFile } from "./leftovers.js";
import { isLiteral, LITERAL_FIELDS } from "./profiles-inventory.js";

// Places that hold plaintext and that migrate does not edit: listed, with what to do about them.

/**
 * Literals of the flat form of auth-profiles.json, `{ "<provider>": { "apiKey": … } }`, as old installations have it. No release
 * in use reads it but `openclaw doctor`.
 */
export function flatItems(file: string, text: string, raw: JsonObject, agentId: string): Item[] {
  const items = Object.entries(raw).flatMap(([provider, entry]) => {
    if (provider === "profiles" || !isObject(entry)) return [];
    return LITERAL_FIELDS.flatMap((field): Item[] => {
      const value = own(entry, field);
      if (!isLiteral(value)) return [];
      const found = { in: "auth" as const, file, path: [provider, field], place: { file }, agentId, provider };
      return [{ ...found, secret: new Secret(value), verdict: "movable", action: "keep", note: "flat-store" }];
    });
  });
  return withPlaces(file, text, items);
}

/** The plaintext of a plugin's generated catalog. */
export function catalogItems(catalog: Leftover): Item[] {
  const found = secretsInLeftover(catalog) ?? [wholeFile(catalog, "catalog")];
  return found.map((one) => ({
    ...one,
    in: "catalog",
    verdict: "out-of-reach",
    action: "keep",
    note: "plugin-catalog",
  }));
}

/** The credentials that an environment file sets: OpenClaw reads them from there, and env SecretRefs may be meant to. */
export function envItems(file: string, text: string): Item[] {
  return scanEnvText(text)
    .filter(({ code, severity }) => code === "PLAINTEXT_FOUND" && severity !== "info")
    .map(({ jsonPath, line, column }) => ({
      in: "env",
      file,
      path: [nonBlank(jsonPath) ?? WHOLE_FILE],
      place: { file, line, column },
      secret: new Secret(""),
      verdict: "out-of-reach",
      action: "keep",
      note: "environment-file",
    }));
}
