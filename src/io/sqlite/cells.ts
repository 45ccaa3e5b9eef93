import { AGENT_DATABASE, type Cell, STATE_DATABASE } from "../../domain/openclaw/storage.js";
import { inside } from "../files/inside.js";
import type { DatabasePath } from "./database.js";
import type { Connection } from "./driver.js";

/** The database in an agent's directory. */
export function agentDatabase(agentDir: string, stateDir: string): DatabasePath {
  return { file: inside(agentDir, AGENT_DATABASE.file), facts: AGENT_DATABASE, stateDir };
}

/** The database that all agents share. */
export function stateDatabase(stateDir: string): DatabasePath {
  return {
    file: inside(inside(stateDir, STATE_DATABASE.directory), STATE_DATABASE.file),
    facts: STATE_DATABASE,
    stateDir,
  };
}

/** Whether a release that knows the table has been here; anything else of that name is left to fail when it is read. */
export function hasTable(connection: Connection, table: string): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined;
}

/** The value of a cell; undefined if there is no such table or row. */
export function cellOf(connection: Connection, { table, sql }: Cell, ...parameters: readonly string[]): unknown {
  if (!hasTable(connection, table)) return undefined;
  return connection.prepare(sql).get(...parameters)?.["text"];
}
