import type { JsonPath } from "../tree.js";
import { lineColumn } from "./lines.js";
import { type Sink, type Step, walkStructure } from "./structure.js";

export { type LineColumn, lineColumn, lineFinder } from "./lines.js";

/** Where something stands in a text: offsets in UTF-16 units, `end` exclusive; line and column of the start, from 1. */
export interface Range {
  start: number;
  end: number;
  line: number;
  column: number;
}

export interface LocateOptions {
  /** The range of the property's key token in place of its value's. */
  key?: boolean | undefined;
}

/** The offsets of a value and of its key (-1 in arrays and for the root). */
export interface Span {
  start: number;
  end: number;
  keyStart: number;
  keyEnd: number;
}

/**
 * The value at a path as the parser would find it: of duplicate keys the last one, at every level. Reads JSON5 and
 * stands damage, best behind the place; undefined where the path leads nowhere.
 */
export function findSpan(text: string, path: JsonPath): Span | undefined {
  let found: Span | undefined;
  let depth = 0;
  // How many steps of the path the open containers follow, from the root on; the depth at which `found` is still open.
  let followed = 0;
  let openAt = -1;

  const matches = (step: Step): boolean => {
    if (depth > path.length || followed !== depth - 1) return false;
    const wanted = path[depth - 1];
    return typeof step.step === "number" ? step.step === wanted : step.step === String(wanted);
  };
  const meet = (step: Step, start: number, end: number): boolean => {
    const onPath = depth === 0 || matches(step);
    if (!onPath) return false;
    found = undefined;
    if (depth === path.length) found = { start, end, keyStart: step.keyStart, keyEnd: step.keyEnd };
    return true;
  };
  const sink: Sink & { done: boolean } = {
    done: false,
    open(step, start) {
      if (meet(step, start, -1)) {
        followed = depth;
        if (found !== undefined) openAt = depth;
      }
      depth++;
    },
    close(end) {
      depth--;
      if (openAt === depth && found !== undefined) {
        found.end = end;
        openAt = -1;
      }
      if (followed >= depth) followed = depth - 1;
      if (depth === 0) sink.done = true;
    },
    scalar(step, token) {
      meet(step, token.start, token.end);
    },
  };
  walkStructure(text, sink);
  return found;
}

/**
 * The range of the value at a path, or of its key; undefined where there is none. Of duplicate keys the last one
 * counts.
 */
export function locate(text: string, path: JsonPath, options: LocateOptions = {}): Range | undefined {
  const span = findSpan(text, path);
  if (span === undefined) return undefined;
  const start = options.key === true ? span.keyStart : span.start;
  const end = options.key === true ? span.keyEnd : span.end;
  return start < 0 ? undefined : { start, end, ...lineColumn(text, start) };
}
