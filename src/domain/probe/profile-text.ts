import type { EligibilityReason } from "../auth/eligibility.js";
import type { AuthOrder } from "../auth/order.js";
import type { AuthCredential } from "../auth/profiles.js";
import { isPlaceholder } from "../ref.js";
import { describeInvalidRef } from "../ref-problem.js";
import { show } from "../text.js";
import { isObject, type Json, type JsonObject, own } from "../tree.js";

const REMEDY: Record<AuthCredential["type"], string> = {
  api_key: "It has neither key nor keyRef. Give it a keyRef.",
  token: "It has neither token nor tokenRef. Give it a tokenRef.",
  oauth: "It has neither an access nor a refresh token. Sign in again.",
};

/** Why an explicit order keeps a profile out. */
export function exclusionText(provider: string, order: AuthOrder, isTried: boolean): string {
  const list = order.base === "stored" ? "The order in the auth profile store" : "auth.order of the config";
  if (isTried)
    return `${list} does not list it; OpenClaw uses it all the same, because no profile on that list exists. Correct the list.`;
  return `${list} does not list it for ${show(provider)}. Add it there if it is to be used.`;
}

/** What keeps a profile from being used, and what to do about it; `raw` is its entry in the store as it stands there. */
export function ineligibleText(
  reason: Exclude<EligibilityReason, "ok">,
  credential: AuthCredential,
  raw: JsonObject | undefined,
): string {
  switch (reason) {
    case "missing_credential":
      return unreadText(raw) ?? REMEDY[credential.type];
    case "malformed_api_key":
      return "Its key is the text of an onboarding command. Put the key itself behind a keyRef.";
    case "invalid_expires":
      return "Its expires is no time in milliseconds since 1970. Correct or remove it.";
    case "expired":
      return expiredText(credential.type === "api_key" ? 0 : (credential.expires ?? 0));
    case "unresolved_ref":
      return "It points to a retired side file of sign-in material and holds none itself. Sign in again.";
    case "profile_missing":
      return "The auth profile store does not have it.";
    case "provider_mismatch":
      return `auth.profiles of the config gives it another provider than the store, ${show(credential.provider)}. Make them agree.`;
    case "mode_mismatch":
      return `auth.profiles of the config gives it a mode that does not fit its type, ${credential.type}. Make them agree.`;
  }
}

/** Something stands there, and OpenClaw takes none of it for a credential. */
function unreadText(raw: JsonObject | undefined): string | undefined {
  if (!raw) return undefined;
  for (const field of ["keyRef", "key", "apiKey", "tokenRef", "token"]) {
    const value: Json | undefined = own(raw, field);
    const problem = isObject(value) || field.endsWith("Ref") ? describeInvalidRef(value) : null;
    if (problem) return `OpenClaw drops its ${field}: ${problem.message} ${problem.hint}`;
    if (typeof value === "string" && isPlaceholder(value))
      return `Its ${field} is a redaction placeholder. Put the SecretRef or the credential back.`;
  }
  return undefined;
}

function expiredText(expires: number): string {
  const hint = "Renew the token and its expires, which is in milliseconds.";
  return `It expired at ${new Date(expires).toISOString()}. ${hint}`;
}
