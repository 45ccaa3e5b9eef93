import { PROVIDER_LIMITS as LIMITS, type ProviderRules } from "./openclaw/provider-limits.js";
import type { SecretSource } from "./ref.js";
import { isObject, type Json, type JsonObject, nonBlank, own, put } from "./tree.js";

/** Reads variables of the caller; the names beyond it are denied. Undefined: every variable may be read. */
interface EnvProvider {
  kind: "env";
  allowlist?: readonly string[];
}

/** A file of secrets: a JSON object for pointers, or one value. */
export interface FileProvider {
  kind: "file";
  /** As configured: absolute, or below the home directory with `~`. */
  path: string;
  mode: "json" | "singleValue";
  timeoutMs: number;
  maxBytes: number;
  allowInsecurePath: boolean;
}

/** A program that answers a batch of ids. Times in milliseconds. */
export interface ExecProvider {
  kind: "exec";
  /** As configured: absolute, or below the home directory with `~`. */
  command: string;
  args: readonly string[];
  timeoutMs: number;
  noOutputTimeoutMs: number;
  maxOutputBytes: number;
  jsonOnly: boolean;
  env: Readonly<Record<string, string>>;
  passEnv: readonly string[];
  trustedDirs: readonly string[];
  allowInsecurePath: boolean;
  allowSymlinkCommand: boolean;
}

/** An exec provider whose command comes from an OpenClaw plugin. */
interface PluginProvider {
  kind: "plugin";
}

/** OpenClaw's own store in the state database; it has no settings. */
interface StoreProvider {
  kind: "store";
}

export type ProviderSettings = EnvProvider | FileProvider | ExecProvider | PluginProvider | StoreProvider;

/** The settings, or the rule that an entry breaks, such as `path must be …`; `retired`: a setting of older releases stands in it. */
export type SettingsResult = { settings: ProviderSettings } | { problem: string; retired: boolean };

const RETIRED = ["allowSymlinkCommand", "allowInsecurePath"];
const KEYS: Record<SecretSource, readonly string[]> = {
  env: ["allowlist"],
  store: [],
  file: ["path", "mode", "timeoutMs", "maxBytes"],
  exec: [
    ...["command", "args", "timeoutMs", "noOutputTimeoutMs", "maxOutputBytes", "jsonOnly", "env", "passEnv"],
    ...["trustedDirs", "pluginIntegration"],
  ],
};
const RETIRED_KEYS: Record<SecretSource, readonly string[]> = {
  env: [],
  store: [],
  file: ["allowInsecurePath"],
  exec: RETIRED,
};
const ABSOLUTE = /^(?:\/|~$|~[\\/]|[A-Za-z]:[\\/]|\\\\)/;

/**
 * The settings of an entry of `secrets.providers` with their defaults, or the first rule that it breaks. The schema is
 * strict, so an unknown setting is a problem; its name is not repeated, because a misplaced secret may stand there.
 */
export function readSettings(entry: JsonObject, source: SecretSource, rules: ProviderRules): SettingsResult {
  const keys = Object.keys(entry).filter((key) => key !== "source" && !KEYS[source].includes(key));
  const retired = keys.find((key) => RETIRED_KEYS[source].includes(key));
  if (retired && !rules.insecureKeys)
    return { problem: `${retired} is not accepted by OpenClaw 2026.7.2 and newer`, retired: true };
  if (keys.some((key) => !RETIRED_KEYS[source].includes(key)))
    return { problem: "a setting has a name that providers of this source do not have", retired: false };
  const { fields, problem } = fieldsOf(entry);
  const settings = READERS[source](fields, rules, entry);
  return problem() === undefined ? { settings } : { problem: problem() ?? "", retired: false };
}

type Fields = ReturnType<typeof fieldsOf>["fields"];

