import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { sep } from "node:path";
import { type Env, substitute } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import type { ReleaseRange } from "../domain/openclaw/releases.js";
import { at, isObject, type Json, type JsonObject, nonBlank, own } from "../domain/tree.js";
import { errnoOf } from "./files/errno.js";
import { inside } from "./files/inside.js";
import { type Location, userPath } from "./locate.js";

const MAIN = "main";

export interface Agent {
  id: string;
  /** Where its models.json and its auth profiles live; absolute. */
  dir: string;
}

interface RosterEntry {
  id: string;
  agentDir: string | undefined;
  isDefault: boolean;
}

const VALID_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** An agent id as OpenClaw makes a directory name of it. Source: `src/routing/session-key.ts`, 2026.3.1 and 2026.9.6. */
export function normalizeAgentId(id: string): string {
  const lower = id.trim().toLowerCase();
  if (VALID_ID.test(lower)) return lower;
  const name = lower
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
  return name === "" ? MAIN : name;
}

export interface Agents {
  /** Every agent once per directory, by id. */
  agents: Agent[];
  /** The directory of the main agent, whose profiles the others inherit. */
  mainDir: string;
  /** What was seen of the directories that were found on disk: one look less for who wants to know more of them. */
  seen: ReadonlyMap<string, Stats>;
  /** Those of `agents` that were named, and are neither in the config nor on disk. */
  unknown: Agent[];
}

/**
 * The agents of the config and on disk; `only` restricts them, and may name one that does not exist yet. Agents that share
 * a directory are one. Throws SealError if the agents directory cannot be listed.
 */
export function findAgents(
  config: JsonObject,
  location: Location,
  env: Env,
  range: ReleaseRange,
  only: readonly string[] = [],
): Agents {
  const roster = rosterOf(config);
  const agentsDir = inside(location.stateDir, "agents");
  const standard = (id: string): Agent => ({ id, dir: agentDirIn(agentsDir, id) });
  const known: Agent[] = [];
  const first = roster.find((entry) => entry.isDefault) ?? roster[0];
  if (location.agentDir !== undefined) known.push({ id: first?.id ?? MAIN, dir: location.agentDir });
  for (const { id, agentDir } of roster)
    known.push(agentDir === undefined ? standard(id) : { id, dir: userPath(substitute(agentDir, env), location.home) });
  const needsMain =
    roster.length === 0 ? location.agentDir === undefined : range.rows.some((row) => row.alwaysWritesMain);
  if (needsMain) known.push(standard(MAIN));
  const seen = new Map<string, Stats>();
  known.push(...agentsOnDisk(agentsDir, seen).map(standard));

  const wanted = only.map(normalizeAgentId);
  const isWanted = ({ id }: Agent) => wanted.length === 0 || wanted.includes(normalizeAgentId(id));
  const unknown = wanted.filter((id) => !known.some((agent) => normalizeAgentId(agent.id) === id)).map(standard);
  const byDirectory = new Map<string, Agent>();
  for (const agent of [...known.filter(isWanted), ...unknown])
    if (!byDirectory.has(agent.dir)) byDirectory.set(agent.dir, agent);
  const main = known.find(({ id }) => id === MAIN) ?? standard(MAIN);
  return {
    agents: [...byDirectory.values()].sort(byIdAndDirectory),
    mainDir: location.agentDir ?? main.dir,
    seen,
    unknown,
  };
}

/** Throws SealError FILE_UNSAFE if something that is no directory stands where an agent's files belong. */
export function checkAgentDir({ dir }: Agent): void {
  try {
    if (statSync(dir).isDirectory()) return;
  } catch {
    // What is not there, or cannot be looked at, is told by the first file that is read or written.
    return;
  }
  throw new SealError(
    "FILE_UNSAFE",
    "The agent directory is a file.",
    "Put a directory in its place, or name another one as agentDir.",
    { file: dir },
  );
}

function byIdAndDirectory(a: Agent, b: Agent): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.dir < b.dir ? -1 : 1;
}

/** `agents.entries` wins over `agents.list` where both exist. */
function rosterOf(config: JsonObject): RosterEntry[] {
  const agents = own(config, "agents");
  if (!isObject(agents)) return [];
  const entries = own(agents, "entries");
  if (isObject(entries)) return Object.entries(entries).flatMap(([id, entry]) => rosterEntry(id, entry));
  const list = own(agents, "list");
  return Array.isArray(list) ? list.flatMap((entry) => rosterEntry(at(entry, ["id"]), entry)) : [];
}

function rosterEntry(id: Json | undefined, entry: Json): RosterEntry[] {
  const name = nonBlank(id);
  if (name === undefined || !isObject(entry)) return [];
  return [
    {
      id: normalizeAgentId(name),
      agentDir: nonBlank(own(entry, "agentDir")),
      isDefault: own(entry, "default") === true,
    },
  ];
}

/** Both parts are in normal form: to normalize them again for each of a thousand agents would cost more than reading them. */
function agentDirIn(agentsDir: string, id: string): string {
  return `${agentsDir}${sep}${id}${sep}agent`;
}

function agentsOnDisk(dir: string, seen: Map<string, Stats>): string[] {
  try {
    return readdirSync(dir).filter((id) => isThere(agentDirIn(dir, id), seen));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw new SealError("FILE_UNREADABLE", "The agents directory cannot be listed.", "Check its owner and mode.", {
      file: dir,
    });
  }
}

/** Whatever is there counts, also what cannot be looked at: an agent that is passed over would stay unsealed in silence. */
function isThere(path: string, seen: Map<string, Stats>): boolean {
  try {
    seen.set(path, lstatSync(path));
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "");
  }
}
