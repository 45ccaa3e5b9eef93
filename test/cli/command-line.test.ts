import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.js";
import { newState, type State } from "../support/state.js";

const ACME = { baseUrl: "https://llm.acme.example/v1", models: [{ id: "acme-large" }] };

let state: State;
beforeEach(() => {
  state = newState({ "openclaw.json": { models: { providers: { acme: { ...ACME, apiKey: "$ACME_KEY" } } } } });
});
afterEach(() => state.drop());

const failure = (code: string) => expect.objectContaining({ ok: false, error: expect.objectContaining({ code }) });

describe("flags that every command takes", () => {
  test.each([
    [["--json", "generate", "--dry-run"]],
    [["--format", "json", "--agent=main", "generate", "--dry-run"]],
    [["--openclaw", "2026.9.6", "--no-color", "--quiet", "generate", "--dry-run", "--json"]],
    [["--json", "--state-dir", "here", "generate", "--dry-run"]],
  ])("stand before the command as well: %j", async (words) => {
    const { code, stdout } = await runCli(
      state,
      words.map((word) => (word === "here" ? state.dir : word)),
    );
    expect({ code, agents: JSON.parse(stdout).agents.length }).toEqual({ code: 1, agents: 1 });
  });

  test("also before --check, --help and --version", async () => {
    expect(await runCli(state, ["--json", "--check"])).toMatchObject({ code: 0 });
    expect((await runCli(state, ["--quiet", "--agent", "main", "check", "--help"])).code).toBe(0);
    expect((await runCli(state, ["--no-color", "--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [["--json"]],
    [["--agent", "main"]],
    [["--dry-run", "generate"]],
    [["--constructor", "generate"]],
    [["--agent"]],
  ])("are no command, and no other flag stands there: %j", async (words) => {
    expect(await runCli(state, words)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^modelseal: There is no /),
    });
  });
});

describe("--quiet", () => {
  test.each([
    [["generate", "--json"], 0],
    [["check", "--format", "json"], 0],
    [["check", "--format=sarif"], 0],
    [["explain", "--json"], 0],
  ])("leaves the document that was asked for: %j", async (words, code) => {
    const run = await runCli(state, [...words, "--quiet"]);
    expect(run.code).toBe(code);
    expect(JSON.parse(run.stdout)).toBeTypeOf("object");
  });

  test("leaves the failure in JSON mode", async () => {
    state.write("openclaw.json", "{");
    const { code, stdout } = await runCli(state, ["generate", "--json", "--quiet"]);
    expect({ code, stdout: JSON.parse(stdout) }).toEqual({ code: 2, stdout: failure("INVALID_SYNTAX") });
  });

  test("leaves nothing of a report in words", async () => {
    expect(await runCli(state, ["generate", "--quiet"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });
});

describe("words that no command takes", () => {
  test.each([
    [["watch", "main"]],
    [["watch", "--", "main"]],
    [["run", "main", "--", "true"]],
    [["generate", "--", "main"]],
    [["migrate", "--", "main"]],
    [["recipe", "systemd", "--", "more"]],
    [["completion", "bash", "--", "more"]],
    [["probe", "acme", "--", "more"]],
  ])("are bad usage: %j", async (words) => {
    const { code, stderr } = await runCli(state, words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^modelseal: /) });
    expect(existsSync(state.path("agents/main/agent/models.json"))).toBe(false);
  });

  test.each(["probe", "explain"])("what follows -- is the provider of %s", async (command) => {
    const { code, stdout } = await runCli(state, [command, "--json", "--", "acme"], { ACME_KEY: "v-EXAMPLE-1" });
    expect(code).toBe(0);
    expect(stdout).toContain('"acme"');
    expect((await runCli(state, [command, "--", "nothing"])).code).not.toBe(0);
  });
});

describe("run in JSON mode", () => {
  test("a start that is blocked without a report is a failure on stdout", async () => {
    state.write("openclaw.json", "{");
    const { code, stdout } = await runCli(state, ["run", "--json", "--", "echo", "started"]);
    expect({ code, stdout: JSON.parse(stdout) }).toEqual({ code: 2, stdout: failure("INVALID_SYNTAX") });
  });

  test("the flags of its command ask for nothing", async () => {
    const { code, stdout } = await runCli(state, ["run", "--", "no-such-command-here", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
