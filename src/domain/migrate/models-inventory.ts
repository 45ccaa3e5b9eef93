import { normalizeProviderId } from "../openclaw/providers.js";
import type { ModelsPlan } from "../plan.js";
import type { SecretDefaults } from "../ref.js";
import { rowCredentials } from "../row-credentials.js";
import { Secret } from "../secret.js";
import { asObject, at, isObject, type JsonObject, own } from "../tree.js";
import { type Found, withPlaces } from "./item.js";

/** A plaintext credential of a models.json, with what the plan of `generate` makes of it. */
export interface ModelsFound extends Found {
  provider: string;
  /**
   * `kept`: an entry-level error leaves the whole entry as it was. `dropped`: an orphan that goes because of replace mode.
   * `shadowed`: in a losing spelling of an id, which stays for as long as its key is an orphan. `copy`: overwritten, by the same
   * value.
   */
  fate: "sealed" | "orphan" | "dropped" | "kept" | "shadowed" | "copy";
  /** It is the key of the provider, and can have a ref of its own; headers and URLs of an old entry cannot. */
  isKey: boolean;
}

/** Every plaintext credential of a parsed models.json, all spellings of ids included, in the order of the file. */
export function plaintextInModels(input: {
  file: string;
  text: string;
  existing: JsonObject;
  plan: ModelsPlan;
  agentId: string;
  defaults: SecretDefaults;
  release: string | undefined;
}): ModelsFound[] {
  const { file, text, existing, plan, agentId } = input;
  const orphans = new Map<string, "orphan" | "dropped">();
  for (const { code, path, words, offset } of plan.findings)
    if (code === "ORPHAN_PLAINTEXT" && offset === undefined)
      orphans.set(JSON.stringify(path), words?.["dropped"] ? "dropped" : "orphan");

  const found: ModelsFound[] = [];
  for (const [key, row] of Object.entries(asObject(own(existing, "providers")))) {
    if (!isObject(row)) continue;
    for (const below of rowCredentials(row, plan.ownedNames(key), input.defaults)) {
      const value = at(row, below);
      if (typeof value !== "string") continue;
      const path = ["providers", key, ...below];
      const isKey = below.length === 1 && below[0] === "apiKey";
      const stays = at(plan.providers, [key, ...below]) === value;
      const shadowed = !isKey && orphans.has(JSON.stringify(["providers", key, "apiKey"]));
      found.push({
        in: "models",
        file,
        path,
        place: { file },
        agentId,
        provider: normalizeProviderId(key, input.release),
        secret: new Secret(value),
        fate: orphans.get(JSON.stringify(path)) ?? (!stays ? "sealed" : shadowed ? "shadowed" : "kept"),
        isKey,
      });
    }
  }
  for (const { path, secret, offset, at: overwritten, provider, fate } of plan.overwritten)
    found.push({
      in: "models",
      file,
      path,
      place: { file },
      agentId,
      provider,
      secret,
      overwritten: { offset, at: overwritten },
      fate: fate === "stale" || fate === "released" ? "sealed" : fate,
      isKey: false,
    });
  return withPlaces(file, text, found);
}
