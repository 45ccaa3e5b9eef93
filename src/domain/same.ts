import { isObject, type Json, RawNumber } from "./tree.js";

/** Whether two values are equal but for the order of keys. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (a instanceof RawNumber) return b instanceof RawNumber && a.text === b.text;
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !same(a[key] as Json, b[key] as Json)) return false;
  return true;
}
