import { dirname } from "node:path";
import { SealError } from "../../domain/errors.js";
import { kindOf } from "./kind.js";
import type { FileSystem } from "./system.js";
import { firstInvalid } from "./utf8.js";

/** Throws if something is at that path: then it is a link that leads nowhere. */
export function refuseDangling(path: string, what: string, fs: FileSystem): void {
  try {
    fs.lstatSync(path);
  } catch {
    return;
  }
  const message = `The ${what} is a symbolic link that leads to no file.`;
  throw new SealError("FILE_UNREADABLE", message, "Point the link at the file, or remove the link.", { file: path });
}

/** The refusal of a file beyond the limit. */
export function tooLarge(path: string, what: string, maxBytes: number): SealError {
  const message = `The ${what} is larger than ${maxBytes} bytes.`;
  return new SealError("FILE_TOO_LARGE", message, "Check that this is the file that is meant.", { file: path });
}

/** The refusal of other bytes than UTF-8, with the place of the first. */
export function notUtf8(path: string, what: string, content: Buffer): SealError {
  const message = `The ${what} is not UTF-8 text.`;
  return new SealError("INVALID_UTF8", message, "Save it as UTF-8.", { file: path, ...firstInvalid(content) });
}

/** ENOTDIR, by the name of the part that is no directory. */
export function underAFile(path: string, what: string, fs: FileSystem): SealError {
  let file = path;
  for (let parent = dirname(path); parent !== dirname(parent); parent = dirname(parent)) {
    try {
      if (kindOf(fs.lstatSync(parent)) === "directory") break;
      file = parent;
    } catch {}
  }
  const message = `The ${what} cannot be read, because a part of its path is not a directory.`;
  return new SealError("FILE_UNREADABLE", message, "Put a directory in its place, or name another path.", { file });
}
