import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { placesOfSpots } from "../../src/domain/config/loaded.js";
import { SealError } from "../../src/domain/errors.js";
import { type LoadedAuthStore, loadAuthStore, spotInAuth } from "../../src/io/auth-store.js";
import { nodeFileSystem } from "../../src/io/files/system.js";
import {
  AGENT_TABLES,
  agentWith,
  close,
  hasSqlite,
  openDatabase,
  STATE_TABLES,
  type StateBox,
  sharedWith,
  stateBox,
} from "./sqlite/databases.js";

const placeInAuth = (loaded: LoadedAuthStore, path: string[]) => placesOfSpots([spotInAuth(loaded, path)])[0];

afterEach(() => {
  vi.restoreAllMocks();
});

const KEY = "sk-EXAMPLE-not-a-key";
const profile = (more = {}) => ({ type: "api_key", provider: "acme", key: KEY, ...more });
const storeOf = (...ids: string[]) => ({ version: 1, profiles: Object.fromEntries(ids.map((id) => [id, profile()])) });

interface TwoAgents extends StateBox {
  work: string;
  mainJson: string;
  workJson: string;
  mainDatabase: string;
  workDatabase: string;
}

/** A state directory with the agents `main` and `work`. */
function twoAgents(): TwoAgents {
  const box = stateBox();
  const work = join(box.state, "agents", "work", "agent");
  mkdirSync(work, { recursive: true, mode: 0o700 });
  return {
    ...box,
    work,
    mainJson: join(box.agent, "auth-profiles.json"),
    workJson: join(work, "auth-profiles.json"),
    mainDatabase: box.agentDatabase,
    workDatabase: join(work, "openclaw-agent.sqlite"),
  };
}

const json = (file: string, store: unknown) => writeFileSync(file, JSON.stringify(store));
const load = (box: TwoAgents, dir: string, cache = new Map()) =>
  loadAuthStore({ dir }, { dir: box.agent }, box.state, cache);
const loadMain = (box: TwoAgents) => load(box, box.agent);
const loadWork = (box: TwoAgents) => load(box, box.work);

async function refused(loading: Promise<unknown>): Promise<SealError> {
  const error = await loading.catch((thrown: unknown) => thrown);
  if (error instanceof SealError) return error;
  throw new Error("no SealError was thrown");
}

/** The profiles in their order, and the kinds of the sources. */
const summary = ({ store, sources }: LoadedAuthStore) => ({
  ids: [...store.profiles.keys()],
  kinds: sources.map(({ kind }) => kind),
});

test("absent files are normal: no profiles, no sources, no residue", async () => {
  const box = twoAgents();
  const loaded = await loadWork(box);
  expect(summary(loaded)).toEqual({ ids: [], kinds: [] });
  expect(loaded.residue).toEqual([]);
});

test("an agent directory that does not exist yet has no profiles of its own", async () => {
  const box = twoAgents();
  json(box.mainJson, storeOf("acme:main"));
  expect(summary(await load(box, join(box.state, "agents", "new", "agent"))).ids).toEqual(["acme:main"]);
});

test("without databases auth-profiles.json is the live store, with its text", async () => {
  const box = twoAgents();
  json(box.mainJson, storeOf("acme:main"));
  const loaded = await loadMain(box);
  expect(summary(loaded)).toEqual({ ids: ["acme:main"], kinds: ["json"] });
  expect(loaded.sources[0]).toMatchObject({
    file: box.mainJson,
    raw: storeOf("acme:main"),
    text: JSON.stringify(storeOf("acme:main")),
  });
  expect(loaded.residue).toEqual([]);
});

test("an agent's own profiles come first and win over those of the main agent by id", async () => {
  const box = twoAgents();
  json(box.mainJson, { profiles: { both: profile({ provider: "from-main" }), "acme:main": profile() } });
  json(box.workJson, { profiles: { both: profile({ provider: "from-work" }) } });
  const loaded = await loadWork(box);
  expect(summary(loaded)).toEqual({ ids: ["both", "acme:main"], kinds: ["json", "json"] });
  expect(loaded.store.profiles.get("both")?.provider).toBe("from-work");
  expect(loaded.sources.map(({ file }) => file)).toEqual([box.workJson, box.mainJson]);
});

