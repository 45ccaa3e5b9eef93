import { SealError } from "../../domain/errors.js";
import { parseJson } from "../../domain/json/parse.js";
import { AGENT_AUTH, type AuthCells, SHARED_AUTH } from "../../domain/openclaw/storage.js";
import { fits } from "../../domain/schema/shape.js";
import { shapes } from "../../domain/schema/shapes.js";
import { asObject, at, isObject, type Json, type JsonObject, own, put } from "../../domain/tree.js";
import { statIfPresent } from "../files/kind.js";
import { nodeFileSystem } from "../files/system.js";
import { agentDatabase, cellOf, stateDatabase } from "./cells.js";
import { type DatabasePath, readDatabase } from "./database.js";

/** The auth profiles of one database: the object that auth-profiles.json would hold. */
export interface StoredProfiles {
  file: string;
  raw: JsonObject;
}

/**
 * The profiles that an agent keeps for itself; undefined if there is no database, table or row.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE.
 */
export function readAgentProfiles(agentDir: string, stateDir: string): StoredProfiles | undefined {
  return readProfiles(agentDatabase(agentDir, stateDir), AGENT_AUTH);
}

/**
 * The profiles that all agents share; undefined if there is no database, table or row.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE.
 */
export function readSharedProfiles(stateDir: string): StoredProfiles | undefined {
  return readProfiles(stateDatabase(stateDir), SHARED_AUTH);
}

function readProfiles(path: DatabasePath, cells: AuthCells): StoredProfiles | undefined {
  const { file, facts } = path;
  // Asked here already: most runs meet no database and must not load what reads one.
  if (!isThere(file)) return undefined;
  const found = readDatabase(path, (connection) => ({
    store: cellOf(connection, cells.store),
    state: cellOf(connection, cells.state),
  }));
  if (found?.store === undefined) return undefined;
  const raw = parseCell(found.store, file);
  if (!isObject(raw) || !fits(shapes.authStore, raw))
    throw new SealError(
      "STORE_UNREADABLE",
      `The auth profiles in the ${facts.what} are no object with profiles.`,
      'Run "openclaw doctor".',
      { file },
    );
  return { file, raw: withState(raw, parseCell(found.state, file)) };
}

/** Also if it cannot be looked at: why not is for the reader to say. */
function isThere(file: string): boolean {
  try {
    return statIfPresent(file, nodeFileSystem) !== undefined;
  } catch {
    return true;
  }
}

/** Undefined for what is no JSON. */
function parseCell(text: unknown, file: string): Json | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return parseJson(text, { file });
  } catch {
    return undefined;
  }
}

/** The state wins key by key; one that cannot be read counts as none, as it does for OpenClaw. */
function withState(store: JsonObject, state: Json | undefined): JsonObject {
  const merged = { ...store };
  for (const part of ["order", "lastGood", "usageStats"]) {
    const theirs = at(state, [part]);
    const ours = own(store, part);
    if (isObject(theirs)) put(merged, part, { ...asObject(ours), ...theirs });
  }
  return merged;
}
