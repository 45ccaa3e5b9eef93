import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { errnoOf } from "./errno.js";
import { kindOf, notAFile, statIfPresent } from "./kind.js";
import { notUtf8, refuseDangling, tooLarge, underAFile } from "./read-refusals.js";
import { failure } from "./reasons.js";
import { type FileStat, type FileSystem, nodeFileSystem } from "./system.js";

/** O_NONBLOCK: opening a FIFO must not wait for its writer. Both flags are absent on Windows. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const MOST_INTERRUPTIONS = 100;

export interface ReadOptions {
  /** A longer file is refused before it is read, also when it grows meanwhile. */
  maxBytes: number;
  /** The role of the file in messages, as in "The config is a FIFO"; default "file". */
  what?: string;
  /**
   * Resolve symbolic links first: only for files that users and orchestrators legitimately link (openclaw.json, mounted
   * ConfigMaps). What the links lead to must be a regular file all the same.
   */
  follow?: boolean;
}

export interface CheckedFile {
  /** The whole file; a byte order mark is part of it. */
  readonly text: string;
  readonly content: Buffer;
  bytes: number;
  stat: FileStat;
}

/**
 * Reads a regular file through a descriptor that is checked before the first byte is read.
 * @returns undefined only if nothing is at that path (ENOENT, and no link that leads nowhere): no other error means
 *   "absent", because taking one for it would drop what the file holds.
 * @throws SealError FILE_UNREADABLE, FILE_UNSAFE (no regular file), FILE_TOO_LARGE, INVALID_UTF8 (with line and column).
 */
export function readChecked(
  path: string,
  { maxBytes, what = "file", follow = false }: ReadOptions,
  fs: FileSystem = nodeFileSystem,
): CheckedFile | undefined {
  try {
    const real = regularFile(path, what, follow, fs);
    if (real === undefined) return undefined;
    return withDescriptor(real, fs, (fd, stat) => {
      if (kindOf(stat) !== "file") throw notAFile(path, what, kindOf(stat));
      const content = stat.size > maxBytes ? undefined : readAll(fd, stat.size, maxBytes, fs);
      if (content === undefined) throw tooLarge(path, what, maxBytes);
      if (!isUtf8(content)) throw notUtf8(path, what, content);
      return lazilyDecoded(content, stat);
    });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" && follow) refuseDangling(path, what, fs);
    if (errno === "ENOENT") return undefined;
    if (errno === "ENOTDIR") throw underAFile(path, what, fs);
    throw failure(error, "FILE_UNREADABLE", `The ${what} cannot be read`, { file: path });
  }
}

/**
 * Where the regular file at a path lies, which with `follow` may be a link; undefined if nothing is there. Looked at first because
 * opening alone can already act on a device; what counts is the look through the descriptor.
 * @throws SealError FILE_UNSAFE if it is no regular file; errors of the system as they come.
 */
export function regularFile(path: string, what: string, follow: boolean, fs: FileSystem): string | undefined {
  const first = statIfPresent(path, fs);
  if (first === undefined) return undefined;
  const isLink = follow && kindOf(first) === "symbolic link";
  const real = isLink ? fs.realpathSync(path) : path;
  const kind = kindOf(isLink ? fs.lstatSync(real) : first);
  if (kind !== "file") throw notAFile(path, what, kind);
  return real;
}

function lazilyDecoded(content: Buffer, stat: FileStat): CheckedFile {
  let decoded: string | undefined;
  return {
    get text() {
      decoded ??= content.toString("utf8");
      return decoded;
    },
    content,
    bytes: content.length,
    stat,
  };
}

/** Opens for reading without following a link, and closes again whatever happens. */
export function withDescriptor<T>(path: string, fs: FileSystem, use: (fd: number, stat: FileStat) => T): T {
  const fd = fs.openSync(path, READ_FLAGS);
  try {
    return use(fd, fs.fstatSync(fd));
  } finally {
    closeQuietly(fd, fs);
  }
}

/** Only for descriptors that nothing was written through: then a failing close has nothing to lose. */
export function closeQuietly(fd: number, fs: FileSystem): void {
  try {
    fs.closeSync(fd);
  } catch {}
}

/**
 * All bytes from the position of `fd` to the end, or undefined if there are more than `maxBytes`.
 * @param size how many to expect: a hint, since the file may grow.
 */
export function readAll(fd: number, size: number, maxBytes: number, fs: FileSystem): Buffer | undefined {
  let buffer = Buffer.alloc(Math.min(size, maxBytes) + 1);
  let length = 0;
  for (;;) {
    const count = readSome(fd, buffer, length, fs);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length > maxBytes) return undefined;
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
  }
}

function readSome(fd: number, buffer: Buffer, offset: number, fs: FileSystem): number {
  for (let interruptions = 0; ; interruptions++) {
    try {
      return fs.readSync(fd, buffer, offset, buffer.length - offset);
    } catch (error) {
      if (errnoOf(error) !== "EINTR" || interruptions >= MOST_INTERRUPTIONS) throw error;
    }
  }
}
