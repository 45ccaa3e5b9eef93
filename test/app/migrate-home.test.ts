import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { newState, type State } from "../support/state.js";

const PROFILES = "agents/main/agent/auth-profiles.json";
const SECRET = "sk-EXAMPLE-plaintext-0123456789";
const OTHER = "sk-EXAMPLE-different-0123456789";
const ROW = { baseUrl: "https://llm.example/v1", models: [{ id: "m", name: "M" }] };

const states: State[] = [];
afterEach(() => {
  for (const state of states.splice(0)) state.drop();
});

function stateWith(config: object, files: Record<string, string | object> = {}): State {
  const state = newState({ "openclaw.json": config, ...files });
  states.push(state);
  return state;
}

const acme = (more: object = {}) => ({ models: { providers: { acme: { ...ROW, apiKey: SECRET } } }, ...more });
const fileProvider = (path: string, more: object = {}) => ({
  secrets: { providers: { mine: { source: "file", path, ...more } } },
});

async function migrate(state: State, ...args: string[]) {
  const run = await state.run(["migrate", "--yes", ...args]);
  for (const secret of [SECRET, OTHER]) expect(run.stdout + run.stderr).not.toContain(secret.slice(-12));
  return run;
}

describe("--to-file", () => {
  test("makes a file of mode 0600 and its provider entry; the ref resolves to the same credential", async () => {
    const state = stateWith(acme());
    expect((await migrate(state, "--to-file", state.path("deep", "secrets.json"))).code).toBe(0);
    expect(statSync(state.path("deep", "secrets.json")).mode & 0o777).toBe(0o600);
    expect(statSync(state.path("deep")).mode & 0o777).toBe(0o700);
    expect(state.json("openclaw.json")).toEqual({
      models: {
        providers: {
          acme: { ...ROW, apiKey: { source: "file", provider: "modelseal", id: "/providers/acme/apiKey" } },
        },
      },
      secrets: { providers: { modelseal: { source: "file", path: "~/state/deep/secrets.json", mode: "json" } } },
    });
  });

  test("outside of the home directory the path is absolute", async () => {
    const state = stateWith(acme());
    const run = await state.run(["migrate", "--yes", "--to-file", state.path("s.json")], { HOME: "/nonexistent" });
    expect(run.code).toBe(0);
    expect(state.read("openclaw.json")).toContain(JSON.stringify(state.path("s.json")));
  });

  test("a provider that has the file already is used, whatever its alias", async () => {
    const state = stateWith(acme(fileProvider("~/state/s.json")), { "s.json": { own: OTHER } });
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(state.read("openclaw.json")).toContain('"provider": "mine"');
    expect(state.json("s.json")).toEqual({ own: OTHER, providers: { acme: { apiKey: SECRET } } });
  });

  test("an alias that is taken by something else is left alone", async () => {
    const taken = { secrets: { providers: { modelseal: { source: "env" } } } };
    const state = stateWith(acme(taken));
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(Object.keys((state.json("openclaw.json") as typeof taken).secrets.providers)).toEqual([
      "modelseal",
      "modelseal-2",
    ]);
  });

  test("a home that is full of other credentials keeps them", async () => {
    const before = { providers: { acme: { apiKey: OTHER } } };
    const state = stateWith(acme(fileProvider("~/state/s.json")), { "s.json": before });
    expect((await migrate(state, "--to", "mine")).code).toBe(0);
    expect(state.json("s.json")).toEqual({ providers: { acme: { apiKey: OTHER, "apiKey-2": SECRET } } });
  });

  test("a file that is a link is refused, and nothing is changed", async () => {
    const state = stateWith(acme(), { "real.json": {} });
    symlinkSync(state.path("real.json"), state.path("s.json"));
    const authored = state.read("openclaw.json");
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(2);
    expect(state.read("openclaw.json")).toBe(authored);
  });

  test("a directory that others can write to is refused, and nothing is changed", async () => {
    const state = stateWith(acme());
    mkdirSync(state.path("open"));
    chmodSync(state.path("open"), 0o777);
    const { code, stderr } = await migrate(state, "--to-file", state.path("open", "s.json"));
    expect(code).toBe(2);
    expect(stderr).toContain("can be written by other users");
    expect(state.read("openclaw.json")).toContain(SECRET);
  });

  test("a file that its provider could no longer read is not written", async () => {
    const state = stateWith(acme(fileProvider("~/state/s.json", { maxBytes: 20 })), { "s.json": {} });
    const { code, stderr } = await migrate(state, "--to", "mine");
    expect(code).toBe(2);
    expect(stderr).toContain("maxBytes");
    expect(state.json("s.json")).toEqual({});
  });

  test.each(["openclaw.json", "models.json", "auth-profiles.json", "secrets.json.bak"])(
    "a file that OpenClaw reads, or one that would pass for a copy, is refused: %s",
    async (name) => {
      const state = stateWith(acme());
      const before = state.files();
      expect((await migrate(state, "--to-file", state.path(name))).code).toBe(2);
      expect(state.files()).toEqual(before);
    },
  );

  test("a secrets file that is named like a copy is no leftover, whatever is purged", async () => {
    const state = stateWith(acme(fileProvider("~/state/secrets.json.bak")), { "secrets.json.bak": { own: OTHER } });
    expect((await migrate(state, "--to", "mine", "--purge-residue")).code).toBe(0);
    expect((await migrate(state, "--to", "mine", "--purge-residue")).code).toBe(0);
    expect(state.read("secrets.json.bak")).toContain(SECRET);
  });

  test("without a config one is made", async () => {
    const state = newState({
      [PROFILES]: { version: 1, profiles: { "a:d": { type: "api_key", provider: "a", key: SECRET } } },
    });
    states.push(state);
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(state.read("openclaw.json")).toContain('"modelseal"');
    expect(state.read(PROFILES)).not.toContain(SECRET);
  });

  test("the included file that holds the key is edited to the byte", async () => {
    const inner = `{ acme: { baseUrl: 'https://x.example/v1', // mine\n  apiKey: "${SECRET}", models: [] } }\n`;
    const state = newState({
      "openclaw.json": "{ models: { providers: { $include: './providers.json5' } } }\n",
      "providers.json5": inner,
    });
    states.push(state);
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    const ref = '{ "source": "file", "provider": "modelseal", "id": "/providers/acme/apiKey" }';
    expect(state.read("providers.json5")).toBe(inner.replace(`"${SECRET}"`, ref));
  });

  test("a config behind a link is edited where it is kept, and the link stays", async () => {
    const state = stateWith(acme());
    const kept = state.path("dotfiles");
    mkdirSync(kept, { mode: 0o700 });
    state.write("dotfiles/openclaw.json", acme());
    symlinkSync(join(kept, "openclaw.json"), state.path("link.json"));
    const { code } = await migrate(state, "--config", state.path("link.json"), "--to-file", state.path("s.json"));
    expect(code).toBe(0);
    expect(state.read("dotfiles/openclaw.json")).not.toContain(SECRET);
    expect(readFileSync(state.path("link.json"), "utf8")).toBe(state.read("dotfiles/openclaw.json"));
  });

  test("beside a config that lies elsewhere only its own copies are looked at, and they can be purged", async () => {
    const state = stateWith({});
    state.write("elsewhere/openclaw.json", acme());
    state.write("elsewhere/openclaw.json.bak", acme());
    state.write("elsewhere/notes.bak", { apiKey: SECRET });
    mkdirSync(state.path("state"), { mode: 0o700 });
    const config = state.path("elsewhere", "openclaw.json");
    const run = await state.run(
      ["migrate", "--yes", "--purge-residue", "--config", config, "--to-file", state.path("s.json")],
      { OPENCLAW_STATE_DIR: state.path("state") },
    );
    expect(run.code).toBe(0);
    expect([...state.files().keys()].filter((file) => file.startsWith("elsewhere"))).toEqual([
      "elsewhere/notes.bak",
      "elsewhere/openclaw.json",
    ]);
  });

  test("two keys for one provider, in a file and in what includes it: both go in one run, and the one that is not read is kept as well", async () => {
    const state = newState({
      "openclaw.json": { models: { $include: "./m.json5", providers: { acme: { apiKey: SECRET } } } },
      "m.json5": { providers: { acme: { ...ROW, apiKey: OTHER } } },
    });
    states.push(state);
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(state.read("openclaw.json") + state.read("m.json5")).not.toMatch(/sk-EXAMPLE/);
    expect(JSON.parse(state.read("s.json"))).toEqual({
      providers: { acme: { apiKey: SECRET } },
      overwritten: { models: { providers: { acme: { apiKey: OTHER } } } },
    });
    const after = state.files();
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(state.files()).toEqual(after);
  });
});

