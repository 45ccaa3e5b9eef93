import { dirname } from "node:path";
import type { LocalEvidence } from "../domain/classify.js";
import { effectiveEnv } from "../domain/config/environment.js";
import type { LoadedConfig } from "../domain/config/loaded.js";
import { placeInConfig } from "../domain/config/loaded.js";
import { missingVariables } from "../domain/config/missing.js";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { isReleaseNumber, type ReleaseRange, releaseRange } from "../domain/openclaw/releases.js";
import { show, showJsonPath } from "../domain/text.js";
import { at, nonBlank } from "../domain/tree.js";
import { type Agent, findAgents } from "../io/agents.js";
import { loadConfig } from "../io/config.js";
import { readDotenv } from "../io/dotenv.js";
import { googleCredentialsFile } from "../io/evidence.js";
import { inside } from "../io/files/inside.js";
import { type LocateOptions, type Location, locate } from "../io/locate.js";

export interface WorldOptions extends LocateOptions {
  agents?: readonly string[] | undefined;
  /** The release that will read the files. */
  openclaw?: string | undefined;
}

/** Everything that is the same for all agents, read once. */
export interface World {
  location: Location;
  config: LoadedConfig;
  env: Env;
  evidence: LocalEvidence;
  range: ReleaseRange;
  agents: readonly Agent[];
  mainDir: string;
}

/** The release of --openclaw, if one is named. Throws SealError USAGE if it is none. */
export function askedRelease({ openclaw: asked }: WorldOptions): string | undefined {
  if (asked !== undefined && !isReleaseNumber(asked))
    throw new SealError("USAGE", `${show(asked)} is no OpenClaw release.`, "Write it as in --openclaw 2026.9.6.");
  return asked;
}

/**
 * Reads config and environment and finds the agents. Throws SealError for anything that makes every agent's file
 * undecidable: a bad flag, a config that cannot be read, parsed or understood, an unset variable it needs.
 */
export async function loadWorld(options: WorldOptions, processEnv: Env, home?: string): Promise<World> {
  const asked = askedRelease(options);
  const location = locate(options, processEnv, releaseRange(asked, undefined).newest, home);
  const config = await loadConfig(location.config);
  const stamp = at(config.tree, ["meta", "lastTouchedVersion"]);
  const range = releaseRange(asked, nonBlank(stamp));
  const env = effectiveEnv(processEnv, readDotenv(dotenvFiles(location)), config.tree);
  const hasReferences = config.layers.some((layer) => layer.text.includes("${"));
  const [missing] = hasReferences ? missingVariables(config.tree, env) : [];
  if (missing)
    throw new SealError(
      "MISSING_VARIABLE",
      `The variable ${show(missing.name)}, which ${showJsonPath(missing.path)} needs, is not set.`,
      "Set it where the gateway gets its environment from, or correct the reference.",
      placeInConfig(config, missing.path),
    );
  const { agents, mainDir } = findAgents(config.tree, location, env, range, options.agents);
  return {
    location,
    config,
    env,
    evidence: { googleCredentialsFile: googleCredentialsFile(env, location.home) },
    range,
    agents,
    mainDir,
  };
}

/** The global `.env` files: of the state directory, and beside the active config. Source: `src/secrets/storage-scan.ts`. */
export function dotenvFiles(location: Location): Set<string> {
  return new Set([inside(location.stateDir, ".env"), inside(dirname(location.config.file), ".env")]);
}
