import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { AGENT_DATABASE, STATE_DATABASE } from "../../../src/domain/openclaw/storage.js";
import { type Connection, loadSqlite } from "../../../src/io/sqlite/driver.js";
import { type Sandbox, sandbox } from "../files/sandbox.js";

/** Whether this Node can read SQLite databases at all: the tests differ accordingly. */
export const hasSqlite = loadSqlite() !== undefined;

export interface StateBox extends Sandbox {
  agentDatabase: string;
  stateDatabase: string;
}

/** A state directory with an agent directory and the names of the databases, none of which is there yet. */
export function stateBox(): StateBox {
  const box = sandbox();
  const stateDatabase = join(box.state, STATE_DATABASE.directory, STATE_DATABASE.file);
  mkdirSync(dirname(stateDatabase), { mode: 0o700 });
  return { ...box, stateDatabase, agentDatabase: join(box.agent, AGENT_DATABASE.file) };
}

/** Opens a database for writing, as OpenClaw does; left open until the test is over. */
export function openDatabase(file: string, { wal = true } = {}): Connection {
  const connection = loadSqlite()?.(file, { readOnly: false });
  if (!connection) throw new Error("no node:sqlite");
  onTestFinished(() => close(connection));
  connection.exec(`PRAGMA journal_mode = ${wal ? "WAL" : "DELETE"}`);
  return connection;
}

/** Closes a connection that may be closed already. */
export function close(connection: Connection): void {
  try {
    connection.close();
  } catch {}
}

/** Tables of an agent database as 2026.9.6 makes them, as far as they matter here. */
export const AGENT_TABLES = `PRAGMA user_version = 23;
CREATE TABLE auth_profile_store (store_key TEXT NOT NULL PRIMARY KEY, store_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
CREATE TABLE auth_profile_state (state_key TEXT NOT NULL PRIMARY KEY, state_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
CREATE TABLE cache_entries (scope TEXT NOT NULL, key TEXT NOT NULL, value_json TEXT, blob BLOB, expires_at INTEGER,
  updated_at INTEGER NOT NULL, PRIMARY KEY (scope, key)) STRICT;`;

/** Tables of the state database as 2026.9.6 makes them, as far as they matter here. */
export const STATE_TABLES = `PRAGMA user_version = 18;
CREATE TABLE config_machine_state (state_key TEXT NOT NULL PRIMARY KEY, value_json TEXT NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE secret_store_entries (scope_kind TEXT NOT NULL, scope_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  kind TEXT NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL, updated_by TEXT, deleted_at_ms INTEGER,
  allowed_hosts TEXT, PRIMARY KEY (scope_kind, scope_id, name)) STRICT;`;

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
const row = (values: readonly (string | number)[]): string =>
  values.map((value) => (typeof value === "number" ? value : `'${value.replaceAll("'", "''")}'`)).join(", ");

/** Writes what an agent keeps for itself; objects become JSON, strings are written as they are. */
export function fillAgent(connection: Connection, store: unknown, state?: unknown): void {
  connection.exec(`INSERT OR REPLACE INTO auth_profile_store VALUES (${row(["primary", text(store), 0])})`);
  if (state !== undefined)
    connection.exec(`INSERT OR REPLACE INTO auth_profile_state VALUES (${row(["primary", text(state), 0])})`);
}

/** Writes what all agents share. */
export function fillShared(connection: Connection, store: unknown, state?: unknown): void {
  const put = (key: string, value: unknown) =>
    connection.exec(`INSERT OR REPLACE INTO config_machine_state VALUES (${row([key, text(value), 0])})`);
  put("authProfiles.store", store);
  if (state !== undefined) put("authProfiles.state", state);
}

export function fillSecret(
  connection: Connection,
  name: string,
  value: string,
  { scope = ["team", ""] as [string, string], kind = "secret", deleted = false } = {},
): void {
  const values = row([...scope, name, value, kind, 0, 0]);
  connection.exec(`INSERT INTO secret_store_entries VALUES (${values}, NULL, ${deleted ? 1 : "NULL"}, NULL)`);
}

export function fillCache(connection: Connection, scope: string, key: string, value: unknown): void {
  connection.exec(`INSERT INTO cache_entries VALUES (${row([scope, key, text(value)])}, NULL, NULL, 0)`);
}

/** Makes a closed agent database that holds this store. */
export function agentWith(file: string, store: unknown, state?: unknown): void {
  const connection = openDatabase(file);
  connection.exec(AGENT_TABLES);
  fillAgent(connection, store, state);
  connection.close();
}

/** Makes a closed state database that shares this store. */
export function sharedWith(file: string, store: unknown, state?: unknown): void {
  const connection = openDatabase(file);
  connection.exec(STATE_TABLES);
  fillShared(connection, store, state);
  connection.close();
}

/** The names and sizes in a directory. */
export function listing(directory: string): Record<string, number> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).size]));
}

/** Runs `action` and demands that the directory lists the same afterwards. */
export function leavingAlone<T>(directory: string, action: () => T): T {
  const before = listing(directory);
  try {
    return action();
  } finally {
    expect(listing(directory)).toEqual(before);
  }
}
