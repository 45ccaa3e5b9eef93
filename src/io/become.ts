import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { show } from "../domain/text.js";

const MAGIC = [Buffer.from("#!"), Buffer.from([0x7f, 0x45, 0x4c, 0x46])];

/** The file of a command, looked up in PATH as a shell does. Throws SealError USAGE if there is none. */
export function findCommand(name: string, env: Env): string {
  const isPath = name.includes("/");
  const places = isPath ? [resolve(name)] : (env["PATH"] ?? "").split(delimiter).map((dir) => join(dir || ".", name));
  const found = places.find(isExecutable);
  if (found === undefined)
    throw new SealError(
      "USAGE",
      `There is no command ${show(name)} to run.`,
      "Check its name, or give its whole path.",
    );
  return found;
}

function isExecutable(path: string): boolean {
  try {
    // Most directories of PATH lack it: what throws for each of them costs more than what it says.
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Replaces this process by the command, with the same process id; returns only where that cannot be: before Node 22.15,
 * on Windows, and for files that the system cannot start by itself (Node would end in a crash instead of an error).
 */
export function become(file: string, argv: readonly string[], env: Env): void {
  const { execve } = process as { execve?: (file: string, argv: readonly string[], env: Env) => never };
  if (!execve || process.platform === "win32" || !startsBySystem(file)) return;
  execve.call(process, file, argv, env);
}

function startsBySystem(file: string): boolean {
  if (process.platform !== "linux") return true;
  try {
    const fd = openSync(file, constants.O_RDONLY);
    try {
      const head = Buffer.alloc(4);
      readSync(fd, head, 0, 4, 0);
      return MAGIC.some((magic) => head.subarray(0, magic.length).equals(magic));
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
