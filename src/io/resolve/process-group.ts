import { type ChildProcess, spawn } from "node:child_process";
import type { Env } from "../../domain/config/substitute.js";
import { put } from "../../domain/tree.js";

/** One program run without a shell. Times in milliseconds; `maxOutputBytes` counts stdout and stderr together. */
export interface Run {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the program. */
  env: Readonly<Record<string, string>>;
  input: string;
  timeoutMs: number;
  noOutputTimeoutMs: number;
  maxOutputBytes: number;
}

/** Of an environment the variables with these names that are set. */
export function variables(env: Env, names: Iterable<string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value !== undefined) put(found, name, value);
  }
  return found;
}

/** How a run ended; `code` is null after a signal. What came on stderr is counted and dropped. */
export type RunEnd =
  | { how: "exit"; code: number | null; stdout: Buffer }
  | { how: "timeout" | "silence" | "flood" | "unstartable" };

/** How long the pipe may take to hand over what was written before the exit. */
const DRAIN_MS = 250;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new Set<ChildProcess>();

/**
 * Runs a program as the leader of a process group of its own and kills the group whenever it is done, also after success.
 * Settles on a timer or on `exit`, never on `close`: a grandchild that left the group may hold the pipe for ever.
 */
export function runInGroup(run: Run): Promise<RunEnd> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(run.command, run.args, {
        cwd: run.cwd,
        env: run.env,
        stdio: "pipe",
        shell: false,
        detached: true,
        windowsHide: true,
      });
    } catch {
      resolve({ how: "unstartable" });
      return;
    }
    watchOver(child);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let exit: { code: number | null } | undefined;
    let drain: NodeJS.Timeout | undefined;
    const settle = (end: RunEnd): void => {
      for (const timer of [limit, silence, drain]) clearTimeout(timer);
      release(child);
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
      resolve(end);
    };
    const finish = (): void => {
      if (exit) settle({ how: "exit", code: exit.code, stdout: Buffer.concat(chunks) });
    };
    const limit = setTimeout(() => settle({ how: "timeout" }), run.timeoutMs);
    const silence = setTimeout(() => settle({ how: "silence" }), run.noOutputTimeoutMs);
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      silence.refresh();
      if (bytes > run.maxOutputBytes) settle({ how: "flood" });
    };
    child.stdout?.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      count(chunk);
    });
    child.stdout?.on("close", finish);
    child.stderr?.on("data", count);
    child.on("error", () => settle({ how: "unstartable" }));
    child.on("exit", (code) => {
      exit = { code };
      release(child);
      clearTimeout(limit);
      clearTimeout(silence);
      if (child.stdout?.closed) finish();
      else drain = setTimeout(finish, DRAIN_MS);
    });
    // A program need not read its input; a broken pipe shows in how the run ends.
    for (const stream of child.stdio) stream?.on("error", () => {});
    child.stdin?.end(run.input);
  });
}

/** From here on the group dies with us: at our exit, and before a signal that nobody else handles takes its effect. */
function watchOver(child: ChildProcess): void {
  if (running.size === 0) {
    process.on("exit", releaseAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  running.add(child);
}

/** Kills the group once: later its number may belong to somebody else. */
function release(child: ChildProcess): void {
  if (!running.delete(child)) return;
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
  if (running.size > 0) return;
  process.off("exit", releaseAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function releaseAll(): void {
  for (const child of running) release(child);
}

function onSignal(signal: NodeJS.Signals): void {
  releaseAll();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