test("an agent's own order wins over the inherited one, per provider", async () => {
  const box = twoAgents();
  json(box.mainJson, { ...storeOf("a", "b"), order: { acme: ["a", "b"], other: ["o"] } });
  json(box.workJson, { ...storeOf("a", "b"), order: { acme: ["b", "a"] } });
  const { store } = await loadWork(box);
  expect([...store.order]).toEqual([
    ["acme", ["b", "a"]],
    ["other", ["o"]],
  ]);
});

test("refs that name no provider take it from secrets.defaults", async () => {
  const box = twoAgents();
  json(box.mainJson, {
    profiles: { a: { type: "api_key", provider: "acme", keyRef: { source: "exec", id: "acme" } } },
  });
  const loaded = await loadAuthStore({ dir: box.agent }, { dir: box.agent }, box.state, new Map(), {
    exec: "keychain",
  });
  expect(loaded.store.profiles.get("a")).toMatchObject({
    keyRef: { source: "exec", provider: "keychain", id: "acme" },
  });
});

test.each<[string, string, { code: string; line?: number; column?: number; message?: string }]>([
  ["no JSON", `{\n  "profiles": {"a": "${KEY}" oops}}`, { code: "INVALID_SYNTAX", line: 2 }],
  ["empty", "", { code: "INVALID_SYNTAX", line: 1, column: 1 }],
  ["JSON5", "{profiles: {}}", { code: "INVALID_SYNTAX", line: 1, column: 2 }],
  [
    "no object",
    `"${KEY}"`,
    { code: "INVALID_SHAPE", line: 1, column: 1, message: "The auth profile store must be an object." },
  ],
  [
    "without an object of profiles",
    `{"version": 1,\n "profiles": ["${KEY}"]}`,
    { code: "INVALID_SHAPE", line: 2, column: 14, message: "profiles must be an object." },
  ],
])("an auth-profiles.json that is %s is an error with its place and nothing of its text", async (_, text, expected) => {
  const box = twoAgents();
  writeFileSync(box.mainJson, text);
  const error = await refused(loadWork(box));
  const { file, line, column } = error.place ?? {};
  expect({ code: error.code, file, line, column, message: error.message }).toMatchObject({
    file: box.mainJson,
    ...expected,
  });
  expect(JSON.stringify([error.message, error.hint])).not.toContain("EXAMPLE");
});

test("a linked auth-profiles.json is refused, not followed", async () => {
  const box = twoAgents();
  json(join(box.base, "elsewhere.json"), storeOf("acme:main"));
  symlinkSync(join(box.base, "elsewhere.json"), box.mainJson);
  expect((await refused(loadMain(box))).code).toBe("FILE_UNSAFE");
});

test("an auth-profiles.json above 8 MiB is refused", async () => {
  const box = twoAgents();
  writeFileSync(box.mainJson, " ".repeat(8 * 1024 * 1024 + 1));
  expect((await refused(loadMain(box))).code).toBe("FILE_TOO_LARGE");
});

test("without databases each further agent costs one look for its own and reads the common files no more", async () => {
  const box = twoAgents();
  json(box.mainJson, storeOf("acme:main"));
  json(box.workJson, storeOf("acme:work"));
  const cache = new Map();
  await load(box, box.agent, cache);
  const looks = vi.spyOn(nodeFileSystem, "lstatSync");
  const opened = vi.spyOn(nodeFileSystem, "openSync");
  const loadModule = vi.spyOn(process, "getBuiltinModule");
  await load(box, box.work, cache);
  expect(looks.mock.calls.map(([path]) => path)).toEqual([box.workDatabase, box.workJson]);
  expect(opened.mock.calls.map(([path]) => path)).toEqual([box.workJson]);
  expect(loadModule).not.toHaveBeenCalled();
});

test("an error in what agents share fails each of them, also from the cache", async () => {
  const box = twoAgents();
  writeFileSync(box.mainJson, "{");
  const cache = new Map();
  for (const dir of [box.agent, box.work]) expect((await refused(load(box, dir, cache))).code).toBe("INVALID_SYNTAX");
});

