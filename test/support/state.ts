import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { main } from "../../src/cli/main.js";

export interface State {
  dir: string;
  path(...parts: string[]): string;
  write(file: string, content: string | object, mode?: number): void;
  read(file: string): string;
  json(file: string): unknown;
  /** Every file below the state directory, with its text. */
  files(): Map<string, string>;
  /** Runs the command line on it in this process. */
  run(args: readonly string[], env?: Record<string, string>): Promise<Run>;
  drop(): void;
}

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** A private state directory of its own, away from everything on this machine. */
export function newState(files: Record<string, string | object> = {}): State {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "modelseal-test-")));
  const dir = join(base, "state");
  mkdirSync(dir, { mode: 0o700 });
  const path = (...parts: string[]) => join(dir, ...parts);
  const state: State = {
    dir,
    path,
    write(file, content, mode = 0o600) {
      for (let parent = dirname(path(file)); parent.startsWith(dir); parent = dirname(parent)) {
        mkdirSync(parent, { recursive: true, mode: 0o700 });
      }
      writeFileSync(path(file), typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
      chmodSync(path(file), mode);
    },
    read: (file) => readFileSync(path(file), "utf8"),
    json: (file) => JSON.parse(readFileSync(path(file), "utf8")),
    files: () => new Map(walk(dir).map((file) => [relative(dir, file), readFileSync(file, "utf8")])),
    async run(args, env = {}) {
      const run = { code: -1, stdout: "", stderr: "" };
      const sink = {
        out: (text: string) => {
          run.stdout += text;
        },
        err: (text: string) => {
          run.stderr += text;
        },
      };
      const whole = { HOME: base, OPENCLAW_STATE_DIR: dir, ...env };
      run.code = await main(args, { env: whole, sink, now: 1_800_000_000_000, colours: () => false });
      return run;
    },
    drop: () => rmSync(base, { recursive: true, force: true }),
  };
  for (const [file, content] of Object.entries(files)) state.write(file, content);
  return state;
}

function walk(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const file = join(dir, name);
      const stat = lstatSync(file);
      return stat.isDirectory() ? walk(file) : stat.isFile() ? [file] : [];
    });
}
