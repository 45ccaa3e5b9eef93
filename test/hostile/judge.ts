import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { type HostileCase, MODELS, SECRETS } from "./scene.js";

export interface Outcome {
  /** null: ended by a signal or by the time limit. */
  code: number | null;
  stdout: string;
  stderr: string;
}

const WINDOW = 8;
const LONGEST_LINE = 600;
const STACK =
  /^\s+at .+[:(]\d+|node:internal|UnhandledPromise|triggerUncaught|^\s*\^+\s*$|Node\.js v\d+|FATAL ERROR|heap out of memory/m;
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
const LARGE = 8 * 1024 * 1024;

/** Every run of eight characters of the part of a secret that no other text has. */
const WINDOWS = Object.entries(SECRETS).flatMap(([name, secret]) => {
  const body = secret.slice("sk-EXAMPLE-".length);
  return Array.from({ length: body.length - WINDOW + 1 }, (_, i) => [name, body.slice(i, i + WINDOW)] as const);
});

/** The names of the secrets of which a text holds eight characters in a row. */
export function leaks(text: string): string[] {
  return [...new Set(WINDOWS.filter(([, part]) => text.includes(part)).map(([name]) => name))];
}

/** Everything below a directory: kind, mode and content; of large files their identity instead. */
export function snapshot(dir: string): Map<string, string> {
  const seen = new Map<string, string>();
  const walk = (here: string) => {
    for (const name of readdirSync(here)) {
      const path = join(here, name);
      const stat = lstatSync(path);
      const kind = (stat.mode & 0o170000).toString(8);
      let content = "";
      if (stat.isSymbolicLink()) content = readlinkSync(path);
      else if (stat.isFile() && stat.size > LARGE) content = `${stat.size} ${stat.ino} ${stat.mtimeMs}`;
      else if (stat.isFile()) content = readFileSync(path, "latin1");
      seen.set(relative(dir, path), `${kind}\0${content}`);
      if (stat.isDirectory()) walk(path);
    }
  };
  walk(dir);
  return seen;
}

/** What is wrong with how a command took a hostile input; empty if nothing is. */
export function judge(
  hostile: HostileCase,
  command: string,
  outcome: Outcome,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const { code, stdout, stderr } = outcome;
  const wrong: string[] = [];
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const said = stdout + stderr;
  if (code === null) return ["it was ended by a signal or by the time limit"];
  if (![0, 1, 2].includes(code)) wrong.push(`exit ${code}`);
  const isMild = hostile.mild?.some((name) => command.startsWith(name)) ?? false;
  const verdict = isMild ? "any" : hostile.verdict;
  const isDue = verdict === "refuse" || verdict === "entry";
  if (isDue && code !== 2) wrong.push(`exit ${code}, 2 was due`);
  if (verdict === "accept" && code === 2) wrong.push(`exit 2, 0 or 1 was due: ${lines[0]}`);
  if (code === 2) {
    if (lines.length !== 1) wrong.push(`${lines.length} lines on stderr`);
    if (isDue) wrong.push(...misplaced(hostile, lines[0] ?? ""));
  }
  if (lines.some((line) => line.length > LONGEST_LINE)) wrong.push("a line of more than 600 characters");
  if (STACK.test(said)) wrong.push("a stack trace");
  if (/does not know/.test(said)) wrong.push("an internal error");
  if (UNSAFE.test(said.replaceAll("\r\n", "\n"))) wrong.push("a control or bidi character");
  for (const name of leaks(said)) wrong.push(`prints the secret of ${name}`);
  wrong.push(...changedInputs(hostile, command, code, before, after));
  return wrong;
}

function misplaced(hostile: HostileCase, line: string): string[] {
  const { points, file } = hostile;
  const named = typeof points === "object" ? points.file : basename(file);
  const wrong = line.includes(named) ? [] : [`the line does not name ${named}: ${line}`];
  if (points === "line" && !/:\d+:\d+: /.test(line)) wrong.push(`the line has no position: ${line}`);
  return wrong;
}

function changedInputs(
  hostile: HostileCase,
  command: string,
  code: number,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const writes = /^(generate|run)\b/.test(command) && !command.includes("--dry-run");
  const mayChange = (file: string) => writes && !(hostile.verdict === "refuse" && code === 2) && isOutput(file);
  const wrong: string[] = [];
  for (const file of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(file) === after.get(file) || mayChange(file)) continue;
    wrong.push(`${file} ${after.has(file) ? (before.has(file) ? "has changed" : "has appeared") : "has vanished"}`);
  }
  return wrong;
}

/** models.json of any agent, and the directories of an agent that is new. */
function isOutput(file: string): boolean {
  return file === MODELS || /^agents(\/[^/]+(\/agent(\/models\.json)?)?)?$/.test(file);
}

/** Whether a state directory is still there at all. */
export function isThere(state: string): boolean {
  return existsSync(state);
}
