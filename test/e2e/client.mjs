// Starts the real OpenClaw, and modelseal, with an environment built from nothing, so that no key of the caller leaks in.
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";

const STOP_MS = 12_000;
const live = new Set();

/** Ends what is still running, for instance when the suite itself is interrupted. */
export function endAll() {
  for (const child of live) killGroup(child);
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It had ended already.
  }
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** A port of 127.0.0.1 that nobody listens on right now. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => done(false));
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
  });
}

/** The environment of every process of a cell. */
export function environment({ home, state }, port, extra = {}) {
  return {
    PATH: process.env.PATH,
    LANG: "C.UTF-8",
    HOME: home,
    TMPDIR: tmpdir(),
    NO_COLOR: "1",
    OPENCLAW_STATE_DIR: state,
    OPENCLAW_GATEWAY_PORT: String(port),
    OPENCLAW_NO_RESPAWN: "1",
    OPENCLAW_SKIP_UPDATE_CHECK: "1",
    OPENCLAW_SKIP_CANVAS_HOST: "1",
    OPENCLAW_SKIP_BROWSER_CONTROL_SERVER: "1",
    OPENCLAW_DISABLE_BONJOUR: "1",
    ...extra,
  };
}

/**
 * Starts a program in a process group of its own. `ended` settles with the exit code, or the signal's name, when it is
 * gone; `stop()` asks it to end, waits, and forces it.
 */
export function start(argv, { env, cwd }) {
  const [file, ...args] = argv;
  const child = spawn(file, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  live.add(child);
  const proc = { stdout: "", stderr: "", exit: undefined };
  child.stdout.on("data", (data) => {
    proc.stdout += data;
  });
  child.stderr.on("data", (data) => {
    proc.stderr += data;
  });
  proc.ended = new Promise((done) => {
    const end = (exit) => {
      live.delete(child);
      proc.exit = exit;
      done(exit);
    };
    child.once("error", (error) => {
      proc.stderr += String(error);
      end("not started");
    });
    child.once("close", (code, signal) => end(code ?? signal));
  });
  proc.stop = async () => {
    if (proc.exit === undefined) child.kill("SIGTERM");
    await Promise.race([proc.ended, sleep(STOP_MS)]);
    killGroup(child);
    return proc.ended;
  };
  return proc;
}

/** Runs a program to its end, or to `timeoutMs`, and gives exit code and output. */
export async function run(argv, { env, cwd, timeoutMs = 90_000 }) {
  const proc = start(argv, { env, cwd });
  const timer = setTimeout(() => proc.stop(), timeoutMs);
  await proc.ended;
  clearTimeout(timer);
  return proc;
}

/** Waits until the port answers; false if the process ended or the time was up before that. */
export async function ready(proc, port, timeoutMs = 120_000) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end && proc.exit === undefined) {
    if (await answers(port)) return true;
    await sleep(100);
  }
  return false;
}
