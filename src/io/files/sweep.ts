import { join } from "node:path";
import { kindOf } from "./kind.js";
import { discard } from "./stages.js";
import { type FileSystem, nodeFileSystem } from "./system.js";

/** Our stage files, and what write-file-atomic collects their bytes in: the stage name with a number behind it. */
const STAGE = /^\..+\.[0-9a-f]{32}\.stage(\.\d{1,10})?$/;

export interface SweepOptions {
  /** Only stages at least this old go: a younger one may belong to a run that is alive. */
  olderThanMs: number;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Removes the stage files that a killed run left in a directory: regular files under our own name pattern, owned by this
 * user (or, when root runs this, by the owner of the directory). Never fails: a directory that cannot be listed is left to
 * the calls that need it.
 * @returns the paths of the old stages that could not be removed.
 */
export function sweepStages(
  directory: string,
  { olderThanMs, now }: SweepOptions,
  fs: FileSystem = nodeFileSystem,
): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(directory).filter((name) => name.includes(".stage") && STAGE.test(name));
  } catch {
    return [];
  }
  return names
    .map((name) => join(directory, name))
    .filter((path) => isOldStage(path, directory, olderThanMs, now, fs) && !discard(path, fs));
}

function isOldStage(path: string, directory: string, olderThanMs: number, now: number, fs: FileSystem): boolean {
  try {
    const stat = fs.lstatSync(path);
    const euid = fs.euid();
    const ours = euid === undefined || stat.uid === euid || (euid === 0 && stat.uid === fs.lstatSync(directory).uid);
    // A stage from the future is as dead as an old one: a clock was wrong.
    return kindOf(stat) === "file" && ours && Math.abs(now - stat.mtimeMs) >= olderThanMs;
  } catch {
    return false;
  }
}
