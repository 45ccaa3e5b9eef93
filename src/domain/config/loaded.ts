import type { Place } from "../errors.js";
import { locate } from "../json/positions.js";
import { at, type Json, type JsonObject, type JsonPath } from "../tree.js";

/** One authored file of the config, and where its content stands in the whole. */
export interface Layer {
  file: string;
  text: string;
  /** As parsed, `$include` not yet resolved. */
  tree: Json;
  mount: JsonPath;
}

// A backslash may spell any key; without one an include is spelled out.
const MAY_INCLUDE = /\$include|\\/;

/** False if an authored file surely includes no other. */
export function mayInclude(text: string): boolean {
  return MAY_INCLUDE.test(text);
}

/** openclaw.json with its includes merged in, before substitution. */
export interface LoadedConfig {
  file: string;
  /** False if there is no config at the default place, which counts as `{}`. */
  exists: boolean;
  tree: JsonObject;
  /** What overrides comes first: a file before what it includes, later includes before earlier ones. */
  layers: readonly Layer[];
}

/** The authored file that holds the value at a path of the merged config, with the path inside that file. */
export function layerOf(config: LoadedConfig, path: JsonPath): { layer: Layer; path: JsonPath } | undefined {
  for (const layer of config.layers) {
    if (!layer.mount.every((step, i) => path[i] === step)) continue;
    const inside = path.slice(layer.mount.length);
    if (at(layer.tree, inside) !== undefined) return { layer, path: inside };
  }
  return undefined;
}

/** File, line and column of the value at a path of the merged config; the file alone where no position is known. */
export function placeInConfig(config: LoadedConfig, path: JsonPath): Place {
  const found = layerOf(config, path);
  if (!found) return { file: config.file };
  return placeInText(found.layer.file, found.layer.text, found.path);
}

/** File, line and column of the value at a path of one file; the file alone where there is no such value. */
export function placeInText(file: string, text: string, path: JsonPath): Place {
  const range = locate(text, path);
  return range ? { file, line: range.line, column: range.column } : { file };
}
