import { type Place, SealError } from "../../domain/errors.js";
import { failure } from "../files/reasons.js";

type Reason = readonly [reason: string, wayOut: string];
const LOCKED: Reason = ["another process keeps it locked", "Run again in a moment."];
const DOCTOR = 'Run "openclaw doctor", or restore it from a backup.';

/** What SQLite's primary result codes mean in words, and what can be done. Its own texts are never passed on. */
const REASONS: Readonly<Record<number, Reason>> = {
  1: ["its tables do not have the expected form", "Use a newer modelseal, or the release of OpenClaw that wrote it."],
  5: LOCKED,
  6: LOCKED,
  7: ["there is not enough memory", "Free some memory and run again."],
  8: ["it needs a recovery that writes to it", "Start OpenClaw once, then run again."],
  10: ["the disk reported an input or output error", "Check the disk, then run again."],
  11: ["it is damaged or cut off", DOCTOR],
  14: ["it cannot be opened", "Check the owner and mode of it, of its directory and of its -wal and -shm files."],
  15: LOCKED,
  26: ["it is encrypted or is no SQLite database", DOCTOR],
};

/** The primary result code of an error of `node:sqlite`, if it is one. */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** STORE_UNREADABLE for whatever opening or reading a database threw; a `SealError` is passed through as it is. */
export function unreadable(error: unknown, what: string, place: Place): SealError {
  const code = sqliteCode(error);
  const sentence = `The ${what} cannot be read`;
  if (code === undefined) return failure(error, "STORE_UNREADABLE", sentence, place);
  const [reason, wayOut] = REASONS[code] ?? ["SQLite reported an unexpected error", DOCTOR];
  return new SealError("STORE_UNREADABLE", `${sentence}: ${reason}.`, wayOut, place);
}