const READERS: Record<SecretSource, (fields: Fields, rules: ProviderRules, entry: JsonObject) => ProviderSettings> = {
  env: (fields) => {
    const allowlist = fields.names("allowlist", LIMITS.allowlist);
    return allowlist ? { kind: "env", allowlist } : { kind: "env" };
  },
  store: () => ({ kind: "store" }),
  file: (fields) => ({
    kind: "file",
    path: fields.path("path"),
    mode: fields.mode(),
    timeoutMs: fields.integer("timeoutMs", LIMITS.timeoutMs.most) ?? LIMITS.timeoutMs.standard,
    maxBytes: fields.integer("maxBytes", LIMITS.bytes.most) ?? LIMITS.bytes.standard,
    allowInsecurePath: fields.flag("allowInsecurePath") ?? false,
  }),
  exec: (fields, rules, entry) => {
    if (Object.hasOwn(entry, "pluginIntegration")) {
      fields.pluginIntegration();
      return { kind: "plugin" };
    }
    const timeoutMs = fields.integer("timeoutMs", LIMITS.timeoutMs.most) ?? LIMITS.timeoutMs.standard;
    return {
      kind: "exec",
      command: fields.path("command"),
      args: fields.texts("args", LIMITS.args, LIMITS.argLength) ?? [],
      timeoutMs,
      noOutputTimeoutMs: fields.integer("noOutputTimeoutMs", LIMITS.timeoutMs.most) ?? rules.silenceMs ?? timeoutMs,
      maxOutputBytes: fields.integer("maxOutputBytes", LIMITS.bytes.most) ?? LIMITS.bytes.standard,
      jsonOnly: fields.flag("jsonOnly") ?? true,
      env: fields.variables("env"),
      passEnv: fields.names("passEnv", LIMITS.passEnv) ?? [],
      trustedDirs: fields.paths("trustedDirs", LIMITS.trustedDirs) ?? [],
      allowInsecurePath: fields.flag("allowInsecurePath") ?? false,
      allowSymlinkCommand: fields.flag("allowSymlinkCommand") ?? false,
    };
  },
};

/** Readers of single settings; the first one that does not hold is kept as the problem, and reading goes on. */
function fieldsOf(entry: JsonObject) {
  let first: string | undefined;
  const wrong = (key: string, rule: string): undefined => {
    first ??= `${key} must be ${rule}`;
  };
  function list(key: string, most: number, rule: string, fits: (text: string) => boolean): string[] | undefined {
    const value = own(entry, key);
    if (value === undefined) return undefined;
    const good = Array.isArray(value) && value.length <= most && value.every((v) => isText(v) && fits(v));
    return good ? (value as string[]) : wrong(key, `a list of at most ${most} ${rule}`);
  }
  const fields = {
    path(key: string): string {
      const value = own(entry, key);
      return isPath(value) ? value : (wrong(key, 'an absolute path, or one that starts with "~/"') ?? "");
    },
    mode(): "json" | "singleValue" {
      const value = own(entry, "mode") ?? "json";
      return value === "json" || value === "singleValue" ? value : (wrong("mode", '"json" or "singleValue"') ?? "json");
    },
    integer(key: string, most: number): number | undefined {
      const value = own(entry, key);
      if (value === undefined) return undefined;
      const good = typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most;
      return good ? value : wrong(key, `a whole number from 1 to ${most}`);
    },
    flag(key: string): boolean | undefined {
      const value = own(entry, key);
      return value === undefined || typeof value === "boolean" ? value : wrong(key, "true or false");
    },
    names: (key: string, most: number) => list(key, most, "environment variable names", isName),
    paths: (key: string, most: number) => list(key, most, "absolute paths", isPath),
    texts: (key: string, most: number, longest: number) =>
      list(key, most, `strings of at most ${longest} characters`, (text) => text.length <= longest),
    variables(key: string): Record<string, string> {
      const result: Record<string, string> = {};
      const value = own(entry, key) ?? {};
      const pairs = isObject(value) ? Object.entries(value) : [["", ""]];
      for (const [name, text] of pairs as [string, Json][]) {
        if (isName(name) && isText(text)) put(result, name, text);
        else wrong(key, "an object of environment variables with string values");
      }
      return result;
    },
    pluginIntegration(): void {
      const value = own(entry, "pluginIntegration");
      const good =
        isObject(value) && ["pluginId", "integrationId"].every((key) => nonBlank(own(value, key)) !== undefined);
      if (!good) wrong("pluginIntegration", "an object with pluginId and integrationId");
      if (Object.hasOwn(entry, "command")) wrong("command", "absent beside pluginIntegration");
    },
  };
  return { fields, problem: () => first };
}

/** The kernel takes no NUL in paths, arguments and environments. */
function isText(value: Json | undefined): value is string {
  return typeof value === "string" && !value.includes("\0");
}

function isPath(value: Json | undefined): value is string {
  return isText(value) && ABSOLUTE.test(value);
}

function isName(name: string): boolean {
  return /^[^=\0]+$/.test(name);
}
