import type { JsonPath } from "../tree.js";
import type { Surface } from "./detect.js";
import { isSecretName } from "./finding.js";
import { credentialName } from "./names.js";
import { type CredentialSurface, credentialSurface } from "./surfaces.js";

/** What a file is for. "catalog": a plugin's generated model rows. "unknown": any JSON that CI was told to scan. */
export type FileKind = "models" | "catalog" | "auth" | "config" | "unknown";

/** What stands at a place: the surface to judge a text by, and whose it is. */
export interface Place {
  surface: Surface;
  key: string;
  /** The place as a path; ids of providers and profiles are "*", indexes beyond the second are the third. */
  path: JsonPath;
  /** How many steps lead to the provider row or profile; 0 outside of both. */
  rowDepth: number;
  owner: "provider" | "profile" | "none";
  header?: CredentialSurface;
  /** Outside of what modelseal is for: a name alone is worth a remark at most. */
  remote: boolean;
  /** The place itself says that a credential may stand here; elsewhere the same texts are judged alike. */
  telling: boolean;
  /** Texts that are no secret at this place, whoever owns it; kept for all files of a run. */
  clean: Set<string>;
}

/** A container's place, with the places of its values looked up once for all files: their number is small. */
export interface Zone {
  kind: FileKind;
  path: JsonPath;
  /** Its containers are the rows of providers or profiles, and its keys their ids. */
  rows: boolean;
  /** It is such a row, also of the flat form that has no container around the rows. */
  row: boolean;
  zones: Map<string | number, Zone>;
  places: Map<string | number, Place>;
}

const MOST = 512;
const DEEPEST = 48;
/** Indexes from here on are one place: the third and all others. */
export const NUMBERED = 2;
const STORE_KEYS = new Set(["version", "profiles", "order", "lastGood", "usageStats"]);
const COMMANDS = new Set(["command", "cmd", "script", "exec", "run"]);
const ARGUMENTS = new Set(["args", "argv", "arguments", "command", "cmd"]);
// Where a value is wrapped once more: `clientSecret: {value: …}`.
const WRAPPERS = new Set(["value", "raw", "literal", "plaintext"]);
const OWN_CONFIG = new Set(["models", "auth", "secrets", "env"]);

const roots = new Map<FileKind, Zone>();

/** The zone of a file's root. */
export function rootZone(kind: FileKind): Zone {
  return keep(roots, kind, () => zone(kind, []));
}

/** The zone of the container at a step below another. */
export function zoneBelow(above: Zone, step: string | number): Zone {
  if (above.path.length >= DEEPEST) return above;
  const known = normal(above, step);
  if (typeof step === "string" && isSecretName(step)) return zone(above.kind, [...above.path, known]);
  return keep(above.zones, known, () => zone(above.kind, [...above.path, known]));
}

/** The place of a value at a step of a container. A key that is a secret itself is not remembered. */
export function placeOf(above: Zone, step: string | number): Place {
  const known = normal(above, step);
  const describeHere = (): Place => describe(above.kind, [...above.path, known]);
  return typeof step === "string" && isSecretName(step) ? describeHere() : keep(above.places, known, describeHere);
}

function zone(kind: FileKind, path: JsonPath): Zone {
  const row = path.length > 0 && path.length === Math.max(providerDepth(path), profileDepth(kind, path));
  return { kind, path, rows: isRowMap(kind, path), row, zones: new Map(), places: new Map() };
}

function isRowMap(kind: FileKind, path: JsonPath): boolean {
  const [first, second] = path;
  if (path.length === 1) return first === "providers" || (first === "profiles" && kind !== "config");
  if (path.length !== 2) return false;
  return (first === "models" && second === "providers") || (kind === "config" && isAuthProfiles(path));
}

function normal(above: Zone, step: string | number): string | number {
  if (typeof step === "number") return Math.min(step, NUMBERED);
  return above.rows ? "*" : step;
}

/** A text from outside is the key, so the map has a limit: beyond it, nothing is remembered. */
function keep<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (map.size < MOST) map.set(key, made);
  return made;
}

function describe(kind: FileKind, path: JsonPath): Place {
  const found = classify(kind, path);
  const key = keyOf(path);
  const telling = found.surface !== "field" || credentialName(key) !== null;
  return { ...found, key, path, telling, clean: new Set() };
}

function classify(kind: FileKind, path: JsonPath): Pick<Place, "surface" | "rowDepth" | "owner" | "header" | "remote"> {
  const provider = providerDepth(path);
  if (provider > 0 && path.length > provider) {
    const place = { rowDepth: provider, owner: "provider", remote: false } as const;
    const surface = surfaceWithin(path.slice(provider));
    if (!surface) return { ...place, surface: byKey(path) };
    return { ...place, surface: surface.kind, ...(surface.kind === "header" ? { header: surface } : {}) };
  }
  const profile = profileDepth(kind, path);
  if (profile > 0 && path.length > profile)
    return { surface: profileSurface(path, profile), rowDepth: profile, owner: "profile", remote: false };
  const remote = kind === "unknown" || (kind === "config" && !OWN_CONFIG.has(String(path[0])));
  return { surface: byKey(path), rowDepth: 0, owner: "none", remote };
}

/** The surface at a path below a provider, or the one that a wrapper or list stands on. */
function surfaceWithin(below: JsonPath): CredentialSurface | null {
  for (let length = below.length; length > 0; length--) {
    const surface = credentialSurface(below.slice(0, length));
    if (surface && (surface.kind !== "other" || below.slice(length).every(isWrapper))) return surface;
  }
  return null;
}

function isWrapper(step: string | number): boolean {
  return typeof step === "number" || WRAPPERS.has(step);
}

/** The name that tells what a value is: the last one that is no index and no wrapper. */
function keyOf(path: JsonPath): string {
  return String(path.findLast((step) => !isWrapper(step)) ?? "");
}

function byKey(path: JsonPath): Surface {
  const last = path.at(-1);
  const key = keyOf(path);
  if (typeof last === "number" && ARGUMENTS.has(key)) return "argument";
  if (COMMANDS.has(key)) return "command";
  return path.at(-2) === "env" || path.at(-2) === "vars" || path.at(-2) === "environment" ? "env" : "field";
}

/** A profile's credentials are keys to OpenClaw, whatever their type; everything else in it is an ordinary field. */
function profileSurface(path: JsonPath, depth: number): Surface {
  const field = String(path[depth]);
  const own = path.slice(depth + 1).every(isWrapper);
  return own && ["key", "apiKey", "token", "access", "refresh", "idToken"].includes(field) ? "apiKey" : byKey(path);
}

/** The config names profiles; a credential in one is nobody's to read, and stands there all the same. */
function isAuthProfiles([first, second]: JsonPath): boolean {
  return first === "auth" && second === "profiles";
}

function providerDepth(path: JsonPath): number {
  if (path[0] === "providers") return 2;
  return path[0] === "models" && path[1] === "providers" ? 3 : 0;
}

/** `profiles.<id>` of the store, and the flat `<provider>` of older stores and of `auth.json`. */
function profileDepth(kind: FileKind, path: JsonPath): number {
  if (kind === "config") return isAuthProfiles(path) ? 3 : 0;
  if (path[0] === "profiles") return 2;
  const flat = kind === "auth" && typeof path[0] === "string" && !STORE_KEYS.has(path[0]);
  return flat && credentialName(path[0] as string) === null ? 1 : 0;
}
