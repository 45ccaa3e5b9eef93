import { isSensitiveHeaderName } from "../header.js";
import { coerceSecretRef, isPlaceholder } from "../ref.js";
import { type Detection, detectSecret, isTellingItself } from "./detect.js";
import { credentialName } from "./names.js";
import type { FileKind, Place } from "./places.js";
import { isTokenLike } from "./random-text.js";
import { findShape } from "./shapes.js";

/** What judging needs to know about the file as a whole. */
export interface JudgeContext {
  fileKind: FileKind;
  /** Environment names that a provider's own refs hold, by the provider's id as written. */
  ownedEnvNames: (provider: string) => readonly string[];
  /** Ids of stored profiles: as `apiKey` in a config, such an id is a reference. */
  profileIds: ReadonlySet<string>;
  /** What a first look at the file found about each profile. */
  profiles: ReadonlyMap<string, { oauth: boolean }>;
}

/** What stands beside a text and belongs to it. */
export interface Beside {
  /** The id of the provider or profile whose row this is. */
  owner?: string | undefined;
  /** The item before, in a list. */
  before?: string | undefined;
  /** The header's name, in the array forms. */
  headerName?: string | undefined;
}

export interface Verdict {
  code: "PLAINTEXT_FOUND" | "PLACEHOLDER_VALUE" | "REF_UNRESOLVED" | "LEGACY_RESIDUE";
  detection?: Detection;
  /** Listed only; a remark. */
  info?: boolean;
}

/** Whether a ref at this place stays unresolved: nobody resolves refs in a generated file. */
export function isUnresolvedAt(place: Place, fileKind: FileKind): boolean {
  const generated = fileKind === "models" || fileKind === "catalog";
  return generated && place.owner === "provider" && (place.surface === "apiKey" || place.surface === "header");
}

/** Judges one text at its place; undefined when there is nothing to say about it. */
export function judgeText(place: Place, text: string, beside: Beside, context: JudgeContext): Verdict | undefined {
  const { fileKind } = context;
  const { owner } = beside;
  const headerName = place.header && (place.header.headerName ?? beside.headerName);
  const detect = (): Detection | null =>
    detectSecret(text, {
      surface: place.surface,
      key: place.key,
      path: place.path,
      ownedEnvNames: owner !== undefined && place.owner === "provider" ? context.ownedEnvNames(owner) : [],
      before: beside.before,
      headerName,
    });
  if (owner !== undefined && place.owner === "profile" && context.profiles.get(owner)?.oauth) {
    const detection = detect();
    if (detection && isForeignKey(place, text)) return { code: "PLAINTEXT_FOUND", detection };
    const material = place.surface === "apiKey" ? text.trim() !== "" : detection !== null;
    return material ? { code: "LEGACY_RESIDUE", info: true } : undefined;
  }
  if (isUnresolvedAt(place, fileKind) && coerceSecretRef(text)) return { code: "REF_UNRESOLVED" };
  if (isPlaceholder(text)) return isCredentialPlace(place, headerName) ? { code: "PLACEHOLDER_VALUE" } : undefined;
  if (fileKind === "config" && place.surface === "apiKey" && context.profileIds.has(text.trim())) return undefined;
  const detection = detect();
  if (!detection) return undefined;
  if (!place.remote) return { code: "PLAINTEXT_FOUND", detection };
  return remoteVerdict(detection, text, place, fileKind);
}

/**
 * Where modelseal has no say. What OpenClaw makes for itself in `gateway` is a remark as long as only its name tells, and so is
 * a name that may mean something else; in a file of any origin a name alone says nothing, and randomness alone neither.
 */
function remoteVerdict(
  detection: Detection,
  text: string,
  { key, path }: Place,
  fileKind: FileKind,
): Verdict | undefined {
  const code = "PLAINTEXT_FOUND";
  const { confidence } = detection;
  if (confidence !== "name")
    return fileKind === "unknown" && confidence === "entropy" ? undefined : { code, detection };
  const alone = isTellingItself(text);
  if (alone === "shape") return { code, detection };
  if (fileKind === "config") {
    const counts = credentialName(key) === "strong" && path[0] !== OWN_SECRETS;
    return counts ? { code, detection } : { code, detection, info: true };
  }
  if (alone === "entropy") return { code, detection };
  return isTokenLike(text.trim()) ? { code, detection, info: true } : undefined;
}

const OWN_SECRETS = "gateway";
const OAUTH_NAME = /access|refresh|token|session/i;
const OAUTH_SHAPES = new Set(["json-web-token", "google-oauth"]);

/** A vendor's key in an OAuth profile, where OpenClaw keeps none. */
function isForeignKey({ key }: Place, text: string): boolean {
  const shape = OAUTH_NAME.test(key) ? undefined : findShape(text);
  return shape !== undefined && !OAUTH_SHAPES.has(shape.id);
}

function isCredentialPlace(place: Place, headerName: string | undefined): boolean {
  if (place.surface === "header") return headerName === undefined || isSensitiveHeaderName(headerName);
  return place.surface === "apiKey" || place.surface === "request" || credentialName(place.key) === "strong";
}
