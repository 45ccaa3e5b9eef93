import type { Json } from "../tree.js";
import { mayHoldInexactNumber } from "./numbers.js";
import { readTree } from "./read.js";
import { stripNoise } from "./strip.js";

export interface ParseOptions {
  /** The name of the file, for the place of an error. */
  file: string;
  /** Also comments, trailing commas, bare keys, single quotes and the rest of JSON5. */
  json5?: boolean | undefined;
  /** How many objects and arrays may stand in one another. */
  maxDepth?: number | undefined;
}

const DEEPEST = 256;
const BOM = 0xfeff;

function tryParse(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function tryStripped(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(stripNoise(text)) };
  } catch {
    return undefined;
  }
}

/** Level by level, so that no nesting, however deep, can exhaust the stack. */
function isDeeperThan(value: Json, maxDepth: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const below: Json[] = [];
    for (const container of level) {
      if (typeof container !== "object" || container === null) continue;
      if (depth >= maxDepth) return true;
      for (const child of Object.values(container)) if (typeof child === "object" && child !== null) below.push(child);
    }
    level = below;
  }
  return false;
}

/**
 * JSON or JSON5 text as plain data, as JSON.parse gives it: the last of duplicate keys wins, `__proto__` is an ordinary own key, a leading
 * BOM is dropped. A number that a double cannot give back becomes a `RawNumber`.
 *
 * Throws SealError INVALID_SYNTAX or TOO_DEEP, always with line and column and never with anything of the text.
 */
export function parseJson(text: string, options: ParseOptions): Json {
  const { file, json5 = false, maxDepth = DEEPEST } = options;
  const body = text.charCodeAt(0) === BOM ? text.slice(1) : text;
  if (!mayHoldInexactNumber(body)) {
    const parsed = tryParse(body) ?? (json5 ? tryStripped(body) : undefined);
    if (parsed !== undefined && !isDeeperThan(parsed.value, maxDepth)) return parsed.value;
  }
  return readTree(text, { file, json5, maxDepth });
}
