import { Secret } from "../secret.js";
import { isObject, type Json, nonBlank, own } from "../tree.js";
import type { Move } from "./item.js";

/** What is at an id of a home already; `blocked`: something that is no credential and must not be replaced. */
export type Occupant = Secret | "blocked" | undefined;

const MOST_VARIANTS = 1000;
const LONGEST_EXEC_ID = 240;

/** The JSON pointer of a place in a secrets file. A `$` is replaced, because a config would substitute `${NAME}` in an id. */
export function pointerOf(segments: readonly string[]): string {
  return segments.map((part) => `/${part.replaceAll("$", "_").replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The keys that a JSON pointer leads through. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The id of an exec provider: the grammar of OpenClaw allows few characters, and the prefix keeps clear of other entries. */
export function execId(segments: readonly string[]): string {
  const clean = segments.map((part) => {
    const text = part.replace(/[^A-Za-z0-9._:#-]/g, "_");
    return /^\.{0,2}$/.test(text) ? "_" : text;
  });
  return `openclaw/${clean.join("/")}`.slice(0, LONGEST_EXEC_ID);
}

/**
 * An id for every move, the same in every run: the general place, else one of the agent, else a numbered one; the first that
 * is free or holds the same credential, so that a run that was killed goes on where it stopped. Two moves of the same
 * credential to the same general place share it.
 */
export function allocate(
  moves: readonly Move[],
  idOf: (segments: readonly string[]) => string,
  occupant: (id: string) => Occupant,
): Map<Move, string> {
  const planned = new Map<string, Secret>();
  const ids = new Map<Move, string>();
  for (const move of moves) {
    for (let variant = 0; variant < MOST_VARIANTS; variant++) {
      const id = idOf(variantOf(move, variant));
      const present = planned.get(id) ?? occupant(id);
      if (present !== undefined && !(present instanceof Secret && present.equals(move.secret))) continue;
      planned.set(id, move.secret);
      ids.set(move, id);
      break;
    }
  }
  return ids;
}

function variantOf({ segments, agentId }: Move, variant: number): readonly string[] {
  if (variant === 0) return segments;
  const own = agentId === undefined ? segments : ["agents", agentId, ...segments];
  return agentId !== undefined && variant === 1 ? own : [...own.slice(0, -1), `${own.at(-1) ?? ""}-${variant + 1}`];
}

/** What a parsed secrets file holds at a pointer. */
export function occupantOf(tree: Json | undefined, pointer: string): Occupant {
  let here = tree;
  for (const step of pointerSteps(pointer)) {
    if (here === undefined) return undefined;
    if (!isObject(here)) return "blocked";
    here = own(here, step);
  }
  if (here === undefined) return undefined;
  return typeof here === "string" && nonBlank(here) !== undefined ? new Secret(here) : "blocked";
}
