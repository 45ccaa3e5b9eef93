import { createTwoFilesPatch } from "diff";
import { parseJson } from "./json/parse.js";
import { printJson, sortKeys } from "./json/print.js";
import { keyState } from "./key-state.js";
import { isNonSecretMarker } from "./marker.js";
import { credentialSurface } from "./scan/surfaces.js";
import { urlCredentials } from "./scan/url.js";
import { show } from "./text.js";
import { isObject, type Json, type JsonObject, type JsonPath, own, put } from "./tree.js";

const SECRET = "[secret]";
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
  const patch = createTwoFilesPatch(
    `${show(file)} (now)`,
    `${show(file)} (sealed)`,
    before,
    masked(providers, owned),
    "",
    "",
    {
      context: 3,
    },
  );
  return patch.replace(/^=+\n/, "").replace(/\t$/gm, "");
}

/** An unreadable file shows as empty: nothing of it may be repeated. */
function existingProviders(text: string, file: string): JsonObject {
  try {
    const tree = parseJson(text, { file });
    const providers = isObject(tree) ? own(tree, "providers") : undefined;
    return isObject(providers) ? providers : {};
  } catch {
    return {};
  }
}

function masked(providers: JsonObject, owned: (id: string) => readonly string[]): string {
  const result: JsonObject = {};
  for (const id of Object.keys(providers)) put(result, show(id), mask(providers[id] as Json, [], owned(id)));
  return printJson({ providers: sortKeys(result) });
}

function mask(value: Json, path: JsonPath, owned: readonly string[]): Json {
  if (typeof value === "string") return maskText(value, path, owned);
  if (Array.isArray(value)) return value.map((item, i) => mask(item, [...path, i], owned));
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) put(result, show(key), mask(value[key] as Json, [...path, key], owned));
  return result;
}

function maskText(value: string, path: JsonPath, owned: readonly string[]): string {
  const surface = credentialSurface(path);
  if (surface?.kind === "url") return urlCredentials(value).length > 0 ? SECRET : show(value);
  if (surface?.kind === "apiKey") {
    const state = keyState(value, owned);
    return state === "marker" && !value.startsWith("!") ? value : state === "plaintext" ? SECRET : OTHER;
  }
  if (surface) return isNonSecretMarker(value, { field: "header" }) ? value : SECRET;
  const field = path.findLast((step) => typeof step === "string");
  return typeof field === "string" && PLAIN_FIELDS.has(field) ? show(value) : OTHER;
}
