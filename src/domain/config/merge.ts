import { isObject, type Json, type JsonObject, own, put } from "../tree.js";

/**
 * Deep merge as `$include` does it: objects are merged, lists are concatenated, anything else of `over` replaces `base`.
 * Source: `src/config/includes.ts`.
 */
export function deepMerge(base: Json, over: Json): Json {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (!isObject(base) || !isObject(over)) return over;
  const merged: JsonObject = {};
  for (const key of Object.keys(base)) put(merged, key, base[key] as Json);
  for (const key of Object.keys(over)) {
    const before = own(merged, key);
    const value = over[key] as Json;
    put(merged, key, before === undefined ? value : deepMerge(before, value));
  }
  return merged;
}
