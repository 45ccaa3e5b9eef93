import { constants } from "node:fs";
import { pause } from "../pause.js";
import { errnoOf } from "./errno.js";
import type { FileSystem } from "./system.js";

/** To open a directory without following a link; the last two flags are absent on Windows. */
export const DIRECTORY_FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

const RENAME_PAUSES_MS = [1, 5, 20, 50, 100, 200, 400];

/** Whether permission bits mean anything: not on Windows, where access lists decide. */
export function hasModes(fs: FileSystem): boolean {
  return fs.platform !== "win32";
}

/**
 * Makes what was renamed into a directory survive a power cut. Windows cannot open directories; file systems that cannot
 * sync them (some network and FUSE ones) say so with EINVAL, ENOTSUP or EISDIR, and have no better way to offer.
 */
export function syncDirectory(fd: number, fs: FileSystem): void {
  try {
    fs.fsyncSync(fd);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EISDIR"].includes(errnoOf(error) ?? "")) throw error;
  }
}

/** Renames; on Windows again for up to a second while a scanner or reader holds the target open. */
export function rename(from: string, to: string, fs: FileSystem): void {
  for (const milliseconds of fs.platform === "win32" ? RENAME_PAUSES_MS : []) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      if (!["EPERM", "EACCES", "EBUSY"].includes(errnoOf(error) ?? "")) throw error;
      pause(milliseconds);
    }
  }
  fs.renameSync(from, to);
}
