import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newState, type State } from "../support/state.js";

const STALE = "sk-EXAMPLE-stale-0001";
const ROW = { baseUrl: "https://llm.acme.example/v1", api: "openai-completions", models: [{ id: "m" }] };
const CONFIG = {
  models: { providers: { acme: { ...ROW, apiKey: { source: "env", provider: "default", id: "ACME_KEY" } } } },
};
const MODELS = "agents/main/agent/models.json";
const isRoot = process.geteuid?.() === 0;

let state: State;
beforeEach(() => {
  state = newState({ "openclaw.json": CONFIG });
});
afterEach(() => state.drop());

const mode = (file: string) => (statSync(state.path(file)).mode & 0o7777).toString(8);
const old = () => state.write(MODELS, { providers: { acme: { ...ROW, apiKey: STALE } } });
const left = () => readdirSync(state.path("agents/main/agent"));

describe("a written file", () => {
  test("is two-space JSON with sorted keys, nothing beside providers, and a newline at its end", async () => {
    await state.run(["generate"]);
    const text = state.read(MODELS);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(text.indexOf('"api"')).toBeLessThan(text.indexOf('"baseUrl"'));
    expect(Object.keys(JSON.parse(text))).toEqual(["providers"]);
  });
  test("has mode 0600 in directories of mode 0700, whatever the umask", async () => {
    for (const umask of [0o000, 0o022, 0o077, 0o777]) {
      rmSync(state.path("agents"), { recursive: true, force: true });
      const before = process.umask(umask);
      try {
        expect((await state.run(["generate"])).code).toBe(0);
      } finally {
        process.umask(before);
      }
      expect([MODELS, "agents/main/agent", "agents/main", "agents"].map(mode)).toEqual(["600", "700", "700", "700"]);
    }
  });
  test("replaces the old one, and leaves nothing else behind", async () => {
    old();
    const before = statSync(state.path(MODELS)).ino;
    expect((await state.run(["generate"])).code).toBe(0);
    expect(statSync(state.path(MODELS)).ino).not.toBe(before);
    expect(left()).toEqual(["models.json"]);
  });
  if (isRoot)
    test("keeps the owner of the agent directory when root runs this, also what is made on the way", async () => {
      chownSync(state.dir, 1234, 1234);
      expect((await state.run(["generate"])).code).toBe(0);
      for (const file of [MODELS, "agents/main/agent", "agents"])
        expect(statSync(state.path(file))).toMatchObject({ uid: 1234, gid: 1234 });
      chownSync(state.path(MODELS), 0, 0);
      expect((await state.run(["generate", "--json"])).stdout).toContain('"unchanged"');
      expect(statSync(state.path(MODELS))).toMatchObject({ uid: 1234, gid: 1234 });
    });
});

