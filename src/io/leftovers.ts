import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isJsonKind, specOf } from "../domain/check/file-names.js";
import { SealError } from "../domain/errors.js";
import type { Leftover } from "../domain/migrate/leftovers.js";
import { errnoOf } from "./files/errno.js";
import { kindOf } from "./files/kind.js";
import { readChecked } from "./files/read.js";
import { unlistable } from "./files/reasons.js";
import { nodeFileSystem } from "./files/system.js";

const MAX_BYTES = 64 * 1024 * 1024;
const OWN_STAGE = /\.[0-9a-f]{32}\.stage(?:\.\d{1,10})?$/;

/**
 * What a file of an agent's or the config's directory is if its name says that it is a copy; undefined for any other.
 * `old`: also what only older OpenClaw read (auth.json).
 */
function leftoverKind(name: string, old: boolean): Pick<Leftover, "kind" | "retired"> | undefined {
  const spec = OWN_STAGE.test(name) ? undefined : specOf(name);
  const retired = spec?.retired === "warn";
  if (spec?.role !== "leftover" && !(old && retired)) return undefined;
  return { kind: isJsonKind(spec.kind) ? spec.kind : "unknown", retired };
}

/**
 * Reads the backups and leftovers of a directory; what is no regular file holds no bytes of its own and is left out.
 * @throws SealError FILE_UNREADABLE if the directory cannot be listed; a missing one has none.
 */
export function readLeftovers(directory: string, old: boolean, agentId?: string): Leftover[] {
  return namesIn(directory).flatMap((name) => {
    const what = leftoverKind(name, old);
    const file = join(directory, name);
    return what && isFile(file) ? [readLeftover(file, what, agentId)] : [];
  });
}

/** The catalogs of an agent's plugins (OpenClaw 2026.6), and the copies beside them. */
export function readPluginFiles(agentDir: string, agentId: string): { catalogs: Leftover[]; leftovers: Leftover[] } {
  const directories = namesIn(join(agentDir, "plugins"))
    .map((name) => join(agentDir, "plugins", name))
    .filter(isDirectory);
  const catalogs = directories.map((directory) => join(directory, "catalog.json")).filter(isFile);
  return {
    catalogs: catalogs.map((file) => readLeftover(file, { kind: "catalog", retired: false }, agentId)),
    leftovers: directories.flatMap((directory) => readLeftovers(directory, false, agentId)),
  };
}

/** One leftover; its text is undefined if it cannot be read. */
export function readLeftover(file: string, what: Pick<Leftover, "kind" | "retired">, agentId?: string): Leftover {
  return { file, ...what, text: readText(file), ...(agentId === undefined ? {} : { agentId }) };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw unlistable(error, directory);
  }
}

const isFile = (file: string) => isOfKind(file, "file");
const isDirectory = (path: string) => isOfKind(path, "directory");

function isOfKind(path: string, kind: ReturnType<typeof kindOf>): boolean {
  try {
    return kindOf(nodeFileSystem.lstatSync(path)) === kind;
  } catch {
    return false;
  }
}

function readText(file: string): string | undefined {
  try {
    return readChecked(file, { maxBytes: MAX_BYTES, what: "leftover" })?.text;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return undefined;
  }
}
