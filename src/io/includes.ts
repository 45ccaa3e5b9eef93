import { realpathSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { type Layer, mayInclude, placeInText } from "../domain/config/loaded.js";
import { deepMerge } from "../domain/config/merge.js";
import { type Place, SealError } from "../domain/errors.js";
import { parseJson } from "../domain/json/parse.js";
import { show } from "../domain/text.js";
import { isObject, type Json, type JsonObject, type JsonPath, put } from "../domain/tree.js";
import { readChecked } from "./files/read.js";

// Limits of OpenClaw's include loader. Source: `src/config/includes.ts`, 2026.3.1 and 2026.9.6.
const MAX_DEPTH = 10;
const MAX_INCLUDE_BYTES = 2 * 1024 * 1024;
const MAX_PATH_LENGTH = 4096;
// Our own: ten levels of files that each include several would else be read a million times.
const MOST_INCLUDES = 1000;

export interface IncludeContext {
  /** Directories that includes may come from: as they are named, and with all links resolved. */
  roots: readonly { named: string; real: string }[];
  /** The files that led here, real paths. */
  chain: readonly string[];
  /** How many files were included so far, in all. */
  count: { files: number };
}

/** A tree with its includes merged in, and the layers of the included files, what overrides first. */
export interface Resolved {
  value: Json;
  layers: Layer[];
}

/** The directories that includes may come from; what does not exist contains nothing. */
export function includeRoots(directories: readonly string[]): IncludeContext["roots"] {
  return directories.map((named) => ({ named, real: realPath(named) ?? named }));
}

/** Resolves every `$include` of an authored file. Throws SealError INVALID_INCLUDE with the place of the include. */
export function resolveLayer(layer: Layer, context: IncludeContext): Resolved {
  if (!mayInclude(layer.text)) return { value: layer.tree, layers: [] };
  return resolveIncludes(layer.tree, [], layer, context);
}

function resolveIncludes(value: Json, path: JsonPath, layer: Layer, context: IncludeContext): Resolved {
  if (Array.isArray(value)) {
    const items = value.map((item, i) => resolveIncludes(item, [...path, i], layer, context));
    const layers = items.flatMap((item) => item.layers);
    return layers.length === 0 ? { value, layers } : { value: items.map((item) => item.value), layers };
  }
  if (!isObject(value)) return { value, layers: [] };
  const siblings: JsonObject = {};
  const layers: Layer[] = [];
  for (const key of Object.keys(value)) {
    if (key === "$include") continue;
    const inner = resolveIncludes(value[key] as Json, [...path, key], layer, context);
    put(siblings, key, inner.value);
    layers.push(...inner.layers);
  }
  if (!Object.hasOwn(value, "$include")) return layers.length === 0 ? { value, layers } : { value: siblings, layers };

  const place = placeInText(layer.file, layer.text, [...path, "$include"]);
  const included = include(value["$include"] as Json, [...layer.mount, ...path], layer, place, context);
  layers.push(...included.layers);
  if (Object.keys(siblings).length === 0) return { value: included.value, layers };
  if (!isObject(included.value))
    throw new SealError(
      "INVALID_INCLUDE",
      "Keys beside $include need the included file to hold an object.",
      "Move the keys away or include an object.",
      place,
    );
  return { value: deepMerge(included.value, siblings), layers };
}

/** One file, or several merged left to right. */
function include(names: Json, mount: JsonPath, from: Layer, place: Place, context: IncludeContext): Resolved {
  const list = Array.isArray(names) ? names : [names];
  if (!list.every((name) => typeof name === "string"))
    throw new SealError(
      "INVALID_INCLUDE",
      "$include must be a file name or a list of file names.",
      "Correct the value.",
      place,
    );
  const files = list.map((name) => includeFile(name, mount, from, place, context));
  return {
    value: files.reduce<Json>((merged, next) => deepMerge(merged, next.value), {}),
    layers: files.toReversed().flatMap((file) => file.layers),
  };
}

function includeFile(name: string, mount: JsonPath, from: Layer, place: Place, context: IncludeContext): Resolved {
  const refuse = (message: string, hint: string): never => {
    throw new SealError("INVALID_INCLUDE", message, hint, place);
  };
  const file = resolve(dirname(from.file), name);
  if (name === "" || name.includes("\0") || name.length >= MAX_PATH_LENGTH || file.length >= MAX_PATH_LENGTH)
    refuse("$include must be a path of 1 to 4095 characters without NUL.", "Correct the path.");
  if (context.chain.length > MAX_DEPTH)
    refuse(`Includes are nested deeper than ${MAX_DEPTH} files.`, "Include fewer levels.");
  const real = realPath(file);
  if (!isBelowRoots(context.roots, file, real))
    refuse(
      `The included file ${show(name)} is outside of the config directory.`,
      "Move it beside openclaw.json or name its directory in OPENCLAW_INCLUDE_ROOTS.",
    );
  if (real === undefined)
    return refuse(
      `The included file ${show(name)} cannot be found or reached.`,
      "Correct the path or create the file.",
    );
  if (context.chain.includes(real))
    refuse(`The included file ${show(name)} includes itself, directly or through others.`, "Break the circle.");
  if (++context.count.files > MOST_INCLUDES)
    refuse(`The config includes more than ${MOST_INCLUDES} files.`, "Include fewer files, or each of them once.");
  const read = readChecked(real, { maxBytes: MAX_INCLUDE_BYTES, what: "included file" });
  if (!read) return refuse(`The included file ${show(name)} has just vanished.`, "Run again.");
  if (read.stat.nlink > 1)
    refuse(`The included file ${show(name)} has more than one hard link.`, "Replace it by a file of its own.");
  const tree = parseJson(read.text, { file, json5: true });
  const layer: Layer = { file, text: read.text, tree, mount };
  const inner = resolveLayer(layer, { ...context, chain: [...context.chain, real] });
  return { value: inner.value, layers: [layer, ...inner.layers] };
}

/** Whether a file may be included: `real` is where it lies with all links resolved, if it is there. */
export function isBelowRoots(roots: IncludeContext["roots"], file: string, real: string | undefined): boolean {
  const isInside = roots.some((root) => isBelow(root.named, file) || isBelow(root.real, file));
  return isInside && (real === undefined || roots.some((root) => isBelow(root.real, real)));
}

function isBelow(directory: string, path: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** The path with all links resolved; undefined for what cannot be reached. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
