import { MANAGED_MARKER } from "../marker.js";
import { hasModels } from "../provider-rows.js";
import { stripUrlCredentials } from "../scan/url.js";
import { at, isObject, type Json, type JsonObject, type JsonPath, own, put } from "../tree.js";

/**
 * A models.json without the credentials at some paths: what the plan is made from when its orphans are dropped. URLs lose
 * their credential only. `keepMarker`: a release reads the file that refuses it as a whole if a provider with models has no key.
 */
export function withoutCredentials(existing: JsonObject, paths: readonly JsonPath[], keepMarker: boolean): JsonObject {
  let tree: Json = existing;
  for (const path of paths) tree = without(tree, path, isRowKey(existing, path) && keepMarker);
  return isObject(tree) ? tree : existing;
}

function isRowKey(existing: JsonObject, path: JsonPath): boolean {
  return path.length === 3 && path[2] === "apiKey" && hasModels(at(existing, path.slice(0, 2)));
}

function without(value: Json, path: JsonPath, keepMarker: boolean): Json {
  const [step, ...rest] = path;
  if (Array.isArray(value))
    return value.map((item, i) =>
      i !== step ? item : rest.length === 0 ? MANAGED_MARKER : without(item, rest, false),
    );
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = own(value, key) ?? null;
    if (key !== String(step)) put(result, key, item);
    else if (rest.length > 0) put(result, key, without(item, rest, keepMarker));
    else if (typeof item === "string" && stripUrlCredentials(item) !== item)
      put(result, key, stripUrlCredentials(item));
    else if (keepMarker) put(result, key, MANAGED_MARKER);
  }
  return result;
}
