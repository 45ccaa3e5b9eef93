import { spawn } from "node:child_process";
import { openSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually, runCli, start } from "../support/cli.js";
import { newState, type State } from "../support/state.js";

const BIN = fileURLToPath(new URL("../../bin/modelseal.js", import.meta.url));
const SECRET = "sk-EXAMPLE-t2Zp6Xf4NjE9yKcG1bVd";
const INTERNAL = "modelseal: modelseal met a state that it does not know. Report this with the command that you ran.\n";
const CONFIG = { models: { providers: { acme: { baseUrl: "https://llm.example/v1", apiKey: SECRET, models: [] } } } };

let state: State;
beforeEach(() => {
  state = newState({ "openclaw.json": CONFIG });
});
afterEach(() => state.drop());

/** A module that Node loads before the command line, as a fault somewhere in it. */
function preload(code: string): Record<string, string> {
  const file = join(state.dir, "..", "preload.cjs");
  writeFileSync(file, code);
  return { NODE_OPTIONS: `--require ${file}` };
}

/** Runs a command with its streams put elsewhere. */
function withStreams(args: readonly string[], stdio: ("ignore" | "pipe" | number)[]): Promise<[number | null, string]> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: state.dir, OPENCLAW_STATE_DIR: state.dir };
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio });
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on("close", (code) => resolve([code, stderr]));
  });
}

describe("what nothing caught", () => {
  test.each([
    ["an error", `throw new Error("${SECRET}")`],
    ["a rejection", `Promise.reject(new Error("${SECRET}"))`],
    ["a value that is no error", `throw "${SECRET}"`],
    ["an error with a cause", `throw new Error("x", { cause: "${SECRET}" })`],
  ])("is one line and exit code 2: %s", async (_, fault) => {
    const { code, stdout, stderr } = await runCli(state, ["watch"], preload(`setTimeout(() => { ${fault}; }, 300)`));
    expect({ code, stderr }).toEqual({ code: 2, stderr: INTERNAL });
    expect(stdout).not.toContain(SECRET);
  });
});

describe("a stream that takes nothing", () => {
  test("a full stdout is exit code 2 and one line", async () => {
    const [code, stderr] = await withStreams(["generate"], ["ignore", openSync("/dev/full", "w"), "pipe"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "modelseal: The report could not be written to stdout. Free some space, or redirect it elsewhere.\n",
    );
  });

  test("a full stdout hides no failure in JSON mode", async () => {
    state.write("openclaw.json", "{");
    const [code, stderr] = await withStreams(["generate", "--json"], ["ignore", openSync("/dev/full", "w"), "pipe"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^modelseal: .*openclaw\.json:1:2: .*\n$/);
  });

  test("a full stderr leaves the exit code to say it", async () => {
    state.write("openclaw.json", "{");
    const [code] = await withStreams(["generate"], ["ignore", "ignore", openSync("/dev/full", "w")]);
    expect(code).toBe(2);
  });

  test("a reader that has gone is no failure", async () => {
    const child = spawn("sh", ["-c", `"$0" "$1" generate --json | true`, process.execPath, BIN], {
      env: { PATH: process.env["PATH"] ?? "", HOME: state.dir, OPENCLAW_STATE_DIR: state.dir },
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
    expect(state.read("agents/main/agent/models.json")).toContain("secretref-managed");
  });
});

describe("diagnostic files", () => {
  const files = () => readdirSync(join(state.dir, "..")).concat(readdirSync(state.dir)).sort();

  test.each([
    ["a report on a signal", "--report-on-signal --report-signal=SIGUSR2"],
    ["a heap snapshot on a signal", "--heapsnapshot-signal=SIGUSR2"],
  ])("%s is not written, although NODE_OPTIONS asks for it", async (_, options) => {
    const running = start(state, ["watch"], {
      NODE_OPTIONS: `${options} --diagnostic-dir=${state.dir} --report-directory=${state.dir}`,
    });
    expect(await eventually(() => running.stdout().includes("Watching"))).toBe(true);
    const before = files();
    running.child.kill("SIGUSR2");
    await new Promise((resolve) => setTimeout(resolve, 500));
    running.child.kill("SIGTERM");
    await running.ended;
    expect(files().filter((file) => !before.includes(file) && file !== "agents")).toEqual([]);
  });

  test("a report on an error that nothing caught is not written", async () => {
    const env = preload(`setTimeout(() => { throw new Error("${SECRET}"); }, 300)`);
    const before = files();
    env["NODE_OPTIONS"] += ` --report-uncaught-exception --report-directory=${state.dir}`;
    const { code, stderr } = await runCli(state, ["watch"], env);
    expect({ code, stderr }).toEqual({ code: 2, stderr: INTERNAL });
    expect(files().filter((file) => !before.includes(file) && file.endsWith(".json"))).toEqual([]);
  });
});
