/** What one of OpenClaw's SQLite databases is called and up to which version its tables are known. */
export interface DatabaseFacts {
  /** Its role in messages. */
  what: string;
  /** `PRAGMA user_version` of the newest known release. */
  newestSchema: number;
}

/** The auth profiles of an agent up to 2026.6.1, in its directory; later a source that only doctor imports. Measured: 2026.3.1 to 2026.7.1. */
export const AUTH_PROFILES_FILE = "auth-profiles.json";

/** `<agentDir>/openclaw-agent.sqlite`, from 2026.6.5 on. Schema 1 on 2026.7.1, 23 on 2026.9.6 (run). */
export const AGENT_DATABASE = { file: "openclaw-agent.sqlite", what: "agent database", newestSchema: 23 } as const;

/** `<stateDir>/state/openclaw.sqlite`. Schema 1 on 2026.7.1, 18 on 2026.9.6 (run). */
export const STATE_DATABASE = {
  directory: "state",
  file: "openclaw.sqlite",
  what: "state database",
  newestSchema: 18,
} as const;

/** Where one JSON text stands in a database. */
export interface Cell {
  table: string;
  sql: string;
}

const agentCell = (name: "store" | "state"): Cell => ({
  table: `auth_profile_${name}`,
  sql: `SELECT ${name}_json AS text FROM auth_profile_${name} WHERE ${name}_key = 'primary'`,
});
const sharedCell = (name: "store" | "state"): Cell => ({
  table: "config_machine_state",
  sql: `SELECT value_json AS text FROM config_machine_state WHERE state_key = 'authProfiles.${name}'`,
});

/** `store` has the shape of auth-profiles.json; `state` holds `order`, `lastGood` and `usageStats`, which win over those of the store. */
export interface AuthCells {
  store: Cell;
  state: Cell;
}

/** In an agent's database. Run: 2026.7.1 and 2026.9.6; how the two rows merge: code of 2026.9.6, `state.ts`. */
export const AGENT_AUTH: AuthCells = { store: agentCell("store"), state: agentCell("state") };

/** In the state database, from 2026.8.1 on. Run: 2026.9.6. */
export const SHARED_AUTH: AuthCells = { store: sharedCell("store"), state: sharedCell("state") };

/** Entries of the secret store; a deleted one stays as a row. Code: 2026.9.6, `src/secrets/store/secret-store.ts`. */
export const SECRET_STORE: Cell = {
  table: "secret_store_entries",
  sql:
    "SELECT value AS text FROM secret_store_entries " +
    "WHERE scope_kind = 'team' AND scope_id = '' AND name = ? AND deleted_at_ms IS NULL",
};

const CATALOG_SCOPE = "plugin-model-catalog-v1";

/** Models of providers that a plugin owns, one row per plugin. Code: 2026.9.6, `src/agents/plugin-model-catalog.ts`. */
export const PLUGIN_CATALOG = {
  table: "cache_entries",
  scope: CATALOG_SCOPE,
  sql: `SELECT key AS plugin, value_json AS text FROM cache_entries WHERE scope = '${CATALOG_SCOPE}' ORDER BY key`,
  generatedBy: "openclaw-plugin-model-catalog-v1",
} as const;
