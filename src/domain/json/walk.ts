import type { JsonPath } from "../tree.js";
import { readFast } from "./fast.js";
import { hidesNothing } from "./hidden.js";
import { DEEPEST } from "./parse.js";
import { decodeString } from "./strings.js";
import { type Step, walkStructure } from "./structure.js";

/** "word" and "junk": bare text that is no value of JSON5, as broken files have it. */
export type ValueKind = "string" | "number" | "boolean" | "null" | "word" | "junk";

/** A scalar as it stands in the text, also one that a later duplicate of its key hides from every parser. */
export interface FoundValue {
  kind: "value";
  /** Best effort in a damaged text; cut behind 256 steps. */
  path: JsonPath;
  /** The decoded key of the property; undefined in arrays, for the root, and where damage left none. */
  key: string | undefined;
  valueKind: ValueKind;
  /** A string with its escapes decoded, anything else as it is written. */
  value: string;
  /** Offsets in UTF-16 units, `end` exclusive, quotes included. */
  start: number;
  end: number;
  /** A later duplicate of the key, here or further up, wins over this value. */
  shadowed: boolean;
}

/** A comment with its slashes and stars. */
export interface FoundComment {
  kind: "comment";
  text: string;
  start: number;
  end: number;
}

const LONGEST_PATH = 256;

/** The starts of the values that a later duplicate of their key replaces. */
function findShadowed(text: string): Set<number> {
  const shadowed = new Set<number>();
  const reading = readFast(text, true, DEEPEST);
  if (reading !== undefined && hidesNothing(reading.text, reading.value)) return shadowed;
  const outer: (Map<string, number> | undefined)[] = [];
  let here: Map<string, number> | undefined;
  const meet = ({ step }: Step, start: number): void => {
    if (typeof step !== "string") return;
    here ??= new Map();
    const earlier = here.get(step);
    if (earlier !== undefined) shadowed.add(earlier);
    here.set(step, start);
  };
  walkStructure(text, {
    open(step, start) {
      meet(step, start);
      outer.push(here);
      here = undefined;
    },
    close() {
      here = outer.pop();
    },
    scalar(step, token) {
      meet(step, token.start);
    },
  });
  return shadowed;
}

function bareKind(raw: string): ValueKind {
  if (raw === "null") return "null";
  return raw === "true" || raw === "false" ? "boolean" : "word";
}

/**
 * Visits every scalar and every comment of a JSON or JSON5 text in its order, overwritten duplicates included. Never
 * throws: truncated and damaged texts are read as far as they go. Property names are not visited, except where damage
 * leaves open what is a name. No recursion; memory grows with depth and with the keys of the open objects.
 */
export function walkValues(text: string, visit: (found: FoundValue | FoundComment) => void): void {
  const hidden = findShadowed(text);
  const path: (string | number)[] = [];
  const lengths: number[] = [];
  let depth = 0;
  let hiddenAt = -1;
  let cut: JsonPath | undefined;
  const pathTo = (step: Step["step"]): JsonPath => {
    if (path.length < LONGEST_PATH) return step === undefined ? path.slice() : [...path, step];
    cut ??= path.slice();
    return cut;
  };
  walkStructure(text, {
    open({ step }, start) {
      if (hiddenAt < 0 && hidden.has(start)) hiddenAt = depth;
      lengths.push(path.length);
      if (step !== undefined && path.length < LONGEST_PATH) path.push(step);
      depth++;
    },
    close() {
      depth--;
      path.length = lengths.pop() ?? 0;
      if (path.length < LONGEST_PATH) cut = undefined;
      if (hiddenAt === depth) hiddenAt = -1;
    },
    scalar({ step }, { kind, start, end }) {
      const raw = text.slice(start, end);
      visit({
        kind: "value",
        path: pathTo(step),
        key: typeof step === "string" ? step : undefined,
        valueKind: kind === "string" || kind === "number" ? kind : kind === "word" ? bareKind(raw) : "junk",
        value: kind === "string" ? decodeString(text, start, end) : raw,
        start,
        end,
        shadowed: hiddenAt >= 0 || hidden.has(start),
      });
    },
    comment(start, end) {
      visit({ kind: "comment", text: text.slice(start, end), start, end });
    },
  });
}
