import { isObject, type Json, type JsonPath, put } from "../tree.js";
import { type Env, substitute } from "./substitute.js";

/**
 * The same tree with every string substituted, except where `skip` says that the path is a credential: there a reference
 * is a SecretRef, decided by its source text and never resolved. Parts without a reference are shared with the input.
 */
export function substituteTree(
  value: Json,
  env: Env,
  path: JsonPath,
  options: { skip: (path: JsonPath, text: string) => boolean; missing: (name: string, path: JsonPath) => void },
): Json {
  if (typeof value === "string") {
    if (!value.includes("${") || options.skip(path, value)) return value;
    return substitute(value, env, (name) => options.missing(name, path));
  }
  if (Array.isArray(value)) {
    let changed = false;
    const items = value.map((item, i) => {
      const next = substituteTree(item, env, [...path, i], options);
      changed ||= next !== item;
      return next;
    });
    return changed ? items : value;
  }
  if (!isObject(value)) return value;
  let changed = false;
  const result: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    const next = substituteTree(item, env, [...path, key], options);
    changed ||= next !== item;
    put(result, key, next);
  }
  return changed ? result : value;
}
