import { afterEach, describe, expect, test } from "vitest";
import type { MigrateReport } from "../../src/domain/migrate-report.js";
import { newState, type State } from "../support/state.js";

const MODELS = "agents/main/agent/models.json";
const PROFILES = "agents/main/agent/auth-profiles.json";
const MODEL = [{ id: "m", name: "M" }];
const ROW = { baseUrl: "https://llm.example/v1", models: MODEL };
const SECRET = "sk-EXAMPLE-plaintext-0123456789";
const OTHER = "sk-EXAMPLE-different-0123456789";
const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" };
const SET = { ACME_KEY: "sk-EXAMPLE-from-env" };

const states: State[] = [];
afterEach(() => {
  for (const state of states.splice(0)) state.drop();
});

function stateWith(files: Record<string, string | object>): State {
  const state = newState(files);
  states.push(state);
  return state;
}

const config = (providers: object, more: object = {}) => ({ models: { providers }, ...more });
const models = (providers: object) => ({ providers });
const profiles = (entries: object) => ({ version: 1, profiles: entries });

async function json(state: State, args: string[], env: Record<string, string> = {}) {
  const run = await state.run(["migrate", "--json", ...args], env);
  for (const secret of [SECRET, OTHER]) expect(run.stdout + run.stderr).not.toContain(secret.slice(-12));
  return { ...run, report: JSON.parse(run.stdout) as MigrateReport };
}

const told = (report: MigrateReport) =>
  report.items.map(({ verdict, action, jsonPath }) => [verdict, action, jsonPath]);
const HOME = (state: State) => ["--to-file", state.path("secrets.json")];

interface Row {
  what: string;
  files: Record<string, string | object>;
  env?: Record<string, string>;
  flags?: string[];
  home?: boolean;
  expect: [string, string, string][];
  code: number;
}

