import { isUtf8 } from "node:buffer";
import { SealError } from "../../domain/errors.js";
import { errnoOf } from "../files/errno.js";
import { kindOf, notAFile } from "../files/kind.js";
import { readAll, regularFile, withDescriptor } from "../files/read.js";
import { refuseDangling } from "../files/read-refusals.js";
import { failure } from "../files/reasons.js";
import { nodeFileSystem } from "../files/system.js";
import { firstInvalid } from "../files/utf8.js";

/** What can be read of a file that is to be searched, however broken it is. */
export interface RawFile {
  /** Good until the next file is read. */
  bytes: Buffer;
  size: number;
  /** More than `maxBytes`: then `bytes` is empty. */
  tooLarge: boolean;
}

/**
 * Reads a regular file without decoding it; `follow` resolves symbolic links, and one that leads nowhere is an error.
 * `isFile` says that a directory listing has just called it a regular file.
 * @returns undefined only if nothing is at that path.
 * @throws SealError FILE_UNREADABLE, FILE_UNSAFE (no regular file).
 */
export function readRaw(
  file: string,
  what: string,
  maxBytes: number,
  { follow = false, isFile = false }: { follow?: boolean | undefined; isFile?: boolean | undefined } = {},
): RawFile | undefined {
  const fs = nodeFileSystem;
  try {
    const real = isFile ? file : regularFile(file, what, follow, fs);
    if (real === undefined) return undefined;
    return withDescriptor(real, fs, (fd, stat) => {
      if (kindOf(stat) !== "file") throw notAFile(file, what, kindOf(stat));
      const bytes = stat.size > maxBytes ? undefined : contentOf(fd, stat.size, maxBytes);
      return { bytes: bytes ?? Buffer.alloc(0), size: stat.size, tooLarge: bytes === undefined };
    });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" && follow) refuseDangling(file, what, fs);
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw failure(error, "FILE_UNREADABLE", `The ${what} cannot be read`, { file });
  }
}

// Most files are small and are looked at once: one buffer serves them all.
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

/** In one call where the size is told right, which it is unless somebody is writing. */
function contentOf(fd: number, size: number, maxBytes: number): Buffer | undefined {
  const buffer = size < scratch.length ? scratch : Buffer.allocUnsafeSlow(size + 1);
  const count = nodeFileSystem.readSync(fd, buffer, 0, size + 1);
  if (count === size) return buffer.subarray(0, count);
  const rest = readAll(fd, 0, maxBytes - count, nodeFileSystem);
  return rest && Buffer.concat([buffer.subarray(0, count), rest]);
}

/**
 * The text of a file, and why it is not the UTF-8 text that it should be: what is no UTF-8 becomes replacement characters,
 * between which a secret still stands; UTF-16 is told by its byte order mark, and without one by the NULs between its letters.
 */
export function decode(bytes: Buffer, file: string, what: string): { text: string; problem?: SealError } {
  const isWide = looksWide(bytes);
  if (!isWide && isUtf8(bytes)) return { text: bytes.toString("utf8") };
  const message = `The ${what} is not UTF-8 text.`;
  const problem = new SealError("INVALID_UTF8", message, "Save it as UTF-8.", {
    file,
    ...(isWide ? { line: 1, column: bytes.indexOf(0) + 1 } : firstInvalid(bytes)),
  });
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { text: unpacked(bytes).toString("utf8"), problem };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.toString("utf16le"), problem };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return {
      text: Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString("utf16le"),
      problem,
    };
  return { text: (isWide ? bytes.filter((byte) => byte !== 0) : bytes).toString("utf8"), problem };
}

const MOST_UNPACKED = 12 * 1024 * 1024;

/** What a gzip file holds, or the file itself if that cannot be told. */
function unpacked(bytes: Buffer): Buffer {
  try {
    return process.getBuiltinModule("node:zlib").gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch {
    return bytes;
  }
}

/** Whether Latin letters stand here in two or four bytes each, without a byte order mark. */
function looksWide(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0 && bytes[1] !== 0) return false;
  const head = bytes.subarray(0, LOOK);
  const nuls = head.reduce((count, byte) => count + Number(byte === 0), 0);
  return nuls > head.length / 3 && nuls < head.length * 0.8;
}

const LOOK = 8 * 1024;

/** Whether a file is no text, as git and grep tell: by a NUL byte near its beginning; UTF-16 with its mark is text. */
export function isBinary(bytes: Uint8Array): boolean {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !isMarked && bytes.subarray(0, LOOK).includes(0);
}
