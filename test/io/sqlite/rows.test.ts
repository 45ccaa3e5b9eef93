import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/domain/tree.js";
import { resolveSecretRefs } from "../../../src/io/resolve/resolve.js";
import { readAgentProfiles, readSharedProfiles } from "../../../src/io/sqlite/auth-rows.js";
import { readPluginProviders } from "../../../src/io/sqlite/plugin-catalog.js";
import { readSecretStoreEntry } from "../../../src/io/sqlite/secret-store.js";
import { refusal } from "../files/sandbox.js";
import {
  AGENT_TABLES,
  agentWith,
  fillAgent,
  fillCache,
  fillSecret,
  fillShared,
  hasSqlite,
  openDatabase,
  STATE_TABLES,
  sharedWith,
  stateBox,
} from "./databases.js";

const KEY = "sk-EXAMPLE-not-a-key";
const store = (id: string) => ({ version: 1, profiles: { [id]: { type: "api_key", provider: "acme", key: KEY } } });

test("without databases there are no rows", () => {
  const { agent, state } = stateBox();
  expect(readAgentProfiles(agent, state)).toBeUndefined();
  expect(readSharedProfiles(state)).toBeUndefined();
  expect(readSecretStoreEntry(state, "ACME_API_KEY")).toBeUndefined();
  expect(readPluginProviders(agent, state)).toEqual([]);
});

if (!hasSqlite) {
  test.each<[string, (agent: string, state: string) => unknown]>([
    ["profiles of an agent", readAgentProfiles],
    ["shared profiles", (_, state) => readSharedProfiles(state)],
    ["secret store", (_, state) => readSecretStoreEntry(state, "ACME_API_KEY")],
    ["plugin catalogs", readPluginProviders],
  ])("a database that this Node cannot read is an error for %s", (_, read) => {
    const { agent, state, agentDatabase, stateDatabase } = stateBox();
    for (const file of [agentDatabase, stateDatabase]) writeFileSync(file, "SQLite format 3\0");
    expect(refusal(() => read(agent, state)).code).toBe("STORE_UNREADABLE");
  });
}

