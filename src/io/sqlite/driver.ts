/** The parts of `node:sqlite` that are used. */
export interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  get(...parameters: readonly string[]): Record<string, unknown> | undefined;
  all(...parameters: readonly string[]): Record<string, unknown>[];
}

/** Opens a database by its path or by a `file:` URI, which Node knows from 22.15 on. */
export type Open = (location: string, options: { readOnly: boolean }) => Connection;

interface SqliteModule {
  DatabaseSync: new (location: string, options: { readOnly: boolean }) => Connection;
}

const BUSY_MS = 1000;

/**
 * Loads `node:sqlite`. Undefined where Node has none: before 22.13 (there is one behind a flag that does not know
 * `readOnly`), or built without it.
 */
export function loadSqlite(): Open | undefined {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 13)) return undefined;
  const sqlite = quietly(() => process.getBuiltinModule("node:sqlite") as SqliteModule | undefined);
  return sqlite && ((location, options) => connect(sqlite, location, options));
}

function connect(sqlite: SqliteModule, location: string, options: { readOnly: boolean }): Connection {
  const connection = new sqlite.DatabaseSync(location, options);
  connection.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  return connection;
}

/**
 * Node 22 calls node:sqlite experimental on stderr when it is loaded (22.23 does, 24.21 does not). The call is synchronous
 * and loads nothing else, so no other warning can get lost.
 */
function quietly<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
