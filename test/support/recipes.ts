import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const BIN = fileURLToPath(new URL("../../bin/modelseal.js", import.meta.url));
const SECRET = "zk-EXAMPLE-stale-0123456789abcdefghij";

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A machine of its own: a home, a state with a stale plaintext key in models.json, and a PATH with node and modelseal. */
export interface Machine {
  dir: string;
  home: string;
  /** Paths with a space, a quote and a dollar sign: what a template forgets to quote fails here. */
  stateDir: string;
  env: Record<string, string>;
  modelseal(...args: string[]): Ran;
  run(argv: readonly string[], more?: { env?: Record<string, string>; cwd?: string }): Ran;
  write(file: string, text: string, mode?: number): string;
  /** Puts a program into PATH. */
  program(name: string, script: string): void;
  /** Lays a state with a stale plaintext key there. */
  state(dir: string): void;
  sealed(dir?: string): boolean;
  drop(): void;
}

export function newMachine(): Machine {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "modelseal-recipe-")));
  const home = join(dir, "home");
  const bin = join(dir, "bin");
  const stateDir = join(home, "it's $HOME state");
  for (const path of [home, bin]) mkdirSync(path, { mode: 0o700 });
  symlinkSync(process.execPath, join(bin, "node"));
  symlinkSync(BIN, join(bin, "modelseal"));
  const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin`, XDG_RUNTIME_DIR: dir };
  const modelsFile = (state: string) => join(state, "agents", "main", "agent", "models.json");
  const machine: Machine = {
    dir,
    home,
    stateDir,
    env,
    modelseal: (...args) => machine.run([join(bin, "modelseal"), ...args]),
    run(argv, more = {}) {
      const [file, ...args] = argv as [string, ...string[]];
      const { status, stdout, stderr, error } = spawnSync(file, args, {
        cwd: more.cwd ?? home,
        env: { ...env, ...more.env },
        encoding: "utf8",
        timeout: 60_000,
      });
      return { code: status, stdout, stderr: error ? `${stderr}${error.message}` : stderr };
    },
    write(file, text, mode = 0o600) {
      const path = join(dir, file);
      mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
      writeFileSync(path, text);
      chmodSync(path, mode);
      return path;
    },
    program(name, script) {
      // node and modelseal are links out of here: never write through them.
      rmSync(join(bin, name), { force: true });
      writeFileSync(join(bin, name), script, { mode: 0o755, flag: "wx" });
    },
    state(state) {
      mkdirSync(join(modelsFile(state), ".."), { recursive: true, mode: 0o700 });
      const acme = {
        baseUrl: "https://llm.example/v1",
        api: "openai-completions",
        models: [{ id: "acme-large", name: "Acme" }],
      };
      const ref = { source: "exec", provider: "vault", id: "acme/key" };
      const config = {
        meta: { lastTouchedVersion: "2026.7.1" },
        secrets: { providers: { vault: { source: "exec", command: "/usr/bin/vault" } } },
        models: { providers: { acme: { ...acme, apiKey: ref } } },
      };
      writeFileSync(join(state, "openclaw.json"), JSON.stringify(config), { mode: 0o600 });
      writeFileSync(modelsFile(state), JSON.stringify({ providers: { acme: { ...acme, apiKey: SECRET } } }), {
        mode: 0o600,
      });
    },
    sealed(state = stateDir) {
      const text = existsSync(modelsFile(state)) ? readFileSync(modelsFile(state), "utf8") : "";
      return text.includes('"secretref-managed"') && !text.includes(SECRET);
    },
    drop: () => rmSync(dir, { recursive: true, force: true }),
  };
  machine.state(stateDir);
  return machine;
}

/** A gateway that tells how it was called and whether the key was still there when it started. */
export function gateway(machine: Machine, stateDir = machine.stateDir): string {
  const file = JSON.stringify(join(stateDir, "agents", "main", "agent", "models.json"));
  return `#!${process.execPath}
const { readFileSync } = require("node:fs");
const plaintext = readFileSync(${file}, "utf8").includes(${JSON.stringify(SECRET)});
process.stdout.write(JSON.stringify({ plaintext, args: process.argv.slice(2) }));
`;
}