describe("a file that several providers include", () => {
  const shared = (more: object, including: object = {}) =>
    newState({
      "openclaw.json": {
        models: { providers: { a: { $include: "./p.json" }, b: { $include: "./p.json", ...including } } },
      },
      "p.json": { ...ROW, ...more },
    });

  test.each([
    ["both read its key", {}, { a: { apiKey: SECRET } }],
    ["one of them has another", { apiKey: OTHER }, { a: { apiKey: SECRET }, b: { apiKey: OTHER } }],
  ])("is edited once at each place: %s", async (_why, including, providers) => {
    const state = shared({ apiKey: SECRET }, including);
    states.push(state);
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    const ref = { source: "file", provider: "modelseal", id: "/providers/a/apiKey" };
    expect(JSON.parse(state.read("p.json"))).toEqual({ ...ROW, apiKey: ref });
    expect(JSON.parse(state.read("s.json"))).toEqual({ providers });
    expect((await state.run(["check", "--resolve"])).code).toBe(0);
  });

  test("takes no ref for the key of one of them", async () => {
    const state = shared({ apiKey: "" });
    states.push(state);
    state.write("agents/main/agent/models.json", {
      providers: { a: { ...ROW, apiKey: SECRET }, b: { ...ROW, apiKey: OTHER } },
    });
    const before = state.read("p.json");
    expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
    expect(state.read("p.json")).toBe(before);
    expect(JSON.parse(state.read("s.json"))).toEqual({
      profiles: { "a:default": { key: SECRET }, "b:default": { key: OTHER } },
    });
  });
});

