import { basename, dirname } from "node:path";
import { SealError } from "../../domain/errors.js";
import { type CheckedDirectory, type Guard, inDirectory } from "./directory.js";
import { inside } from "./inside.js";
import { sameFile } from "./kind.js";
import { hasModes, rename, syncDirectory } from "./platform.js";
import { type CheckedFile, readChecked, withDescriptor } from "./read.js";
import { failure } from "./reasons.js";
import { discard, fillStage } from "./stages.js";
import { type FileStat, type FileSystem, nodeFileSystem } from "./system.js";
import { lookAt } from "./target.js";

/** How often a target that others rewrite is looked at again before the caller is told. */
const MOST_LOOKS = 8;

export interface SealRequest {
  path: string;
  /** What the file shall hold, byte for byte (as UTF-8). */
  text: string;
  /** The file as the caller read it, for `expected`: it is read again only if it was touched since. */
  read?: CheckedFile | undefined;
  /** The text that `text` was made from; undefined if the file was absent then. */
  expected: string | undefined;
  guard: Guard;
  /** The largest file that is accepted as the present target. */
  maxBytes: number;
  /**
   * Whether `text` is also right for another present state of the file. Asked when the file is no longer as expected; a yes
   * saves the caller a new start. Must not throw.
   */
  fits?: (current: string | undefined) => boolean;
  /** A present file that is no UTF-8 or too large may be replaced too. */
  rebuild?: boolean;
  /** Keep the mode of the present file if it is stricter than 0600 (0400); otherwise the mode is always 0600. */
  keepStricterMode?: boolean;
  /** Called once, right before the first stage file appears: the place to arm signal handling. */
  onWrite?: (() => void) | undefined;
}

/**
 * "changed": the file is no longer what the text was made from, nothing was written; plan again from the new content.
 * "mode-repaired": the bytes were right, a mode or an owner was not.
 */
export type SealOutcome = "unchanged" | "created" | "updated" | "mode-repaired" | "changed";

/**
 * Puts `text` in place of a file so that a reader sees the old bytes or the new ones and nothing else, whatever fails: a
 * stage under a random name in the checked directory, read back and compared, renamed, the directory synced. Right bytes
 * are not written again. New files have mode 0600 and the owner of their directory.
 * @throws SealError FILE_UNSAFE (link, FIFO, device, directory, second hard link, foreign owner, open directory),
 *   FILE_UNREADABLE, FILE_TOO_LARGE, INVALID_UTF8 (present target), WRITE_FAILED; the file is then as it was, unless the
 *   message says that the new one is in place.
 */
export function sealFile(request: SealRequest, fs: FileSystem = nodeFileSystem): SealOutcome {
  try {
    return inDirectory(dirname(request.path), request.guard, fs, (directory) => {
      const outcome = sealIn(directory, request, fs);
      return outcome === "unchanged" && directory.tightened ? "mode-repaired" : outcome;
    });
  } catch (error) {
    throw failure(error, "WRITE_FAILED", "The file cannot be written and is as it was", { file: request.path });
  }
}

/** What is at the target now. A `stat` without content: there is a file, but no text (only when rebuilding). */
interface Present {
  content: Buffer | undefined;
  readonly text: string | undefined;
  stat: FileStat | undefined;
}

const noText = (stat: FileStat | undefined): Present => ({ content: undefined, text: undefined, stat });

/** Bytes are compared: texts of hundreds of providers would have to be decoded three times. */
const holds = ({ content }: Present, bytes: Buffer): boolean => content === bytes || (content?.equals(bytes) ?? false);