test.each(["agent", "main", "shared"] as const)(
  "the %s database fails the agent where this Node cannot read it, although there is an auth-profiles.json",
  async (which) => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    const box = twoAgents();
    json(box.workJson, storeOf("acme:work"));
    const file = { agent: box.workDatabase, main: box.mainDatabase, shared: box.stateDatabase }[which];
    writeFileSync(file, "SQLite format 3\0");
    expect(await refused(loadWork(box))).toMatchObject({ code: "STORE_UNREADABLE", place: { file } });
  },
);

test("another agent's unreadable database does not matter", async () => {
  const box = twoAgents();
  json(box.mainJson, storeOf("acme:main"));
  writeFileSync(box.workDatabase, "no database");
  expect(summary(await loadMain(box)).ids).toEqual(["acme:main"]);
});

test("the place of a field is in the first source that has its profile", async () => {
  const box = twoAgents();
  writeFileSync(box.mainJson, `{"profiles": {\n  "both": {"key": "x"},\n  "m": {"key": "EXAMPLE"}\n}}`);
  writeFileSync(box.workJson, `{"profiles": {"both": {"token": "EXAMPLE"}}}`);
  const loaded = await loadWork(box);
  expect(placeInAuth(loaded, ["profiles", "m", "key"])).toEqual({ file: box.mainJson, line: 3, column: 16 });
  expect(placeInAuth(loaded, ["profiles", "both", "token"])).toEqual({ file: box.workJson, line: 1, column: 33 });
  expect(placeInAuth(loaded, ["profiles", "both", "key"])).toEqual({ file: box.workJson, line: 1, column: 23 });
  expect(placeInAuth(loaded, ["profiles", "nowhere", "key"])).toEqual({ file: box.workJson });
});

