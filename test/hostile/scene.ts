import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Invented secrets, one for each place that a real one could stand in; every eight characters of them are looked for. */
export const SECRETS = {
  config: "sk-EXAMPLE-c7Vd2Lx9RbT4mZcK8wNp",
  auth: "sk-EXAMPLE-a3Gh8Qs1YfU6jXvB5eHk",
  models: "sk-EXAMPLE-m9Jt4Wn7PdS2rCzL6gFy",
  env: "sk-EXAMPLE-e5Mk1Bv8TqA3xHsD7uRw",
  /** Stands in the hostile text itself. */
  text: "sk-EXAMPLE-t2Zp6Xf4NjE9yKcG1bVd",
} as const;

export const CONFIG = "openclaw.json";
export const AUTH = "agents/main/agent/auth-profiles.json";
export const MODELS = "agents/main/agent/models.json";
export const DOTENV = ".env";
export const INCLUDED = "included.json5";

/** The four kinds of input, each with what a run without any damage reads from it. */
export const SOUND: Readonly<Record<string, object | string>> = {
  [CONFIG]: {
    meta: { lastTouchedVersion: "2026.9.6" },
    models: {
      providers: {
        acme: { baseUrl: "https://llm.example/v1", apiKey: SECRETS.config, models: [{ id: "large", name: "Large" }] },
        beta: { baseUrl: "https://llm.example/v2", apiKey: { source: "env", provider: "default", id: "BETA_KEY" } },
      },
    },
  },
  [AUTH]: { version: 1, profiles: { "gamma:work": { type: "api_key", provider: "gamma", key: SECRETS.auth } } },
  [MODELS]: { providers: { acme: { baseUrl: "https://llm.example/v1", apiKey: SECRETS.models, models: [] } } },
  [DOTENV]: `GAMMA_API_KEY=${SECRETS.env}\nBETA_KEY=${SECRETS.env}\n`,
};

/**
 * "refuse": exit 2 with one line that names the file, nothing written. "entry": exit 2 with one line that names the file;
 * the rest may be written. "accept": exit 0 or 1. "any": whichever, as long as nothing leaks, breaks or hangs.
 */
export type Verdict = "refuse" | "entry" | "accept" | "any";

export interface HostileCase {
  name: string;
  /** The input that is hostile, relative to the state directory. */
  file: string;
  verdict: Verdict;
  /** Where the message points: to the file, to a line and column in it, or to another file. */
  points?: "line" | { file: string };
  content?: string | Uint8Array | object;
  /** Puts something else than a regular file in place; `base` is a private directory outside the state directory. */
  place?: (path: string, base: string) => void;
  /** Commands, by their beginning, that have an answer all the same. */
  mild?: readonly string[];
  /** Further files of the state directory. */
  more?: Readonly<Record<string, string | object>>;
  /** Flags that every command gets. */
  args?: readonly string[];
  /** Not for tests that share a process with others: hundreds of megabytes. */
  heavy?: boolean;
}

export interface Scene {
  base: string;
  state: string;
  drop(): void;
}

/** A state directory with one hostile input, away from everything on this machine. */
export function sceneOf(hostile: Pick<HostileCase, "file" | "content" | "place" | "more">, root = tmpdir()): Scene {
  const base = realpathSync(mkdtempSync(join(root, "hostile-")));
  const state = join(base, "state");
  mkdirSync(state, { mode: 0o700 });
  const put = (file: string, content: string | Uint8Array | object) => {
    const path = join(state, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const bytes =
      typeof content === "string" || content instanceof Uint8Array ? content : `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(path, bytes);
    chmodSync(path, 0o600);
  };
  for (const [file, content] of Object.entries({ ...SOUND, ...hostile.more })) {
    if (file !== hostile.file) put(file, content);
  }
  if (hostile.content !== undefined) put(hostile.file, hostile.content);
  mkdirSync(dirname(join(state, hostile.file)), { recursive: true, mode: 0o700 });
  hostile.place?.(join(state, hostile.file), base);
  return { base, state, drop: () => rmSync(base, { recursive: true, force: true }) };
}

/** The sound config with a value set, or (undefined) removed, at a path. */
export function configWith(path: readonly (string | number)[], value: unknown): object {
  return changed(SOUND[CONFIG] as object, path, value);
}

export function changed(tree: object, path: readonly (string | number)[], value: unknown): object {
  const copy = structuredClone(tree);
  let here = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    if (typeof here[step] !== "object" || here[step] === null) here[step] = {};
    here = here[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1) as string;
  Object.defineProperty(here, last, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
