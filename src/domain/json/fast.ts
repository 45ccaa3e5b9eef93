import type { Json, JsonObject } from "../tree.js";
import { mustNotBeParsed, opensAtMost } from "./depth.js";
import { INDENT } from "./printed.js";
import { quoteKeys, stripLines, stripNoise } from "./strip.js";

/** What JSON.parse read, and how it is printed; undefined if it is too large for that or too deep. */
interface FastReading {
  value: Json;
  printed: string | undefined;
}

/** What a function gives; undefined where it throws. V8's errors quote the text, so nothing of them may be kept. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// A key of one character that is written as an escape. V8 13.6 (Node 24.21) takes it for the key "\\" if an object of the same
// layout had that one before, in whatever text.
const MISREAD_KEY = /"\\(?:u[0-9A-Fa-f]{4}|[^u])"\s*:/;

// To print a larger text again costs more than to look at each object.
const LARGE = 256 * 1024;
// Printed, a text takes at the very worst its length for each level that it can have. That much, and no more than a large file takes.
const MOST_PRINTED = 80 * 1024 * 1024;
// What grows like that is no file that a person or a program writes, and slow to search.
const USUAL_GROWTH = 4;

function parsed(text: string): FastReading | undefined {
  if (text.includes("\\") && MISREAD_KEY.test(text)) return undefined;
  const reading = attempt(() => ({ value: JSON.parse(text) as Json }));
  if (reading === undefined) return undefined;
  const isSmall = text.length <= LARGE && opensAtMost(text, MOST_PRINTED / text.length);
  const printed = isSmall ? attempt(() => JSON.stringify(reading.value, null, INDENT)) : undefined;
  return { ...reading, printed: printed && printed.length <= USUAL_GROWTH * text.length ? printed : undefined };
}

/**
 * Whether more objects and arrays stand in one another. A printed value shows its depth in how far its lines are indented, and no
 * text of it has a line of its own: so V8 can answer what a walk over its first rows takes a millisecond of a cold start for.
 */
function isTooDeep({ value, printed }: FastReading, maxDepth: number): boolean {
  return (printed === undefined || printed.includes(`\n${INDENT.repeat(maxDepth)}`)) && isDeeperThan(value, maxDepth);
}

/** The same without printing. Level by level, so that no nesting can exhaust the stack. */
function isDeeperThan(value: Json, maxDepth: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const below: Json[] = [];
    for (const container of level) {
      if (typeof container !== "object" || container === null) continue;
      if (depth >= maxDepth) return true;
      // No list of the values is made: a thousand rows would fill the young heap.
      for (const key in container) {
        const child = (container as JsonObject)[key];
        if (typeof child === "object" && child !== null) below.push(child);
      }
    }
    level = below;
  }
  return false;
}

function readStripped(text: string): FastReading | undefined {
  const stripped = attempt(() => stripNoise(text));
  return stripped === undefined ? undefined : (parsed(stripped) ?? parsed(quoteKeys(stripped)));
}

/**
 * The text as JSON.parse reads it: as it is, else (with `json5`) without comments and trailing commas, else with quotes
 * around bare keys as well. Each gives what the JSON5 reader would give, but for numbers that a double cannot hold.
 * Undefined where JSON.parse refuses all of them or the value is too deep.
 */
export function readFast(text: string, json5: boolean, maxDepth: number): FastReading | undefined {
  if (mustNotBeParsed(text, maxDepth)) return undefined;
  let reading = parsed(text);
  if (reading === undefined && json5) reading = parsed(stripLines(text)) ?? readStripped(text);
  return reading === undefined || isTooDeep(reading, maxDepth) ? undefined : reading;
}
