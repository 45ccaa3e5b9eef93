import { realpath } from "node:fs/promises";
import { effectiveEnv } from "../../domain/config/environment.js";
import { type Env, substitute } from "../../domain/config/substitute.js";
import { PROVIDER_LIMITS, providerRules } from "../../domain/openclaw/provider-limits.js";
import {
  type ExecProvider,
  type FileProvider,
  type ProviderSettings,
  readSettings,
} from "../../domain/provider-settings.js";
import { refKey, type SecretRef } from "../../domain/ref.js";
import { credential, failure, type RefFailure, type Resolution } from "../../domain/resolution.js";
import type { Secret } from "../../domain/secret.js";
import { checkRef, providerEntry } from "../../domain/secret-providers.js";
import { showPath } from "../../domain/text.js";
import { asObject, isObject, type JsonObject, nonBlank, own } from "../../domain/tree.js";
import { type ExecContext, resolveExecRefs } from "./exec-provider.js";
import { resolveFileRefs } from "./file-provider.js";
import { expandPath } from "./paths.js";

/** The surroundings in which refs are resolved. */
export interface ResolveOptions {
  /** The parsed openclaw.json before substitution. */
  config: JsonObject;
  /** The environment of the process that will use the refs; the config's own `env` block is added to it. */
  env: Env;
  /** What `~` stands for. */
  home: string;
  /** The OpenClaw release that will use the refs; without it the newest known. */
  release?: string | undefined;
  /** False: no command is run, and exec refs that are statically right give EXEC_NOT_ALLOWED. */
  allowExec?: boolean | undefined;
  /** An upper bound in milliseconds for what each provider is given by its settings. */
  timeoutMs?: number | undefined;
  /**
   * The secret of an id in OpenClaw's own store; undefined: no store or no such entry; "unavailable": the store is there
   * but cannot be read. Without this function there is no store.
   */
  readStore?: ((id: string) => Secret | undefined | "unavailable") | undefined;
  /** Told once per provider: the refs it was asked for, and how long that took in milliseconds. */
  onAnswer?: ((refs: readonly SecretRef[], ms: number) => void) | undefined;
}

interface Group {
  alias: string;
  settings: ProviderSettings;
  refs: SecretRef[];
}

/**
 * Resolves refs to their secrets, by key `source:provider:id` in the order of `refs`. Each provider is asked once for all
 * its refs, at most four at a time, and a provider that fails does not touch the others. A ref that fails has no fallback.
 * Never throws: an unusable ref, also one that is no ref at all, has a failure under its key.
 */
export async function resolveSecretRefs(
  refs: readonly SecretRef[],
  options: ResolveOptions,
): Promise<Map<string, Resolution>> {
  const config = asObject(options.config);
  const context = { ...options, config, env: effectiveEnv(options.env, [], config) };
  const results = new Map<string, Resolution | undefined>();
  const groups = new Map<string, Group>();
  for (const ref of refs) {
    const key = keyOf(ref);
    if (results.has(key)) continue;
    const checked = checkRef(ref, context);
    results.set(key, checked.ok ? undefined : await withRealPath(checked, ref, context));
    if (!checked.ok) continue;
    const name = `${ref.source}:${ref.provider}`;
    const group = groups.get(name) ?? { alias: ref.provider, settings: checked.settings, refs: [] };
    groups.set(name, group);
    group.refs.push(checked.ref);
  }
  await inLanes(PROVIDER_LIMITS.providersAtOnce, [...groups.values()], async (group) => {
    const start = performance.now();
    const found = await resolveGroup(group, context);
    options.onAnswer?.(group.refs, performance.now() - start);
    for (const [i, ref] of group.refs.entries()) results.set(refKey(ref), found[i]);
  });
  return results as Map<string, Resolution>;
}

