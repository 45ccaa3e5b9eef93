import { addTo } from "../collections.js";
import { type LoadedConfig, layerOf } from "../config/loaded.js";
import { SealError } from "../errors.js";
import { insertProperties, removeDuplicates, removeProperties, removeShadowed, replaceValues } from "../json/edit.js";
import { parseJson } from "../json/parse.js";
import { printJson } from "../json/print.js";
import type { SecretRef } from "../ref.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, own, put } from "../tree.js";
import type { Slot } from "./item.js";

/** A ref as it is written into an authored file: on one line. */
export function refText({ source, provider, id }: SecretRef): string {
  return `{ "source": ${JSON.stringify(source)}, "provider": ${JSON.stringify(provider)}, "id": ${JSON.stringify(id)} }`;
}

/** An object that shall stand at a path of the config. `text` is how it is written where it has no new parents of its own. */
export interface ConfigValue {
  path: JsonPath;
  value: JsonObject;
  text: string;
}

interface InFile {
  file: string;
  path: JsonPath;
}

/** What happens to the config. `gone`: values that leave one file of it; `duplicates`: properties whose earlier ones leave it. */
export interface ConfigChanges {
  set: readonly ConfigValue[];
  gone: readonly InFile[];
  duplicates: readonly InFile[];
}

/**
 * The texts of the config's files after some changes, by file. An object is set in the file that holds its path, else in
 * the file that holds the nearest object above it; every byte outside stays. A config that does not exist yet begins as
 * `{}`.
 */
export function editedConfig(config: LoadedConfig, { set, gone, duplicates }: ConfigChanges): Map<string, string> {
  const texts = new Map(config.layers.map(({ file, text }) => [file, text]));
  const replaced = new Map<string, { path: JsonPath; value: string }[]>();
  const inserted = new Map<string, { object: JsonPath; key: string; value: string }[]>();
  for (const { path, value, text } of set) {
    const present = layerOf(config, path);
    if (present) {
      addTo(replaced, present.layer.file, { path: present.path, value: text });
      continue;
    }
    const { layer, path: object, depth } = nearestAbove(config, path);
    const parents = path.slice(depth + 1);
    const inner = parents.length === 0 ? text : printJson(withValues({}, [{ path: parents, value }])).trimEnd();
    if (!texts.has(layer.file)) texts.set(layer.file, layer.text);
    addTo(inserted, layer.file, { object, key: String(path[depth]), value: inner });
  }
  const removed = insideFiles(config, gone);
  const earlier = insideFiles(config, duplicates);
  for (const [file, text] of texts) {
    const values = replaced.get(file) ?? [];
    const clean = removeShadowed(
      removeDuplicates(text, earlier.get(file) ?? []),
      values.map(({ path }) => path),
    );
    const filled = insertProperties(replaceValues(clean, values), inserted.get(file) ?? []);
    texts.set(file, removeProperties(filled, removed.get(file) ?? []));
  }
  return texts;
}

/** The paths in each file, which may hold a part of the config only. */
function insideFiles(config: LoadedConfig, places: readonly InFile[]): Map<string, JsonPath[]> {
  const inside = new Map<string, JsonPath[]>();
  for (const { file, path } of places)
    for (const { file: name, mount } of config.layers)
      if (name === file && mount.every((step, i) => path[i] === step)) addTo(inside, file, path.slice(mount.length));
  return inside;
}

function nearestAbove(config: LoadedConfig, path: JsonPath) {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const above = layerOf(config, path.slice(0, depth));
    if (above) return { ...above, depth };
  }
  return { layer: config.layers[0] ?? { file: config.file, text: "{}\n" }, path: [], depth: 0 };
}

/** The merged config with values at some paths, as it will be once its files are written. */
export function withValues(tree: JsonObject, values: readonly { path: JsonPath; value: Json }[]): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(tree)) put(copy, key, tree[key] as Json);
  const below = new Map<string, { path: JsonPath; value: Json }[]>();
  for (const { path, value } of values) addTo(below, String(path[0]), { path: path.slice(1), value });
  for (const [key, inside] of below) {
    const whole = inside.findLast(({ path }) => path.length === 0);
    put(copy, key, whole ? whole.value : withValues(asObject(own(tree, key)), inside));
  }
  return copy;
}

