import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { leaks, type Outcome, snapshot } from "../hostile/judge.js";
import { AUTH, CONFIG, DOTENV, MODELS, SECRETS } from "../hostile/scene.js";

/** What one suite found. */
export interface Tally {
  suite: string;
  cases: number;
  failures: string[];
  /** What could not be run here, and why. */
  left: string[];
  notes: string[];
}

export function tallyOf(suite: string): Tally {
  return { suite, cases: 0, failures: [], left: [], notes: [] };
}

export function count(tally: Tally, name: string, wrong: readonly string[]): void {
  tally.cases++;
  if (wrong.length > 0) tally.failures.push(`${name}: ${wrong.join("; ")}`);
}

export const isRoot = process.geteuid?.() === 0;

/** Whether a program is there. */
export function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}

let bin = "";

/** The built command line, copied away so that a build meanwhile changes nothing. */
export function prepare(root: string): () => void {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "faults-bin-")));
  chmodSync(copy, 0o755);
  for (const part of ["bin", "dist", "package.json"]) cpSync(join(root, part), join(copy, part), { recursive: true });
  bin = join(copy, "bin", "modelseal.js");
  return () => rmSync(copy, { recursive: true, force: true });
}

export const command = (...args: string[]): string[] => [process.execPath, bin, ...args];

export interface RunOptions {
  wrap?: readonly string[];
  env?: Record<string, string>;
  seconds?: number;
  /** A descriptor in place of a pipe. */
  stdout?: number;
  cwd?: string;
}

/** Runs a program to its end; its process group is ended at the limit. */
export function run(args: readonly string[], state: string, options: RunOptions = {}): Promise<Outcome> {
  const { wrap = [], env = {}, seconds = 15, cwd = dirname(state) } = options;
  const [program = "", ...rest] = [...wrap, ...args];
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd,
      detached: true,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: dirname(state),
        OPENCLAW_STATE_DIR: state,
        MODELSEAL_SWEEP_MS: "0",
        UV_USE_IO_URING: "0",
        ...env,
      },
      stdio: ["ignore", options.stdout ?? "pipe", "pipe"],
    });
    const outcome: Outcome = { code: null, stdout: "", stderr: "" };
    child.stdout?.on("data", (chunk) => {
      outcome.stdout += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      outcome.stderr += chunk;
    });
    const limit = setTimeout(() => {
      try {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      } catch {}
    }, seconds * 1000);
    child.on("error", () => resolve({ ...outcome, stderr: "it could not be started" }));
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ ...outcome, code });
    });
  });
}

const MODEL_ROWS = 390;

/** A state whose sealed models.json takes more than nine pages: a disk can be full in the middle of it. */
export function seedState(root = tmpdir()): { base: string; state: string; drop: () => void } {
  const base = realpathSync(mkdtempSync(join(root, "faults-")));
  const state = join(base, "state");
  const models = Array.from({ length: MODEL_ROWS }, (_, i) => ({
    id: `m${i}`,
    name: `Model ${i}`,
    contextWindow: 128000,
  }));
  const acme = { baseUrl: "https://llm.example/v1", apiKey: SECRETS.config, models };
  const ref = { source: "env", provider: "default", id: "BETA_KEY" };
  const beta = { baseUrl: "https://llm.example/v2", models: [{ id: "b", name: "B" }] };
  const files = {
    [CONFIG]: { models: { providers: { acme, beta: { ...beta, apiKey: ref } } } },
    [AUTH]: { version: 1, profiles: { "gamma:work": { type: "api_key", provider: "gamma", key: SECRETS.auth } } },
    [MODELS]: { providers: { acme, beta: { ...beta, apiKey: SECRETS.models } } },
    [DOTENV]: `BETA_KEY=${SECRETS.env}\n`,
  };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(state, file)), { recursive: true, mode: 0o700 });
    const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 1)}\n`;
    writeFileSync(join(state, file), text, { mode: 0o600 });
  }
  return { base, state, drop: () => rmSync(base, { recursive: true, force: true }) };
}

/** The file before and after a run in which nothing goes wrong. */
export interface Sides {
  old: string;
  fresh: string;
}

export async function sidesOf(): Promise<Sides> {
  const { state, drop } = seedState();
  const old = readFileSync(join(state, MODELS), "utf8");
  const { code, stderr } = await run(command("generate"), state);
  const fresh = readFileSync(join(state, MODELS), "utf8");
  drop();
  if (code !== 0 || fresh === old || leaks(fresh).length > 0) throw new Error(`a plain run is not sound: ${stderr}`);
  return { old, fresh };
}

export const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** One line, no stack, no secret: what a run has to say that did not succeed. */
export function messageFaults({ code, stdout, stderr }: Outcome, killed = false): string[] {
  const wrong = leaks(stdout + stderr).map((name) => `prints the secret of ${name}`);
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  if (code !== null && code !== 0 && lines.length !== 1 && !killed) wrong.push(`${lines.length} lines on stderr`);
  if (/^\s+at .+[:(]\d+|node:internal|Node\.js v\d+/m.test(stderr)) wrong.push("a stack trace");
  if (lines.some((line) => line.length > 600)) wrong.push("a very long line");
  return wrong;
}

/** The laws of a run that may have been disturbed: old or new, nothing left, inputs untouched, no success without the new. */
export function disturbed(
  state: string,
  sides: Sides,
  outcome: Outcome,
  before: ReadonlyMap<string, string>,
  options: { killed?: boolean } = {},
): string[] {
  const { killed = false } = options;
  const wrong = messageFaults(outcome, killed);
  const now = read(join(state, MODELS));
  if (now !== sides.old && now !== sides.fresh)
    wrong.push(
      now === undefined ? "the file has vanished" : `the file is neither old nor new (${now.length} characters)`,
    );
  if (now === sides.fresh && (statSync(join(state, MODELS)).mode & 0o777) !== 0o600) wrong.push("its mode is not 0600");
  if (outcome.code === 0 && now !== sides.fresh) wrong.push("exit 0, and the file is not the new one");
  if (outcome.code === null && !killed) wrong.push("it was ended by a signal or by the time limit");
  const after = snapshot(state);
  for (const [file, content] of before)
    if (file !== MODELS && after.get(file) !== content) wrong.push(`the input ${file} has changed`);
  for (const [file, content] of after) {
    if (before.has(file)) continue;
    if (!killed) wrong.push(`${file} is left`);
    else if (content.startsWith("100") && (lstatSync(join(state, file)).mode & 0o077) !== 0)
      wrong.push(`${file} is left and not private`);
  }
  return wrong;
}

/** Runs `work` on every item, `lanes` at a time. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T, i: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) await work(items[i] as T, i);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
