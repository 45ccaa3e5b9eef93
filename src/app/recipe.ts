import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { type ReleaseRange, releaseRange } from "../domain/openclaw/releases.js";
import { at, nonBlank } from "../domain/tree.js";
import { loadConfig } from "../io/config.js";
import { type Location, locate } from "../io/locate.js";
import { askedRelease, type WorldOptions } from "./world.js";

/** The release that a recipe names, where it was taken from, and where the state is. */
export interface RecipeSetting {
  openclaw: string;
  openclawFrom: ReleaseRange["chosenBy"];
  /** Whether a gateway of that release has to start with a watch beside it. */
  needsWatch: boolean;
  location: Location;
}

/**
 * Every recipe names one release: the one that was asked for, else the one that last touched the config, else the newest
 * known. A config that cannot be read is no obstacle: recipes are made on other machines too.
 * Throws SealError USAGE for what is no release.
 */
export async function recipeSetting(options: WorldOptions, env: Env, home?: string): Promise<RecipeSetting> {
  const asked = askedRelease(options);
  const location = locate(options, env, releaseRange(asked, undefined).newest, home);
  const stamp = asked === undefined ? await stampOf(location) : undefined;
  const { chosenBy, rows, newest } = releaseRange(asked, stamp);
  const openclaw = { flag: asked, config: stamp, newest: undefined }[chosenBy] ?? newest.from;
  return { openclaw, openclawFrom: chosenBy, needsWatch: rows[0]?.losesKeysAtStart ?? false, location };
}

async function stampOf(location: Location): Promise<string | undefined> {
  try {
    const { tree } = await loadConfig({ ...location.config, named: false });
    return nonBlank(at(tree, ["meta", "lastTouchedVersion"]));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
