import { type ErrorCode, type Place, SealError } from "../../domain/errors.js";
import { errnoOf } from "./errno.js";

/** What an errno means in words, and what can be done about it. Texts of the system are never passed on. */
const REASONS: Record<string, readonly [reason: string, wayOut: string]> = {
  EACCES: ["permission is denied", "Give the user that runs this the right to it, or run as its owner."],
  EPERM: [
    "the system does not permit it",
    "See who owns it and whether it is immutable (lsattr), then give this user the right to it.",
  ],
  EROFS: ["the file system is read-only", "Mount it writable, or point --state-dir at a writable copy."],
  ENOSPC: ["the disk is full", "Free some space and run again."],
  EDQUOT: ["the disk quota is used up", "Free some space and run again."],
  EFBIG: ["the file size limit of this process is too small", "Raise the limit (ulimit -f) and run again."],
  EMFILE: ["too many files are open in this process", "Raise the limit (ulimit -n) and run again."],
  ENFILE: ["too many files are open on this machine", "Close some programs and run again."],
  ENOMEM: ["there is not enough memory", "Free some memory and run again."],
  EIO: ["the disk reported an input or output error", "Check the disk, then run again."],
  EBUSY: [
    "it is in use by the system",
    "If this single file is mounted into a container, mount its directory instead; else run again later.",
  ],
  EXDEV: ["it is on another file system", "Mount the directory as a whole, not single files of it."],
  ELOOP: ["its path has too many symbolic links", "Use the real path."],
  ENAMETOOLONG: ["its path is too long", "Use a shorter path."],
  ENOENT: ["it does not exist", "Check the path, or create it, and run again."],
  ENOTDIR: ["a part of its path is not a directory", "Check the path."],
  EEXIST: ["something else has just been put in its place", "Run again."],
  EINTR: ["it was interrupted again and again", "Run again."],
  ETXTBSY: ["it is in use by another program", "Close that program and run again."],
};

/**
 * A `SealError` for a failed file call: `sentence` (without its full stop) followed by what the errno means, with the way
 * out for that errno as hint. A `SealError` is passed through as it is.
 */
export function failure(error: unknown, code: ErrorCode, sentence: string, place: Place): SealError {
  if (error instanceof SealError) return error;
  const errno = errnoOf(error) ?? "";
  const [reason, wayOut] = (Object.hasOwn(REASONS, errno) ? REASONS[errno] : undefined) ?? [
    "the system reported an unexpected error",
    "Check the file and its directory, then run again.",
  ];
  return new SealError(code, `${sentence}: ${reason}.`, wayOut, place);
}

/** The same for a directory whose names cannot be read. */
export function unlistable(error: unknown, directory: string): SealError {
  return failure(error, "FILE_UNREADABLE", "The directory cannot be listed", { file: directory });
}
