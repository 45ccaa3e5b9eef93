import { wordSet } from "../collections.js";
import { isSensitiveHeaderName } from "../header.js";
import { isNonSecretMarker } from "../marker.js";
import { coerceSecretRef, isPlaceholder } from "../ref.js";
import type { JsonPath } from "../tree.js";
import { assignedSecret } from "./assignment.js";
import { isPublicRandom, withoutHexSteps } from "./digest.js";
import { mayBeRandom, mayBeScheme, mayHoldShape } from "./hint.js";
import { commandCarriesSecret, isLiteralCredential, schemeLiteral, wordCarriesSecret } from "./literal.js";
import { credentialName } from "./names.js";
import { isTokenLike, randomness } from "./random-text.js";
import { findShape } from "./shapes.js";
import type { SurfaceKind } from "./surfaces.js";
import { isTemplate } from "./template.js";
import { percentDecoded, urlCredentials } from "./url.js";

/** Where a text stands: on a credential surface, in any other field, as an argument of a command, or in free text. */
export type Surface = SurfaceKind | "field" | "command" | "argument" | "text";

export interface DetectContext {
  /** The name of the field, or of the nearest object above a list. */
  key?: string;
  path: JsonPath;
  surface: Surface;
  /** A header's name where it is known. */
  headerName?: string | undefined;
  /** Names of environment variables that the same provider owns by a ref. */
  ownedEnvNames?: readonly string[];
  /** The item before, in a list: an option, or the name of a header. */
  before?: string | undefined;
}

/**
 * Why a text is taken for a secret. "name": its place says so. "shape": its form does. "entropy": only its randomness does.
 * `reason` is a stable id without anything of the value.
 */
export interface Detection {
  confidence: "name" | "shape" | "entropy";
  reason: string;
}

