import { AGENT_AUTH, PLUGIN_CATALOG, SHARED_AUTH } from "../../domain/openclaw/storage.js";
import { agentDatabase, cellOf, hasTable, stateDatabase } from "./cells.js";
import { readDatabase } from "./database.js";

/** A JSON text that OpenClaw keeps in a database. */
interface StoredText {
  kind: "auth" | "catalog";
  text: string;
}

/** Where the texts stand that are to be searched for secrets. */
export interface StoredTexts {
  file: string;
  texts: StoredText[];
}

/**
 * The auth profiles and plugin catalogs of an agent's database as they are written; undefined if there is no database.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE.
 */
export function readAgentTexts(agentDir: string, stateDir: string): StoredTexts | undefined {
  const path = agentDatabase(agentDir, stateDir);
  const found = readDatabase(path, (connection) => [
    ...authTexts([cellOf(connection, AGENT_AUTH.store), cellOf(connection, AGENT_AUTH.state)]),
    ...(hasTable(connection, PLUGIN_CATALOG.table)
      ? connection
          .prepare(PLUGIN_CATALOG.sql)
          .all()
          .flatMap(({ text }) => stored("catalog", text))
      : []),
  ]);
  return found && { file: path.file, texts: found };
}

/** The auth profiles that all agents share; otherwise as `readAgentTexts`. */
export function readSharedTexts(stateDir: string): StoredTexts | undefined {
  const path = stateDatabase(stateDir);
  const found = readDatabase(path, (connection) =>
    authTexts([cellOf(connection, SHARED_AUTH.store), cellOf(connection, SHARED_AUTH.state)]),
  );
  return found && { file: path.file, texts: found };
}

function authTexts(cells: readonly unknown[]): StoredText[] {
  return cells.flatMap((text) => stored("auth", text));
}

function stored(kind: StoredText["kind"], text: unknown): StoredText[] {
  return typeof text === "string" ? [{ kind, text }] : [];
}
