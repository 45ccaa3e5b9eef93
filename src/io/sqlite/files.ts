import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { kindOf, notAFile, statIfPresent } from "../files/kind.js";
import type { FileStat, FileSystem } from "../files/system.js";

const SIDECARS = ["-wal", "-shm", "-journal"] as const;

export type Sidecar = (typeof SIDECARS)[number];

/** A database file and those of its side files that exist. */
export interface DatabaseFiles {
  main: FileStat;
  sidecars: ReadonlyMap<Sidecar, FileStat>;
}

/**
 * Looks at a database and its side files without opening them: closing a descriptor of our own would drop the locks that
 * SQLite holds on the file in this process. Undefined if there is no database.
 * @throws SealError FILE_UNSAFE if one of them is no regular file, or a directory between `stateDir` and them a link;
 *   errors of the system as they come.
 */
export function databaseFiles(file: string, what: string, stateDir: string, fs: FileSystem): DatabaseFiles | undefined {
  const main = regularFile(file, what, fs);
  if (!main) return undefined;
  for (const directory of directoriesBelow(stateDir, dirname(file))) {
    const kind = kindOf(fs.lstatSync(directory));
    if (kind !== "directory") throw notAFile(directory, `directory of the ${what}`, kind);
  }
  const sidecars = new Map<Sidecar, FileStat>();
  for (const suffix of SIDECARS) {
    const stat = regularFile(file + suffix, `${suffix} file of the ${what}`, fs);
    if (stat) sidecars.set(suffix, stat);
  }
  return { main, sidecars };
}

/** Whether nothing was written between two looks. */
export function unchanged(before: DatabaseFiles, after: DatabaseFiles | undefined): boolean {
  return (
    after !== undefined &&
    same(before.main, after.main) &&
    SIDECARS.every((suffix) => same(before.sidecars.get(suffix), after.sidecars.get(suffix)))
  );
}

function same(a: FileStat | undefined, b: FileStat | undefined): boolean {
  return a?.ino === b?.ino && a?.dev === b?.dev && a?.size === b?.size && a?.mtimeMs === b?.mtimeMs;
}

function regularFile(path: string, what: string, fs: FileSystem): FileStat | undefined {
  const stat = statIfPresent(path, fs);
  if (stat && kindOf(stat) !== "file") throw notAFile(path, what, kindOf(stat));
  return stat;
}

/** From the one just below `root` down to `directory`; none if `directory` lies elsewhere. */
function directoriesBelow(root: string, directory: string): string[] {
  const below = relative(root, directory);
  if (below === "" || isAbsolute(below) || below.split(sep)[0] === "..") return [];
  const parts = below.split(sep);
  return parts.map((_, i) => join(root, ...parts.slice(0, i + 1)));
}
