import { join } from "node:path";
import type { CheckReport } from "../domain/check-report.js";
import { effectiveEnv } from "../domain/config/environment.js";
import type { Env } from "../domain/config/substitute.js";
import type { MigrateReport } from "../domain/migrate-report.js";
import type { ProbeReport } from "../domain/probe-report.js";
import type { SecretRef } from "../domain/ref.js";
import type { GenerateReport } from "../domain/report.js";
import type { Resolution } from "../domain/resolution.js";
import { asObject } from "../domain/tree.js";
import { readDotenv } from "../io/dotenv.js";
import { resolveSecretRefs as resolveRefs } from "../io/resolve/resolve.js";
import { readSecretStoreEntry } from "../io/sqlite/secret-store.js";
import { check } from "./check.js";
import { generate } from "./generate.js";
import { migrate } from "./migrate.js";
import { probe } from "./probe.js";

const SWEEP_MS = 60_000;

/** Which state, agents and release a call is about. */
export interface StateOptions {
  stateDir?: string | undefined;
  configPath?: string | undefined;
  /** Ids; every agent of the config and on disk by default. */
  agents?: readonly string[] | undefined;
  /** The whole environment that counts; nothing is taken from the process. */
  env: Env;
  home: string;
  /** The OpenClaw release that reads the files. */
  openclaw?: string | undefined;
}

export interface EnsureModelsJsonOptions extends StateOptions {
  dryRun?: boolean | undefined;
  /** Then `ok` is false also if an orphan was found. */
  strict?: boolean | undefined;
}

/**
 * Brings every agent's models.json in line with config and auth profiles, as `modelseal generate` does. Rejects with a
 * SealError only if no agent can be decided; an agent that fails is told in its report and by `ok: false`.
 * Leaves the signals of the process alone: a kill in the middle of a write can leave a private stage file, which the next
 * run sweeps.
 */
export async function ensureModelsJson(options: EnsureModelsJsonOptions): Promise<GenerateReport> {
  const { stateDir, configPath, agents, env, home, openclaw, dryRun, strict = false } = options;
  const report = await generate(
    { stateDir, config: configPath, agents, openclaw, dryRun },
    { env, home, now: Date.now(), sweepMs: SWEEP_MS },
  );
  const hasOrphan = report.agents.some((agent) => agent.findings.some((f) => f.code === "ORPHAN_PLAINTEXT"));
  return strict && hasOrphan ? { ...report, ok: false } : report;
}

export interface MigrateSecretsOptions extends StateOptions {
  /** Nothing is written; the report holds masked diffs. */
  dryRun?: boolean | undefined;
  /** The new home: an alias of `secrets.providers`. Without a home the config is never touched. */
  to?: string | undefined;
  /** The new home: a secrets file, made with its provider entry if it is not there. */
  toFile?: string | undefined;
  /** With an exec provider as `to`: a command that takes one credential on standard input and its id in MODELSEAL_ID. */
  storeCommand?: string | undefined;
  /** Credentials that exist nowhere else are taken away. */
  dropOrphans?: boolean | undefined;
  /** Plaintext beside a ref that does not resolve now is taken away. */
  dropUnverifiable?: boolean | undefined;
  /** Backups and leftovers whose every credential exists elsewhere are removed. */
  purgeResidue?: boolean | undefined;
}

/**
 * Gives each plaintext credential a proper home, then scrubs it, as `modelseal migrate --yes` does. Rejects with a SealError
 * if nothing can be decided, if the new home does not give back what was put there, or if a file cannot be written: each
 * credential is then still where OpenClaw reads it, and the next run goes on. Leaves the signals of the process alone.
 */
export async function migrateSecrets(options: MigrateSecretsOptions): Promise<MigrateReport> {
  const { configPath, env, home, ...rest } = options;
  return migrate({ ...rest, config: configPath }, { env, home, now: Date.now(), sweepMs: SWEEP_MS });
}

export interface CheckSecretsAtRestOptions extends StateOptions {
  /** Files and trees to search in place of the state directory. */
  paths?: readonly string[] | undefined;
  /** Also ask for the value of every SecretRef. */
  resolve?: boolean | undefined;
  /** The same, and run the commands of exec refs, which are otherwise only checked statically; default false. */
  allowExec?: boolean | undefined;
  /** A file of reviewed findings. */
  baseline?: string | undefined;
  /** Files and directories below `paths` that are not looked into. */
  exclude?: readonly string[] | undefined;
}

/**
 * Finds secrets at rest as `modelseal check` does, and writes nothing. An input that cannot be read is a finding of the
 * report, whose status is then `unresolved`. Rejects with a SealError only for bad options and for a baseline that cannot be
 * read.
 */
export async function checkSecretsAtRest(options: CheckSecretsAtRestOptions): Promise<CheckReport> {
  const { configPath, env, home, ...rest } = options;
  return check({ ...rest, config: configPath }, { env, home });
}

export interface ProbeCredentialsOptions extends StateOptions {
  stateDir: string;
  /** This provider alone. */
  provider?: string | undefined;
  /** False: no command is run, and no exec ref is `ok`; default true. */
  allowExec?: boolean | undefined;
  /** The most that each secret provider may take, in milliseconds. */
  timeoutMs?: number | undefined;
  /** Epoch milliseconds by which expiry is judged; now by default. */
  now?: number | undefined;
}

/**
 * Judges every credential as `modelseal probe` does. Rejects with a SealError only if no agent can be judged; an agent that
 * cannot be read is told in `failures` and by `ok: false`.
 */
export async function probeCredentials(options: ProbeCredentialsOptions): Promise<ProbeReport> {
  const { configPath, env, home, now = Date.now(), ...rest } = options;
  return probe({ ...rest, config: configPath }, { env, home, now });
}

export interface ResolveSecretRefsOptions {
  /** The parsed openclaw.json before substitution. */
  config: unknown;
  /** The whole environment that counts; nothing is taken from the process. */
  env: Env;
  /** What `~` stands for. */
  home: string;
  /** Where `store` refs are looked up, and whose `.env` adds to the environment; without it there is no store. */
  stateDir?: string | undefined;
  /** The OpenClaw release that uses the refs; the newest known by default. */
  openclaw?: string | undefined;
  /** False: no command is run, and exec refs that are statically right give EXEC_NOT_ALLOWED; default true. */
  allowExec?: boolean | undefined;
  /** The most that each secret provider may take, in milliseconds. */
  timeoutMs?: number | undefined;
}

/**
 * Resolves refs to their secrets, by key `source:provider:id` in the order of `refs`; each provider is asked once for all its
 * refs. A ref that fails, also one that is no ref at all, has its failure under its key. Rejects with a SealError only if
 * the `.env` of `stateDir` is there and cannot be read.
 */
export async function resolveSecretRefs(
  refs: readonly SecretRef[],
  options: ResolveSecretRefsOptions,
): Promise<Map<string, Resolution>> {
  const { stateDir, openclaw: release, home, allowExec, timeoutMs } = options;
  const config = asObject(options.config);
  const dotenv = stateDir === undefined ? [] : readDotenv([join(stateDir, ".env")]);
  const env = effectiveEnv(options.env, dotenv, config);
  const readStore = stateDir === undefined ? undefined : (id: string) => readSecretStoreEntry(stateDir, id);
  return resolveRefs(refs, { config, env, home, release, allowExec, timeoutMs, readStore });
}
