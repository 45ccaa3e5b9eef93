import { basename, dirname, isAbsolute, join, sep } from "node:path";
import { SealError } from "../../domain/errors.js";
import { createDirectory } from "./create-directory.js";
import { errnoOf } from "./errno.js";
import { inside, wayDown } from "./inside.js";
import { CHOWN, kindOf, sameFile } from "./kind.js";
import { DIRECTORY_FLAGS, hasModes } from "./platform.js";
import { closeQuietly } from "./read.js";
import type { FileStat, FileSystem } from "./system.js";

const OTHERS_WRITE = 0o022;
const OTHERS = 0o077;

export interface Guard {
  /**
   * The highest directory that is checked: the state directory, or the directory of the file if that lies elsewhere. It
   * may itself be reached through symbolic links; nothing below it may.
   */
  root: string;
  /**
   * The directory of the file belongs to one agent: created with mode 0700 if it is missing, with its parents, and closed to group and others if it is open to them. Otherwise it is left as it is.
   */
  private: boolean;
  /**
   * What is written is no secret, and the directory is not OpenClaw's but a workplace, where others may write as well: whose it
   * is, is not asked.
   */
  shared?: boolean;
}

export interface CheckedDirectory {
  /** With the links above `root` resolved. */
  path: string;
  uid: number;
  gid: number;
  /** Open for syncing; undefined on Windows, which cannot open directories. */
  fd: number | undefined;
  tightened: boolean;
}

/**
 * Checks every directory from `guard.root` down to `directory`: a real directory, owned by this user or root, writable by
 * nobody else (the rule of OpenSSH for its key files). When root runs this, the owner of `guard.root` is trusted as well.
 * Then runs `use` with the directory held open.
 * @throws SealError FILE_UNSAFE with the directory that is refused; errors of the system as they come.
 */
export function inDirectory<T>(
  directory: string,
  guard: Guard,
  fs: FileSystem,
  use: (checked: CheckedDirectory) => T,
): T {
  const { path, stat } = walk(directory, guard, fs);
  if (!hasModes(fs)) return use({ path, uid: stat.uid, gid: stat.gid, fd: undefined, tightened: false });
  const fd = fs.openSync(path, DIRECTORY_FLAGS);
  try {
    const opened = fs.fstatSync(fd);
    if (!sameFile(opened, stat)) throw unsafe(path, "was replaced while it was opened", "Run again.");
    const tightened = guard.private && (opened.mode & OTHERS) !== 0;
    if (tightened) fs.fchmodSync(fd, opened.mode & 0o7700);
    return use({ path, uid: stat.uid, gid: stat.gid, fd, tightened });
  } finally {
    closeQuietly(fd, fs);
  }
}

function walk(directory: string, guard: Guard, fs: FileSystem): { path: string; stat: FileStat } {
  const below = wayDown(guard.root, directory);
  if (isAbsolute(below) || below.split(sep).includes(".."))
    throw unsafe(directory, "is not inside the state directory", "Name a directory inside it.");
  let path = realRoot(guard.root, guard, fs);
  let stat = fs.lstatSync(path);
  const owners = new Set([0, fs.euid(), fs.euid() === 0 ? stat.uid : 0]);
  const parts = below === "" ? [] : below.split(sep);
  const mayBeShared = guard.shared ?? false;
  refuseUnsafe(path, stat, owners, { mayTighten: guard.private && parts.length === 0, mayBeShared }, fs);
  for (const [i, part] of parts.entries()) {
    const parent = { path, stat };
    path = inside(path, part);
    stat = statOrCreate(path, parent, guard, fs);
    refuseUnsafe(path, stat, owners, { mayTighten: guard.private && i === parts.length - 1, mayBeShared }, fs);
  }
  return { path, stat };
}

/** The real path of a directory at or above the root; made first, as OpenClaw does, if what is written is private. */
function realRoot(directory: string, guard: Guard, fs: FileSystem): string {
  try {
    return fs.realpathSync(directory);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    if (!guard.private) throw missing(directory);
    const parent = realRoot(dirname(directory), guard, fs);
    const path = join(parent, basename(directory));
    createDirectory(path, { path: parent, stat: fs.lstatSync(parent) }, fs);
    return path;
  }
}

function statOrCreate(path: string, parent: { path: string; stat: FileStat }, guard: Guard, fs: FileSystem): FileStat {
  try {
    return fs.lstatSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    if (!guard.private) throw missing(path);
  }
  createDirectory(path, parent, fs);
  return fs.lstatSync(path);
}

function refuseUnsafe(
  path: string,
  stat: FileStat,
  owners: ReadonlySet<number | undefined>,
  { mayTighten, mayBeShared }: { mayTighten: boolean; mayBeShared: boolean },
  fs: FileSystem,
): void {
  const kind = kindOf(stat);
  if (kind !== "directory")
    throw unsafe(path, `is a ${kind}, not a directory`, "Put a real directory in its place, or name the real path.");
  if (mayBeShared || fs.euid() === undefined || !hasModes(fs)) return;
  if (!owners.has(stat.uid)) throw unsafe(path, "belongs to another user", CHOWN);
  if ((stat.mode & OTHERS_WRITE) !== 0 && !mayTighten)
    throw unsafe(
      path,
      "can be written by other users",
      "Take that right away (chmod go-w), or use a private directory below it.",
    );
}

function unsafe(file: string, what: string, wayOut: string): SealError {
  return new SealError("FILE_UNSAFE", `The directory ${what}.`, wayOut, { file });
}

function missing(file: string): SealError {
  return new SealError("WRITE_FAILED", "The directory does not exist.", "Check the path, or create it.", { file });
}
