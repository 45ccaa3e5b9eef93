import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { findCommand } from "./become.js";

/** The absolute path of a command in PATH; undefined if it is not there. */
export function commandPath(name: string, env: Env): string | undefined {
  try {
    return resolve(findCommand(name, env));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/**
 * The path to start a program by for years to come: the one in PATH if that leads to the same file, because the real place
 * often carries a version and goes with the next update.
 */
export function lastingPath(program: string, name: string, env: Env): string {
  const found = commandPath(name, env);
  return found !== undefined && real(found) === real(program) ? found : resolve(program);
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