describe("a second run", () => {
  test("is unchanged: same bytes, same inode, same times", async () => {
    await state.run(["generate"]);
    utimesSync(state.path(MODELS), 1000, 1000);
    const { ino, mtimeMs, ctimeMs } = statSync(state.path(MODELS));
    const { code, stdout } = await state.run(["generate", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).agents).toMatchObject([{ status: "unchanged", changes: [], findings: [] }]);
    expect(statSync(state.path(MODELS))).toMatchObject({ ino, mtimeMs, ctimeMs });
  });
  const equal: [title: string, text: string][] = [
    [
      "but for the order of keys",
      '{"providers":{"acme":{"models":[{"id":"m"}],"apiKey":"ACME_KEY","api":"openai-completions","baseUrl":"https://llm.acme.example/v1"}}}',
    ],
    ["but for white space", JSON.stringify({ providers: { acme: { ...ROW, apiKey: "ACME_KEY" } } }, null, 8)],
    ["but for a byte order mark", `\ufeff${JSON.stringify({ providers: { acme: { ...ROW, apiKey: "ACME_KEY" } } })}`],
  ];
  test.each(equal)("leaves a file that is equal %s", async (_title, text) => {
    state.write(MODELS, text);
    const { ino } = statSync(state.path(MODELS));
    expect((await state.run(["generate", "--dry-run"])).code).toBe(0);
    expect((await state.run(["generate"])).code).toBe(0);
    expect(state.read(MODELS)).toBe(text);
    expect(statSync(state.path(MODELS)).ino).toBe(ino);
  });
  test("rewrites a file whose equal keys hide a secret", async () => {
    const row = JSON.stringify({ ...ROW, apiKey: "ACME_KEY" });
    state.write(MODELS, `{"providers":{"acme":${row.replace("{", `{"apiKey":"${STALE}",`)}}}`);
    expect((await state.run(["generate"])).code).toBe(0);
    expect(state.read(MODELS)).not.toContain(STALE);
    expect((await state.run(["generate", "--json"])).stdout).toContain('"unchanged"');
  });
  test.each([0o644, 0o666, 0o640, 0o400, 0o755])("puts mode %o right, and nothing else", async (loose) => {
    await state.run(["generate"]);
    const before = statSync(state.path(MODELS));
    chmodSync(state.path(MODELS), loose);
    chmodSync(state.path("agents/main/agent"), 0o755);
    const { code, stdout } = await state.run(["generate", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).agents[0].status).toBe("unchanged");
    expect([mode(MODELS), mode("agents/main/agent")]).toEqual(["600", "700"]);
    expect(statSync(state.path(MODELS))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });
});

describe("numbers beyond 2^53 survive", () => {
  test("from the config and from the file", async () => {
    const config = JSON.stringify(CONFIG).replace('"id":"m"', '"id":"m","big":12345678901234567890,"small":1.10');
    state.write("openclaw.json", config);
    state.write(MODELS, '{"providers":{"own":{"apiKey":"OPENAI_API_KEY","n":[9007199254740993,1e400]}}}');
    expect((await state.run(["generate"])).code).toBe(0);
    for (const number of ["12345678901234567890", "9007199254740993", "1e400"])
      expect(state.read(MODELS)).toContain(number);
    expect((await state.run(["generate", "--dry-run"])).code).toBe(0);
  });
});

describe("what is refused, with the file left as it is", () => {
  const refused: [title: string, make: () => void, words: string][] = [
    ["a models.json that is a directory", () => mkdirSync(state.path(MODELS)), "models.json is a directory"],
    ["a FIFO", () => void spawnSync("mkfifo", [state.path(MODELS)]), "FIFO"],
    [
      "a symbolic link",
      () => {
        state.write("elsewhere.json", { providers: {} });
        symlinkSync(state.path("elsewhere.json"), state.path(MODELS));
      },
      "symbolic link",
    ],
    ["a symbolic link to nowhere", () => symlinkSync("nowhere", state.path(MODELS)), "symbolic link"],
    [
      "a file with a second name",
      () => {
        old();
        linkSync(state.path(MODELS), state.path("second-name"));
      },
      "second hard link",
    ],
  ];
  test.each(refused)("%s", async (_title, make, words) => {
    mkdirSync(dirname(state.path(MODELS)), { recursive: true, mode: 0o700 });
    chmodSync(state.path("agents"), 0o700);
    make();
    const before = lstatSync(state.path(MODELS));
    const { code, stdout, stderr } = await state.run(["generate", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, agents: [{ status: "refused", changes: [], findings: [] }] });
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd()).not.toMatch("\n");
    expect(lstatSync(state.path(MODELS))).toMatchObject({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
      mode: before.mode,
    });
  });
  test("an agent directory that is a file", async () => {
    state.write("agents/main/agent", "text");
    const { code, stdout, stderr } = await state.run(["generate", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).agents[0]).toMatchObject({
      agentId: "main",
      error: { file: state.path("agents/main/agent") },
    });
    expect(stderr).toBe(
      `modelseal: ${state.path("agents/main/agent")}: The agent directory is a file. Put a directory in its place, or name another one as agentDir.\n`,
    );
    expect(state.read("agents/main/agent")).toBe("text");
  });
  test("an agent directory that is a link, or that others can write to above it", async () => {
    mkdirSync(state.path("agents/main"), { recursive: true, mode: 0o700 });
    mkdirSync(state.path("real"), { mode: 0o700 });
    symlinkSync(state.path("real"), state.path("agents/main/agent"));
    expect((await state.run(["generate"])).code).toBe(2);
    expect(readdirSync(state.path("real"))).toEqual([]);
    rmSync(state.path("agents"), { recursive: true });
    mkdirSync(state.path("agents"));
    chmodSync(state.path("agents"), 0o777);
    expect((await state.run(["generate"])).code).toBe(2);
    expect(existsSync(state.path("agents/main"))).toBe(false);
  });
});

describe("a models.json that cannot be understood", () => {
  const texts: [title: string, text: string | Uint8Array, words: string][] = [
    ["half a file", `{"providers":{"acme":{"apiKey":"${STALE}`, "closing quote"],
    ["an empty file", "", "a value was expected"],
    ["comments", `{ // ${STALE}\n"providers": {} }`, "strict JSON"],
    ["a list", `["${STALE}"]`, "models.json must be an object"],
    ["null", "null", "models.json must be an object"],
    ["providers that are a list", `{"providers": ["${STALE}"]}`, "providers must be an object"],
    ["something else", `{"apiKey": "${STALE}"}`, "providers must be an object"],
    ["what is not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "not UTF-8"],
  ];
  test.each(texts)("is left as it is, and replaced by --rebuild: %s", async (_title, text, words) => {
    state.write(MODELS, "{}");
    writeFileSync(state.path(MODELS), text);
    const before = statSync(state.path(MODELS));
    const { code, stdout, stderr } = await state.run(["generate"]);
    expect(code).toBe(2);
    expect(stderr.toLowerCase()).toMatch(words.toLowerCase());
    expect(stderr).toMatch("--rebuild");
    expect(stdout + stderr).not.toContain("EXAMPLE");
    expect(statSync(state.path(MODELS))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });

    expect((await state.run(["generate", "--rebuild"])).code).toBe(0);
    expect(JSON.parse(state.read(MODELS)).providers.acme.apiKey).toBe("ACME_KEY");
  });
  test("is replaced by --rebuild also where there is nothing to put into it", async () => {
    state.write("openclaw.json", {});
    state.write(MODELS, "{broken");
    expect((await state.run(["generate", "--rebuild"])).code).toBe(0);
    expect(state.read(MODELS)).toBe('{\n  "providers": {}\n}\n');
  });
  test("is read again before it is given up, also with --rebuild", async () => {
    const own = { baseUrl: ROW.baseUrl, apiKey: "OPENAI_API_KEY", models: [] };
    const whole = JSON.stringify({ providers: { own } });
    for (const flags of [[], ["--rebuild"]]) {
      state.write(MODELS, whole.slice(0, 30));
      const path = state.path(MODELS);
      const writer = spawnSync("sh", ["-c", `(sleep 0.06; printf '%s' '${whole}' > '${path}') >/dev/null 2>&1 &`]);
      expect(writer.status).toBe(0);
      expect((await state.run(["generate", ...flags])).code).toBe(0);
      expect(JSON.parse(state.read(MODELS)).providers.own).toEqual(own);
    }
  });
  test("may be {}, which holds nothing", async () => {
    state.write(MODELS, "{}");
    expect((await state.run(["generate"])).code).toBe(0);
    expect(JSON.parse(state.read(MODELS)).providers.acme.apiKey).toBe("ACME_KEY");
  });
});
