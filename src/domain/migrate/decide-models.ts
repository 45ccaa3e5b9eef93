import type { Secret } from "../secret.js";
import type { JsonPath } from "../tree.js";
import type { Decided, Words } from "./decide.js";
import type { Item, Move, Note, Slot } from "./item.js";
import type { ModelsFound } from "./models-inventory.js";

/** Where the ref of an orphan goes. */
export interface Placed {
  slot: Exclude<Slot, { kind: "home" }>;
  note?: Note;
}

/** The models.json of one agent as far as its orphans need a decision. */
export interface AgentOrphans {
  agentId: string;
  isMain: boolean;
  /** Part of this run; other agents count all the same, because a new ref in a common slot would make their keys stale. */
  selected: boolean;
  found: readonly ModelsFound[];
  /** The auth profile that a key of the provider can go to, or why there is none. */
  profileFor: (provider: string) => Placed | Note;
}

/**
 * The verdict on the plaintext of all models.json files. A key that exists nowhere else goes to the config if the config
 * declares its provider (`configSlot`), else to a profile of its agent. Keys that differ and want the same slot are a
 * conflict: none of them is moved, because moving one would make the others stale. Overwritten orphans are for
 * `decideOverwritten`; those of agents that are not part of this run are rivals all the same.
 */
export function decideModels(
  agents: readonly AgentOrphans[],
  configSlot: (provider: string) => JsonPath | undefined,
  words: Words,
  incomplete: boolean,
): Decided {
  const common = orphanKeys(agents);
  const bySlot = new Map<string, Move>();
  const items = new Map<AgentOrphans, Item[]>();
  const staying = new Map<string, Secret[]>();
  const selected = agents.filter((agent) => agent.selected);
  // The main agent's profiles are inherited: written before the others, they would make keys of the others stale.
  for (const agent of [...selected].sort((a, b) => Number(a.isMain) - Number(b.isMain))) {
    const mine = orphanKeys([agent]);
    const keys = new Map<string, Item>();
    const told: Item[] = [];
    items.set(agent, told);
    for (const one of agent.found) {
      if (one.overwritten && isOrphan(one)) continue;
      const row = String(one.path[1]);
      const item: Item = { ...one, ...(one.fate === "shadowed" ? likeItsKey(keys.get(row)) : plain(one, words)) };
      told.push(item);
      if (one.isKey) keys.set(row, item);
      if (!isOrphan(one)) continue;
      const path = one.isKey ? configSlot(one.provider) : undefined;
      const conflict = one.isKey && hasRivals(one, agent, path !== undefined, mine, common, staying);
      if (conflict) item.verdict = "conflict";
      if (item.action === "drop") continue;
      const placed = conflict ? "agents-differ" : place(one, agent, path, words, incomplete);
      if (typeof placed === "string") {
        item.note = placed;
        if (one.isKey) staying.set(one.provider, [...(staying.get(one.provider) ?? []), one.secret]);
        continue;
      }
      item.action = "move";
      if (placed.note) item.note = placed.note;
      const key = JSON.stringify([path ? "" : agent.agentId, one.provider]);
      const shared = bySlot.get(key);
      if (shared) {
        shared.items.push(item);
        continue;
      }
      bySlot.set(key, moveTo(placed.slot, item, agent.agentId));
    }
  }
  return { items: selected.flatMap((agent) => items.get(agent) ?? []), moves: [...bySlot.values()] };
}

function plain(one: ModelsFound, words: Words): Pick<Item, "verdict" | "action" | "note"> {
  if (one.fate === "sealed") return { verdict: "sealed", action: "scrub" };
  if (one.fate === "copy") return { verdict: "redundant", action: "scrub" };
  if (one.fate === "kept") return { verdict: "unverifiable", action: "keep", note: "invalid-ref" };
  return { verdict: "orphan", action: words.dropOrphans ? "drop" : "keep" };
}

/** OpenClaw reads nothing of a losing spelling: what else it holds goes when its key has gone. */
function likeItsKey(key: Item | undefined): Pick<Item, "verdict" | "action" | "note"> {
  if (key === undefined || key.action !== "keep") return { verdict: "sealed", action: "scrub" };
  return { verdict: "sealed", action: "keep", ...(key.note === undefined ? {} : { note: key.note }) };
}

/** It exists nowhere else. */
export function isOrphan({ fate }: ModelsFound): boolean {
  return fate === "orphan" || fate === "dropped";
}

interface OrphanKeys {
  secret: Secret;
  /** Some agent has another key for the same provider. */
  differ: boolean;
  /** Keys of agents that are not part of this run. */
  others: Secret[];
}

function orphanKeys(agents: readonly AgentOrphans[]): ReadonlyMap<string, OrphanKeys> {
  const keys = new Map<string, OrphanKeys>();
  for (const agent of agents)
    for (const one of agent.found) {
      if ((!one.isKey && !one.overwritten) || !isOrphan(one) || (one.overwritten && agent.selected)) continue;
      const known = keys.get(one.provider) ?? { secret: one.secret, differ: false, others: [] };
      known.differ ||= !known.secret.equals(one.secret);
      if (!agent.selected) known.others.push(one.secret);
      keys.set(one.provider, known);
    }
  return keys;
}

/** Whether a ref in the slot would make another key stale: one of any agent, of this one, or of one that inherits the profile. */
function hasRivals(
  one: ModelsFound,
  agent: AgentOrphans,
  inConfig: boolean,
  mine: ReadonlyMap<string, OrphanKeys>,
  common: ReadonlyMap<string, OrphanKeys>,
  staying: ReadonlyMap<string, Secret[]>,
): boolean {
  const keys = common.get(one.provider);
  if (inConfig) return keys?.differ === true;
  const heirs = agent.isMain ? [...(keys?.others ?? []), ...(staying.get(one.provider) ?? [])] : [];
  return mine.get(one.provider)?.differ === true || heirs.some((secret) => !secret.equals(one.secret));
}

function moveTo(slot: Placed["slot"], item: Item, agentId: string): Move {
  const base = { secret: item.secret, slot, items: [item] };
  if (slot.kind === "config") return { ...base, segments: slot.path.slice(1).map(String), agentId: undefined };
  return { ...base, segments: ["profiles", slot.profileId, "key"], agentId };
}

function place(
  one: ModelsFound,
  agent: AgentOrphans,
  path: JsonPath | undefined,
  words: Words,
  incomplete: boolean,
): Placed | Note {
  if (!one.isKey) return "no-ref-slot";
  if (!words.hasHome) return one.fate === "dropped" ? "replace-mode" : "no-home";
  // What a file that cannot be read holds could be another key for the same slot.
  if (incomplete && (path !== undefined || agent.isMain)) return "agent-unreadable";
  return path ? { slot: { kind: "config", path } } : agent.profileFor(one.provider);
}
