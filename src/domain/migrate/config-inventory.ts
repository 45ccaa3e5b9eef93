import { type LoadedConfig, layerOf } from "../config/loaded.js";
import { hasReference, substitute } from "../config/substitute.js";
import { hidesNothing } from "../json/hidden.js";
import { overwrittenMembers } from "../json/overwritten.js";
import { isNonSecretMarker } from "../marker.js";
import { normalizeProviderId } from "../openclaw/providers.js";
import { overwrittenCredentials } from "../overwritten.js";
import { configProviders } from "../provider-rows.js";
import { coerceSecretRef, isPlaceholder, type SecretDefaults } from "../ref.js";
import { describeInvalidRef } from "../ref-problem.js";
import { commandCarriesSecret } from "../scan/literal.js";
import { credentialSurface } from "../scan/surfaces.js";
import { sealRow } from "../seal-row.js";
import { Secret } from "../secret.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, nonBlank, own, put } from "../tree.js";
import type { OverwrittenFound } from "./decide-overwritten.js";
import { type Found, withPlaces } from "./item.js";

/** A plaintext credential of a provider entry in one of the files of the config. */
export interface ConfigFound extends Found {
  provider: string;
  /** This file's value is the one that counts; otherwise another file of the config overrides it. */
  effective: boolean;
  /** What the merged config holds at the path. */
  merged: Json | undefined;
  /** Whether OpenClaw reads a SecretRef at this place. */
  slot: "ref" | "header" | "request" | "command" | "none";
}

const MODELS_PROVIDERS = ["models", "providers"];
const ROW_DEPTH = 3;

interface ConfigContext {
  defaults: SecretDefaults;
  profileIds: ReadonlySet<string>;
  owned: (provider: string) => readonly string[];
  release: string | undefined;
}

/**
 * Every plaintext credential of the provider entries, in every file of the config, also where another file overrides it.
 * `profileIds` (ids of stored profiles) and `owned` (environment names of the provider's own refs) tell what is no key.
 */
export function plaintextInConfig(config: LoadedConfig, context: ConfigContext): ConfigFound[] {
  const inLayers = layersWithProviders(config).flatMap((layer) => {
    const whole = nested(layer.mount, layer.tree);
    const found = credentialsInConfig(whole, context).map((path): ConfigFound => {
      const value = String(at(whole, path));
      return {
        in: "config",
        file: layer.file,
        path,
        place: { file: layer.file },
        provider: normalizeProviderId(String(path[2]), context.release),
        // What the loader makes of an escaped `$${NAME}` is the credential.
        secret: new Secret(substitute(value, {})),
        effective: layerOf(config, path)?.layer === layer,
        merged: at(config.tree, path),
        slot: slotAt(path.slice(ROW_DEPTH), value),
      };
    });
    return withPlaces(layer.file, layer.text, found, layer.mount.length);
  });
  return oncePerPlace(inLayers, ({ effective }) => effective);
}

/** What the files of the config hold in their provider entries that later duplicates hide from every parser. */
export function overwrittenInConfig(config: LoadedConfig, context: ConfigContext): OverwrittenFound[] {
  const inLayers = layersWithProviders(config).flatMap(({ file, text, tree, mount }) => {
    if (hidesNothing(text, tree)) return [];
    const paths = (part: Json) =>
      credentialsInConfig(nested(mount, part), context).map((path) => path.slice(mount.length));
    const found = overwrittenCredentials(overwrittenMembers(text), tree, ROW_DEPTH - mount.length, paths);
    const items = found.map(({ path: inside, secret, offset, at: overwritten }): OverwrittenFound => {
      const path = [...mount, ...inside];
      const ref = coerceSecretRef(at(config.tree, path), context.defaults);
      return {
        in: "config",
        file,
        path,
        place: { file },
        provider: normalizeProviderId(String(path[2]), context.release),
        secret: new Secret(substitute(secret.reveal(), {})),
        overwritten: { offset, at: [...mount, ...overwritten] },
        ...(ref ? { ref } : {}),
      };
    });
    return withPlaces(file, text, items, mount.length);
  });
  return oncePerPlace(inLayers, ({ ref }) => ref === undefined);
}

/** A file that is included twice holds each credential once, and one edit is all that its place can take. */
function oncePerPlace<T extends Found>(found: readonly T[], decides: (one: T) => boolean): T[] {
  const places = new Map<string, T>();
  for (const one of found) {
    const place = JSON.stringify(one.place);
    const known = places.get(place);
    if (!known || (!decides(known) && decides(one))) places.set(place, one);
  }
  return [...places.values()];
}

/** The files of the config that can hold provider entries. */
function layersWithProviders({ layers }: LoadedConfig): LoadedConfig["layers"] {
  return layers.filter(({ mount }) =>
    mount.every((step, i) => i >= MODELS_PROVIDERS.length || step === MODELS_PROVIDERS[i]),
  );
}

function credentialsInConfig(tree: JsonObject, context: ConfigContext): JsonPath[] {
  return Object.entries(asObject(configProviders(tree))).flatMap(([key, row]) => {
    if (!isObject(row)) return [];
    const found: JsonPath[] = [];
    const provider = normalizeProviderId(key, context.release);
    if (isPlainKey(own(row, "apiKey"), context, context.owned(provider))) found.push(["apiKey"]);
    sealRow(row, { env: {}, defaults: context.defaults }, ({ held, path }) => {
      if (held === "plaintext" && typeof at(row, path) === "string") found.push(path);
    });
    return found.map((path) => [...MODELS_PROVIDERS, key, ...path]);
  });
}

/** A tree as it would stand in a whole config. */
function nested(mount: JsonPath, tree: Json): JsonObject {
  let whole = tree;
  for (const step of mount.toReversed()) {
    if (typeof step === "number") {
      whole = [...new Array<Json>(step).fill(null), whole];
      continue;
    }
    const outer: JsonObject = {};
    put(outer, step, whole);
    whole = outer;
  }
  return asObject(whole);
}

function isPlainKey(
  key: Json | undefined,
  { defaults, profileIds }: { defaults: SecretDefaults; profileIds: ReadonlySet<string> },
  owned: readonly string[],
): boolean {
  const text = nonBlank(key);
  if (text === undefined || isPlaceholder(text) || coerceSecretRef(text, defaults)) return false;
  if (text.startsWith("!")) return commandCarriesSecret(text);
  if (isNonSecretMarker(text, { ownedEnvNames: owned }) || describeInvalidRef(text, defaults)) return false;
  return !profileIds.has(text) && !hasReference(text);
}

// Source: OpenClaw 2026.9.6, `src/secrets/audit.ts`: apiKey, headers.*, request.auth.token and .value, request.headers.*,
// request.tls.* and request.proxy.tls.* (ca, cert, key, passphrase). Not: model rows, localService.env, URLs.
function slotAt(below: JsonPath, value: string): ConfigFound["slot"] {
  const [first] = below;
  if (first === "apiKey") return value.trim().startsWith("!") ? "command" : "ref";
  const surface = credentialSurface(below);
  if (first === "headers") return below.length === 2 && typeof below[1] === "string" ? "header" : "none";
  if (first !== "request" || surface === null || surface.kind === "url") return "none";
  const isPlace = surface.kind === "request" || (below.length === 3 && typeof below[2] === "string");
  return isPlace ? "request" : "none";
}
