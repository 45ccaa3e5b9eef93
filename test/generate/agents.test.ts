import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newState, type State } from "../support/state.js";

const STALE = "sk-EXAMPLE-stale-0001";
const ROW = { baseUrl: "https://llm.acme.example/v1", api: "openai-completions", models: [{ id: "m" }] };
const env = (id: string) => ({ source: "env", provider: "default", id });
const profile = (id: string) => ({ type: "api_key", provider: "acme", keyRef: env(id) });
const acme = (fields: object = {}) => ({ models: { providers: { acme: { ...ROW, ...fields } } } });
const models = (id: string) => `agents/${id}/agent/models.json`;
const profiles = (id: string) => `agents/${id}/agent/auth-profiles.json`;

let state: State;
beforeEach(() => {
  state = newState();
});
afterEach(() => state.drop());

const key = (file: string) => (state.json(file) as { providers: { acme: { apiKey?: string } } }).providers.acme.apiKey;
const statuses = async (args: string[] = []) => {
  const { code, stdout } = await state.run(["generate", "--json", ...args]);
  const report = JSON.parse(stdout) as { agents: { agentId: string; status: string }[] };
  return { code, agents: report.agents.map(({ agentId, status }) => `${agentId} ${status}`) };
};

describe("every agent", () => {
  test("of the config and on disk gets its file", async () => {
    const roster = { agents: { list: [{ id: "work" }, { id: "Home", agentDir: state.path("elsewhere") }] } };
    state.write("openclaw.json", { ...acme({ apiKey: env("ACME_KEY") }), ...roster });
    state.write(models("retired"), { providers: { acme: { ...ROW, apiKey: STALE } } });
    expect(await statuses()).toEqual({ code: 0, agents: ["home created", "retired updated", "work created"] });
    for (const file of [models("work"), models("retired"), "elsewhere/models.json"]) expect(key(file)).toBe("ACME_KEY");
  });
  test("is written once where two share a directory", async () => {
    const agentDir = state.path("shared");
    state.write("openclaw.json", { ...acme(), agents: { entries: { a: { agentDir }, b: { agentDir } } } });
    expect(await statuses()).toEqual({ code: 0, agents: ["a created"] });
    expect(await statuses(["--agent", "b"])).toEqual({ code: 0, agents: ["b unchanged"] });
    expect(existsSync(state.path("agents/b"))).toBe(false);
  });
  test("sees the profiles of the main agent, overlaid by its own, one by one", async () => {
    state.write("openclaw.json", { ...acme(), agents: { list: [{ id: "main" }, { id: "work" }, { id: "plain" }] } });
    state.write(profiles("main"), {
      version: 1,
      profiles: { "acme:a": profile("MAIN_A"), "acme:b": profile("MAIN_B") },
    });
    state.write(profiles("work"), { version: 1, profiles: { "acme:a": profile("WORK_A") } });
    await state.run(["generate"]);
    expect([key(models("main")), key(models("work")), key(models("plain"))]).toEqual(["MAIN_A", "WORK_A", "MAIN_A"]);
  });
  test("has its own order before that of the main agent", async () => {
    const all = { "acme:a": profile("KEY_A"), "acme:b": profile("KEY_B") };
    state.write("openclaw.json", { ...acme(), agents: { list: [{ id: "main" }, { id: "work" }, { id: "plain" }] } });
    state.write(profiles("main"), { version: 1, profiles: all, order: { acme: ["acme:b"] } });
    state.write(profiles("work"), { version: 1, profiles: {}, order: { acme: ["acme:a"] } });
    await state.run(["generate"]);
    expect([key(models("work")), key(models("plain"))]).toEqual(["KEY_A", "KEY_B"]);
  });
  test("inherits from the main agent where that one lives elsewhere, also when it is asked for alone", async () => {
    const entries = { main: { agentDir: state.path("m") }, work: {} };
    state.write("openclaw.json", { ...acme(), agents: { entries } });
    state.write("m/auth-profiles.json", { version: 1, profiles: { a: profile("MAIN_A") } });
    expect(await statuses(["--agent", "work"])).toEqual({ code: 0, agents: ["work created"] });
    expect(key(models("work"))).toBe("MAIN_A");
  });
  test("does not inherit from any other agent", async () => {
    state.write("openclaw.json", { ...acme(), agents: { list: [{ id: "a", default: true }, { id: "b" }] } });
    state.write(profiles("a"), { version: 1, profiles: { x: profile("KEY_A") } });
    await state.run(["generate"]);
    expect([key(models("a")), key(models("b"))]).toEqual(["KEY_A", undefined]);
  });
});

