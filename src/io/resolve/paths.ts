import { isAbsolute, join, normalize } from "node:path";
import { failure, type RefFailure } from "../../domain/resolution.js";
import { showPath } from "../../domain/text.js";

/**
 * The absolute, normalized form of a configured path, `~` being the home directory; null if it stays relative.
 * `~name` is no home directory to OpenClaw.
 */
export function expandPath(path: string, home: string): string | null {
  if (path !== "~" && !/^~[\\/]/.test(path)) return isAbsolute(path) ? normalize(path) : null;
  return isAbsolute(home) ? join(home, path.slice(1)) : null;
}

/** The failure of a provider whose `setting` (`path`, `command`) is not safe to use; `text` completes "<setting> …". */
export function unsafe(alias: string, setting: string, text: string, hint?: string): RefFailure {
  return failure("SECRET_PROVIDER_INVALID", `secrets.providers.${alias}.${setting} ${text}.`, hint);
}

/** A symlink in the place of a file; `real` is the path to configure instead, where it is known. */
export function symlinkRefused(alias: string, setting: string, real: string | null): RefFailure {
  const instead = real === null ? "" : `; its real path is ${showPath(real)}`;
  return unsafe(alias, setting, `is a symlink, which OpenClaw refuses${instead}`, "Configure the real path.");
}

/** On Windows the rights to a file cannot be judged from here. */
export function unverifiable(alias: string, setting: string): RefFailure {
  return failure(
    "SECRET_PROVIDER_PATH_SECURITY_UNVERIFIABLE",
    `Who may change secrets.providers.${alias}.${setting} cannot be verified on Windows.`,
    "Use an env ref on this machine.",
  );
}