/** A ref on its way into a profile store. */
export interface ProfileRef {
  slot: Extract<Slot, { file: string }>;
  ref: SecretRef;
}

/**
 * A profile store with refs in place of literals, further profiles, without the values at some paths, and without earlier
 * duplicates of some properties; the file keeps its formatting. Undefined if there is no file and none is needed.
 */
export function editedProfiles(
  text: string | undefined,
  refs: readonly ProfileRef[],
  gone: readonly JsonPath[],
  duplicates: readonly JsonPath[],
): string | undefined {
  const profiles: JsonObject = {};
  const literals: JsonPath[] = [];
  const inserted: { object: JsonPath; key: string; value: string }[] = [];
  for (const { slot, ref } of refs) {
    if (slot.kind === "new-profile") {
      put(profiles, slot.profileId, { type: "api_key", provider: slot.provider, keyRef: { ...ref } });
      continue;
    }
    const object = ["profiles", slot.profileId];
    literals.push([...object, slot.literalField]);
    inserted.push({ object, key: slot.field === "token" ? "tokenRef" : "keyRef", value: refText(ref) });
  }
  const hasNew = Object.keys(profiles).length > 0;
  if (text === undefined || text.trim() === "") return hasNew ? printJson({ version: 1, profiles }) : text;
  if (hasNew) inserted.push(...newProfiles(text, profiles));
  const clean = removeShadowed(removeDuplicates(text, duplicates), literals);
  return removeProperties(insertProperties(clean, inserted), [...literals, ...gone]);
}

function newProfiles(text: string, profiles: JsonObject): { object: JsonPath; key: string; value: string }[] {
  const tree = parseJson(text, { file: "auth-profiles.json" });
  if (!isObject(at(tree, ["profiles"]))) return [{ object: [], key: "profiles", value: printJson(profiles).trimEnd() }];
  return Object.entries(profiles).map(([key, profile]) => ({
    object: ["profiles"],
    key,
    value: printJson(profile).trimEnd(),
  }));
}

/** What a secrets file holds; undefined if nothing stands in it. Throws SealError as `parseJson`, and INVALID_SHAPE. */
export function secretsTree(text: string | undefined, file: string): JsonObject | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const tree = parseJson(text, { file });
  if (isObject(tree)) return tree;
  throw new SealError("INVALID_SHAPE", "The secrets file must hold a JSON object.", "Name another file.", { file });
}

/** A secrets file with further credentials at their pointers; a file of our own form is printed again, any other is edited. */
export function withSecrets(
  text: string | undefined,
  additions: readonly { steps: string[]; value: string }[],
  file: string,
): string {
  const present = secretsTree(text, file);
  const tree = present ?? {};
  if (text === undefined || present === undefined || text === printJson(tree)) {
    for (const { steps, value } of additions) putAt(tree, steps, value);
    return printJson(tree);
  }
  const added: JsonObject = {};
  for (const { steps, value } of additions) putAt(added, steps, value);
  return insertProperties(text, missingIn(tree, added, []));
}

function putAt(tree: JsonObject, steps: readonly string[], value: string): void {
  const [first = "", ...rest] = steps;
  if (rest.length === 0) {
    put(tree, first, value);
    return;
  }
  const object = asObject(own(tree, first));
  putAt(object, rest, value);
  put(tree, first, object);
}

/** What has to be inserted into a tree so that it holds another one as well. */
function missingIn(
  tree: JsonObject,
  added: JsonObject,
  object: string[],
): { object: JsonPath; key: string; value: string }[] {
  return Object.keys(added).flatMap((key) => {
    const value = own(added, key) ?? null;
    const below = own(tree, key);
    return isObject(below) && isObject(value)
      ? missingIn(below, value, [...object, key])
      : [{ object, key, value: printJson(value).trimEnd() }];
  });
}
