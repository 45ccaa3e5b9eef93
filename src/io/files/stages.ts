import { basename, dirname, join } from "node:path";
import { SealError } from "../../domain/errors.js";
import type { CheckedDirectory } from "./directory.js";
import { errnoOf } from "./errno.js";
import { kindOf } from "./kind.js";
import { hasModes } from "./platform.js";
import { randomHex } from "./random.js";
import { readAll, withDescriptor } from "./read.js";
import type { FileSystem } from "./system.js";

/**
 * A hidden name beside the target that nobody can guess: write-file-atomic opens its files without O_EXCL and would follow
 * a link planted there, and its own names are the same in two containers.
 */
function stageName(targetName: string): string {
  return `.${targetName}.${randomHex()}.stage`;
}

export interface StageOptions {
  directory: CheckedDirectory;
  /** The final mode; 0600 until the bytes are checked. */
  mode: number;
}

/**
 * Fills a stage beside `target` with `bytes`, reads it back and compares every byte: write-file-atomic does not look at how
 * much a write has written and reports success on a full disk.
 * @returns the path of the stage: private, on the disk, for the owner of the directory when root runs this.
 * @throws SealError WRITE_FAILED, errors of the system as they come; the stage is then gone, if it can be removed at all.
 */
export function fillStage(target: string, bytes: Buffer, options: StageOptions, fs: FileSystem): string {
  const stage = join(dirname(target), stageName(basename(target)));
  let temp = stage;
  try {
    fs.writeStage(stage, bytes, (name) => {
      temp = name;
    });
    withDescriptor(stage, fs, (fd, stat) => {
      const content = readAll(fd, bytes.length, bytes.length, fs);
      const sound = kindOf(stat) === "file" && content?.equals(bytes) === true;
      const closed = !hasModes(fs) || (stat.mode & 0o7777) === 0o600;
      if (!sound || !closed) throw spoiled(target);
      if (hasModes(fs)) handOver(fd, options, fs);
    });
    return stage;
  } catch (error) {
    discard(stage, fs);
    discard(temp, fs);
    throw error;
  }
}

function handOver(fd: number, { directory, mode }: StageOptions, fs: FileSystem): void {
  const newOwner = fs.euid() === 0 && directory.uid !== 0;
  if (newOwner) fs.fchownSync(fd, directory.uid, directory.gid);
  if (mode !== 0o600) fs.fchmodSync(fd, mode);
  if (newOwner || mode !== 0o600) fs.fsyncSync(fd);
}

function spoiled(target: string): SealError {
  const message = "The new file did not reach the disk whole, so the old one is left as it was.";
  const wayOut = "Free some space (or raise the quota or file size limit) and run again.";
  return new SealError("WRITE_FAILED", message, wayOut, { file: target });
}

/** Removes a stage by its full name; true if it is gone. */
export function discard(path: string, fs: FileSystem): boolean {
  try {
    fs.unlinkSync(path);
    return true;
  } catch (error) {
    return errnoOf(error) === "ENOENT";
  }
}
