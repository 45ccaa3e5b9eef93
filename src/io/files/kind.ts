import { constants } from "node:fs";
import { SealError } from "../../domain/errors.js";
import { errnoOf } from "./errno.js";
import type { FileStat, FileSystem } from "./system.js";

export type FileKind = "file" | "directory" | "symbolic link" | "FIFO" | "socket" | "device";

/** What a path is, from the type bits of its mode. */
export function kindOf(stat: FileStat): FileKind {
  switch (stat.mode & constants.S_IFMT) {
    case constants.S_IFREG:
      return "file";
    case constants.S_IFDIR:
      return "directory";
    case constants.S_IFLNK:
      return "symbolic link";
    case constants.S_IFIFO:
      return "FIFO";
    case constants.S_IFSOCK:
      return "socket";
    default:
      return "device";
  }
}

/** Whether two looks were at the same file. */
export function sameFile(a: FileStat, b: FileStat): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** The way out where something belongs to another user. */
export const CHOWN = "Give it to the user that runs this (chown), or run as its owner.";

/** The refusal of a path that is not the regular file it has to be; `what` names its role ("models.json"). */
export function notAFile(path: string, what: string, kind: FileKind): SealError {
  const wayOut =
    kind === "symbolic link"
      ? "Put the real file in its place, or name the real file."
      : "Move it away, or name the regular file that is meant.";
  return new SealError("FILE_UNSAFE", `The ${what} is a ${kind}, not a regular file.`, wayOut, { file: path });
}

/** What lstat says, or undefined only if nothing is at that path. */
export function statIfPresent(path: string, fs: FileSystem): FileStat | undefined {
  try {
    // Asked for undefined, because an error costs more than the call; a file system may throw it all the same.
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