const TABLE: Row[] = [
  {
    what: "in models.json beside a ref of the config: sealed, without resolving it",
    files: {
      "openclaw.json": config({ acme: { ...ROW, apiKey: ENV_REF } }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
    },
    expect: [["sealed", "scrub", "providers.acme.apiKey"]],
    code: 0,
  },
  {
    what: "an old header of an entry that the config declares: sealed",
    files: {
      "openclaw.json": config({ acme: { ...ROW, apiKey: ENV_REF } }),
      [MODELS]: models({ acme: { ...ROW, apiKey: "ACME_KEY", headers: { "X-Api-Key": SECRET } } }),
    },
    expect: [["sealed", "scrub", "providers.acme.headers.X-Api-Key"]],
    code: 0,
  },
  {
    what: "beside a ref of a profile that resolves: redundant, whatever its value",
    files: { [PROFILES]: profiles({ "acme:d": { type: "api_key", provider: "acme", key: SECRET, keyRef: ENV_REF } }) },
    env: SET,
    expect: [["redundant", "scrub", "profiles.acme:d.key"]],
    code: 0,
  },
  {
    what: "beside a ref of a profile that does not resolve: unverifiable, and it stays",
    files: {
      [PROFILES]: profiles({ "acme:d": { type: "token", provider: "acme", token: SECRET, tokenRef: ENV_REF } }),
    },
    expect: [["unverifiable", "keep", "profiles.acme:d.token"]],
    code: 1,
  },
  {
    what: "beside a ref that does not resolve, with --drop-unverifiable: taken away",
    files: {
      [PROFILES]: profiles({ "acme:d": { type: "token", provider: "acme", token: SECRET, tokenRef: ENV_REF } }),
    },
    flags: ["--drop-unverifiable"],
    expect: [["unverifiable", "drop", "profiles.acme:d.token"]],
    code: 0,
  },
  {
    what: "in a profile without a ref: movable, and without a home it stays",
    files: { [PROFILES]: profiles({ "acme:d": { type: "api_key", provider: "acme", key: SECRET } }) },
    expect: [["movable", "keep", "profiles.acme:d.key"]],
    code: 1,
  },
  {
    what: "in a profile without a ref: moves to a home",
    files: { [PROFILES]: profiles({ "acme:d": { type: "api_key", provider: "acme", key: SECRET } }) },
    home: true,
    expect: [["movable", "move", "profiles.acme:d.key"]],
    code: 0,
  },
  {
    what: "in a profile that the config declares as OAuth: movable, but OpenClaw refuses refs there",
    files: {
      "openclaw.json": { auth: { profiles: { "acme:d": { provider: "acme", mode: "oauth" } } } },
      [PROFILES]: profiles({ "acme:d": { type: "token", provider: "acme", token: SECRET } }),
    },
    home: true,
    expect: [["movable", "keep", "profiles.acme:d.token"]],
    code: 1,
  },
  {
    what: "in the config: key, header and request credentials move to a home",
    files: {
      "openclaw.json": config({
        acme: {
          ...ROW,
          apiKey: SECRET,
          headers: { Authorization: OTHER, "X-Title": "gateway" },
          request: { auth: { token: OTHER } },
        },
      }),
    },
    home: true,
    expect: [
      ["movable", "move", "models.providers.acme.apiKey"],
      ["movable", "move", "models.providers.acme.headers.Authorization"],
      ["movable", "move", "models.providers.acme.request.auth.token"],
    ],
    code: 0,
  },
  {
    what: "in a URL or in the environment of a local service: movable, but OpenClaw reads no ref there",
    files: {
      "openclaw.json": config({
        acme: { ...ROW, baseUrl: `https://u:${SECRET}@llm.example/v1`, localService: { env: { TOKEN: OTHER } } },
      }),
    },
    home: true,
    expect: [
      ["movable", "keep", "models.providers.acme.baseUrl"],
      ["movable", "keep", "models.providers.acme.localService.env.TOKEN"],
    ],
    code: 1,
  },
  {
    what: "a header of the config under a release that fails on header refs: stays",
    files: { "openclaw.json": config({ acme: { ...ROW, headers: { Authorization: SECRET } } }) },
    flags: ["--openclaw", "2026.3.1"],
    home: true,
    expect: [["movable", "keep", "models.providers.acme.headers.Authorization"]],
    code: 1,
  },
  {
    what: "only in models.json, the config declares the provider: an orphan, and without a home it stays",
    files: { "openclaw.json": config({ acme: ROW }), [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }) },
    expect: [["orphan", "keep", "providers.acme.apiKey"]],
    code: 1,
  },
  {
    what: "only in models.json: moves to a home",
    files: {
      "openclaw.json": config({ acme: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET }, lost: { ...ROW, apiKey: OTHER } }),
    },
    home: true,
    expect: [
      ["orphan", "move", "providers.acme.apiKey"],
      ["orphan", "move", "providers.lost.apiKey"],
    ],
    code: 0,
  },
  {
    what: "only in models.json, with --drop-orphans: taken away",
    files: { "openclaw.json": config({}), [MODELS]: models({ lost: { ...ROW, apiKey: SECRET } }) },
    flags: ["--drop-orphans"],
    expect: [["orphan", "drop", "providers.lost.apiKey"]],
    code: 0,
  },
  {
    what: "a header of an entry that only models.json has: an orphan without a slot",
    files: { "openclaw.json": config({}), [MODELS]: models({ lost: { ...ROW, headers: { Authorization: SECRET } } }) },
    home: true,
    expect: [["orphan", "keep", "providers.lost.headers.Authorization"]],
    code: 1,
  },
  {
    what: "under models.mode replace an only copy is not taken away without a word",
    files: {
      "openclaw.json": { models: { mode: "replace", providers: {} } },
      [MODELS]: models({ lost: { ...ROW, apiKey: SECRET } }),
    },
    expect: [["orphan", "keep", "providers.lost.apiKey"]],
    code: 1,
  },
  {
    what: "two agents with different keys for one slot of the config: a conflict, and nothing moves",
    files: {
      "openclaw.json": config({ acme: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": models({ acme: { ...ROW, apiKey: OTHER } }),
    },
    home: true,
    expect: [
      ["conflict", "keep", "providers.acme.apiKey"],
      ["conflict", "keep", "providers.acme.apiKey"],
    ],
    code: 1,
  },
  {
    what: "two agents with the same key for one slot of the config: one move",
    files: {
      "openclaw.json": config({ acme: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": models({ acme: { ...ROW, apiKey: SECRET } }),
    },
    home: true,
    expect: [
      ["orphan", "move", "providers.acme.apiKey"],
      ["orphan", "move", "providers.acme.apiKey"],
    ],
    code: 0,
  },
  {
    what: "beside a ref that is not valid: stays, and the run has no answer",
    files: {
      "openclaw.json": config({ acme: { ...ROW, apiKey: { source: "env", provider: "default", id: "no such" } } }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
    },
    expect: [["unverifiable", "keep", "providers.acme.apiKey"]],
    code: 2,
  },
  {
    what: "a backup whose key is moved in the same run: redundant",
    files: {
      "openclaw.json": config({ acme: { ...ROW, apiKey: SECRET } }),
      "openclaw.json.bak": config({ acme: { ...ROW, apiKey: SECRET } }),
    },
    home: true,
    flags: ["--purge-residue"],
    expect: [
      ["movable", "move", "models.providers.acme.apiKey"],
      ["redundant", "remove", "models.providers.acme.apiKey"],
    ],
    code: 0,
  },
  {
    what: "a migrated copy of the profiles with a key that exists nowhere else: listed, never removed",
    files: {
      [`${PROFILES}.migrated-2026-09-01-x`]: profiles({ "acme:d": { type: "api_key", provider: "acme", key: SECRET } }),
    },
    flags: ["--purge-residue"],
    expect: [["orphan", "keep", "profiles.acme:d.key"]],
    code: 1,
  },
  {
    what: "a leftover that cannot be read: listed",
    files: { [`${MODELS}.1234.tmp`]: `{"providers":{"acme":{"apiKey":"${SECRET}` },
    flags: ["--purge-residue"],
    expect: [["unverifiable", "keep", "<root>"]],
    code: 1,
  },
];

describe("verdicts", () => {
  test.each(TABLE)("$what", async ({ files, env = {}, flags = [], home = false, expect: expected, code }) => {
    const state = stateWith(files);
    const args = [...flags, ...(home ? HOME(state) : [])];
    const before = state.files();
    const dry = await json(state, ["--dry-run", ...args], env);
    expect(state.files()).toEqual(before);
    const run = await json(state, ["--yes", ...args], env);
    expect(told(run.report)).toEqual(expected);
    expect(told(dry.report)).toEqual(expected);
    expect(run.code).toBe(code);
    const kept = expected.filter(([, action]) => action === "keep").length;
    expect(run.report.summary.undecided).toBe(kept);

    const after = state.files();
    const again = await json(state, ["--yes", ...args], env);
    expect(state.files()).toEqual(after);
    expect(again.report.items.every(({ action }) => action === "keep")).toBe(true);
    const all = [...after.values()].join("\n");
    for (const secret of [SECRET, OTHER]) {
      const isGone = expected.every(([, action]) => action === "scrub" || action === "drop");
      expect(all.includes(secret) && isGone).toBe(false);
    }
  });

  test("every file that OpenClaw generates or that holds profiles is free of what was moved", async () => {
    const state = stateWith({
      "openclaw.json": config({ acme: { ...ROW, apiKey: SECRET }, bare: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: OTHER }, bare: { ...ROW, apiKey: OTHER } }),
      [PROFILES]: profiles({ "acme:d": { type: "api_key", provider: "acme", key: SECRET } }),
    });
    expect((await json(state, ["--yes", ...HOME(state)])).code).toBe(0);
    for (const [file, text] of state.files())
      if (file !== "secrets.json") for (const secret of [SECRET, OTHER]) expect(text).not.toContain(secret);
    const home = state.json("secrets.json");
    expect(home).toEqual({
      providers: { acme: { apiKey: SECRET }, bare: { apiKey: OTHER } },
      profiles: { "acme:d": { key: SECRET } },
    });
  });
});

describe("what migrate leaves alone", () => {
  test("without a home the config is never touched, and profiles lose only what is redundant", async () => {
    const authored =
      "// mine\n{ models: { providers: { acme: { baseUrl: 'https://x.example', apiKey: 'sk-EXAMPLE-a-0123456789', models: [] } } } }\n";
    const store = `{"version":1,"profiles":{"a:d":{"type":"api_key","provider":"a","key":"${SECRET}"},\n "b:d":{"type":"api_key","provider":"b","key":"${OTHER}","keyRef":{"source":"env","provider":"default","id":"ACME_KEY"}}}}`;
    const state = stateWith({ "openclaw.json": authored, [PROFILES]: store });
    await json(state, ["--yes"], SET);
    expect(state.read("openclaw.json")).toBe(authored);
    expect(state.read(PROFILES)).toBe(store.replace(`"key":"${OTHER}",`, ""));
  });

  test("--yes alone never drops an orphan or what cannot be verified", async () => {
    const state = stateWith({
      [MODELS]: models({ lost: { ...ROW, apiKey: SECRET } }),
      [PROFILES]: profiles({ "a:d": { type: "api_key", provider: "a", key: OTHER, keyRef: ENV_REF } }),
    });
    await json(state, ["--yes", ...HOME(state)]);
    expect([...state.files().values()].join("")).toContain(SECRET);
    expect(state.read(PROFILES)).toContain(OTHER);
  });

  test("an OAuth profile with a ref stops the run before anything is written", async () => {
    const state = stateWith({
      "openclaw.json": config({ acme: { ...ROW, apiKey: SECRET } }),
      [PROFILES]: profiles({ "a:o": { type: "oauth", provider: "a", access: OTHER, keyRef: ENV_REF } }),
      "agents/ops/agent/models.json": models({ acme: { ...ROW, apiKey: OTHER } }),
    });
    const before = state.files();
    const run = await state.run(["migrate", "--yes", ...HOME(state)]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("OAuth");
    expect(state.files()).toEqual(before);
  });

  test("an agent that cannot be read stops all moves and is named; the others are sealed", async () => {
    const state = stateWith({
      "openclaw.json": config({ acme: { ...ROW, apiKey: SECRET }, ref: { ...ROW, apiKey: ENV_REF } }),
      [MODELS]: models({ ref: { ...ROW, apiKey: OTHER } }),
      "agents/ops/agent/models.json": "{",
    });
    const authored = state.read("openclaw.json");
    const { code, report } = await json(state, ["--yes", ...HOME(state)]);
    expect(code).toBe(2);
    expect(state.read("openclaw.json")).toBe(authored);
    expect(state.read(MODELS)).not.toContain(OTHER);
    expect(report.agents.find(({ agentId }) => agentId === "ops")?.status).toBe("failed");
  });

  test("--agent restricts the run, but a key of another agent in the same slot is still a conflict", async () => {
    const state = stateWith({
      "openclaw.json": config({ acme: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": models({ acme: { ...ROW, apiKey: OTHER } }),
    });
    const { report } = await json(state, ["--yes", "--agent", "main", ...HOME(state)]);
    expect(told(report)).toEqual([["conflict", "keep", "providers.acme.apiKey"]]);
    expect(state.read("agents/ops/agent/models.json")).toContain(OTHER);
  });

  test("a profile of the main agent would be inherited: another agent's key in a run for main alone is a conflict", async () => {
    const state = stateWith({
      [MODELS]: models({ lost: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": models({ lost: { ...ROW, apiKey: OTHER } }),
    });
    const alone = await json(state, ["--yes", "--agent", "main", ...HOME(state)]);
    expect(told(alone.report)).toEqual([["conflict", "keep", "providers.lost.apiKey"]]);
    const both = await json(state, ["--yes", ...HOME(state)]);
    expect(both.code).toBe(0);
    expect(state.json("secrets.json")).toEqual({
      profiles: { "lost:default": { key: OTHER } },
      agents: { main: { profiles: { "lost:default": { key: SECRET } } } },
    });
  });

  test("a key of the main agent waits where an agent that would inherit its profile has keys to decide about", async () => {
    const state = stateWith({
      [MODELS]: models({ lost: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": models({ Lost: { ...ROW, apiKey: SECRET }, lost: { ...ROW, apiKey: OTHER } }),
    });
    const before = state.files();
    const { report } = await json(state, ["--yes", ...HOME(state)]);
    expect(report.items.map(({ agentId, verdict, action }) => [agentId, verdict, action])).toEqual([
      ["main", "conflict", "keep"],
      ["ops", "conflict", "keep"],
      ["ops", "conflict", "keep"],
    ]);
    for (const file of [MODELS, "agents/ops/agent/models.json"]) expect(state.read(file)).toBe(before.get(file));
  });
});

describe("what later duplicates overwrite", () => {
  const BASE = '"baseUrl": "https://llm.example/v1"';
  const twice = (field: string, first = OTHER, last = SECRET) => `"${field}": "${first}", "${field}": "${last}"`;
  const inModels = `{"providers": {"acme": {${BASE}, ${twice("apiKey")}}}}`;
  const inProfiles = (more = "") =>
    `{"version": 1, "profiles": {"a:d": {"type": "api_key", "provider": "a", ${twice("key")}${more}}}}`;
  const inConfig = `{"models": {"providers": {"acme": {${BASE}, "models": [], ${twice("apiKey")}}}}} // mine\n`;
  const all = { "openclaw.json": inConfig, [MODELS]: inModels.replaceAll("acme", "lost"), [PROFILES]: inProfiles() };
  const overwritten = (report: MigrateReport) =>
    report.items.filter((item) => item.overwritten).map(({ verdict, action }) => [verdict, action]);

  test("without a home an only copy stays where it is, listed with its own line and column", async () => {
    const state = stateWith(all);
    const before = state.files();
    const { code, report } = await json(state, ["--yes"]);
    expect(code).toBe(1);
    expect(overwritten(report)).toEqual([
      ["orphan", "keep"],
      ["orphan", "keep"],
      ["orphan", "keep"],
    ]);
    for (const { overwritten: isHidden, file, column } of report.items) {
      const text = before.get(file.slice(state.dir.length + 1)) ?? "";
      expect(text.slice((column ?? 0) - 1).startsWith(`"${isHidden ? OTHER : SECRET}"`)).toBe(true);
    }
    for (const [file, text] of state.files()) expect([file, text.includes(OTHER)]).toEqual([file, true]);
  });

  test("with a home it is put there, read back, and only then taken away; nothing refers to it", async () => {
    const state = stateWith(all);
    const { code, report } = await json(state, ["--yes", ...HOME(state)]);
    expect(code).toBe(0);
    expect(overwritten(report)).toEqual([
      ["orphan", "move"],
      ["orphan", "move"],
      ["orphan", "move"],
    ]);
    for (const [file, text] of state.files())
      for (const secret of [SECRET, OTHER]) expect(text.includes(secret)).toBe(file === "secrets.json");
    expect(state.json("secrets.json")).toMatchObject({
      overwritten: {
        providers: { lost: { apiKey: OTHER } },
        profiles: { "a:d": { key: OTHER } },
        models: { providers: { acme: { apiKey: OTHER } } },
      },
    });
    expect(state.read("openclaw.json")).toMatch(/\/\/ mine\n$/);
    const after = state.files();
    expect((await json(state, ["--yes", ...HOME(state)])).code).toBe(0);
    expect(state.files()).toEqual(after);
  });

  test("--drop-orphans takes it away, but from the config only with a home", async () => {
    const state = stateWith(all);
    const { report } = await json(state, ["--yes", "--drop-orphans"]);
    expect(overwritten(report)).toEqual([
      ["orphan", "keep"],
      ["orphan", "drop"],
      ["orphan", "drop"],
    ]);
    expect(state.read("openclaw.json")).toBe(inConfig);
    for (const file of [MODELS, PROFILES]) expect(state.read(file)).not.toContain(OTHER);
  });

  test.each([
    ["a copy of the one that is read goes", inProfiles().replaceAll(OTHER, SECRET), {}, ["redundant", "scrub"]],
    [
      "beside a ref that resolves it goes",
      inProfiles(`, "keyRef": ${JSON.stringify(ENV_REF)}`),
      SET,
      ["redundant", "scrub"],
    ],
    [
      "beside a ref that fails it stays",
      inProfiles(`, "keyRef": ${JSON.stringify(ENV_REF)}`),
      {},
      ["unverifiable", "keep"],
    ],
  ])("in a profile: %s", async (_what, text, env, expected) => {
    const state = stateWith({ [PROFILES]: text });
    const { report } = await json(state, ["--yes"], env);
    expect(overwritten(report)).toEqual([expected]);
    expect(state.read(PROFILES) === text).toBe(expected[1] === "keep");
  });

  test("beside a canonical source in models.json it goes, and is listed", async () => {
    const state = stateWith({ "openclaw.json": config({ acme: { ...ROW, apiKey: ENV_REF } }), [MODELS]: inModels });
    const { code, report } = await json(state, ["--yes"]);
    expect([code, overwritten(report)]).toEqual([0, [["sealed", "scrub"]]]);
    expect(state.read(MODELS)).not.toContain("sk-EXAMPLE");
  });

  test("what would take an undecided one along waits with it", async () => {
    const row = (fields: string) => `{${BASE}, "models": [], ${fields}}`;
    const read = `"acme": ${row(`"apiKey": ${JSON.stringify(ENV_REF)}`)}, "b": ${row(`"apiKey": "${SECRET}"`)}`;
    const text = `{"models": {"providers": {"acme": {"apiKey": "${OTHER}"}}}, "models": {"providers": {${read}}}}`;
    const state = stateWith({ "openclaw.json": text });
    const { code, report } = await json(state, ["--yes", ...HOME(state)]);
    expect(code).toBe(1);
    expect(report.items.map(({ verdict, action }) => [verdict, action])).toEqual([
      ["movable", "keep"],
      ["unverifiable", "keep"],
    ]);
    expect(state.read("openclaw.json")).toBe(text);
  });

  test("an OAuth token in an overwritten profile is no less a credential", async () => {
    const text = `{"profiles": {"a:d": {"type": "oauth", "provider": "a", "refresh": "${OTHER}"}, "a:d": {"type": "api_key", "provider": "a", "key": "${SECRET}"}}}`;
    const state = stateWith({ [PROFILES]: text, [`${PROFILES}.bak`]: text });
    const kept = await json(state, ["--yes", "--purge-residue"]);
    expect(kept.report.items.every(({ action }) => action === "keep")).toBe(true);
    await json(state, ["--yes", "--purge-residue", ...HOME(state)]);
    expect(state.read("secrets.json")).toContain(OTHER);
    expect(state.files().has(`${PROFILES}.bak`)).toBe(false);
  });

  test("an overwritten profile is none beside the ref of the one that is read: it may have been another's", async () => {
    const profile = (provider: string, field: string) =>
      `"a:d": {"type": "api_key", "provider": "${provider}", ${field}}`;
    const text = `{"profiles": {${profile("b", `"key": "${OTHER}"`)}, ${profile("a", `"keyRef": ${JSON.stringify(ENV_REF)}`)}}}`;
    const { report } = await json(stateWith({ [PROFILES]: text }), ["--yes"], SET);
    expect(overwritten(report)).toEqual([["orphan", "keep"]]);
  });

  test("an only copy of an agent that is not part of the run is a rival for the slot", async () => {
    const live = `{"providers": {"acme": {${BASE}, "apiKey": "${OTHER}", "apiKey": "secretref-managed"}}}`;
    const state = stateWith({
      "openclaw.json": config({ acme: ROW }),
      [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
      "agents/ops/agent/models.json": live,
    });
    const { report } = await json(state, ["--yes", "--agent", "main", ...HOME(state)]);
    expect(told(report)).toEqual([["conflict", "keep", "providers.acme.apiKey"]]);
    expect(state.read("agents/ops/agent/models.json")).toBe(live);
  });
});

describe("what migrate lists and does not edit", () => {
  const CATALOG = "agents/main/agent/plugins/acme/catalog.json";

  test.each([
    [
      "a profile store of the flat form, which only doctor reads",
      { [PROFILES]: { acme: { apiKey: SECRET }, other: { provider: "x" } } },
      ["movable", "keep", "acme.apiKey"],
    ],
    [
      "the catalog of a plugin, which OpenClaw writes anew",
      {
        [CATALOG]: { generatedBy: "openclaw-plugin-model-catalog-v1", providers: { acme: { ...ROW, apiKey: SECRET } } },
      },
      ["out-of-reach", "keep", "providers.acme.apiKey"],
    ],
    [
      "a catalog that cannot be read",
      { [CATALOG]: `{"providers": {"acme": {"apiKey": "${SECRET}` },
      ["out-of-reach", "keep", "<root>"],
    ],
  ])("%s waits for a decision", async (_what, files, expected) => {
    const state = stateWith(files);
    const before = state.files();
    const { code, report } = await json(state, ["--yes", ...HOME(state), "--purge-residue"]);
    expect(told(report)).toEqual([expected]);
    expect([code, report.summary.undecided]).toEqual([1, 1]);
    expect(report.items[0]?.note).toMatch(/openclaw doctor --fix|catalog/);
    expect(state.files()).toEqual(before);
  });

  test("a copy beside a catalog is a leftover", async () => {
    const state = stateWith({ [`${CATALOG}.bak`]: { providers: { acme: { ...ROW, apiKey: SECRET } } } });
    const { report } = await json(state, ["--yes", "--purge-residue"]);
    expect(told(report)).toEqual([["orphan", "keep", "providers.acme.apiKey"]]);
  });

  test("credentials of the .env file are listed, but are no reason to call the run unfinished", async () => {
    const state = stateWith({ ".env": `# mine\nOPENAI_API_KEY=${SECRET}\nEDITOR=vi\n` });
    const { code, report } = await json(state, ["--yes", ...HOME(state)]);
    expect(told(report)).toEqual([["out-of-reach", "keep", "$env.OPENAI_API_KEY"]]);
    expect(report.items[0]).toMatchObject({ file: state.path(".env"), line: 2 });
    expect([code, report.summary.undecided]).toEqual([0, 0]);
    const text = (await state.run(["migrate", "--yes"])).stdout;
    expect(text).toMatch(/none is left; 1 in environment files stays\.\n$/);
  });
});

describe("the command line", () => {
  const files = {
    [MODELS]: models({ acme: { ...ROW, apiKey: SECRET } }),
    "openclaw.json": config({ acme: { ...ROW, apiKey: ENV_REF } }),
  };

  test("without --yes and without a terminal nothing is done, in one clear line", async () => {
    const state = stateWith(files);
    const before = state.files();
    const { code, stdout, stderr } = await state.run(["migrate"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("--yes");
    expect(state.files()).toEqual(before);
  });

  test("with nothing to do nobody is asked", async () => {
    const { code, stdout } = await stateWith({ "openclaw.json": config({}) }).run(["migrate"]);
    expect([code, stdout]).toEqual([0, "Nothing to migrate: no plaintext credential was found.\n"]);
  });

  test("--dry-run shows the masked diff of every file and exits 1 if it would change something", async () => {
    const state = stateWith({
      ...files,
      [PROFILES]: profiles({ "a:d": { type: "api_key", provider: "a", key: OTHER } }),
    });
    const { code, stdout } = await state.run(["migrate", "--dry-run", ...HOME(state)]);
    expect(code).toBe(1);
    for (const file of ["secrets.json", "openclaw.json", "auth-profiles.json", "models.json"])
      expect(stdout).toContain(`${file} (now)`);
    for (const secret of [SECRET, OTHER]) expect(stdout).not.toContain(secret.slice(-8));
    expect(stdout).toContain("[secret]");
  });

  test.each([
    [["--to", "nowhere"], "does not exist"],
    [["--to", "a", "--to-file", "b"], "exclude each other"],
    [["--store-command", "true"], "needs --to"],
    [["--agent", "nobody"], "There is no agent"],
    [["something"], "takes flags only"],
  ])("%j is bad usage", async (args, message) => {
    const { code, stderr } = await stateWith(files).run(["migrate", "--yes", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
