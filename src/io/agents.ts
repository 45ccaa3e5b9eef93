import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Env, substitute } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import type { ReleaseRange } from "../domain/openclaw/releases.js";
import { isObject, type Json, type JsonObject, nonBlank, own } from "../domain/tree.js";
import { errnoOf } from "./files/reasons.js";
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

/** An agent id as OpenClaw makes a directory name of it. Source: `src/routing/session-key.ts`, 2026.3.1 and 2026.9.6. */
export function normalizeAgentId(id: string): string {
  const name = id
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
  return name === "" ? MAIN : name;
}

/**
 * Every agent of the config and on disk, by id; `only` restricts them, and may name one that does not exist yet. Agents
 * that share a directory are one. Throws SealError if the agents directory cannot be listed.
 */
export function listAgents(
  config: JsonObject,
  location: Location,
  env: Env,
  range: ReleaseRange,
  only: readonly string[] = [],
): Agent[] {
  const roster = rosterOf(config);
  const standard = (id: string) => join(location.stateDir, "agents", id, "agent");
  const agents = new Map<string, Agent>();
  const add = (id: string, dir: string) => {
    if (!agents.has(dir)) agents.set(dir, { id, dir });
  };
  const fallback = roster.find((entry) => entry.isDefault) ?? roster[0];
  if (location.agentDir !== undefined) add(fallback?.id ?? MAIN, location.agentDir);
  for (const { id, agentDir } of roster)
    add(id, agentDir === undefined ? standard(id) : userPath(substitute(agentDir, env), location.home));
  const needsMain =
    roster.length === 0 ? location.agentDir === undefined : range.rows.some((row) => row.alwaysWritesMain);
  if (needsMain) add(MAIN, standard(MAIN));
  for (const id of agentsOnDisk(location.stateDir)) add(id, standard(id));

  const wanted = only.map(normalizeAgentId);
  for (const id of wanted) if (![...agents.values()].some((agent) => agent.id === id)) add(id, standard(id));
  return [...agents.values()]
    .filter((agent) => wanted.length === 0 || wanted.includes(agent.id))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.dir < b.dir ? -1 : 1));
}

/** The directory of the main agent, whose profiles the others inherit. */
export function mainAgentDir(agents: readonly Agent[], location: Location): string {
  return agents.find((agent) => agent.id === MAIN)?.dir ?? join(location.stateDir, "agents", MAIN, "agent");
}

/** `agents.entries` wins over `agents.list` where both exist. */
function rosterOf(config: JsonObject): RosterEntry[] {
  const agents = own(config, "agents");
  if (!isObject(agents)) return [];
  const entries = own(agents, "entries");
  if (isObject(entries)) return Object.entries(entries).flatMap(([id, entry]) => rosterEntry(id, entry));
  const list = own(agents, "list");
  return Array.isArray(list)
    ? list.flatMap((entry) => rosterEntry(isObject(entry) ? own(entry, "id") : undefined, entry))
    : [];
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

function agentsOnDisk(stateDir: string): string[] {
  const dir = join(stateDir, "agents");
  try {
    return readdirSync(dir).filter((id) => isDirectory(join(dir, id, "agent")));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw new SealError("FILE_UNREADABLE", "The agents directory cannot be listed.", "Check its owner and mode.", {
      file: dir,
    });
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