function sealIn(directory: CheckedDirectory, request: SealRequest, fs: FileSystem): SealOutcome {
  const target = inside(directory.path, basename(request.path));
  const { read } = request;
  const isRead = read !== undefined && isUntouched(read.stat, lookAt(target, directory, fs));
  const before = isRead ? read : look(target, directory, request, fs);
  const wanted = isRead && request.text === request.expected ? read.content : Buffer.from(request.text, "utf8");
  if (holds(before, wanted)) return repair(target, before, directory, request, fs);
  if (!isRead && !isBasis(before, request)) return "changed";
  request.onWrite?.();
  const stage = fillStage(target, wanted, { directory, mode: modeFor(before.stat, request) }, fs);
  let isStaged = true;
  try {
    let basis = before;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const now = look(target, directory, request, fs);
      if (holds(now, wanted)) return repair(target, now, directory, request, fs);
      if (isSame(now, basis)) {
        rename(stage, target, fs);
        isStaged = false;
        return settle(target, wanted, before, directory, request, fs);
      }
      if (!isBasis(now, request)) return "changed";
      basis = now;
    }
    return "changed";
  } finally {
    if (isStaged) discard(stage, fs);
  }
}

function isUntouched(then: FileStat, now: FileStat | undefined): boolean {
  return now !== undefined && sameFile(now, then) && now.size === then.size && now.ctimeMs === then.ctimeMs;
}

function isSame(now: Present, then: Present): boolean {
  if ((now.stat === undefined) !== (then.stat === undefined)) return false;
  return then.content === undefined ? now.content === undefined : holds(now, then.content);
}

function isBasis(present: Present, request: SealRequest): boolean {
  if (present.stat !== undefined && present.content === undefined) return true;
  const { expected } = request;
  const isExpected =
    expected === undefined ? present.stat === undefined : holds(present, Buffer.from(expected, "utf8"));
  return isExpected || (request.fits?.(present.text) ?? false);
}

/** After the rename: is it really there, and will it still be there after a power cut? */
function settle(
  target: string,
  wanted: Buffer,
  before: Present,
  directory: CheckedDirectory,
  request: SealRequest,
  fs: FileSystem,
): SealOutcome {
  try {
    try {
      if (!holds(look(target, directory, request, fs), wanted)) return "changed";
    } finally {
      if (directory.fd !== undefined) syncDirectory(directory.fd, fs);
    }
  } catch (error) {
    const sentence = "The new file is in place, but it is not sure to survive a power cut";
    throw failure(error, "WRITE_FAILED", sentence, { file: target });
  }
  return before.stat === undefined ? "created" : "updated";
}

function look(target: string, directory: CheckedDirectory, request: SealRequest, fs: FileSystem): Present {
  const stat = lookAt(target, directory, fs);
  if (stat === undefined) return noText(stat);
  try {
    return readChecked(target, { maxBytes: request.maxBytes }, fs) ?? noText(undefined);
  } catch (error) {
    const isNoText = error instanceof SealError && ["INVALID_UTF8", "FILE_TOO_LARGE"].includes(error.code);
    if (request.rebuild === true && isNoText) return noText(stat);
    throw error;
  }
}

/** Right bytes: nothing is written, only a wrong mode or (when root runs this) a wrong owner is put right. */
function repair(
  target: string,
  present: Present,
  directory: CheckedDirectory,
  request: SealRequest,
  fs: FileSystem,
): SealOutcome {
  const seen = present.stat;
  if (seen === undefined || !hasModes(fs)) return "unchanged";
  const mode = modeFor(seen, request);
  const newOwner = fs.euid() === 0 && seen.uid !== directory.uid;
  if ((seen.mode & 0o7777) === mode && !newOwner) return "unchanged";
  return withDescriptor(target, fs, (fd, stat) => {
    if (!sameFile(stat, seen)) return "changed";
    fs.fchmodSync(fd, mode);
    if (newOwner) fs.fchownSync(fd, directory.uid, directory.gid);
    fs.fsyncSync(fd);
    return "mode-repaired";
  });
}

function modeFor(present: FileStat | undefined, request: SealRequest): number {
  const mode = present === undefined ? 0o600 : present.mode & 0o7777;
  return request.keepStricterMode && (mode & ~0o600) === 0 ? mode : 0o600;
}