describe("one agent that fails", () => {
  beforeEach(() => {
    state.write("openclaw.json", acme({ apiKey: env("ACME_KEY") }));
    for (const id of ["a", "b", "main"]) state.write(models(id), { providers: { acme: { ...ROW, apiKey: STALE } } });
  });
  const rows: [title: string, spoil: () => void, status: string][] = [
    ["because its file is broken", () => state.write(models("a"), `{"providers": ${STALE}`), "a failed"],
    ["because its profiles are broken", () => state.write(profiles("a"), "{"), "a failed"],
    ["because its profiles have the wrong shape", () => state.write(profiles("a"), { profiles: [] }), "a failed"],
    [
      "because an OAuth profile has a ref",
      () => state.write(profiles("a"), { profiles: { x: { type: "oauth", provider: "acme", access: env("A") } } }),
      "a failed",
    ],
    [
      "because its database cannot be read",
      () => state.write("agents/a/agent/openclaw-agent.sqlite", "no database"),
      "a failed",
    ],
    ["because others can write to the directory above", () => chmodSync(state.path("agents/a"), 0o777), "a refused"],
  ];
  test.each(rows)("does not stop the others: %s", async (_title, spoil, status) => {
    spoil();
    const before = state.read(models("a"));
    expect(await statuses()).toEqual({ code: 2, agents: [status, "b updated", "main updated"] });
    expect(state.read(models("a"))).toBe(before);
    expect([key(models("b")), key(models("main"))]).toEqual(["ACME_KEY", "ACME_KEY"]);
    const { stderr, stdout } = await state.run(["generate"]);
    expect(stderr).toMatch(/^modelseal: .*\n$/);
    expect(stderr + stdout).not.toContain("EXAMPLE");
  });
});

describe("the surroundings of the agents", () => {
  test("OPENCLAW_AGENT_DIR is the default agent's directory", async () => {
    state.write("openclaw.json", acme({ apiKey: env("ACME_KEY") }));
    await state.run(["generate"], { OPENCLAW_AGENT_DIR: state.path("override") });
    expect(key("override/models.json")).toBe("ACME_KEY");
    expect(existsSync(state.path("agents"))).toBe(false);
  });
  test("agentDir may begin with ~ and hold variables, also those of the config", async () => {
    const list = [
      { id: "a", agentDir: "~/state/a" },
      { id: "b", agentDir: `\${BASE}/b` },
    ];
    state.write("openclaw.json", { ...acme(), env: { BASE: state.path("from-config") }, agents: { list } });
    expect((await state.run(["generate"])).code).toBe(0);
    expect([existsSync(state.path("a/models.json")), existsSync(state.path("from-config/b/models.json"))]).toEqual([
      true,
      true,
    ]);
  });
  test("names in the .env file of the state directory count as environment", async () => {
    state.write("openclaw.json", { models: { providers: { openrouter: ROW } } });
    state.write(".env", "# c\nexport OPENROUTER_API_KEY='sk-EXAMPLE-dotenv' # c\n");
    const { stdout, stderr } = await state.run(["generate"]);
    expect(state.read(models("main"))).toContain('"apiKey": "OPENROUTER_API_KEY"');
    expect(stdout + stderr + state.read(models("main"))).not.toContain("sk-EXAMPLE");
  });
  test("and in the one beside the active config", async () => {
    state.write("conf/openclaw.json", { models: { providers: { openrouter: ROW } } });
    state.write("conf/.env", "OPENROUTER_API_KEY=x\n");
    await state.run(["generate", "--config", state.path("conf/openclaw.json")]);
    expect(state.read(models("main"))).toContain('"apiKey": "OPENROUTER_API_KEY"');
  });
  test("a .env that cannot be read is no empty one", async () => {
    state.write("openclaw.json", acme());
    mkdirSync(state.path(".env"));
    const { code, stderr } = await state.run(["generate"]);
    expect(code).toBe(2);
    expect(stderr).toMatch("environment file");
  });
  test("a variable of the config's env block fills in a name, never its value", async () => {
    const block = { vars: { OPENROUTER_API_KEY: "sk-EXAMPLE-config" } };
    state.write("openclaw.json", { env: block, models: { providers: { openrouter: ROW } } });
    await state.run(["generate"]);
    expect(state.read(models("main"))).toContain('"apiKey": "OPENROUTER_API_KEY"');
    expect(state.read(models("main"))).not.toContain("EXAMPLE");
  });
  test("the release that touched the config last counts where none is named", async () => {
    const config = { ...acme({ authHeader: true, apiKey: { source: "exec", provider: "v", id: "k" } }) };
    state.write("openclaw.json", { ...config, meta: { lastTouchedVersion: "2026.3.1" } });
    expect((await state.run(["generate"])).code).toBe(1);
    expect((await state.run(["generate", "--openclaw", "2026.9.6"])).code).toBe(0);
  });
});
