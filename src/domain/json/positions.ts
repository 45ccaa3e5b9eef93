import type { JsonPath } from "../tree.js";
import { lineColumn } from "./lines.js";
import { type Sink, type Step, walkStructure } from "./structure.js";

/** Where something stands in a text: offsets in UTF-16 units, `end` exclusive; line and column of the start, from 1. */
export interface Range {
  start: number;
  end: number;
  line: number;
  column: number;
}

/** The offsets of a value. */
export type Span = Pick<Range, "start" | "end">;

/** A step on the way to something that is looked for; `span` is what stood there last. */
interface Wanted {
  span: Span | undefined;
  below: Map<string | number, Wanted>;
}

function wantedBelow({ below }: Wanted, step: string | number): Wanted {
  const known = below.get(step);
  if (known) return known;
  const made: Wanted = { span: undefined, below: new Map() };
  below.set(step, made);
  return made;
}

/**
 * The values at some paths as the parser would find them: of duplicate keys the last one, at every level. One walk,
 * however many are looked for. Reads JSON5 and stands damage, best behind the places; undefined where a path leads
 * nowhere.
 */
export function findSpans(text: string, paths: readonly JsonPath[]): (Span | undefined)[] {
  const root: Wanted = { span: undefined, below: new Map() };
  const ways = paths.map((path) => {
    const way = [root];
    for (const step of path) way.push(wantedBelow(way.at(-1) ?? root, step));
    return way;
  });
  const open: (Wanted | undefined)[] = [];
  const meet = ({ step }: Step, start: number, end: number): Wanted | undefined => {
    const wanted = open.length === 0 ? root : step === undefined ? undefined : open.at(-1)?.below.get(step);
    if (wanted) wanted.span = { start, end };
    return wanted;
  };
  const sink: Sink & { done: boolean } = {
    done: false,
    open(step, start) {
      open.push(meet(step, start, -1));
    },
    close(end) {
      const closed = open.pop();
      if (closed?.span) closed.span.end = end;
      if (open.length === 0) sink.done = true;
    },
    scalar(step, token) {
      meet(step, token.start, token.end);
    },
  };
  walkStructure(text, sink);
  // What was met before its container began is of an earlier duplicate.
  const counts = (way: readonly Wanted[]) =>
    way.every(({ span }, i) => span !== undefined && (i === 0 || span.start > (way[i - 1]?.span?.start ?? -1)));
  return ways.map((way) => (counts(way) ? way.at(-1)?.span : undefined));
}

/** As `findSpans`, for one path. */
export function findSpan(text: string, path: JsonPath): Span | undefined {
  return findSpans(text, [path])[0];
}

/** The range of the value at a path; undefined where there is none. Of duplicate keys the last one counts. */
export function locate(text: string, path: JsonPath): Range | undefined {
  const span = findSpan(text, path);
  return span && { ...span, ...lineColumn(text, span.start) };
}
