import { isHostVariable } from "../openclaw/host-env.js";
import { asObject, isObject, type JsonObject, nonBlank, own } from "../tree.js";
import { type Env, hasReference } from "./substitute.js";

const PORTABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Variables of the config's `env` block: `env.vars.NAME` and direct string keys, which win. Blank values, references and
 * variables of the host are left out. Source: `src/config/config-env-vars.ts`, 2026.9.6.
 */
function configVariables(config: JsonObject): [string, string][] {
  const block = own(config, "env");
  if (!isObject(block)) return [];
  const direct = Object.entries(block).filter(([name]) => name !== "vars" && name !== "shellEnv");
  return [...direct, ...Object.entries(asObject(own(block, "vars")))].flatMap(([key, value]) => {
    const name = key.trim();
    if (typeof value !== "string" || nonBlank(value) === undefined || hasReference(value)) return [];
    return PORTABLE_NAME.test(name) && !isHostVariable(name) ? [[name, value]] : [];
  });
}

/**
 * The environment that OpenClaw works with: the process's own, then the global `.env` files, then the config's `env`
 * block; what is set first stays, and blank is not set. The result has no prototype, so any name is a plain key.
 */
export function effectiveEnv(processEnv: Env, dotenv: readonly (readonly [string, string])[], config: JsonObject): Env {
  const env: Record<string, string | undefined> = Object.assign(Object.create(null), processEnv);
  for (const [name, value] of [...dotenv, ...configVariables(config)]) {
    if (nonBlank(env[name]) === undefined) env[name] = value;
  }
  return env;
}

// The grammar of the dotenv package, which OpenClaw reads these files with: a `#` ends an unquoted value anywhere.
const ASSIGNMENT =
  /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=|:[^\S\n])[^\S\n]*((?:'[^']*'|"(?:\\"|[^"])*"|`[^`]*`)(?=[^\S\n]*(?:#.*)?$)|[^#\n]*)/gm;

/** What a `.env` file sets, each name once with its last value; blank values are left out. */
export function parseDotenv(text: string): [string, string][] {
  const entries = new Map<string, string>();
  for (const [, name, raw] of text.replace(/\r\n?/g, "\n").matchAll(ASSIGNMENT)) {
    if (name !== undefined && PORTABLE_NAME.test(name)) entries.set(name, unquoted((raw ?? "").trim()));
  }
  return [...entries].filter(([, value]) => nonBlank(value) !== undefined);
}

function unquoted(text: string): string {
  const inner = /^(['"`])(.*)\1$/s.exec(text)?.[2];
  if (inner === undefined) return text;
  return text.startsWith('"') ? inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : inner;
}
