import { type AuthProfileStore, overlayStores, readAuthProfileStore } from "../domain/auth/profiles.js";
import { placeInText, type Spot } from "../domain/config/loaded.js";
import { SealError } from "../domain/errors.js";
import { parseJson } from "../domain/json/parse.js";
import { AGENT_DATABASE, AUTH_PROFILES_FILE, STATE_DATABASE } from "../domain/openclaw/storage.js";
import type { SecretDefaults } from "../domain/ref.js";
import { fits } from "../domain/schema/shape.js";
import { shapes } from "../domain/schema/shapes.js";
import { showJsonPath } from "../domain/text.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, own as ownValue } from "../domain/tree.js";
import { inside } from "./files/inside.js";
import { statIfPresent } from "./files/kind.js";
import { readChecked } from "./files/read.js";
import { failure } from "./files/reasons.js";
import { nodeFileSystem } from "./files/system.js";
import { readAgentProfiles, readSharedProfiles, type StoredProfiles } from "./sqlite/auth-rows.js";

const MAX_BYTES = 8 * 1024 * 1024;
const WHAT = "auth profile store";

/** One place that holds auth profiles. */
export interface AuthSource {
  file: string;
  kind: "json" | "agent-sqlite" | "shared-sqlite";
  /** The store object as it stands there. */
  raw: JsonObject;
  /** The whole text of a JSON file. */
  text?: string;
  /** What this source alone says. */
  store: AuthProfileStore;
}

/** The auth profiles that one agent sees. */
export interface LoadedAuthStore {
  /** The shared or main store, overlaid by the agent's own. */
  store: AuthProfileStore;
  /** What the store is made of; the agent's own first. */
  sources: readonly AuthSource[];
  /** The agent's auth-profiles.json, if it lies beside a filled SQLite store: OpenClaw no longer reads it. */
  residue: readonly string[];
  /** The agent's auth-profiles.json, whether it is there or not. */
  file: string;
}

/** The store where there is none. */
export const NO_PROFILES: AuthProfileStore = { profiles: new Map(), order: new Map(), usage: new Map() };

/** What agents have in common, so that it is read once. */
export type AuthStoreCache = Map<string, Promise<AuthSource | undefined>>;

/**
 * Loads the auth profiles of an agent. auth-profiles.json is live while no SQLite store that the agent sees (the shared
 * one, the main agent's, its own) holds a profile; an SQLite store that cannot be read is an error, never "no profiles".
 * Absent files are normal.
 * @param main the main agent, whose store the others inherit while the shared one holds no profile.
 * @param defaults `secrets.defaults`; the same in all calls that share a cache.
 * @throws SealError STORE_UNREADABLE and FILE_UNSAFE; for auth-profiles.json those of `readChecked` and `parseJson`, and
 *   INVALID_SHAPE, with line and column where there is one.
 */
export async function loadAuthStore(
  agent: { dir: string },
  main: { dir: string },
  stateDir: string,
  cache: AuthStoreCache,
  defaults?: SecretDefaults,
): Promise<LoadedAuthStore> {
  const isMain = agent.dir === main.dir;
  const onceIfCommon = (dir: string, key: string, load: () => Promise<AuthSource | undefined>) => {
    if (dir === agent.dir && !isMain) return load();
    const loading = cache.get(key) ?? load();
    cache.set(key, loading);
    return loading;
  };
  const database = (dir: string) =>
    onceIfCommon(dir, inside(dir, AGENT_DATABASE.file), async () =>
      fromDatabase("agent-sqlite", readAgentProfiles(dir, stateDir), defaults),
    );
  const json = (dir: string) => {
    const file = inside(dir, AUTH_PROFILES_FILE);
    return onceIfCommon(dir, file, () => fromJson(file, defaults));
  };
  const shared = await onceIfCommon(stateDir, inside(stateDir, STATE_DATABASE.file), async () =>
    fromDatabase("shared-sqlite", readSharedProfiles(stateDir), defaults),
  );
  const ownDatabase = await database(agent.dir);
  const mainDatabase = isMain || isFilled(shared) ? undefined : await database(main.dir);
  const migrated = [shared, ownDatabase, mainDatabase].some(isFilled);
  const own = (migrated ? undefined : await json(agent.dir)) ?? ownDatabase;

  let base: AuthSource | undefined;
  if (isFilled(shared)) base = shared;
  else if (isFilled(mainDatabase)) base = mainDatabase;
  else if (!isMain) base = (await json(main.dir)) ?? mainDatabase;

  const file = inside(agent.dir, AUTH_PROFILES_FILE);
  return {
    store: effective(base, own),
    sources: [own, base].filter((source) => source !== undefined),
    residue: migrated && isThere(file) ? [file] : [],
    file,
  };
}

/**
 * Where a profile, or one of its fields, stands: in the first source that has the profile. The place of the profile if it
 * lacks the field; the file alone for a database; the agent's auth-profiles.json if no source has the profile.
 */
export function spotInAuth(loaded: LoadedAuthStore, path: JsonPath): Spot {
  const profile = path.slice(0, 2);
  const source = loaded.sources.find(({ raw }) => at(raw, profile) !== undefined);
  if (!source) return { file: loaded.file, path };
  const { file, text, raw } = source;
  return { file, text, path: at(raw, path) === undefined ? profile : path };
}

function effective(base: AuthSource | undefined, own: AuthSource | undefined): AuthProfileStore {
  if (base && own) return overlayStores(base.store, own.store);
  return (own ?? base)?.store ?? NO_PROFILES;
}

function isFilled(source: AuthSource | undefined): boolean {
  return Object.keys(asObject(source && ownValue(source.raw, "profiles"))).length > 0;
}

function fromDatabase(
  kind: "agent-sqlite" | "shared-sqlite",
  found: StoredProfiles | undefined,
  defaults: SecretDefaults | undefined,
): AuthSource | undefined {
  return found && { ...found, kind, store: readAuthProfileStore(found.raw, defaults) };
}

async function fromJson(file: string, defaults: SecretDefaults | undefined): Promise<AuthSource | undefined> {
  const read = readChecked(file, { maxBytes: MAX_BYTES, what: WHAT });
  if (!read) return undefined;
  const { text } = read;
  const raw = parseJson(text, { file });
  if (!isObject(raw) || !fits(shapes.authStore, raw)) throw await misshapen(file, text, raw);
  return { file, kind: "json", raw, text, store: readAuthProfileStore(raw, defaults) };
}

async function misshapen(file: string, text: string, raw: Json): Promise<SealError> {
  const { violationOf } = await import("../domain/schema/violation.js");
  const { path, expected } = violationOf("authStore", raw);
  const what = path.length === 0 ? `The ${WHAT}` : showJsonPath(path);
  const place = placeInText(file, text, path);
  return new SealError("INVALID_SHAPE", `${what} must be ${expected}.`, "Correct the value.", place);
}

function isThere(file: string): boolean {
  try {
    return statIfPresent(file, nodeFileSystem) !== undefined;
  } catch (error) {
    throw failure(error, "FILE_UNREADABLE", `The ${WHAT} cannot be looked at`, { file });
  }
}