if (hasSqlite) {
  const emptyTables = (file: string, tables: string) => {
    const connection = openDatabase(file);
    connection.exec(tables);
    close(connection);
  };

  test("beside databases that hold no profile auth-profiles.json is live", async () => {
    const box = twoAgents();
    json(box.workJson, storeOf("acme:work"));
    json(box.mainJson, storeOf("acme:main"));
    sharedWith(box.stateDatabase, { version: 1, profiles: {} });
    agentWith(box.workDatabase, { version: 1, profiles: {} });
    emptyTables(box.mainDatabase, AGENT_TABLES);
    const loaded = await loadWork(box);
    expect(summary(loaded)).toEqual({ ids: ["acme:work", "acme:main"], kinds: ["json", "json"] });
    expect(loaded.residue).toEqual([]);
  });

  test("beside an own database with a profile auth-profiles.json is residue and not read", async () => {
    const box = twoAgents();
    writeFileSync(box.workJson, "{");
    agentWith(box.workDatabase, storeOf("acme:database"));
    const loaded = await loadWork(box);
    expect(summary(loaded)).toEqual({ ids: ["acme:database"], kinds: ["agent-sqlite"] });
    expect(loaded.residue).toEqual([box.workJson]);
    expect(loaded.sources[0]).not.toHaveProperty("text");
  });

  test("beside a shared database with a profile every auth-profiles.json is residue", async () => {
    const box = twoAgents();
    for (const file of [box.mainJson, box.workJson]) writeFileSync(file, "{");
    sharedWith(box.stateDatabase, storeOf("acme:shared"));
    for (const [dir, residue] of [
      [box.agent, box.mainJson],
      [box.work, box.workJson],
    ] as const) {
      const loaded = await load(box, dir);
      expect(summary(loaded)).toEqual({ ids: ["acme:shared"], kinds: ["shared-sqlite"] });
      expect(loaded.residue).toEqual([residue]);
    }
  });

  test("a filled database of the main agent makes an agent's auth-profiles.json residue, too", async () => {
    const box = twoAgents();
    json(box.workJson, storeOf("acme:json"));
    agentWith(box.mainDatabase, storeOf("acme:main"));
    const loaded = await loadWork(box);
    expect(summary(loaded)).toEqual({ ids: ["acme:main"], kinds: ["agent-sqlite"] });
    expect(loaded.residue).toEqual([box.workJson]);
  });

  test("an agent with a filled database of its own still inherits the live auth-profiles.json of the main agent", async () => {
    const box = twoAgents();
    json(box.mainJson, storeOf("acme:main"));
    agentWith(box.workDatabase, storeOf("acme:work"));
    expect(summary(await loadWork(box))).toEqual({ ids: ["acme:work", "acme:main"], kinds: ["agent-sqlite", "json"] });
  });

  test("the shared store is overlaid by the agent's own, by id and per provider of the order", async () => {
    const box = twoAgents();
    const shared = { both: profile({ provider: "shared" }), "acme:shared": profile() };
    sharedWith(box.stateDatabase, { profiles: shared }, { order: { acme: ["acme:shared"], other: ["o"] } });
    agentWith(box.workDatabase, { profiles: { both: profile({ provider: "own" }) } }, { order: { acme: [] } });
    const loaded = await loadWork(box);
    expect(summary(loaded)).toEqual({ ids: ["both", "acme:shared"], kinds: ["agent-sqlite", "shared-sqlite"] });
    expect(loaded.store.profiles.get("both")?.provider).toBe("own");
    expect([...loaded.store.order]).toEqual([
      ["acme", []],
      ["other", ["o"]],
    ]);
  });

  test("an order of its own counts for an agent without profiles of its own", async () => {
    const box = twoAgents();
    sharedWith(box.stateDatabase, storeOf("a", "b"));
    agentWith(box.workDatabase, { version: 1, profiles: {} }, { order: { acme: ["b"] } });
    const { store } = await loadWork(box);
    expect([...store.order]).toEqual([["acme", ["b"]]]);
  });

  test("a filled shared store takes the place of the main agent's database for the others, not for the main agent", async () => {
    const box = twoAgents();
    sharedWith(box.stateDatabase, storeOf("acme:shared"));
    agentWith(box.mainDatabase, storeOf("acme:main"));
    expect(summary(await loadWork(box))).toEqual({ ids: ["acme:shared"], kinds: ["shared-sqlite"] });
    expect(summary(await loadMain(box))).toEqual({
      ids: ["acme:main", "acme:shared"],
      kinds: ["agent-sqlite", "shared-sqlite"],
    });
  });

  test("while the shared store is empty the main agent's database is the one that others inherit", async () => {
    const box = twoAgents();
    emptyTables(box.stateDatabase, STATE_TABLES);
    agentWith(box.mainDatabase, storeOf("acme:main"));
    agentWith(box.workDatabase, storeOf("acme:work"));
    expect(summary(await loadWork(box))).toEqual({
      ids: ["acme:work", "acme:main"],
      kinds: ["agent-sqlite", "agent-sqlite"],
    });
    expect(summary(await loadMain(box))).toEqual({ ids: ["acme:main"], kinds: ["agent-sqlite"] });
  });

  test.each(["agent", "main", "shared"] as const)(
    "a %s database with a newer schema fails the agent, although there is an auth-profiles.json",
    async (which) => {
      const box = twoAgents();
      json(box.workJson, storeOf("acme:work"));
      const file = { agent: box.workDatabase, main: box.mainDatabase, shared: box.stateDatabase }[which];
      openDatabase(file).exec("PRAGMA user_version = 99");
      expect(await refused(loadWork(box))).toMatchObject({ code: "STORE_UNREADABLE", place: { file } });
    },
  );

  test("the shared and the main agent's database are read once for all agents", async () => {
    const box = twoAgents();
    sharedWith(box.stateDatabase, storeOf("acme:shared"));
    agentWith(box.workDatabase, storeOf("acme:work"));
    const cache = new Map();
    await load(box, box.agent, cache);
    const looks = vi.spyOn(nodeFileSystem, "lstatSync");
    expect(summary(await load(box, box.work, cache)).ids).toEqual(["acme:work", "acme:shared"]);
    const paths = looks.mock.calls.map(([path]) => path);
    expect(paths).toContain(box.workDatabase);
    expect(paths.filter((path) => path.startsWith(box.stateDatabase) || path.startsWith(box.agent))).toEqual([]);
  });

  test("what stands in a database has its file as place", async () => {
    const box = twoAgents();
    sharedWith(box.stateDatabase, storeOf("acme:shared"));
    agentWith(box.workDatabase, storeOf("acme:work"));
    const loaded = await loadWork(box);
    expect(placeInAuth(loaded, ["profiles", "acme:work", "key"])).toEqual({ file: box.workDatabase });
    expect(placeInAuth(loaded, ["profiles", "acme:shared", "key"])).toEqual({ file: box.stateDatabase });
  });
}