test("a file that a list includes is named by its index, and is not called unread", async () => {
  const state = newState({
    "openclaw.json": {
      models: { providers: { acme: { ...ROW, models: [{ id: "l", name: "L" }, { $include: "./m.json" }] } } },
    },
    "m.json": { id: "m", name: "M", headers: { Authorization: SECRET } },
  });
  states.push(state);
  const { code, stdout } = await migrate(state, "--json", "--to-file", state.path("s.json"));
  expect(code).toBe(1);
  const [item] = JSON.parse(stdout).items;
  expect([item.jsonPath, item.line, item.note]).toEqual([
    "models.providers.acme.models[1].headers.Authorization",
    5,
    expect.stringContaining("reads no SecretRef at this place"),
  ]);
});

test("a file that is included twice at one place loses its key once", async () => {
  const state = newState({
    "openclaw.json": { models: { $include: ["./m.json", "./m.json"] } },
    "m.json": { providers: { acme: { ...ROW, apiKey: SECRET } } },
  });
  states.push(state);
  expect((await migrate(state, "--to-file", state.path("s.json"))).code).toBe(0);
  expect(state.read("m.json")).toContain('"/providers/acme/apiKey"');
  expect((await state.run(["check", "--resolve"])).code).toBe(0);
});

test.each([
  ["a copy of the key that is read is put away once", SECRET, [], { providers: { acme: { apiKey: SECRET } } }],
  [
    "the explicit word takes a key that is not read",
    OTHER,
    ["--drop-orphans"],
    { providers: { acme: { apiKey: SECRET } } },
  ],
])("where an included file has a key, too: %s", async (_why, apiKey, words, expected) => {
  const state = newState({
    "openclaw.json": { models: { $include: "./m.json5", providers: { acme: { apiKey: SECRET } } } },
    "m.json5": { providers: { acme: { ...ROW, apiKey } } },
  });
  states.push(state);
  expect((await migrate(state, ...words, "--to-file", state.path("s.json"))).code).toBe(0);
  expect(state.read("openclaw.json") + state.read("m.json5")).not.toMatch(/sk-EXAMPLE/);
  expect(JSON.parse(state.read("s.json"))).toEqual(expected);
});