const ENCODED_URLS = /[A-Za-z][A-Za-z0-9+.-]{0,31}%3A%2F%2F[^\s"'<>`&#]+/gi;
const URLS = /[A-Za-z][A-Za-z0-9+.-]{0,31}:\/\/[^\s"'<>`]+/g;
// What people write in a field with a credential's name to say which kind is meant, or that there is none.
const NOT_VALUES = wordSet(
  "true false yes no on off none null undefined required optional enabled disabled auto default env file exec store bearer basic digest api-key api_key apikey oauth oauth2 token header query cookie inherit hidden masked string number boolean aws-sdk",
);
const ELSEWHERE = /^(?:op|vault|file|keychain|secretsmanager|awssm|gcpsm|ssm|env|https?|wss?):(?:\/\/)?[^\s]*$/;
const FILE = /^(?:~|\.{1,2})?\/[\w./ -]{1,512}$/;

/**
 * Whether a text is or holds a secret. Markers, refs, templates and placeholders are none. Linear, never throws, and nothing of
 * the value is in the answer.
 */
export function detectSecret(value: string, context: DetectContext): Detection | null {
  if (value.trim() === "" || isPlaceholder(value) || coerceSecretRef(value)) return null;
  switch (context.surface) {
    case "apiKey":
      return onKey(value, context);
    case "header":
      return onHeader(value, context);
    case "request":
      return onCredential(value, "credential-field");
    case "env":
      return byName(value, context) ?? anywhere(value, context);
    case "url":
      return inUrl(value, "name") ?? anywhere(value, context);
    case "command":
      return inCommand(value) ?? anywhere(value, context);
    case "argument":
      return wordCarriesSecret(value, context.before)
        ? { confidence: "shape", reason: "command-secret" }
        : anywhere(value, context);
    case "text":
      return inText(value) ?? anywhere(value, context);
    default:
      return byName(value, context) ?? anywhere(value, context);
  }
}

function onKey(value: string, { ownedEnvNames = [] }: DetectContext): Detection | null {
  if (isNonSecretMarker(value, { ownedEnvNames })) return null;
  return isCommand(value) ? inCommand(value) : onCredential(value, "api-key");
}

function onHeader(value: string, context: DetectContext): Detection | null {
  const name = context.headerName;
  if (isNonSecretMarker(value, { field: "header" })) return null;
  if (isCommand(value)) return inCommand(value);
  if (name === undefined) {
    if (isSensitiveHeaderName(context.before ?? "")) return onCredential(value, "credential-header");
    return inHeaderLine(value) ?? anywhere(value, context);
  }
  if (isSensitiveHeaderName(name)) return onCredential(value, "credential-header");
  if (isLiteralCredential(value)) return { confidence: "shape", reason: "credential-header" };
  return anywhere(value, { ...context, key: name });
}

/** A place that holds nothing but credentials: any literal counts. */
function onCredential(value: string, reason: string): Detection | null {
  const told = value.replace(/^[\t\n\r ]*(?:bearer|basic|token|apikey|digest|negotiate)[\t ]+/i, "");
  if ((isTemplate(told) && !findShape(told)) || isNonSecretMarker(told, { field: "header" })) return null;
  return { confidence: "name", reason };
}

function byName(value: string, context: DetectContext): Detection | null {
  const strength = credentialName(context.key ?? "");
  if (strength === null || isTemplate(value)) return null;
  if (isNonSecretMarker(value, { ownedEnvNames: context.ownedEnvNames ?? [] })) return null;
  if (isCommand(value)) return inCommand(value);
  if (strength === "weak") return isTokenLike(value.trim()) ? { confidence: "name", reason: "credential-name" } : null;
  const plain = value.trim();
  if (NOT_VALUES.has(plain.toLowerCase()) || FILE.test(plain) || ELSEWHERE.test(plain)) return null;
  return onCredential(value, "credential-name");
}

/** What gives a secret away wherever it stands. */
function anywhere(value: string, context: DetectContext): Detection | null {
  const shape = mayHoldShape(value) ? findShape(withoutMarker(value)) : undefined;
  if (shape) return { confidence: "shape", reason: shape.id };
  const inside = urlIn(value);
  if (inside) return inside;
  if (mayBeScheme(value) && schemeLiteral(value) !== undefined)
    return { confidence: "shape", reason: "credential-scheme" };
  if (assignedSecret(value.includes('\\"') ? value.replace(/\\+"/g, '"') : value, "value"))
    return { confidence: "shape", reason: "assigned-secret" };
  return byRandomness(value, context);
}

function urlIn(value: string): Detection | null {
  const plain = value.includes("://") ? [...value.matchAll(URLS)] : [];
  const encoded = value.includes("%") ? [...value.matchAll(ENCODED_URLS)] : [];
  for (const [url] of [...plain, ...encoded.map(([url]) => [percentDecoded(url)] as const)]) {
    const found = inUrl(url, "shape");
    if (found) return found;
  }
  return null;
}

/** Whether a text would give itself away as well, without a field's name that tells. */
export function isTellingItself(value: string): "shape" | "entropy" | null {
  if (findShape(withoutMarker(value))) return "shape";
  return randomness(withoutHexSteps(value)) === null ? null : "entropy";
}

function byRandomness(value: string, { key = "", path }: DetectContext): Detection | null {
  const kind = mayBeRandom(value) ? randomness(withoutHexSteps(value)) : null;
  if (kind === null) return null;
  const above = path.filter((step) => typeof step === "string" && step !== key).at(-1);
  if (isPublicRandom(value, typeof above === "string" ? [key, above] : [key], kind)) return null;
  return { confidence: "entropy", reason: "random-text" };
}

function inUrl(url: string, confidence: "name" | "shape"): Detection | null {
  // Each part that can hold one begins or ends with one of these.
  if (!/[@?#]/.test(url)) return null;
  const part = urlCredentials(url).find(({ literal }) => literal)?.part;
  return part === undefined ? null : { confidence, reason: `url-${part}` };
}

function inText(value: string): Detection | null {
  return assignedSecret(value, "text") ? { confidence: "name", reason: "assigned-secret" } : null;
}

/** `Authorization: Bearer …` as one string. */
function inHeaderLine(value: string): Detection | null {
  const [, name, rest] = /^\s*([A-Za-z][A-Za-z0-9-]{0,63})\s*:\s*(\S.*)$/s.exec(value) ?? [];
  return name !== undefined && rest !== undefined && isSensitiveHeaderName(name)
    ? onCredential(rest, "credential-header")
    : null;
}

function isCommand(value: string): boolean {
  return /^\s*!/.test(value);
}

function inCommand(value: string): Detection | null {
  return commandCarriesSecret(value) ? { confidence: "shape", reason: "command-secret" } : null;
}

/** A key glued to a marker must not hide behind it. */
function withoutMarker(value: string): string {
  if (!value.includes("secretref-") && !value.includes("oauth:")) return value;
  return value.replace(/^\s*(?:secretref-managed|secretref-env:|oauth:)/, " ");
}
