import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SealError } from "../domain/errors.js";
import type { Leftover } from "../domain/migrate/leftovers.js";
import { kindOf } from "./files/kind.js";
import { readChecked } from "./files/read.js";
import { errnoOf, failure } from "./files/reasons.js";
import { nodeFileSystem } from "./files/system.js";

const MAX_BYTES = 64 * 1024 * 1024;
// Copies that editors, people and OpenClaw leave beside its files: models.json.bak, models.json~, .#models.json,
// auth-profiles.json.sqlite-import.<ms>.bak (2026.7.1), auth-profiles.json.migrated-<iso>-<uuid> (2026.9.6), openclaw.json.bak.1.
const COPY = /^(?:\.#|#|\.)?(models|auth-profiles|auth-state|auth|openclaw|clawdbot)\.json(.*)$/;
const OTHER_COPY = /\.json.*(?:\.bak[\d.]*|~)$/;
const OWN_STAGE = /\.[0-9a-f]{32}\.stage(?:\.\d{1,10})?$/;

const KINDS = { models: "models", openclaw: "config", clawdbot: "config" } as const;

/** What a file name of an agent's or the config's directory says: a copy of which file, or undefined if it is none. */
export function leftoverKind(name: string): Leftover["kind"] | undefined {
  const match = COPY.exec(name);
  if (OWN_STAGE.test(name) || name === match?.[1]?.concat(".json")) return undefined;
  if (match && (match[2] === "" || /^[.~#-]/.test(match[2] ?? "")))
    return Object.hasOwn(KINDS, match[1] ?? "") ? KINDS[match[1] as keyof typeof KINDS] : "auth";
  return OTHER_COPY.test(name) ? "unknown" : undefined;
}

/**
 * Reads the backups and leftovers of a directory; what is no regular file holds no bytes of its own and is left out.
 * @throws SealError FILE_UNREADABLE if the directory cannot be listed; a missing one has none.
 */
export function readLeftovers(directory: string, agentId?: string): Leftover[] {
  return namesIn(directory).flatMap((name) => {
    const kind = leftoverKind(name);
    const file = join(directory, name);
    if (kind === undefined || !isFile(file)) return [];
    return [readLeftover(file, kind, agentId)];
  });
}

/** One leftover; its text is undefined if it cannot be read. */
export function readLeftover(file: string, kind: Leftover["kind"], agentId?: string): Leftover {
  return { file, kind, text: readText(file), ...(agentId === undefined ? {} : { agentId }) };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw failure(error, "FILE_UNREADABLE", "The directory cannot be listed", { file: directory });
  }
}

function isFile(file: string): boolean {
  try {
    return kindOf(nodeFileSystem.lstatSync(file)) === "file";
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
