import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { State } from "./state.js";

const BIN = fileURLToPath(new URL("../../bin/modelseal.js", import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  pid: number;
  ended: Promise<Ended>;
  stdout(): string;
}

/** Starts the built command line as a process of its own; its environment holds nothing of this one but PATH. */
export function start(state: State, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env["PATH"] ?? "", HOME: state.dir, OPENCLAW_STATE_DIR: state.dir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const streams = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    streams.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    streams.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, ...streams }));
  });
  return { child, pid: child.pid ?? -1, ended, stdout: () => streams.stdout };
}

/** Runs the built command line to its end. */
export function runCli(state: State, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return start(state, args, env).ended;
}

/** Waits until something holds, looking every few milliseconds; false if it never does. */
export async function eventually(holds: () => boolean, milliseconds = 10_000): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return holds();
}
