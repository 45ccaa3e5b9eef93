import { isKnownEnvName } from "./openclaw/env-names.js";
import { isEnvId, type SecretRef } from "./ref.js";

/** Stands for a file, exec or store ref, and for a secret that has no better name. */
export const MANAGED_MARKER = "secretref-managed";
/** Before an environment name: the marker of an env ref in a header. */
export const ENV_MARKER_PREFIX = "secretref-env:";
const OAUTH_PREFIX = "oauth:";

/** `auth: aws-sdk`, in the order in which OpenClaw 2026.9.6 tries them. */
export const AWS_MARKERS = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"] as const;

// OpenClaw 2026.9.6, `model-auth-markers` and the bundled plugin manifests; complete. `qwen-oauth` was removed before.
const FIXED: ReadonlySet<string> = new Set([
  MANAGED_MARKER,
  "custom-local",
  "codex-app-server",
  "gcp-vertex-credentials",
  "ollama-local",
  "lmstudio-local",
  "minimax-oauth",
  "apple-fm-local",
  "openclaw:claude-cli-native-auth",
  ...AWS_MARKERS,
]);

const ASCII_SPACE = "\t\n\v\f\r ";

/** OpenClaw's `trim()` takes a no-break space and a byte order mark off as well; here such a value is a look-alike. */
function trimAscii(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && ASCII_SPACE.includes(value.charAt(start))) start++;
  while (end > start && ASCII_SPACE.includes(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}

// The unique-id prefixes of AWS IAM; the ids have the form of an environment name.
const AWS_KEY_ID =
  /^(?:AKIA[A-Z0-9]{8,}|(?:A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{16})$/;

function isEnvName(value: string): boolean {
  return isEnvId(value) && (value.includes("_") || !AWS_KEY_ID.test(value));
}

const PROVIDER_ID = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/;
const KEY_PREFIX =
  /^(?:sk|pk|rk|gh[oprsu]|github_pat|glpat|xox[abeoprs]|xapp|gsk|hf|nvapi|pplx|tvly|r8|npm|pypi|dop|shpat|whsec|eyj\w*)[._-]/;

/** Credentials as they are issued: a vendor's key prefix, many digits, or letters and digits in turns. */
function looksLikeSecret(id: string): boolean {
  if (KEY_PREFIX.test(id) || (id.match(/\d/g)?.length ?? 0) >= 8) return true;
  return id
    .split(/[._-]/)
    .some(
      (part) =>
        part.length > 24 ||
        (part.length >= 16 && /\d/.test(part)) ||
        (part.length >= 10 && (part.match(/\d/g)?.length ?? 0) >= 3) ||
        (part.match(/\d+/g)?.length ?? 0) >= 3,
    );
}

function isProviderIdShaped(id: string): boolean {
  return id.length <= 64 && PROVIDER_ID.test(id) && !looksLikeSecret(id);
}

/** `"header"` knows `secretref-managed` and `secretref-env:NAME` only. */
export type MarkerField = "apiKey" | "header";

/**
 * Whether a value of models.json is a non-secret marker of OpenClaw and no credential. Exact and case-sensitive after
 * outer ASCII white space is taken off, and stricter than OpenClaw's own test: a prefix counts only before a provider id
 * (`oauth:`) or an environment name (`secretref-env:`), and an AWS key id is never an environment name.
 *
 * An environment name counts in `apiKey` if some release or official plugin knows it or `ownedEnvNames` (ids of env refs
 * of the same provider) holds it; with `includeEnvVarName: false` only fixed markers, prefixes and AWS names are left.
 */
export function isNonSecretMarker(
  value: string,
  options: { field?: MarkerField; ownedEnvNames?: readonly string[]; includeEnvVarName?: boolean } = {},
): boolean {
  try {
    return typeof value === "string" && isMarker(value, options ?? {});
  } catch {
    // Options of a caller of the library that are none.
    return false;
  }
}

function isMarker(value: string, options: NonNullable<Parameters<typeof isNonSecretMarker>[1]>): boolean {
  const marker = trimAscii(value);
  if (marker.startsWith(ENV_MARKER_PREFIX)) return isEnvName(marker.slice(ENV_MARKER_PREFIX.length));
  if (options.field === "header") return marker === MANAGED_MARKER;
  if (FIXED.has(marker)) return true;
  if (marker.startsWith(OAUTH_PREFIX)) return isProviderIdShaped(marker.slice(OAUTH_PREFIX.length));
  if (options.includeEnvVarName === false) return false;
  return isEnvName(marker) && ((options.ownedEnvNames ?? []).includes(marker) || isKnownEnvName(marker));
}

/** What models.json holds in place of the secret behind a ref. */
export function markerForRef(ref: SecretRef, field: MarkerField): string {
  if (ref.source !== "env") return MANAGED_MARKER;
  return field === "header" ? `${ENV_MARKER_PREFIX}${ref.id}` : ref.id;
}
