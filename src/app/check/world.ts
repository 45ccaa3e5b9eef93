import { join } from "node:path";
import type { AuthProfileStore } from "../../domain/auth/profiles.js";
import { ownedEnvNames } from "../../domain/classify.js";
import { effectiveEnv } from "../../domain/config/environment.js";
import type { LoadedConfig } from "../../domain/config/loaded.js";
import type { Env } from "../../domain/config/substitute.js";
import { SealError } from "../../domain/errors.js";
import { normalizeProviderId } from "../../domain/openclaw/providers.js";
import { type ReleaseRange, releaseRange } from "../../domain/openclaw/releases.js";
import { configProviders, providerRows } from "../../domain/provider-rows.js";
import { at, type JsonObject, nonBlank } from "../../domain/tree.js";
import { type Agents, findAgents } from "../../io/agents.js";
import { loadConfig } from "../../io/config.js";
import { readDotenv } from "../../io/dotenv.js";
import { type Location, locate } from "../../io/locate.js";
import { askedRelease, dotenvFiles, type WorldOptions } from "../world.js";
import { note, type Run } from "./run.js";
import type { Owners } from "./scan.js";

/** What `check` knows of config and environment: whatever of it can be read. */
export interface CheckWorld {
  location: Location;
  /** Empty if it cannot be read or understood. */
  config: LoadedConfig;
  isBroken: boolean;
  env: Env;
  range: ReleaseRange;
  agents: Agents["agents"];
  mainDir: string;
  seen: Agents["seen"];
  unknownAgents: Agents["unknown"];
  dotenv: string[];
}

/**
 * As `loadWorld`, but nothing stops it: what cannot be read is noted, and the rest is looked at all the same. Throws
 * SealError USAGE alone.
 */
export async function loadCheckWorld(
  options: WorldOptions,
  processEnv: Env,
  home: string | undefined,
  run: Run,
): Promise<CheckWorld> {
  const asked = askedRelease(options);
  const location = locate(options, processEnv, releaseRange(asked, undefined).newest, home);
  const empty: LoadedConfig = { file: location.config.file, exists: false, tree: {}, layers: [] };
  const loaded = await orNoted(run, location.config.file, () => loadConfig(location.config));
  const config = loaded ?? empty;
  if (loaded === undefined) run.unloaded.add(config);
  const dotenv = [...dotenvFiles(location)];
  const assignments: [string, string][] = [];
  for (const file of dotenv) assignments.push(...((await orNoted(run, file, () => readDotenv([file]))) ?? []));
  const env = effectiveEnv(processEnv, assignments, config.tree);
  const range = releaseRange(asked, nonBlank(at(config.tree, ["meta", "lastTouchedVersion"])));
  const find = () => findAgents(config.tree, location, env, range, options.agents);
  const { agents, mainDir, seen, unknown } = (await orNoted(run, location.stateDir, find)) ?? {
    agents: [],
    mainDir: join(location.stateDir, "agents", "main", "agent"),
    seen: new Map(),
    unknown: [],
  };
  const isBroken = loaded === undefined;
  return { location, config, isBroken, env, range, agents, mainDir, seen, unknownAgents: unknown, dotenv };
}

async function orNoted<T>(run: Run, file: string, read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    note(run, error, file);
    return undefined;
  }
}

/** Which environment names a provider's own refs give it, in a config and a store. */
export function ownersIn(
  config: JsonObject,
  store: AuthProfileStore,
  release: string | undefined,
  envNames: readonly string[],
): Owners {
  const rows = providerRows(configProviders(config), release);
  const context = { config, store, env: {}, evidence: {}, release };
  const known = new Map<string, readonly string[]>();
  return {
    ownedEnvNames(provider) {
      const names = known.get(provider);
      if (names) return names;
      const id = normalizeProviderId(provider, release);
      const found = ownedEnvNames(id, rows.get(id)?.value, context);
      known.set(provider, found);
      return found;
    },
    profileIds: new Set(store.profiles.keys()),
    envNames,
  };
}
