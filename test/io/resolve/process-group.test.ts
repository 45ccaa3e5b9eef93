import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { type Run, type RunEnd, runInGroup } from "../../../src/io/resolve/process-group.js";
import { command, directory, file } from "./scene.js";

/** Runs a shell script; every process of it that is alive afterwards holds a pid file in `pids`. */
async function run(script: string, limits: Partial<Run> = {}): Promise<{ end: RunEnd; ms: number; pids: string }> {
  const path = command(script);
  const started = performance.now();
  const end = await runInGroup({
    command: path,
    args: [],
    cwd: dirname(path),
    env: {},
    input: "{}",
    timeoutMs: 5000,
    noOutputTimeoutMs: 5000,
    maxOutputBytes: 1000,
    ...limits,
  });
  return { end, ms: performance.now() - started, pids: `${path}.pids` };
}

/** The processes that a script noted down and that still run; a killed one may need a moment to go. */
async function survivors(pids: string): Promise<number[]> {
  const noted = readFileSync(pids, "utf8").trim().split(/\s+/).map(Number);
  for (let i = 0; i < 40 && noted.some(isAlive); i++) await sleep(25);
  return noted.filter(isAlive);
}

function isAlive(pid: number): boolean {
  try {
    // A zombie is dead: only its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return existsSync("/proc/self") ? false : signals(pid);
  }
}

function signals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const note = 'echo $$ >> "$0.pids"';
const child = '/bin/sleep 30 & echo $! >> "$0.pids"';
const quietChild = '/bin/sleep 30 </dev/null >/dev/null 2>&1 & echo $! >> "$0.pids"';
const answer = "printf EXAMPLE";

describe("a command in a process group of its own", () => {
  it("ends with its output", async () => {
    const { end } = await run(answer);
    expect(end).toMatchObject({ how: "exit", code: 0 });
    expect(end.how === "exit" && String(end.stdout)).toBe("EXAMPLE");
  });

  it("need not read its input, however long", async () => {
    const { end } = await run(`exec 0<&-; ${answer}`, { input: "x".repeat(200_000) });
    expect(end).toMatchObject({ how: "exit", code: 0 });
  });

  it("gives all output that fits the pipe, also when it exits at once", async () => {
    const { end } = await run("/usr/bin/head -c 60000 /dev/zero", { maxOutputBytes: 60_000 });
    expect(end.how === "exit" && end.stdout.length).toBe(60_000);
  });

  it.each([
    ["hangs", `${note}; exec /bin/sleep 30`],
    ["ignores every signal that can be ignored", `${note}; trap '' TERM INT HUP; while :; do /bin/sleep 1; done`],
    ["waits for a child", `${note}; ${child}; wait`],
    ["hangs after half an answer", `${note}; printf '{'; exec /bin/sleep 30`],
  ])("is killed with its group at the time limit when it %s", async (_how, script) => {
    const { end, ms, pids } = await run(script, { timeoutMs: 300 });
    expect(end).toEqual({ how: "timeout" });
    expect(ms).toBeGreaterThan(280);
    expect(ms).toBeLessThan(800);
    expect(await survivors(pids)).toEqual([]);
  });

  it("is killed when it is silent for too long, counted from its last output", async () => {
    const talk = `${note}; for i in 1 2 3 4; do echo . >&2; /bin/sleep 0.15; done; exec /bin/sleep 30`;
    const { end, ms, pids } = await run(talk, { noOutputTimeoutMs: 350 });
    expect(end).toEqual({ how: "silence" });
    expect(ms).toBeGreaterThan(700);
    expect(await survivors(pids)).toEqual([]);
  });

  it.each([
    ["stdout", ""],
    ["stderr", ">&2"],
  ])("is killed when it floods %s", async (_stream, redirection) => {
    const { end, pids } = await run(`${note}; while :; do echo aaaaaaaaaaaaaaaa ${redirection}; done`);
    expect(end).toEqual({ how: "flood" });
    expect(await survivors(pids)).toEqual([]);
  });

  it("is allowed its limit of output to the byte", async () => {
    const print = (bytes: number) => run(`/usr/bin/head -c ${bytes} /dev/zero`, { maxOutputBytes: 500 });
    expect((await print(500)).end.how).toBe("exit");
    expect((await print(501)).end.how).toBe("flood");
  });

  it.each([
    ["that is quiet", quietChild],
    ["that holds the pipe", child],
  ])("leaves no child behind after success, also none %s", async (_how, script) => {
    const { end, ms, pids } = await run(`${script}\n${answer}`);
    expect(end).toMatchObject({ how: "exit", code: 0 });
    expect(ms).toBeLessThan(1000);
    expect(await survivors(pids)).toEqual([]);
  });

  it("is not waited for through the pipe of a process that left the group", async () => {
    const { end, ms, pids } = await run(`/usr/bin/setsid /bin/sh -c '${note}; exec /bin/sleep 3' "$0" &
while [ ! -s "$0.pids" ]; do /bin/sleep 0.02; done
${answer}`);
    expect(end.how === "exit" && String(end.stdout)).toBe("EXAMPLE");
    expect(ms).toBeLessThan(1500);
    for (const pid of await survivors(pids)) process.kill(pid, "SIGKILL");
  });

  it("that cannot be started ends as such", async () => {
    const bare = { args: [], cwd: "/", env: {}, input: "", timeoutMs: 500, noOutputTimeoutMs: 500, maxOutputBytes: 9 };
    expect(await runInGroup({ ...bare, command: join(directory(), "none") })).toEqual({ how: "unstartable" });
    expect(await runInGroup({ ...bare, command: "/bin/true", args: ["a\0b"] })).toEqual({ how: "unstartable" });
    const noInterpreter = file(join(directory(), "r"), "#!/nonexistent\n", 0o700);
    expect(await runInGroup({ ...bare, command: noInterpreter })).toEqual({ how: "unstartable" });
  });

  it("leaves no listeners on the process", async () => {
    const count = () => ["exit", "SIGINT", "SIGTERM", "SIGHUP"].map((event) => process.listenerCount(event));
    const before = count();
    await Promise.all([run(answer), run("exec /bin/sleep 9", { timeoutMs: 50 })]);
    expect(count()).toEqual(before);
  });
});

