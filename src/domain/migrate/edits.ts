import { type LoadedConfig, layerOf } from "../config/loaded.js";
import { SealError } from "../errors.js";
import { insertProperty, removeProperty, removeShadowed, replaceValue } from "../json/edit.js";
import { parseJson } from "../json/parse.js";
import { printJson } from "../json/print.js";
import type { SecretRef } from "../ref.js";
import { at, isObject, type Json, type JsonObject, type JsonPath, own, put } from "../tree.js";
import type { Slot } from "./item.js";

/** A ref as it is written into an authored file: on one line. */
export function refText({ source, provider, id }: SecretRef): string {
  return `{ "source": ${JSON.stringify(source)}, "provider": ${JSON.stringify(provider)}, "id": ${JSON.stringify(id)} }`;
}

/** The texts of the config's files while they are edited, by file. */
export type ConfigTexts = Map<string, string>;

export function configTexts(config: LoadedConfig): ConfigTexts {
  return new Map(config.layers.map(({ file, text }) => [file, text]));
}

/**
 * Sets an object at a path of the config in the file that holds the path, else in the file that holds the nearest object
 * above it; every byte outside stays. `text` is how the object is written where it has no new parents of its own. A config
 * that does not exist yet begins as `{}`.
 */
export function setInConfig(config: LoadedConfig, texts: ConfigTexts, path: JsonPath, value: JsonObject, text: string) {
  const present = layerOf(config, path);
  if (present) {
    const { file } = present.layer;
    const clean = removeShadowed(texts.get(file) ?? present.layer.text, present.path);
    texts.set(file, replaceValue(clean, present.path, text));
    return;
  }
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const above = depth === 0 ? rootOf(config) : layerOf(config, path.slice(0, depth));
    if (!above) continue;
    const before = texts.get(above.layer.file) ?? above.layer.text;
    const parents = path.slice(depth + 1);
    const inner = parents.length === 0 ? text : printJson(withValue({}, parents, value)).trimEnd();
    texts.set(above.layer.file, insertProperty(before, above.path, String(path[depth]), inner));
    return;
  }
}

function rootOf(config: LoadedConfig): { layer: { file: string; text: string }; path: JsonPath } {
  const [main] = config.layers;
  return { layer: main ?? { file: config.file, text: "{}\n" }, path: [] };
}

/** Takes a value out of one file of the config. */
export function removeFromConfig(config: LoadedConfig, texts: ConfigTexts, file: string, path: JsonPath): void {
  for (const layer of config.layers) {
    if (layer.file !== file || !layer.mount.every((step, i) => path[i] === step)) continue;
    texts.set(file, removeProperty(texts.get(file) ?? layer.text, path.slice(layer.mount.length)));
  }
}

/** The merged config with a value at a path, as it will be once the file is written. */
export function withValue(tree: JsonObject, path: JsonPath, value: Json): JsonObject {
  const [first, ...rest] = path;
  const copy: JsonObject = {};
  for (const key of Object.keys(tree)) put(copy, key, tree[key] as Json);
  const below = own(tree, String(first));
  put(copy, String(first), rest.length === 0 ? value : withValue(isObject(below) ? below : {}, rest, value));
  return copy;
}

/** Puts a ref in place of a literal of a profile, or a new profile into the store; the file keeps its formatting. */
export function setInProfiles(
  text: string | undefined,
  slot: Exclude<Slot, { kind: "config" }>,
  ref: SecretRef,
): string {
  if (slot.kind === "new-profile") {
    const profile = { type: "api_key", provider: slot.provider, keyRef: { ...ref } };
    return addProfile(text, slot.profileId, profile);
  }
  const profile: JsonPath = ["profiles", slot.profileId];
  const clean = removeShadowed(text ?? "", [...profile, slot.literalField]);
  const withRef = insertProperty(clean, profile, slot.field === "token" ? "tokenRef" : "keyRef", refText(ref));
  return removeProperty(withRef, [...profile, slot.literalField]);
}

function addProfile(text: string | undefined, id: string, profile: JsonObject): string {
  if (text === undefined || text.trim() === "") {
    const profiles: JsonObject = {};
    put(profiles, id, profile);
    return printJson({ version: 1, profiles });
  }
  const value = printJson(profile).trimEnd();
  const tree = parseJson(text, { file: "auth-profiles.json" });
  if (isObject(at(tree, ["profiles"]))) return insertProperty(text, ["profiles"], id, value);
  return insertProperty(text, [], "profiles", `{\n  ${JSON.stringify(id)}: ${value.replaceAll("\n", "\n  ")}\n}`);
}

/** A secrets file with further credentials at their pointers; a file of our own form is printed again, any other is edited. */
export function withSecrets(
  text: string | undefined,
  additions: readonly { steps: string[]; value: string }[],
): string {
  const tree = text === undefined || text.trim() === "" ? {} : parseJson(text, { file: "secrets file" });
  if (!isObject(tree))
    throw new SealError("INVALID_SHAPE", "The secrets file must hold a JSON object.", "Name another file.");
  if (text === undefined || text.trim() === "" || text === printJson(tree)) {
    for (const { steps, value } of additions) putAt(tree, steps, value);
    return printJson(tree);
  }
  const added: JsonObject = {};
  for (const { steps, value } of additions) putAt(added, steps, value);
  return merged(text, tree, added, []);
}

function putAt(tree: JsonObject, steps: readonly string[], value: string): void {
  const [first = "", ...rest] = steps;
  if (rest.length === 0) {
    put(tree, first, value);
    return;
  }
  const below = own(tree, first);
  const object = isObject(below) ? below : {};
  putAt(object, rest, value);
  put(tree, first, object);
}

function merged(text: string, tree: JsonObject, added: JsonObject, path: string[]): string {
  let result = text;
  for (const key of Object.keys(added)) {
    const value = own(added, key) ?? null;
    const below = own(tree, key);
    if (isObject(below) && isObject(value)) result = merged(result, below, value, [...path, key]);
    else result = insertProperty(result, path, key, printJson(value).trimEnd());
  }
  return result;
}
