import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AGENT_DATABASE, PLUGIN_CATALOG } from "../../src/domain/openclaw/storage.js";
import { AGENT_TABLES, fillCache, hasSqlite, openDatabase } from "../io/sqlite/databases.js";
import { newState, type State } from "../support/state.js";

const KEY = "sk-EXAMPLE-of-a-plugin";
const DATABASE = `agents/main/agent/${AGENT_DATABASE.file}`;
const acme = {
  baseUrl: "https://llm.example/v1",
  apiKey: { source: "env", provider: "default", id: "ACME_API_KEY" },
  models: [{ id: "acme-large", name: "Acme" }],
};

let state: State;
beforeEach(() => {
  state = newState({
    "openclaw.json": { models: { providers: { acme } } },
    "agents/main/agent/models.json": { providers: {} },
  });
});
afterEach(() => state.drop());

function catalog(plugin: string, providers: object): void {
  const database = openDatabase(state.path(DATABASE), { wal: false });
  database.exec(AGENT_TABLES);
  fillCache(database, PLUGIN_CATALOG.scope, plugin, { generatedBy: PLUGIN_CATALOG.generatedBy, providers });
  database.close();
}

test("without an agent database no provider belongs to a plugin", async () => {
  expect(JSON.parse((await state.run(["explain", "--json"])).stdout)).toMatchObject({ ok: true, pluginOwned: [] });
});

describe("agents for which all is the same", () => {
  test("share an entry that has the findings of each", async () => {
    const stale = { providers: { acme: { ...acme, apiKey: KEY } } };
    state.write("agents/main/agent/models.json", stale);
    state.write("agents/ops/agent/models.json", stale);
    const { providers } = JSON.parse((await state.run(["explain", "--json"])).stdout);
    expect(providers).toMatchObject([{ provider: "acme", agents: ["main", "ops"] }]);
    const files = providers[0].findings.map(({ code, file }: { code: string; file: string }) => [code, file]);
    expect(files).toEqual(
      ["main", "ops"].map((id) => ["STALE_PLAINTEXT", state.path(`agents/${id}/agent/models.json`)]),
    );
  });
});

describe("the release that the answer is for", () => {
  const first = async (...flags: string[]) => (await state.run(["explain", ...flags])).stdout.split("\n")[0];

  test("is the newest known where nothing says which, and that is told", async () => {
    expect(await first()).toMatch(
      /^For OpenClaw 2026\.\d+\.\d+ \(the newest release that modelseal knows; name yours /,
    );
    expect(await first("--openclaw", "2026.3.8")).toBe("For OpenClaw 2026.3.8.");
  });

  test("is every one from the config's stamp on", async () => {
    state.write("openclaw.json", { meta: { lastTouchedVersion: "2026.3.8" }, models: { providers: { acme } } });
    expect(await first()).toMatch(/^For OpenClaw 2026\.3\.8 to \S+ \(by the stamp in your config;/);
  });
});

describe.runIf(hasSqlite)("rows that plugins own in the agent database", () => {
  test("are named with their plugin and agents, never with a value", async () => {
    catalog("openrouter", { openrouter: { apiKey: KEY } });
    for (const args of [["explain"], ["explain", "--json"], ["explain", "openrouter"]]) {
      const { code, stdout, stderr } = await state.run(args);
      expect({ code, stderr, named: stdout.includes("openrouter") }).toEqual({ code: 0, stderr: "", named: true });
      expect(stdout).not.toContain(KEY);
    }
  });

  test("are written neither to models.json nor to the database", async () => {
    catalog("openrouter", { openrouter: { apiKey: KEY } });
    const before = state.files().get(DATABASE);
    expect((await state.run(["generate"])).code).toBe(0);
    expect(Object.keys((state.json("agents/main/agent/models.json") as { providers: object }).providers)).toEqual([
      "acme",
    ]);
    expect(state.files().get(DATABASE)).toBe(before);
  });

  test("count as the provider that was asked for", async () => {
    catalog("openai", { "openai-codex": {} });
    const asked = async (provider: string) => (await state.run(["explain", provider, "--json"])).stdout;
    expect(JSON.parse(await asked("openai-codex"))).toMatchObject({
      providers: [],
      pluginOwned: [{ provider: "openai-codex", plugin: "openai", agents: ["main"] }],
    });
    expect(JSON.parse(await asked("acme"))).toMatchObject({ pluginOwned: [] });
    expect(JSON.parse(await asked("openai"))).toMatchObject({ ok: false, error: { code: "USAGE" } });
  });

  test("are shown with their ids escaped", async () => {
    catalog("bad\u202e", { "odd\u001b[31m": {} });
    const { stdout } = await state.run(["explain"]);
    expect(stdout).toContain("odd\\u{1b}[31m");
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test("that cannot be read are no answer, and hide no other provider", async () => {
    const database = openDatabase(state.path(DATABASE), { wal: false });
    database.exec("PRAGMA user_version = 23; CREATE TABLE cache_entries (other TEXT)");
    database.close();
    const { code, stdout } = await state.run(["explain", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      providers: [{ provider: "acme" }],
      pluginOwned: [],
      failures: [{ agentId: "main", code: "STORE_UNREADABLE" }],
    });
  });
});