describe("a process that ends while a command runs", () => {
  /** A Node process that runs the script and does what `then` says once the script has noted its pid. */
  async function host(then: string): Promise<{ process: ChildProcess; pids: string }> {
    const path = command(`${note}; ${child}; exec /bin/sleep 30`);
    const entry = join(directory(), "host.mjs");
    await build({
      stdin: {
        contents: `import { existsSync } from "node:fs";
import { runInGroup } from ${JSON.stringify(resolve("src/io/resolve/process-group.ts"))};
runInGroup({ command: ${JSON.stringify(path)}, args: [], cwd: "/", env: {}, input: "", timeoutMs: 20000, noOutputTimeoutMs: 20000, maxOutputBytes: 99 });
${then}`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: entry,
      logLevel: "error",
    });
    const started = spawn(process.execPath, [entry], { stdio: "ignore" });
    for (let i = 0; i < 200 && !existsSync(`${path}.pids`); i++) await sleep(25);
    await sleep(100);
    return { process: started, pids: `${path}.pids` };
  }

  const ended = (child: ChildProcess) =>
    new Promise<number | NodeJS.Signals | null>((done) => {
      if (child.exitCode !== null || child.signalCode !== null) done(child.exitCode ?? child.signalCode);
      else child.on("exit", (code, signal) => done(code ?? signal));
    });

  it.each([["SIGTERM"], ["SIGINT"], ["SIGHUP"]] as const)(
    "by %s takes the group along and dies of it",
    async (signal) => {
      const { process: node, pids } = await host("");
      node.kill(signal);
      expect(await ended(node)).toBe(signal);
      expect(await survivors(pids)).toEqual([]);
    },
  );

  it("by its own exit takes the group along", async () => {
    const { process: node, pids } = await host("setTimeout(() => process.exit(7), 300);");
    expect(await ended(node)).toBe(7);
    expect(await survivors(pids)).toEqual([]);
  });

  it("leaves the decision to another handler of the signal", async () => {
    const { process: node, pids } = await host('process.on("SIGTERM", () => setTimeout(() => process.exit(5), 100));');
    node.kill("SIGTERM");
    expect(await ended(node)).toBe(5);
    expect(await survivors(pids)).toEqual([]);
  });
});
