// Provisional: JSON stores only, until the SQLite reader stands.
import { join } from "node:path";
import { type AuthProfileStore, overlayStores, readAuthProfileStore } from "../domain/auth/profiles.js";
import { placeInText } from "../domain/config/loaded.js";
import type { Place } from "../domain/errors.js";
import { parseJson } from "../domain/json/parse.js";
import { at, type Json, type JsonPath } from "../domain/tree.js";
import { readChecked } from "./files/read.js";

interface StoreSource { file: string; kind: "json"; raw: Json; text: string }
export interface LoadedAuthStore { store: AuthProfileStore; sources: StoreSource[]; residue: string[] }

export async function loadAuthStore(agent: { id: string; dir: string }, main: { dir: string }, _stateDir: string, _cache: Map<string, unknown>): Promise<LoadedAuthStore> {
  const sources = [...new Set([agent.dir, main.dir])].flatMap((dir) => {
    const file = join(dir, "auth-profiles.json");
    const read = readChecked(file, { maxBytes: 8 * 1024 * 1024 });
    return read ? [{ file, kind: "json" as const, raw: parseJson(read.text, { file }), text: read.text }] : [];
  });
  const stores = sources.map((s) => readAuthProfileStore(s.raw)).reverse();
  return { store: stores.reduce(overlayStores, readAuthProfileStore({})), sources, residue: [] };
}

export function placeInAuth(loaded: LoadedAuthStore, path: JsonPath): Place {
  for (const s of loaded.sources) if (at(s.raw, path) !== undefined) return placeInText(s.file, s.text, path);
  return { file: loaded.sources[0]?.file ?? "" };
}
