import { normalizeProviderId } from "./openclaw/providers.js";
import { at, isObject, type Json, type JsonObject } from "./tree.js";

/** One entry of a provider map under its canonical id, with the spelling it was found under. */
export interface ProviderRow {
  id: string;
  key: string;
  value: Json;
  /** Other spellings of the same id, which lose: only the winner counts for OpenClaw. */
  losers: readonly { key: string; value: Json }[];
}

/**
 * The entries of a provider map by canonical id. The exactly canonical spelling wins, otherwise the later one.
 * Source: OpenClaw 2026.9.6, `src/agents/models-config.merge.ts`.
 */
export function providerRows(map: Json | undefined, release: string | undefined): Map<string, ProviderRow> {
  const rows = new Map<string, ProviderRow>();
  if (!isObject(map)) return rows;
  for (const key of Object.keys(map)) {
    const id = normalizeProviderId(key, release);
    const value = map[key] as Json;
    const before = rows.get(id);
    if (!before) rows.set(id, { id, key, value, losers: [] });
    else if (before.key === id) rows.set(id, { ...before, losers: [...before.losers, { key, value }] });
    else rows.set(id, { id, key, value, losers: [...before.losers, { key: before.key, value: before.value }] });
  }
  return rows;
}

/** The same row with the entry of this spelling, if there is one, in front: a row is merged with what its own key holds. */
export function spelledAs(row: ProviderRow | undefined, key: string): ProviderRow | undefined {
  const same = row?.losers.find((loser) => loser.key === key);
  if (!row || !same) return row;
  const others = row.losers.filter((loser) => loser !== same);
  return { id: row.id, ...same, losers: [...others, { key: row.key, value: row.value }] };
}

/** `models.providers` of a config. */
export function configProviders(config: JsonObject): Json | undefined {
  return at(config, ["models", "providers"]);
}

/** Whether a row has models: only then does OpenClaw fill in a key that is not spelled out. */
export function hasModels(row: Json | undefined): boolean {
  const models = at(row, ["models"]);
  return Array.isArray(models) && models.length > 0;
}