async function resolveGroup({ alias, settings, refs }: Group, options: ResolveOptions): Promise<Resolution[]> {
  const context: ExecContext = {
    env: options.env,
    home: options.home,
    platform: process.platform,
    uid: process.geteuid?.(),
  };
  switch (settings.kind) {
    case "env":
      return refs.map((ref) => fromEnvironment(ref, options.env));
    case "store":
      return refs.map((ref) => fromStore(ref, options.readStore));
    case "file":
      return resolveFileRefs(refs, alias, bounded(settings, options.timeoutMs), context);
    case "exec":
      if (options.allowExec === false) return refs.map(execNotAllowed);
      return resolveExecRefs(refs, alias, bounded(settings, options.timeoutMs), context);
    case "plugin":
      return refs.map(() =>
        failure(
          "SECRET_PROVIDER_UNAVAILABLE",
          `secrets.providers.${alias} belongs to an OpenClaw plugin, which only OpenClaw can run.`,
          'Check it with "openclaw secrets audit --allow-exec".',
        ),
      );
  }
}

function bounded<T extends FileProvider | ExecProvider>(settings: T, most = Number.POSITIVE_INFINITY): T {
  return { ...settings, timeoutMs: Math.min(settings.timeoutMs, most) };
}

function execNotAllowed(ref: SecretRef): RefFailure {
  return failure(
    "EXEC_NOT_ALLOWED",
    `${refKey(ref)} was not resolved, because running commands was not allowed.`,
    "Allow exec refs to have it resolved.",
  );
}

function fromEnvironment(ref: SecretRef, env: Env): Resolution {
  const value = Object.hasOwn(env, ref.id) ? env[ref.id] : undefined;
  if (nonBlank(value) !== undefined) return credential(value, refKey(ref));
  return failure(
    "SECRET_REF_NOT_FOUND",
    `The environment variable ${ref.id} is ${value === undefined ? "not set" : "empty or blank"}.`,
    `Set ${ref.id} in the environment of the process that uses it.`,
  );
}

function fromStore(ref: SecretRef, readStore: ResolveOptions["readStore"]): Resolution {
  const found = askStore(ref.id, readStore);
  if (found === "unavailable")
    return failure("SECRET_PROVIDER_UNAVAILABLE", "The secret store in the state database cannot be read.");
  const value = found?.reveal();
  if (value === undefined) return failure("SECRET_REF_NOT_FOUND", `The secret store has no entry ${ref.id}.`);
  if (Buffer.byteLength(value) > PROVIDER_LIMITS.storeValueBytes)
    return failure(
      "SECRET_REF_PROVIDER_CONTRACT",
      `The entry ${ref.id} of the secret store is too large for a secret.`,
    );
  return credential(value, refKey(ref));
}

function askStore(id: string, readStore: ResolveOptions["readStore"]): Secret | undefined | "unavailable" {
  try {
    return readStore?.(id);
  } catch {
    return "unavailable";
  }
}

/** A setting of older releases let a command be a symlink: name the path that takes its place. */
async function withRealPath(result: RefFailure, ref: SecretRef, options: ResolveOptions): Promise<RefFailure> {
  if (result.code !== "SECRET_PROVIDER_INVALID") return result;
  const entry = providerEntry(options.config, ref.provider);
  if (!isObject(entry) || own(entry, "source") !== ref.source) return result;
  const settings = readSettings(entry, ref.source, providerRules(options.release));
  const command = nonBlank(own(entry, "command"));
  if (!("problem" in settings && settings.retired) || command === undefined) return result;
  const path = expandPath(substitute(command, options.env), options.home);
  const real = path && (await realpath(path).catch(() => null));
  if (!real || real === path) return result;
  const message = `${result.message} The real path of its command is ${showPath(real)}`;
  return failure(result.code, message, 'Remove it, and set "command" to the real path.');
}

/** As `refKey`, also for what is no ref: then the parts that are no strings are empty. */
function keyOf(ref: unknown): string {
  const part = (name: string): string => {
    const value = isObject(ref) ? own(ref, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  return `${part("source")}:${part("provider")}:${part("id")}`;
}

async function inLanes<T>(lanes: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