if (hasSqlite) {
  test("an agent's own profiles are those of the row `primary`, also while they stand in the -wal alone", () => {
    const { agent, state, agentDatabase } = stateBox();
    const gateway = openDatabase(agentDatabase);
    gateway.exec(AGENT_TABLES);
    gateway.exec("INSERT INTO auth_profile_store VALUES ('another', '{\"profiles\":{\"wrong\":{}}}', 0)");
    fillAgent(gateway, store("acme:own"));
    expect(readAgentProfiles(agent, state)).toEqual({ file: agentDatabase, raw: store("acme:own") });
  });

  test("the shared profiles are those of `authProfiles.store` in the state database", () => {
    const { state, stateDatabase } = stateBox();
    const gateway = openDatabase(stateDatabase);
    gateway.exec(STATE_TABLES);
    gateway.exec("INSERT INTO config_machine_state VALUES ('authProfiles.other', '{\"profiles\":{\"wrong\":{}}}', 0)");
    fillShared(gateway, store("acme:shared"));
    expect(readSharedProfiles(state)).toEqual({ file: stateDatabase, raw: store("acme:shared") });
  });

  test("a database of another release, without the table or the row, has no profiles", () => {
    const { agent, state, agentDatabase, stateDatabase } = stateBox();
    openDatabase(agentDatabase).exec(AGENT_TABLES);
    // 2026.7.1 has a table of a similar name, which is not the store.
    openDatabase(stateDatabase).exec(
      "PRAGMA user_version = 1; CREATE TABLE auth_profile_stores (store_key TEXT, store_json TEXT)",
    );
    expect(readAgentProfiles(agent, state)).toBeUndefined();
    expect(readSharedProfiles(state)).toBeUndefined();
  });

  test.each<[string, (box: ReturnType<typeof stateBox>, store: unknown, state: unknown) => JsonObject | undefined]>([
    [
      "an agent's",
      (box, store, state) => {
        agentWith(box.agentDatabase, store, state);
        return readAgentProfiles(box.agent, box.state)?.raw;
      },
    ],
    [
      "the shared",
      (box, store, state) => {
        sharedWith(box.stateDatabase, store, state);
        return readSharedProfiles(box.state)?.raw;
      },
    ],
  ])("order, lastGood and usageStats of %s state row win key by key over the store", (_, read) => {
    const ours = { ...store("a"), order: { acme: ["a"], other: ["o"] }, usageStats: { a: { lastUsed: 1 } } };
    const state = {
      version: 1,
      order: { acme: ["b", "a"], ["__proto__"]: ["x"] },
      usageStats: { b: { lastUsed: 2 } },
      lastGood: { acme: "b" },
      profiles: { never: { type: "api_key", provider: "acme" } },
    };
    const raw = read(stateBox(), ours, state);
    // As text, because a matcher may overlook an own `__proto__`.
    expect(JSON.stringify(raw)).toBe(
      JSON.stringify({
        ...store("a"),
        order: { acme: ["b", "a"], other: ["o"], ["__proto__"]: ["x"] },
        usageStats: { a: { lastUsed: 1 }, b: { lastUsed: 2 } },
        lastGood: { acme: "b" },
      }),
    );
  });

  test.each(["not JSON", "[]", '{"order":7}'])("a state row that holds %s counts as none", (state) => {
    const { agent, state: stateDir, agentDatabase } = stateBox();
    agentWith(agentDatabase, { ...store("a"), order: { acme: ["a"] } }, state);
    expect(readAgentProfiles(agent, stateDir)?.raw).toEqual({ ...store("a"), order: { acme: ["a"] } });
  });

  test.each([`{"profiles":{"a":"${KEY}"`, `"${KEY}"`, "[]", "null", '{"profiles":[]}', ""])(
    "a store row that is no store is an error without anything of it: %s",
    (text) => {
      const { agent, state, agentDatabase } = stateBox();
      agentWith(agentDatabase, text);
      const error = refusal(() => readAgentProfiles(agent, state));
      expect(error).toMatchObject({ code: "STORE_UNREADABLE", place: { file: agentDatabase } });
      expect(error.message).toBe("The auth profiles in the agent database are no object with profiles.");
    },
  );

  test("a table whose columns have other names is an error, never an empty store", () => {
    const { agent, state, agentDatabase } = stateBox();
    openDatabase(agentDatabase).exec("CREATE TABLE auth_profile_store (id TEXT, json TEXT)");
    expect(refusal(() => readAgentProfiles(agent, state)).code).toBe("STORE_UNREADABLE");
  });

  test("a store entry is the live one of the team scope, of either kind and as it was set", () => {
    const { state, stateDatabase } = stateBox();
    const gateway = openDatabase(stateDatabase);
    gateway.exec(STATE_TABLES);
    fillSecret(gateway, "ACME_API_KEY", "wrong-EXAMPLE", { scope: ["identity", "somebody"] });
    fillSecret(gateway, "ACME_API_KEY", ` ${KEY}\n`);
    fillSecret(gateway, "ACME_ENV", "env-EXAMPLE", { kind: "env" });
    fillSecret(gateway, "ACME_GONE", KEY, { deleted: true });
    const reveal = (id: string) => readSecretStoreEntry(state, id)?.reveal();
    expect(reveal("ACME_API_KEY")).toBe(` ${KEY}\n`);
    expect(reveal("ACME_ENV")).toBe("env-EXAMPLE");
    expect(reveal("ACME_GONE")).toBeUndefined();
    expect(reveal("ACME_MISSING")).toBeUndefined();
    expect(reveal("' OR '1'='1")).toBeUndefined();
  });

  test("a state database older than the secret store has no entries", () => {
    const { state, stateDatabase } = stateBox();
    openDatabase(stateDatabase).exec("PRAGMA user_version = 1; CREATE TABLE config_machine_state (state_key TEXT)");
    expect(readSecretStoreEntry(state, "ACME_API_KEY")).toBeUndefined();
  });

  test("store refs resolve through the secret store: values up to 64 KiB, an unreadable store is unavailable", async () => {
    const { state, stateDatabase } = stateBox();
    const gateway = openDatabase(stateDatabase);
    gateway.exec(STATE_TABLES);
    fillSecret(gateway, "ACME_FITS", "x".repeat(65_536));
    fillSecret(gateway, "ACME_TOO_LONG", "x".repeat(65_537));
    const outcomes = async () => {
      const refs = ["ACME_FITS", "ACME_TOO_LONG", "ACME_MISSING"].map((id) => ({
        source: "store" as const,
        provider: "default",
        id,
      }));
      const found = await resolveSecretRefs(refs, {
        config: {},
        env: {},
        home: state,
        readStore: (id) => readSecretStoreEntry(state, id),
      });
      return [...found.values()].map((result) => (result.ok ? "ok" : result.code));
    };
    expect(await outcomes()).toEqual(["ok", "SECRET_REF_PROVIDER_CONTRACT", "SECRET_REF_NOT_FOUND"]);
    gateway.exec("PRAGMA user_version = 19");
    expect(await outcomes()).toEqual(Array(3).fill("SECRET_PROVIDER_UNAVAILABLE"));
  });

  test("plugin-owned providers are listed with their plugin, by generated catalogs alone and without values", () => {
    const { agent, state, agentDatabase } = stateBox();
    const gateway = openDatabase(agentDatabase);
    gateway.exec(AGENT_TABLES);
    const generatedBy = "openclaw-plugin-model-catalog-v1";
    const providers = { openai: { apiKey: KEY }, "openai-codex": {} };
    fillCache(gateway, "plugin-model-catalog-v1", "openai", { generatedBy, providers });
    fillCache(gateway, "plugin-model-catalog-v1", "anthropic", { generatedBy, providers: { anthropic: {} } });
    fillCache(gateway, "plugin-model-catalog-v1", "by-hand", { providers: { other: {} } });
    fillCache(gateway, "plugin-model-catalog-v1", "broken", "{");
    fillCache(gateway, "plugin-model-catalog-v1", "odd", { generatedBy, providers: [KEY] });
    fillCache(gateway, "another-scope", "openai", { generatedBy, providers: { wrong: {} } });
    expect(readPluginProviders(agent, state)).toEqual([
      { plugin: "anthropic", provider: "anthropic" },
      { plugin: "openai", provider: "openai" },
      { plugin: "openai", provider: "openai-codex" },
    ]);
  });

  test("an agent database older than the catalog lists none", () => {
    const { agent, state, agentDatabase } = stateBox();
    openDatabase(agentDatabase).exec("PRAGMA user_version = 1; CREATE TABLE t (x TEXT)");
    expect(readPluginProviders(agent, state)).toEqual([]);
  });
}
