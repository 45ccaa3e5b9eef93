import { pathToFileURL } from "node:url";
import { SealError } from "../../domain/errors.js";
import type { DatabaseFacts } from "../../domain/openclaw/storage.js";
import { type FileSystem, nodeFileSystem } from "../files/system.js";
import { pause } from "../pause.js";
import { withCopy } from "./copy.js";
import { type Connection, loadSqlite, type Open } from "./driver.js";
import { type DatabaseFiles, databaseFiles, unchanged } from "./files.js";
import { sqliteCode, unreadable } from "./unreadable.js";

const CANNOT_OPEN = 14;
const PAUSES_MS = [0, 5, 20, 80, 200];

/** One of OpenClaw's databases on this disk. */
export interface DatabasePath {
  file: string;
  facts: DatabaseFacts;
  /** Below it nothing on the way to the file may be a link. */
  stateDir: string;
}

/**
 * Reads from a database in one transaction. It sees every committed row, takes no lock that a writer waits for, and leaves
 * the database and its directory as they are; `node:sqlite` is loaded only if there is a database.
 * @returns what `read` returns; undefined if there is no database.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE (no regular file).
 */
export function readDatabase<T>(
  path: DatabasePath,
  read: (connection: Connection) => T,
  fs: FileSystem = nodeFileSystem,
): T | undefined {
  const { file, facts, stateDir } = path;
  const look = () => databaseFiles(file, facts.what, stateDir, fs);
  const inTransaction = (connection: Connection): T => {
    try {
      connection.exec("BEGIN");
      refuseNewer(connection, path);
      return read(connection);
    } finally {
      connection.close();
    }
  };
  try {
    for (const milliseconds of PAUSES_MS) {
      const before = look();
      if (!before) return undefined;
      const open = loadSqlite() ?? tooOld(path);
      if (before.main.size === 0) throw unreadableBecause(path, "it is empty", "Restore it, or remove it.");
      // The ordinary way of a reader: both side files are there already, and SQLite itself keeps readers and writers apart.
      if (before.sidecars.has("-wal") && before.sidecars.has("-shm"))
        return inTransaction(open(file, { readOnly: true }));
      const outcome = attempt(() => readUnlocked(path, before, open, inTransaction));
      if (unchanged(before, look())) {
        if ("error" in outcome) throw outcome.error;
        return outcome.value;
      }
      pause(milliseconds);
    }
    throw unreadableBecause(path, "it changes all the time", "Run again in a moment.");
  } catch (error) {
    throw unreadable(error, facts.what, { file });
  }
}

/**
 * Without both side files an ordinary reader would create them in the directory. Where the database file alone is
 * everything, SQLite is told that it does not change (`immutable`); otherwise, and where Node does not know URIs, a
 * copy is read. Neither takes a lock: that nothing was written meanwhile is for the caller to check.
 */
function readUnlocked<T>(
  { file, facts }: DatabasePath,
  { sidecars }: DatabaseFiles,
  open: Open,
  use: (connection: Connection) => T,
): T {
  if (!sidecars.has("-journal") && (sidecars.get("-wal")?.size ?? 0) === 0) {
    try {
      return use(open(`${pathToFileURL(file).href}?mode=ro&immutable=1`, { readOnly: true }));
    } catch (error) {
      if (sqliteCode(error) !== CANNOT_OPEN) throw error;
    }
  }
  return withCopy(file, facts.what, sidecars.keys(), (copy) => use(open(copy, { readOnly: false })));
}

function attempt<T>(action: () => T): { value: T } | { error: unknown } {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}

/** A newer schema may keep the same thing elsewhere: then an old table would be taken for the store. */
function refuseNewer(connection: Connection, { file, facts }: DatabasePath): void {
  const version = Number(connection.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version <= facts.newestSchema) return;
  throw new SealError(
    "STORE_UNREADABLE",
    `The ${facts.what} has schema version ${version}, and this modelseal knows versions up to ${facts.newestSchema}.`,
    "Use a newer modelseal.",
    { file },
  );
}

function tooOld({ file, facts }: DatabasePath): never {
  throw new SealError(
    "STORE_UNREADABLE",
    `The ${facts.what} cannot be read with Node ${process.versions.node}: node:sqlite comes with Node 22.13 and newer.`,
    "Run this with the Node that runs the gateway.",
    { file },
  );
}

function unreadableBecause({ file, facts }: DatabasePath, reason: string, wayOut: string): SealError {
  return new SealError("STORE_UNREADABLE", `The ${facts.what} cannot be read: ${reason}.`, wayOut, { file });
}
