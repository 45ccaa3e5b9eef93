import { dataAt, dataOf } from "../json/data.js";
import { authProviderKey } from "../openclaw/providers.js";
import { secretDefaults } from "../secret-defaults.js";
import { own } from "../tree.js";
import {
  type AuthCredential,
  type AuthProfileStore,
  LATEST_TIME,
  readAuthProfileStore,
  readCredential,
} from "./profiles.js";
import { configuredProvider, profileSettings } from "./settings.js";

/** OpenClaw's own codes (2026.9.6, `credential-state.ts` and `order.ts`). */
export type EligibilityReason =
  | "ok"
  | "missing_credential"
  | "malformed_api_key"
  | "invalid_expires"
  | "expired"
  | "unresolved_ref"
  | "profile_missing"
  | "provider_mismatch"
  | "mode_mismatch";

/** The codes of `models status --probe` that eligibility leads to (`docs/auth-credential-semantics.md`). */
export type ProbeEligibilityReason =
  | "ok"
  | "missing_credential"
  | "invalid_expires"
  | "expired"
  | "unresolved_ref"
  | "ineligible_profile";

/** A clock for judging expiry. Without `now` (epoch milliseconds) nothing is expired; "ignored" also passes bad dates. */
export interface Expiry {
  now?: number | undefined;
  ignored?: boolean;
}

// The command of the onboarding guide, pasted where the key belongs. Accepts what OpenClaw's own
// /^openclaw\s+onboard(?:\s+.*)?\s+--auth-choice(?:\s|=|$)/i accepts, but in linear time on any text.
const PASTED_COMMAND = /^openclaw\s+onboard\s+(?:\S.*(?:(?<=\s)|[\n\r\u2028\u2029]\s*))?--auth-choice(?:\s|=|$)/i;

/** Judges a loaded credential; refs are not resolved, a ref that is there counts. */
export function judgeCredential(credential: AuthCredential, expiry: Expiry): EligibilityReason {
  if (credential.type === "api_key") {
    if (credential.keyRef) return "ok";
    if (!credential.key) return "missing_credential";
    return PASTED_COMMAND.test(credential.key.reveal().trim()) ? "malformed_api_key" : "ok";
  }
  if (credential.type === "oauth") {
    if (credential.access || credential.refresh) return "ok";
    return credential.hasRetiredSidecar ? "unresolved_ref" : "missing_credential";
  }
  if (!credential.token && !credential.tokenRef) return "missing_credential";
  return expiry.ignored ? "ok" : judgeExpiry(credential.expires, expiry);
}

/** Judges the `expires` of a loaded credential: none at all is ok. */
export function judgeExpiry(expires: number | undefined, { now }: Expiry): "ok" | "invalid_expires" | "expired" {
  if (expires === undefined) return "ok";
  if (expires <= 0 || expires > LATEST_TIME) return "invalid_expires";
  return now !== undefined && expires <= now ? "expired" : "ok";
}

/** Judges a profile of a loaded store for a provider: that it exists, belongs to it, agrees with config, and is usable. */
export function judgeProfile(
  input: { config: unknown; store: AuthProfileStore; provider: string; profileId: string },
  expiry: Expiry,
): EligibilityReason {
  const { config, store, provider, profileId } = input;
  const key = authProviderKey(provider);
  const settings = profileSettings(config, profileId);
  const ofProvider = settings === undefined || authProviderKey(settings.provider ?? "") === key;
  const credential = store.profiles.get(profileId);
  if (!credential) {
    const entry = configuredProvider(config, key);
    const usesAwsSdk = entry !== undefined && own(entry, "auth") === "aws-sdk";
    return settings?.mode === "aws-sdk" && ofProvider && usesAwsSdk ? "ok" : "profile_missing";
  }
  if (authProviderKey(credential.provider) !== key || !ofProvider) return "provider_mismatch";
  if (settings && !acceptsType(settings.mode, credential.type)) return "mode_mismatch";
  return judgeCredential(credential, expiry);
}

/** The probe code for a reason of eligibility. */
export function probeReason(reason: EligibilityReason): ProbeEligibilityReason {
  if (reason === "malformed_api_key" || reason === "profile_missing") return "ineligible_profile";
  if (reason === "provider_mismatch" || reason === "mode_mismatch") return "ineligible_profile";
  return reason;
}

/**
 * Whether one entry of an auth-profile store is usable, as OpenClaw judges it: refs count without being resolved. `now`
 * is epoch milliseconds; without it nothing is expired, though an unusable `expires` is still `invalid_expires`. Any
 * value is accepted; what is no credential is `missing_credential`.
 */
export function evaluateCredential(
  credential: unknown,
  options: { now?: number } = {},
): { eligible: boolean; reasonCode: EligibilityReason } {
  const loaded = readCredential(dataOf(credential));
  const reasonCode = loaded ? judgeCredential(loaded, { now: timeAt(options) }) : "missing_credential";
  return { eligible: reasonCode === "ok", reasonCode };
}

/**
 * Whether a profile of the store object is usable for a provider under this config (openclaw.json before substitution),
 * with OpenClaw's own code and the one that its probe prints. `now` as in `evaluateCredential`.
 */
export function evaluateProfile(input: {
  config: unknown;
  store: unknown;
  provider: string;
  profileId: string;
  now?: number;
}): { eligible: boolean; reasonCode: EligibilityReason; probeReasonCode: ProbeEligibilityReason } {
  const question = { ...questionOf(input), profileId: textAt(input, "profileId") };
  const reasonCode = judgeProfile(question, { now: timeAt(input) });
  return { eligible: reasonCode === "ok", reasonCode, probeReasonCode: probeReason(reasonCode) };
}

/** The parts of a question about the profiles of a provider, from what a caller of the library hands over. */
export function questionOf(input: unknown): { config: unknown; store: AuthProfileStore; provider: string } {
  const config = dataAt(input, "config");
  const store = readAuthProfileStore(dataAt(input, "store"), secretDefaults(config));
  return { config, store, provider: textAt(input, "provider") };
}

/** The `now` of a caller of the library; what is no number is none. */
export function timeAt(input: unknown): number | undefined {
  const now = dataAt(input, "now");
  return typeof now === "number" ? now : undefined;
}

/** A text of a caller of the library; what is none is the empty one, which no provider and no profile has. */
function textAt(input: unknown, field: string): string {
  const text = dataAt(input, field);
  return typeof text === "string" ? text : "";
}

function acceptsType(mode: string | undefined, type: AuthCredential["type"]): boolean {
  return mode === type || (mode === "oauth" && type === "token");
}
