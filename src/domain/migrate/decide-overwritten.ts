import { refKey, type SecretRef } from "../ref.js";
import type { Resolution } from "../resolution.js";
import type { Secret } from "../secret.js";
import type { JsonPath } from "../tree.js";
import { type Decided, homeMove, judgeBeside, type Words } from "./decide.js";
import type { Found, Item, Move, Note } from "./item.js";

/** A plaintext credential that a later duplicate hides from every parser. */
export interface OverwrittenFound extends Found {
  overwritten: { offset: number; at: JsonPath };
  /** The ref that stands in place of the one that is read. */
  ref?: SecretRef;
  /** Replace mode would take it away with its entry. */
  isReplaced?: boolean;
}

/**
 * The verdict on overwritten credentials. Nothing reads them, so there is no slot for a ref: one that exists nowhere else
 * (`isKnown`, compared in memory) is put into the new home alone.
 */
export function decideOverwritten(
  found: readonly OverwrittenFound[],
  isKnown: (secret: Secret) => boolean,
  resolutions: ReadonlyMap<string, Resolution>,
  words: Words,
): Decided {
  const decided: Decided = { items: [], moves: [] };
  for (const one of found) {
    const judged = one.ref ? judgeBeside(one.ref, resolutions, words) : judgeAlone(one, isKnown, words);
    const isHeld = one.in === "config" && !words.hasHome && judged.action !== "keep";
    const item: Item = { ...one, ...judged, ...(isHeld ? { action: "keep", note: "config-untouched" } : {}) };
    decided.items.push(item);
    if (item.action === "move") decided.moves.push(homeMove(item));
  }
  return decided;
}

function judgeAlone(
  { secret, isReplaced }: OverwrittenFound,
  isKnown: (secret: Secret) => boolean,
  { dropOrphans, hasHome }: Words,
): Pick<Item, "verdict" | "action" | "note"> {
  if (isKnown(secret)) return { verdict: "redundant", action: "scrub" };
  if (dropOrphans) return { verdict: "orphan", action: "drop" };
  if (hasHome) return { verdict: "orphan", action: "move", note: "overwritten-home" };
  return { verdict: "orphan", action: "keep", note: isReplaced ? "replace-mode" : "no-home" };
}

/** The refs that stand in place of overwritten credentials, to be resolved before anything is decided. */
export function refsOver(found: readonly OverwrittenFound[]): SecretRef[] {
  const refs = found.flatMap(({ ref }) => ref ?? []);
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

const BESIDE: Note = "overwritten-beside";

/**
 * Keeps together what one edit of an authored file would take: an overwritten property goes as a whole or not at all, and what
 * is read under its name, which would take it along, waits with it. Returns the moves that are left.
 */
export function keepTogether(items: readonly Item[], moves: readonly Move[]): Move[] {
  const authored = items.filter((item) => item.in === "auth" || item.in === "config");
  const locked = new Set<string>();
  const name = (file: string, path: JsonPath) => JSON.stringify([file, path]);
  for (const { file, action, overwritten } of authored)
    if (overwritten && action === "keep") locked.add(name(file, overwritten.at));
  if (locked.size === 0) return [...moves];
  for (const item of authored) {
    const { file, path, overwritten } = item;
    const steps = overwritten ? overwritten.at : path;
    const isHeld = steps.some((_step, i) => locked.has(name(file, steps.slice(0, i + 1))));
    if (!isHeld || item.action === "keep") continue;
    item.action = "keep";
    item.note = BESIDE;
  }
  return moves.filter(({ items: moved }) => moved.some(({ action }) => action === "move"));
}
