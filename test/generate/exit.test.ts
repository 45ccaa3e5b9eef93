import { statSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newState, type State } from "../support/state.js";

const PLAIN = "sk-EXAMPLE-plain-0001";
const ROW = { baseUrl: "https://llm.acme.example/v1", api: "openai-completions", models: [{ id: "m" }] };
const REF = { source: "exec", provider: "vault", id: "acme/key" };
const MODELS = "agents/main/agent/models.json";
const PROFILES = "agents/main/agent/auth-profiles.json";
const acme = (fields: object = {}) => ({ models: { providers: { acme: { ...ROW, ...fields } } } });

let state: State;
beforeEach(() => {
  state = newState();
});
afterEach(() => state.drop());

interface Case {
  config?: string | object;
  models?: string | object;
  profiles?: object;
  args?: string[];
  env?: Record<string, string>;
}

function prepare({ config, models, profiles }: Case): void {
  if (config !== undefined) state.write("openclaw.json", config);
  if (models !== undefined) state.write(MODELS, models);
  if (profiles !== undefined) state.write(PROFILES, { version: 1, profiles });
}

describe("the exit code of generate", () => {
  const orphan = { providers: { gone: { ...ROW, apiKey: PLAIN } } };
  const rows: [title: string, scene: Case, code: number][] = [
    ["0: a file was written", { config: acme({ apiKey: REF }) }, 0],
    ["0: there is nothing to do", { config: {} }, 0],
    ["0: there is not even a config", {}, 0],
    ["0: plaintext of the config was sealed", { config: acme({ apiKey: PLAIN }) }, 0],
    [
      "0: plaintext of a profile was sealed",
      { config: acme(), profiles: { a: { type: "api_key", provider: "acme", key: PLAIN } } },
      0,
    ],
    ["0: an orphan was kept", { config: {}, models: orphan }, 0],
    ["0: a placeholder was left out", { config: acme({ apiKey: "[REDACTED]" }) }, 0],
    ["0: an unset variable of an env ref", { config: acme({ apiKey: `\${UNSET}` }) }, 0],
    ["0: an unset variable outside of what counts", { config: { ...acme(), gateway: { token: `\${UNSET}` } } }, 0],
    ["0: CLIENT_REWRITES", { config: acme({ apiKey: PLAIN }), args: ["--openclaw", "2026.5.18"] }, 0],
    ["0: a malformed entry was skipped", { config: acme(), models: { providers: { bad: null } } }, 0],
    ["1: a dry run would create", { config: acme(), args: ["--dry-run"] }, 1],
    ["1: a dry run would update", { config: acme({ apiKey: REF }), models: { providers: {} }, args: ["--dry-run"] }, 1],
    ["0: a dry run would do nothing", { config: {}, models: orphan, args: ["--dry-run"] }, 0],
    ["1: --strict meets an orphan", { config: {}, models: orphan, args: ["--strict"] }, 1],
    [
      "1: --strict meets an orphan that replace drops",
      { config: { models: { mode: "replace" } }, models: orphan, args: ["--strict"] },
      1,
    ],
    [
      "0: --strict meets none",
      { config: acme({ apiKey: REF }), models: { providers: { acme: { apiKey: PLAIN } } }, args: ["--strict"] },
      0,
    ],
    ["1: MARKER_UNSAFE", { config: acme({ apiKey: REF, authHeader: true }), args: ["--openclaw", "2026.3.8"] }, 1],
    ["2: an invalid ref", { config: acme({ apiKey: { source: "env", provider: "default", id: "lower" } }) }, 2],
    [
      "2: an invalid ref in a header",
      { config: acme({ headers: { A: { source: "file", provider: "f", id: "no-slash" } } }) },
      2,
    ],
    [
      "2: an invalid ref of a profile",
      {
        config: acme(),
        profiles: { a: { type: "api_key", provider: "acme", keyRef: { source: "env", provider: "UPPER", id: "A" } } },
      },
      2,
    ],
    ["2: a spelling that is invented", { config: acme({ apiKey: "env:default:ACME_KEY" }) }, 2],
    [
      "2: an OAuth profile with a ref",
      { config: acme(), profiles: { a: { type: "oauth", provider: "acme", access: REF } } },
      2,
    ],
    ["2: an unset variable that is needed", { config: acme({ baseUrl: `https://\${UNSET}/v1` }) }, 2],
    ["2: a config that is broken", { config: "{" }, 2],
    ["2: a config that does not exist", { args: ["--config", "/nonexistent/openclaw.json"] }, 2],
    ["2: profiles that are broken", { config: acme(), profiles: [] as object }, 2],
    [
      "2: --key-form omit where omission leaks",
      { config: acme({ apiKey: REF }), args: ["--key-form", "omit", "--openclaw", "2026.3.1"] },
      2,
    ],
    [
      "2: --key-form omit where it leaks what the client's loader has put in",
      { config: acme({ apiKey: `\${ACME_KEY}` }), args: ["--key-form", "omit", "--openclaw", "2026.5.18"] },
      2,
    ],
    [
      "0: --key-form omit on the same release for what no loader replaces",
      { config: acme({ apiKey: "$ACME_KEY" }), args: ["--key-form", "omit", "--openclaw", "2026.5.18"] },
      0,
    ],
    [
      "0: --key-form omit where it does not",
      { config: acme({ apiKey: REF }), args: ["--key-form", "omit", "--openclaw", "2026.9.6"] },
      0,
    ],
    [
      "2 beats 1",
      {
        config: acme({ apiKey: { source: "x", provider: "y", id: "z" } }),
        models: orphan,
        args: ["--strict", "--dry-run"],
      },
      2,
    ],
  ];
  test.each(rows)("is %s", async (_title, scene, code) => {
    prepare(scene);
    const before = state.files();
    const run = await state.run(["generate", ...(scene.args ?? [])], scene.env);
    expect(run.code).toBe(code);
    expect(run.stderr === "").toBe(code !== 2);
    expect(run.stdout + run.stderr).not.toContain(PLAIN);
    if (scene.args?.includes("--dry-run")) expect(state.files()).toEqual(before);
  });
});

