import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { check } from "../../src/app/check.js";
import { AGENT_DATABASE, STATE_DATABASE } from "../../src/domain/openclaw/storage.js";
import { AGENT_TABLES, close, fillAgent, hasSqlite, openDatabase, STATE_TABLES } from "../io/sqlite/databases.js";
import { newState, type State } from "../support/state.js";

// All keys are invented.
const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
const AUTH = "agents/main/agent/auth-profiles.json";
const store = { version: 1, profiles: { "acme:db": { type: "api_key", provider: "acme", key: KEY } } };

async function told(state: State): Promise<string[]> {
  const report = await check({}, { env: { HOME: dirname(state.dir), OPENCLAW_STATE_DIR: state.dir } });
  return report.findings
    .map((f) => `${f.severity} ${f.code} ${f.file.replace(`${state.dir}/`, "")} ${f.jsonPath} ${f.line}`)
    .sort();
}

function withAgentDatabase(fill: (database: ReturnType<typeof openDatabase>) => void, files = {}): State {
  const state = newState({ "agents/main/agent/.keep": "", ...files });
  onTestFinished(state.drop);
  const database = openDatabase(state.path("agents/main/agent", AGENT_DATABASE.file), { wal: false });
  database.exec(AGENT_TABLES);
  fill(database);
  close(database);
  return state;
}

if (hasSqlite) {
  describe("databases", () => {
    test("an agent's profiles and plugin catalogs are searched", async () => {
      const state = withAgentDatabase((database) => {
        fillAgent(database, store);
        const catalog = { generatedBy: "openclaw-plugin-model-catalog-v1", providers: { "acme-db": { apiKey: KEY } } };
        database.exec(
          `INSERT INTO cache_entries VALUES ('plugin-model-catalog-v1', 'acme', '${JSON.stringify(catalog)}', NULL, NULL, 0)`,
        );
      });
      const file = `agents/main/agent/${AGENT_DATABASE.file}`;
      expect(await told(state)).toEqual([
        `warn PLAINTEXT_FOUND ${file} profiles.acme:db.key null`,
        `warn PLAINTEXT_FOUND ${file} providers.acme-db.apiKey null`,
      ]);
    });

    test("the store that all agents share is searched", async () => {
      const state = newState({ "agents/main/agent/.keep": "" });
      onTestFinished(state.drop);
      mkdirSync(state.path(STATE_DATABASE.directory), { mode: 0o700 });
      const database = openDatabase(state.path(STATE_DATABASE.directory, STATE_DATABASE.file), { wal: false });
      database.exec(STATE_TABLES);
      database.exec(`INSERT INTO config_machine_state VALUES ('authProfiles.store', '${JSON.stringify(store)}', 0)`);
      close(database);
      expect(await told(state)).toEqual([`warn PLAINTEXT_FOUND state/openclaw.sqlite profiles.acme:db.key null`]);
    });

    test("auth-profiles.json beside a filled store is residue, and no longer has to be sound", async () => {
      const state = withAgentDatabase((database) => fillAgent(database, { version: 1, profiles: { p: {} } }), {
        [AUTH]: `{"profiles": {"acme:p": {"type": "api_key", "key": "${KEY}"`,
      });
      expect(await told(state)).toEqual([
        `warn LEGACY_RESIDUE ${AUTH} <root> null`,
        `warn PLAINTEXT_FOUND ${AUTH} profiles.acme:p.key 1`,
      ]);
    });
  });
}

test("a database that cannot be read is one error, and never no profiles", async () => {
  const file = join("agents/main/agent", AGENT_DATABASE.file);
  const state = newState({ [file]: "no database, but large enough to be looked at", [AUTH]: store });
  onTestFinished(state.drop);
  expect(await told(state)).toEqual([
    `error REF_UNRESOLVED ${file} <root> null`,
    `warn PLAINTEXT_FOUND ${AUTH} profiles.acme:db.key 7`,
  ]);
});
