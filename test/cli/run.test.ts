import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually, runCli, start } from "../support/cli.js";
import { newState, type State } from "../support/state.js";

const MODELS = "agents/main/agent/models.json";
const SECRET = "sk-EXAMPLE-old-key-0001";
const ACME = { baseUrl: "https://llm.acme.example/v1", models: [{ id: "acme-large" }] };
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const becomes = major > 22 || (major === 22 && minor >= 15);

let state: State;
beforeEach(() => {
  state = newState({
    "openclaw.json": {
      models: { providers: { acme: { ...ACME, apiKey: { source: "exec", provider: "vault", id: "k" } } } },
    },
    [MODELS]: { providers: { acme: { ...ACME, apiKey: SECRET } } },
  });
});
afterEach(() => state.drop());

describe("run", () => {
  test("the command starts after the file is sealed, and its output is all there is on stdout", async () => {
    const { code, stdout, stderr } = await runCli(state, ["run", "--", "cat", state.path(MODELS)]);
    expect(code).toBe(0);
    expect(stdout).toBe(state.read(MODELS));
    expect(stdout).not.toContain(SECRET);
    expect(stderr).toContain("providers.acme.apiKey");
  });

  test("the exit code of the command is the exit code", async () => {
    expect(await runCli(state, ["run", "--", "sh", "-c", "exit 7"])).toMatchObject({ code: 7 });
  });

  test("a command that a signal ends is told from one that exits", async () => {
    const { code, signal } = await runCli(state, ["run", "--", "sh", "-c", "kill -TERM $$"]);
    expect(becomes ? signal : code).toBe(becomes ? "SIGTERM" : 143);
  });

  test("a signal to run reaches the command, which has the same process id where Node can do that", async () => {
    const script = "trap 'echo got; exit 5' TERM; echo pid $$; while :; do sleep 0.05; done";
    const running = start(state, ["run", "--", "sh", "-c", script]);
    expect(await eventually(() => running.stdout().includes("pid"))).toBe(true);
    if (becomes) expect(running.stdout()).toContain(`pid ${running.pid}\n`);
    running.child.kill("SIGTERM");
    const { code, stdout } = await running.ended;
    expect(code).toBe(5);
    expect(stdout).toContain("got");
  });

  test("flags behind -- are the command's", async () => {
    expect(await runCli(state, ["run", "--", "echo", "--help", "--json"])).toMatchObject({ stdout: "--help --json\n" });
  });

  test("what cannot be sealed blocks the start, unless --on-failure warn", async () => {
    state.write("openclaw.json", "{ broken");
    const blocked = await runCli(state, ["run", "--", "echo", "started"]);
    expect(blocked).toMatchObject({ code: 2, stdout: "" });
    expect(blocked.stderr).toMatch(/openclaw\.json:1:\d+: /);
    const warned = await runCli(state, ["run", "--on-failure", "warn", "--", "echo", "started"]);
    expect(warned).toMatchObject({ code: 0, stdout: "started\n" });
    const not = "not started; --on-failure warn would start it";
    expect(blocked.stderr).toContain(` The command is ${not} all the same.\n`);
    expect(warned.stderr).toBe(blocked.stderr.replace(not, "started"));
    for (const { stderr } of [blocked, warned]) expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  test("an agent whose files are broken blocks the start in one line as well", async () => {
    state.write("agents/main/agent/auth-profiles.json", "{ broken");
    const { code, stdout, stderr } = await runCli(state, ["run", "--", "echo", "started"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^modelseal: [^\n]*auth-profiles\.json:1:\d+: [^\n]* The command is not started; [^\n]*\n$/);
  });

  test("a marker that would be sent blocks the start, and what is wrong is told under --quiet as well", async () => {
    const provider = { ...ACME, authHeader: true, apiKey: { source: "exec", provider: "vault", id: "k" } };
    state.write("openclaw.json", { models: { providers: { acme: provider } } });
    const flags = ["--openclaw", "2026.3.8", "--quiet"];
    const { code, stdout, stderr } = await runCli(state, ["run", ...flags, "--", "echo", "started"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("MARKER_UNSAFE");
    expect(stderr).toMatch(/^modelseal: The command is not started; /m);
  });

  test("a command that is not there is a usage error, and nothing is sealed for it", async () => {
    const { code, stderr } = await runCli(state, ["run", "--", "no-such-command-here"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "modelseal: There is no command no-such-command-here to run. Check its name, or give its whole path.\n",
    );
    expect(state.read(MODELS)).toContain(SECRET);
  });

  test("without a command there is a usage error", async () => {
    expect(await runCli(state, ["run"])).toMatchObject({ code: 2, stdout: "" });
  });

  test("--watch seals again what the command writes, and ends with it", async () => {
    const stale = JSON.stringify({ providers: { acme: { ...ACME, apiKey: SECRET } } });
    const script = `printf '%s' '${stale}' > "$1"; for i in $(seq 200); do grep -q EXAMPLE "$1" || exit 3; sleep 0.05; done; exit 4`;
    const { code, stderr } = await runCli(state, [
      "run",
      "--watch",
      "--",
      "sh",
      "-c",
      script,
      "sh",
      state.path(MODELS),
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain("providers.acme.apiKey plaintext → marker");
  });
});