describe("bad usage", () => {
  const rows: [title: string, args: string[], words: string][] = [
    ["an unknown command", ["generat"], "There is no command generat."],
    ["an unknown flag", ["generate", "--froce"], "There is no flag --froce."],
    ["an unknown short flag", ["generate", "-x"], "There is no flag -x."],
    ["an argument too many", ["generate", "main"], "generate takes flags only"],
    ["an argument after --", ["generate", "--", "main"], "generate takes flags only"],
    ["a provider too many", ["explain", "a", "b"], "explain takes one provider at most."],
    ["a flag without its value", ["generate", "--state-dir"], "--state-dir needs a value."],
    ["a flag in place of a value", ["generate", "--state-dir", "--json"], "--state-dir needs a value."],
    ["an empty value", ["generate", "--state-dir="], "--state-dir needs a value."],
    ["a value too many", ["generate", "--strict=yes"], "--strict takes no value."],
    ["a flag twice", ["generate", "--config", "a", "--config", "b"], "--config is given twice."],
    ["a format that does not exist", ["generate", "--format", "xml"], "--format takes one of text, json."],
    ["a format of another command", ["generate", "--format", "sarif"], "--format takes one of text, json."],
    [
      "a key form that does not exist",
      ["generate", "--key-form", "none"],
      "--key-form takes one of auto, marker, omit.",
    ],
    ["a release that is none", ["generate", "--openclaw", "latest"], "latest is no OpenClaw release."],
    ["a profile that is none", ["generate", "--profile", "../x"], "--profile takes"],
    ["a provider that does not exist", ["explain", "nobody"], "There is no provider nobody"],
  ];
  test.each(rows)("%s is one line, exit 2, and nothing is written", async (_title, args, words) => {
    state.write("openclaw.json", acme({ apiKey: REF }));
    const before = state.files();
    const { code, stdout, stderr } = await state.run(args);
    expect(code).toBe(2);
    if (!args.includes("--json")) expect(stdout).toBe("");
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^modelseal: .*\n$/);
    expect(state.files()).toEqual(before);
    const json = JSON.parse((await state.run([...args.slice(0, 1), "--json", ...args.slice(1)])).stdout);
    expect(json).toMatchObject({
      ok: false,
      error: { type: "input", code: "USAGE", file: null, line: null, column: null },
    });
  });
  test("MODELSEAL_SWEEP_MS must be a number", async () =>
    expect((await state.run(["generate"], { MODELSEAL_SWEEP_MS: "soon" })).code).toBe(2));
});

