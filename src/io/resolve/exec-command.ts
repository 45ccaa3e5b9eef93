import type { Stats } from "node:fs";
import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, sep } from "node:path";
import type { ExecProvider } from "../../domain/provider-settings.js";
import { failure, type RefFailure } from "../../domain/resolution.js";
import { expandPath, symlinkRefused, unsafe, unverifiable } from "./paths.js";

const OTHERS_WRITE = 0o022;
const WORLD_WRITES = 0o002;

/** What the check of a command needs to know about the machine. */
export interface CommandContext {
  home: string;
  platform: NodeJS.Platform;
  /** The user whose commands may be run; undefined where there are no users to compare. */
  uid: number | undefined;
}

/**
 * The path to run for an exec provider, or why it is refused. Root's commands are refused to other users as well: OpenClaw
 * runs only what belongs to its own user, so a provider accepted here would fail there.
 */
export async function checkCommand(
  alias: string,
  provider: ExecProvider,
  context: CommandContext,
): Promise<{ ok: true; path: string } | RefFailure> {
  const configured = expandPath(provider.command, context.home);
  if (configured === null) return unsafe(alias, "command", "is not an absolute path");
  if (context.platform === "win32" && !provider.allowInsecurePath) return unverifiable(alias, "command");
  try {
    const seen = await lstat(configured);
    if (seen.isSymbolicLink() && !provider.allowSymlinkCommand)
      return symlinkRefused(alias, "command", await realpath(configured).catch(() => null));
    const path = seen.isSymbolicLink() ? await realpath(configured) : configured;
    const file = await lstat(path);
    return refusal(alias, provider, context, path, file, await stat(dirname(path))) ?? { ok: true, path };
  } catch {
    return failure(
      "SECRET_PROVIDER_UNAVAILABLE",
      `The command of secrets.providers.${alias} does not exist, or cannot be looked at.`,
    );
  }
}

function refusal(
  alias: string,
  provider: ExecProvider,
  { home, uid }: CommandContext,
  path: string,
  file: Stats,
  directory: Stats,
): RefFailure | null {
  if (!file.isFile()) return unsafe(alias, "command", "is not a regular file");
  if (
    provider.trustedDirs.length > 0 &&
    !provider.trustedDirs.some((trusted) => isInside(path, expandPath(trusted, home)))
  )
    return unsafe(alias, "command", "is in none of the trustedDirs", "Add its directory to trustedDirs.");
  if (provider.allowInsecurePath || uid === undefined) return null;
  if ((file.mode & OTHERS_WRITE) !== 0)
    return unsafe(alias, "command", "can be written by group or others", "Run chmod go-w on it.");
  if (file.uid !== uid)
    return unsafe(
      alias,
      "command",
      "does not belong to the user that runs this",
      "OpenClaw runs only commands of its own user: configure a small script of that user which calls the program.",
    );
  if ((directory.mode & WORLD_WRITES) !== 0)
    return unsafe(
      alias,
      "command",
      "is in a directory that everybody can write to",
      "Move it, or run chmod o-w there.",
    );
  return null;
}

/** By path segments, so that /opt/tools-old is not inside /opt/tools. */
function isInside(path: string, directory: string | null): boolean {
  if (directory === null) return false;
  const below = relative(directory, path);
  return below !== "" && below.split(sep)[0] !== ".." && !isAbsolute(below);
}
