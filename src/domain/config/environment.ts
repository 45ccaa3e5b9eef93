import { isObject, type JsonObject, own } from "../tree.js";
import { type Env, hasReference } from "./substitute.js";

/** Variables that steer the host itself; a config may not set them. Source: `src/config/config-env-vars.ts`, 2026.9.6. */
const HOST_NAMES = new Set([
  "PATH",
  "HOME",
  "SHELL",
  "BASH_ENV",
  "ENV",
  "IFS",
  "NODE_OPTIONS",
  "NODE_PATH",
  "PYTHONPATH",
  "PERL5LIB",
  "RUBYLIB",
]);
const HOST_PREFIXES = ["LD_", "DYLD_", "NPM_CONFIG_"];

function isHostName(name: string): boolean {
  const upper = name.toUpperCase();
  return HOST_NAMES.has(upper) || HOST_PREFIXES.some((prefix) => upper.startsWith(prefix));
}

/** Variables of the config's `env` block: `env.vars.NAME` and direct string keys, without blank values and references. */
function configVariables(config: JsonObject): [string, string][] {
  const block = own(config, "env");
  if (!isObject(block)) return [];
  const vars = own(block, "vars");
  const direct = Object.entries(block).filter(([name]) => name !== "vars" && name !== "shellEnv");
  return [...(isObject(vars) ? Object.entries(vars) : []), ...direct].filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1].trim() !== "" && !hasReference(entry[1]) && !isHostName(entry[0]),
  );
}

/**
 * The environment that OpenClaw works with: the process's own, then the global `.env` files, then the config's `env`
 * block; what is set first stays. The result has no prototype, so any name is a plain key.
 */
export function effectiveEnv(processEnv: Env, dotenv: readonly (readonly [string, string])[], config: JsonObject): Env {
  const env: Record<string, string | undefined> = Object.assign(Object.create(null), processEnv);
  for (const [name, value] of [...dotenv, ...configVariables(config)]) {
    if (env[name] === undefined) env[name] = value;
  }
  return env;
}

/** `NAME=value` lines of a `.env` file: `export` allowed, matching quotes stripped, comments and blank values left out. */
export function parseDotenv(text: string): [string, string][] {
  const entries: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const raw = match[2] as string;
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    const value = quoted ? (quoted[2] as string) : raw.replace(/\s+#.*$/, "");
    if (value !== "") entries.push([match[1] as string, value]);
  }
  return entries;
}