describe("flags for the report", () => {
  beforeEach(() => state.write("openclaw.json", acme({ apiKey: PLAIN })));
  test("--format json is --json", async () => {
    const first = await state.run(["generate", "--dry-run", "--json"]);
    expect((await state.run(["generate", "--dry-run", "--format", "json"])).stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({ schemaVersion: 1, ok: true, dryRun: true });
  });
  test("--output puts it into a file of mode 0600, and nothing on stdout", async () => {
    const file = state.path("report.json");
    const { stdout, code } = await state.run(["generate", "--json", "--output", file]);
    expect([stdout, code]).toEqual(["", 0]);
    expect(JSON.parse(state.read("report.json")).agents[0].status).toBe("created");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await state.run(["generate", "--output", file]);
    expect(state.read("report.json")).toMatch("1 agent: 1 unchanged.");
  });
  test("--output into no directory is exit 2", async () =>
    expect((await state.run(["generate", "--output", state.path("no/report")])).code).toBe(2));
  test.each([["--help"], ["help"], ["-h"], ["generate", "--help"], ["generate", "-h"], ["help", "generate"], []])(
    "%j %j is help, exit 0",
    async (...args) => {
      const { code, stdout } = await state.run(args.filter((arg) => typeof arg === "string"));
      expect(code).toBe(0);
      expect(stdout).toMatch("Exit status:");
    },
  );
  test("--version is the version", async () =>
    expect(await state.run(["--version"])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    }));
});

describe("the JSON report", () => {
  test("tells where no config is", async () => {
    const { code, stdout } = await state.run(["generate", "--state-dir", state.path("typo")]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `There is no ${state.path("typo/openclaw.json")}, so that auth profiles and models.json alone count.\n1 agent: 1 unchanged.\n`,
    });
  });

  test("has the documented shape", async () => {
    prepare({ config: acme({ apiKey: REF }), models: { providers: { acme: { ...ROW, apiKey: PLAIN } } } });
    const report = JSON.parse((await state.run(["generate", "--json"])).stdout);
    expect(report).toEqual({
      schemaVersion: 1,
      ok: true,
      dryRun: false,
      config: { file: state.path("openclaw.json"), exists: true },
      agents: [
        {
          agentId: "main",
          file: state.path(MODELS),
          status: "updated",
          changes: [
            {
              provider: "acme",
              jsonPath: "providers.acme.apiKey",
              from: "plaintext",
              to: "marker",
              source: "exec-ref",
            },
          ],
          findings: [
            {
              code: "STALE_PLAINTEXT",
              severity: "info",
              file: state.path(MODELS),
              jsonPath: "providers.acme.apiKey",
              line: 11,
              column: 17,
              message: expect.stringMatching(/exec SecretRef in the config/),
              fixHint: expect.any(String),
              provider: "acme",
              agentId: "main",
            },
          ],
        },
      ],
    });
  });
  test("is printed all the same when an entry or an agent fails", async () => {
    prepare({ config: acme({ apiKey: { source: "env", provider: "default", id: "lower" } }) });
    const { code, stdout } = await state.run(["generate", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      agents: [{ status: "unchanged", findings: [{ code: "INVALID_REF", severity: "error", line: 12 }] }],
    });
  });
  test("holds no control characters of ids, nor does the text", async () => {
    const id = "a\u001b[31mb\u202ec";
    prepare({
      config: { models: { providers: { [id]: { ...ROW, apiKey: PLAIN, headers: { "X\u0007-Token": PLAIN } } } } },
    });
    for (const args of [["generate", "--dry-run"], ["explain"], ["generate"]]) {
      const { stdout } = await state.run(args);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(stdout).toContain("\\u{1b}");
    }
  });
});

test("explain says so if there is nothing to explain", async () => {
  const { code, stdout } = await state.run(["explain"]);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching("There is no provider in the config or in any models.json."),
  ]);
});
