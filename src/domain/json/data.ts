import { type Json, type JsonObject, put, RawNumber } from "../tree.js";
import { DEEPEST } from "./parse.js";

/**
 * A copy of whatever a caller of the library hands over, as plain data: a BigInt is a number, a function is nothing.
 * Undefined where the value cannot be read (a getter or a proxy that throws), stands within itself, or is nested deeper than
 * any file may be.
 */
export function dataOf(value: unknown): Json | undefined {
  try {
    return copy(value, 0);
  } catch {
    return undefined;
  }
}

/** The same of a field of an object that a caller hands over. */
export function dataAt(input: unknown, field: string): Json | undefined {
  try {
    return dataOf((input as Readonly<Record<string, unknown>>)[field]);
  } catch {
    return undefined;
  }
}

// Depth first: what stands within itself is given up at the first path that gets too deep.
function copy(value: unknown, depth: number): Json {
  if (typeof value === "bigint") return fromBigInt(value);
  if (typeof value === "function") return undefined as unknown as Json;
  if (typeof value !== "object" || value === null || value instanceof RawNumber) return value as Json;
  if (depth >= DEEPEST) throw new RangeError();
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
  const object: JsonObject = {};
  for (const key of Object.keys(value)) put(object, key, copy((value as JsonObject)[key], depth + 1));
  return object;
}

function fromBigInt(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new RawNumber(String(value));
}