// A vault: one file per id. `get` speaks OpenClaw's exec protocol; `put` takes a value on stdin.
const GET = `#!${process.execPath}
const fs = require("node:fs");
const dir = __dirname + "/vault/";
const { ids } = JSON.parse(fs.readFileSync(0, "utf8"));
const values = {}, errors = {};
for (const id of ids) {
  try { values[id] = fs.readFileSync(dir + encodeURIComponent(id), "utf8"); } catch { errors[id] = { code: "NOT_FOUND" }; }
}
console.log(JSON.stringify({ protocolVersion: 1, values, errors }));
`;
const PUT = `const fs = require("node:fs");
const text = fs.readFileSync(0, "utf8");
if (process.argv.join(" ").includes(text) || Object.values(process.env).some((v) => v.includes(text))) process.exit(9);
fs.writeFileSync(process.cwd() + "env.json", "");
`;

function withVault(config: (providers: object) => object): { state: State; put: string } {
  const state = newState();
  states.push(state);
  state.write("get.js", GET, 0o700);
  mkdirSync(state.path("vault"), { mode: 0o700 });
  state.write("openclaw.json", config({ vault: { source: "exec", command: state.path("get.js") } }));
  state.write(
    "put.js",
    PUT.replace(
      'fs.writeFileSync(process.cwd() + "env.json", "");',
      `fs.writeFileSync(${JSON.stringify(state.path("vault"))} + "/" + encodeURIComponent(process.env.MODELSEAL_ID), text, { mode: 0o600 });\nconsole.log(text); console.error(text);`,
    ),
  );
  return { state, put: `'${process.execPath}' '${state.path("put.js")}'` };
}

describe("--store-command", () => {
  const withSecrets = (providers: object) => acme({ secrets: { providers } });

  test("puts the credential in on stdin alone, reads it back, and shows nothing of what the command prints", async () => {
    const { state, put } = withVault(withSecrets);
    const { code, stdout } = await migrate(state, "--to", "vault", "--store-command", put);
    expect(code).toBe(0);
    expect(stdout).toContain("exec:vault:openclaw/providers/acme/apiKey");
    expect(readFileSync(state.path("vault", "openclaw%2Fproviders%2Facme%2FapiKey"), "utf8")).toBe(SECRET);
    expect(state.read("openclaw.json")).not.toContain(SECRET);
  });

  test("what the vault has already is not stored again; another credential of that id is kept", async () => {
    const { state, put } = withVault(withSecrets);
    state.write("vault/openclaw%2Fproviders%2Facme%2FapiKey", OTHER);
    expect((await migrate(state, "--to", "vault", "--store-command", put)).code).toBe(0);
    expect(state.read("vault/openclaw%2Fproviders%2Facme%2FapiKey")).toBe(OTHER);
    expect(state.read("vault/openclaw%2Fproviders%2Facme%2FapiKey-2")).toBe(SECRET);

    const again = withVault(withSecrets);
    again.state.write("vault/openclaw%2Fproviders%2Facme%2FapiKey", SECRET);
    expect((await migrate(again.state, "--to", "vault", "--store-command", "exit 1")).code).toBe(0);
  });

  test.each([
    ["fails", "exit 3", "exit code 3"],
    ["stores nothing", "cat >/dev/null", "does not give back"],
    ["stores something else", 'cat >/dev/null; printf x > "$VAULT"', "does not give back"],
    ["does not read its input", "exit 0", "does not give back"],
  ])("a command that %s: nothing is scrubbed, exit 2", async (_what, command, message) => {
    const { state } = withVault(withSecrets);
    const file = state.path("vault", "openclaw%2Fproviders%2Facme%2FapiKey");
    const authored = state.read("openclaw.json");
    const { code, stderr } = await migrate(state, "--to", "vault", "--store-command", command.replace("$VAULT", file));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(state.read("openclaw.json")).toBe(authored);
  });

  test("what the command started is gone when it is done", async () => {
    const { state, put } = withVault(withSecrets);
    const mark = state.path("late");
    const command = `(sleep 1; touch '${mark}') & ${put}`;
    expect((await migrate(state, "--to", "vault", "--store-command", command)).code).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(existsSync(mark)).toBe(false);
  });

  test("an exec provider without --store-command is bad usage, and so is a file provider with it", async () => {
    const { state } = withVault((providers) =>
      acme({ secrets: { providers: { ...providers, mine: { source: "file", path: "~/state/s.json" } } } }),
    );
    expect((await migrate(state, "--to", "vault")).stderr).toContain("--store-command");
    expect((await migrate(state, "--to", "mine", "--store-command", "true")).code).toBe(2);
  });
});
