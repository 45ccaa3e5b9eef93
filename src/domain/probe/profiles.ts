import { judgeProfile, probeReason } from "../auth/eligibility.js";
import {
  type AuthOrder,
  explainAuthOrder,
  isExcludedByAuthOrder,
  namedProfile,
  storedProfileIds,
} from "../auth/order.js";
import type { AuthCredential } from "../auth/profiles.js";
import { authProviderKey } from "../openclaw/providers.js";
import type { Credential, ProbeContext, Verdict } from "./credential.js";
import { presence } from "./presence.js";
import { exclusionText, ineligibleText } from "./profile-text.js";

/**
 * The stored profiles of some credential keys, by key: those that are tried first, in their order. Where several keys share
 * profiles, because an alias has an order of its own, each of them has rows for all.
 */
export function profileCredentials(keys: ReadonlySet<string>, context: ProbeContext): Map<string, Credential[]> {
  const { config, store, now } = context;
  const sharing = new Map<string, number>();
  for (const key of keys) sharing.set(authProviderKey(key), (sharing.get(authProviderKey(key)) ?? 0) + 1);
  const groups = new Map<string, Credential[]>();
  for (const key of keys) {
    const ids = storedProfileIds(store, key);
    if (ids.length === 0) continue;
    const order = explainAuthOrder({ config, store, provider: key, now });
    const last = order.ids.length + 1;
    const found = ids.flatMap((profileId) => {
      const credential = store.profiles.get(profileId);
      return credential ? [profileCredential(profileId, credential, key, order, context)] : [];
    });
    found.sort((a, b) => (a.order ?? last) - (b.order ?? last));
    groups.set(key, sharing.get(authProviderKey(key)) !== 1 ? found.map((row) => ({ ...row, provider: key })) : found);
  }
  return groups;
}

function profileCredential(
  profileId: string,
  credential: AuthCredential,
  key: string,
  order: AuthOrder,
  context: ProbeContext,
): Credential {
  const { config, store, now } = context;
  const { provider } = credential;
  const question = { config, store, provider: key, profileId };
  const index = order.ids.indexOf(profileId);
  const isTried = index >= 0 || namedProfile(question) === profileId;
  const base = {
    provider,
    source: "profile",
    profileId,
    ...(index < 0 ? {} : { order: index + 1 }),
    isTried,
  } as const;
  if (isExcludedByAuthOrder(question)) {
    const verdict: Verdict = {
      reasonCode: "excluded_by_auth_order",
      detail: exclusionText(key, order, isTried),
    };
    // Not resolved, unless OpenClaw has to use it because no profile that is listed exists.
    return isTried ? { ...base, ...presence(credential), verdict } : { ...base, verdict };
  }
  const reason = judgeProfile(question, { now });
  if (reason !== "ok") {
    const detail = ineligibleText(reason, credential, context.rawProfile(profileId));
    return { ...base, verdict: { reasonCode: probeReason(reason), detail } };
  }
  const found = presence(credential);
  return { ...base, ...found, verdict: withUse(found.verdict, profileId, isTried, context) };
}

function withUse(verdict: Verdict, profileId: string, isTried: boolean, { store, now }: ProbeContext): Verdict {
  if (!isTried) {
    const remark = "auth.profiles of the config does not list it, so OpenClaw does not use it.";
    return { ...verdict, detail: `${verdict.detail} ${remark}` };
  }
  const until = store.usage.get(profileId)?.unusableUntil ?? 0;
  if (until <= now) return verdict;
  return { ...verdict, detail: `${verdict.detail} In cooldown until ${new Date(until).toISOString()}.` };
}
