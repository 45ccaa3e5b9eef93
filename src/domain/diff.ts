import { createTwoFilesPatch } from "diff";
import { parseJson } from "./json/parse.js";
import { printJson, printSorted } from "./json/print.js";
import { keyState } from "./key-state.js";
import { isNonSecretMarker } from "./marker.js";
import { isValidSecretRef } from "./ref.js";
import { credentialSurface } from "./scan/surfaces.js";
import { urlCredentials } from "./scan/url.js";
import { MASK } from "./secret.js";
import { show, showPath } from "./text.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, put } from "./tree.js";

// The time that a search for the least difference takes grows with the square of the difference.
const MOST_EDITS = 2000;
const CONTEXT = 3;
const OTHER = "…";
// Fields whose text is never a credential and tells the reader what a row is; any other text is left out of a diff.
const PLAIN_FIELDS = new Set(["id", "name", "api", "auth", "input", "output", "mode", "baseUrl"]);

/**
 * A unified diff between the existing file and the planned one, both masked before they are compared: a credential is
 * `[secret]`, text of unknown fields is `…`, whatever they hold.
 */
export function maskedDiff(
  file: string,
  existingText: string | undefined,
  providers: JsonObject,
  owned: (id: string) => readonly string[],
): string {
  const before = existingText === undefined ? "" : masked(existingProviders(existingText, file), owned);
  return unified(file, "sealed", before, masked(providers, owned));
}

/** What kind of authored file a diff is about: a secrets file, a file of the config, an auth-profile store. */
export type AuthoredKind = "home" | "config" | "auth";

/**
 * The same for an authored file. SecretRefs and the settings of file providers are shown, because they name secrets without
 * being any. `mount` is the place of the file's content in the whole config.
 */
export function maskedFileDiff(
  kind: AuthoredKind,
  file: string,
  before: string | undefined,
  after: string,
  mount: JsonPath = [],
): string {
  const tell = (value: string, path: JsonPath) => tellAuthored(kind, value, [...mount, ...path]);
  const print = (text: string | undefined) => (text === undefined ? "" : printJson(mask(parsed(text, file), [], tell)));
  return unified(file, "migrated", print(before), print(after));
}

function unified(file: string, word: string, before: string, after: string): string {
  const names = [`${showPath(file)} (now)`, `${showPath(file)} (${word})`] as const;
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = createTwoFilesPatch(...names, before, after, "", "", options);
  if (patch === undefined) return `--- ${names[0]}\n+++ ${names[1]}\n${oneHunk(linesOf(before), linesOf(after))}`;
  return patch.replace(/^=+\n/, "").replace(/\t$/gm, "");
}

const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);

/** Everything between the first and the last difference as one change: for texts with too many to look for the least. */
function oneHunk(before: readonly string[], after: readonly string[]): string {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same++;
  let tail = 0;
  while (tail < shorter - same && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const from = Math.max(0, same - CONTEXT);
  const range = (all: readonly string[]) => {
    const end = Math.min(all.length, all.length - tail + CONTEXT);
    return `${end === from ? from : from + 1},${end - from}`;
  };
  const lines = (sign: string, all: readonly string[], start: number, end: number) =>
    all.slice(start, end).map((line) => `${sign}${line}\n`);
  return [
    `@@ -${range(before)} +${range(after)} @@\n`,
    ...lines(" ", before, from, same),
    ...lines("-", before, same, before.length - tail),
    ...lines("+", after, same, after.length - tail),
    ...lines(" ", after, after.length - tail, after.length - tail + CONTEXT),
  ].join("");
}

function parsed(text: string, file: string): Json {
  try {
    return parseJson(text, { file, json5: true });
  } catch {
    return {};
  }
}

const PROVIDER_SETTINGS = new Set(["source", "path", "mode"]);
const PROFILE_FIELDS = new Set(["type", "mode", "provider"]);

function tellAuthored(kind: AuthoredKind, value: string, path: JsonPath): string {
  const field = String(path.at(-1));
  if (kind === "home") return MASK;
  if (kind === "auth") {
    if (path.length !== 3 || path[0] !== "profiles") return OTHER;
    return PROFILE_FIELDS.has(field) ? show(value) : MASK;
  }
  if (path[0] === "models" && path[1] === "providers" && path.length > 3) return maskText(value, path.slice(3), []);
  const isSetting = path[0] === "secrets" && path[1] === "providers" && path.length === 4;
  return isSetting && PROVIDER_SETTINGS.has(field) ? show(value) : OTHER;
}

/** An unreadable file shows as empty: nothing of it may be repeated. */
function existingProviders(text: string, file: string): JsonObject {
  try {
    const tree = parseJson(text, { file });
    return asObject(at(tree, ["providers"]));
  } catch {
    return {};
  }
}

function masked(providers: JsonObject, owned: (id: string) => readonly string[]): string {
  const result: JsonObject = {};
  for (const id of Object.keys(providers)) {
    const tell = (value: string, path: JsonPath) => maskText(value, path, owned(id));
    put(result, show(id), mask(providers[id] as Json, [], tell));
  }
  return printSorted({ providers: result });
}

function mask(value: Json, path: JsonPath, tell: (value: string, path: JsonPath) => string): Json {
  if (typeof value === "string") return tell(value, path);
  if (Array.isArray(value)) return value.map((item, i) => mask(item, [...path, i], tell));
  if (!isObject(value)) return value;
  const named = isValidSecretRef(value) ? show : undefined;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    put(result, show(key), named && typeof item === "string" ? named(item) : mask(item, [...path, key], tell));
  }
  return result;
}

function maskText(value: string, path: JsonPath, owned: readonly string[]): string {
  const surface = credentialSurface(path);
  if (surface?.kind === "url") return urlCredentials(value).length > 0 ? MASK : show(value);
  if (surface?.kind === "apiKey") {
    const state = keyState(value, owned);
    return state === "marker" && !value.startsWith("!") ? value : state === "plaintext" ? MASK : OTHER;
  }
  if (surface) return isNonSecretMarker(value, { field: "header" }) ? value : MASK;
  const field = path.findLast((step) => typeof step === "string");
  return typeof field === "string" && PLAIN_FIELDS.has(field) ? show(value) : OTHER;
}
