import { type Json, RawNumber } from "./tree.js";

/** Whether two values are equal but for the order of keys. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (a instanceof RawNumber) return b instanceof RawNumber && a.text === b.text;
  if (Array.isArray(b) || b instanceof RawNumber) return false;
  // Nearly all of a thousand rows are texts and numbers: they are compared here, without a call and without lists of keys.
  let count = 0;
  for (const key in a) {
    const x = a[key] as Json;
    if (x !== b[key] && (typeof x !== "object" || !Object.hasOwn(b, key) || !same(x, b[key]))) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

function sameItems(a: readonly Json[], b: readonly Json[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
  return true;
}
