import { isPlaceholder, refKey, type SecretRef } from "../ref.js";
import type { Resolution } from "../resolution.js";
import type { Secret } from "../secret.js";
import type { ConfigFound } from "./config-inventory.js";
import type { Item, Move, Note } from "./item.js";
import type { ProfileFound } from "./profiles-inventory.js";

/** The operator's explicit words and what follows from them. */
export interface Words {
  /** A new home was named; only then may the config be touched. */
  hasHome: boolean;
  dropOrphans: boolean;
  dropUnverifiable: boolean;
  purgeResidue: boolean;
}

/** What some release of the range does not support. */
export interface RefSupport {
  headers: boolean;
  request: boolean;
}

export interface Decided {
  items: Item[];
  moves: Move[];
}

type Resolutions = ReadonlyMap<string, Resolution>;

/** The verdict on the plaintext of one profile store. */
export function decideProfiles(found: readonly ProfileFound[], resolutions: Resolutions, words: Words): Decided {
  const decided: Decided = { items: [], moves: [] };
  for (const one of found) {
    const beside = one.ref ? judgeBeside(one.ref, resolutions, words) : undefined;
    if (one.readOnly) decided.items.push({ ...one, verdict: "out-of-reach", action: "keep", note: "database" });
    else if (beside) decided.items.push({ ...one, ...beside });
    else if (!one.isRead) decided.items.push(unread(one, found));
    else move(decided, one, profileObstacle(one, words), profileMove(one));
  }
  return decided;
}

/** The verdict on the plaintext of the config's provider entries. */
export function decideConfig(
  found: readonly ConfigFound[],
  refOf: (value: ConfigFound["merged"]) => SecretRef | null,
  resolutions: Resolutions,
  support: RefSupport,
  words: Words,
): Decided {
  const decided: Decided = { items: [], moves: [] };
  const moving = new Map<string, Secret>();
  const inOrder = [...found].sort((a, b) => Number(b.effective) - Number(a.effective));
  for (const one of inOrder) {
    const path = JSON.stringify(one.path);
    if (one.effective) {
      const obstacle = configObstacle(one, support, words);
      if (!obstacle) moving.set(path, one.secret);
      const slot = { kind: "config" as const, path: one.path };
      const segments = one.path.slice(1).map(String);
      move(decided, one, obstacle, { secret: one.secret, slot, segments, agentId: undefined });
      continue;
    }
    // Overridden by another file of the config: what overrides it is what counts.
    const ref = refOf(one.merged);
    const moved = moving.get(path);
    if (ref) decided.items.push({ ...one, ...inConfig(judgeBeside(ref, resolutions, words), words) });
    else if (moved?.equals(one.secret)) decided.items.push({ ...one, verdict: "redundant", action: "scrub" });
    else if (moved && words.dropOrphans) decided.items.push({ ...one, verdict: "orphan", action: "drop" });
    else if (moved) {
      const item: Item = { ...one, verdict: "orphan", action: "move", note: "overwritten-home" };
      decided.items.push(item);
      decided.moves.push(homeMove(item));
    } else
      decided.items.push({
        ...one,
        verdict: "movable",
        action: "keep",
        note: words.hasHome ? "unread-field" : "no-home",
      });
  }
  return decided;
}

/** The way of a credential that nothing reads, so that there is no slot for a ref: it goes into the new home alone. */
export function homeMove(item: Item): Move {
  const segments = ["overwritten", ...item.path.map(String)];
  return { secret: item.secret, slot: { kind: "home" }, items: [item], segments, agentId: item.agentId };
}

type Judgement = Pick<Item, "verdict" | "action" | "ref" | "note">;

/** Plaintext beside a ref: the ref decides, so the plaintext goes if the ref works, whatever the plaintext is. */
export function judgeBeside(ref: SecretRef, resolutions: Resolutions, words: Words): Judgement {
  const resolution = resolutions.get(refKey(ref));
  if (resolution?.ok) return { verdict: "redundant", action: "scrub", ref };
  if (words.dropUnverifiable) return { verdict: "unverifiable", action: "drop", ref };
  return { verdict: "unverifiable", action: "keep", ref, note: "ref-fails" };
}

function inConfig(judgement: Judgement, words: Words): Judgement {
  return words.hasHome || judgement.action === "keep"
    ? judgement
    : { ...judgement, action: "keep", note: "config-untouched" };
}

/** A field that OpenClaw does not read: a copy goes, anything else is for its owner to decide. */
function unread(one: ProfileFound, all: readonly ProfileFound[]): Item {
  const read = all.find((other) => other.profileId === one.profileId && other.isRead);
  return read?.secret.equals(one.secret)
    ? { ...one, verdict: "redundant", action: "scrub" }
    : { ...one, verdict: "movable", action: "keep", note: "unread-field" };
}

function profileObstacle(one: ProfileFound, words: Words): Note | undefined {
  if (one.refusesRefs) return "oauth-mode";
  return words.hasHome ? undefined : "no-home";
}

function profileMove({ secret, file, profileId, field, literalField, agentId }: ProfileFound): Omit<Move, "items"> {
  return {
    secret,
    slot: { kind: "profile", file, profileId, field, literalField },
    segments: ["profiles", profileId, field],
    agentId,
  };
}

function configObstacle(one: ConfigFound, support: RefSupport, words: Words): Note | undefined {
  if (one.slot === "command") return "command";
  if (one.slot === "none") return "no-ref-slot";
  if ((one.slot === "header" && !support.headers) || (one.slot === "request" && !support.request))
    return "header-refs-unsupported";
  return words.hasHome ? undefined : "no-home";
}

function move(
  decided: Decided,
  found: ProfileFound | ConfigFound,
  obstacle: Note | undefined,
  planned: Omit<Move, "items">,
): void {
  const item: Item = { ...found, verdict: "movable", action: obstacle ? "keep" : "move" };
  if (obstacle) item.note = obstacle;
  else decided.moves.push({ ...planned, items: [item] });
  decided.items.push(item);
}

/** Refs that have to be resolved before anything is decided: those beside plaintext. */
export function refsBeside(
  profiles: readonly ProfileFound[],
  config: readonly ConfigFound[],
  refOf: (value: ConfigFound["merged"]) => SecretRef | null,
): SecretRef[] {
  const refs = profiles.flatMap(({ ref }) => ref ?? []);
  for (const { effective, merged } of config) {
    const ref = effective || (typeof merged === "string" && isPlaceholder(merged)) ? null : refOf(merged);
    if (ref) refs.push(ref);
  }
  return refs;
}
