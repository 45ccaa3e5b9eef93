import { fstatSync, writeSync } from "node:fs";
import { SealError } from "../domain/errors.js";
import { errnoOf } from "./files/errno.js";
import { pause } from "./pause.js";

/** The only way to a stream. Text comes in, never an error or a value of the inputs. */
export interface Sink {
  out(text: string): void;
  err(text: string): void;
}

export const STDOUT = 1;
export const STDERR = 2;
const BUSY_PAUSE_MS = 2;
// Linux: major 1, minor 3. Most often what a character device is that is no terminal.
const DEV_NULL = 0x103;

/**
 * Writes synchronously and completely: nothing is cut when the reader is a pipe and the process ends. A reader that has
 * gone is no error of ours; any other failure of stdout is a SealError OUTPUT_FAILED.
 */
export function processSink(quiet: boolean): Sink {
  return {
    out(text) {
      if (quiet) return;
      const errno = writeAll(STDOUT, text);
      if (errno !== undefined && errno !== "EPIPE")
        throw new SealError(
          "OUTPUT_FAILED",
          "The report could not be written to stdout.",
          "Free some space, or redirect it elsewhere.",
        );
    },
    err(text) {
      // If not even stderr takes it, the exit code has to say it alone.
      writeAll(STDERR, text);
    },
  };
}

/** Whether a descriptor is a terminal. `process.stdout` would answer too, at a tenth of the start-up of Node. */
export function isTerminal(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice() || (process.platform === "linux" && stat.rdev === DEV_NULL)) return false;
    return process.getBuiltinModule("node:tty").isatty(fd);
  } catch {
    return false;
  }
}

function writeAll(fd: number, text: string): string | undefined {
  const bytes = Buffer.from(text, "utf8");
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      const errno = errnoOf(error) ?? "EIO";
      // A pipe that is set non-blocking and full: its reader needs a moment.
      if (errno === "EAGAIN") pause(BUSY_PAUSE_MS);
      else return errno;
    }
  }
  return undefined;
}
