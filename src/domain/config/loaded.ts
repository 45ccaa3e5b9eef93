import { addTo } from "../collections.js";
import type { Place } from "../errors.js";
import { lineFinder } from "../json/lines.js";
import { findSpans, locate } from "../json/positions.js";
import { at, type Json, type JsonObject, type JsonPath } from "../tree.js";

/** One authored file of the config, and where its content stands in the whole. */
export interface Layer {
  file: string;
  text: string;
  /** As parsed, `$include` not yet resolved. */
  tree: Json;
  mount: JsonPath;
}

/** False if an authored file surely includes no other. */
export function mayInclude(text: string): boolean {
  // A backslash may spell any key; without one an include is spelled out.
  return text.includes("$include") || text.includes("\\");
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

/** Where the value at a path of the merged config is written; the file alone where no file has it. */
export function spotInConfig(config: LoadedConfig, path: JsonPath): Spot {
  const found = layerOf(config, path);
  return found ? { file: found.layer.file, text: found.layer.text, path: found.path } : { file: config.file, path };
}

/** File, line and column of the value at a path of the merged config; the file alone where no position is known. */
export function placeInConfig(config: LoadedConfig, path: JsonPath): Place {
  const { file, text, path: inside } = spotInConfig(config, path);
  return text === undefined ? { file } : placeInText(file, text, inside);
}

/** File, line and column of the value at a path of one file; the file alone where there is no such value. */
export function placeInText(file: string, text: string, path: JsonPath): Place {
  const range = locate(text, path);
  return range ? { file, line: range.line, column: range.column } : { file };
}

/** Something at a path of a file, or at an offset where the path leads to something else. No place is known without a text. */
export interface Spot {
  file: string;
  text?: string | undefined;
  path: JsonPath;
  offset?: number | undefined;
}

/** The places of many spots; each text is walked over once. */
export function placesOfSpots(spots: readonly Spot[]): Place[] {
  const places: Place[] = spots.map(({ file }) => ({ file }));
  const byText = new Map<string, number[]>();
  for (const [i, { text }] of spots.entries()) if (text !== undefined) addTo(byText, text, i);
  for (const [text, indexes] of byText) {
    const place = lineFinder(text);
    const paths = indexes.map((i) => spots[i]?.path ?? []);
    for (const [n, span] of findSpans(text, paths).entries()) {
      const i = indexes[n] ?? -1;
      const start = spots[i]?.offset ?? span?.start;
      if (start !== undefined) places[i] = { file: spots[i]?.file ?? "", ...place(start) };
    }
  }
  return places;
}
