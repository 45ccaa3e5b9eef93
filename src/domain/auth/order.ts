import { addTo } from "../collections.js";
import { dataAt } from "../json/data.js";
import { authProviderKey, normalizeProviderId } from "../openclaw/providers.js";
import { nonBlank, own } from "../tree.js";
import { type EligibilityReason, type Expiry, judgeExpiry, judgeProfile, questionOf, timeAt } from "./eligibility.js";
import type { AuthCredential, AuthProfileStore } from "./profiles.js";
import { configuredOrders, configuredProfileIds, configuredProvider } from "./settings.js";

/** Where the list came from: `order` of the store, `auth.order`, `auth.profiles`, or all stored profiles. */
export type AuthOrderBase = "stored" | "auth.order" | "auth.profiles" | "store";

export interface AuthOrder {
  /** The usable profiles, best first. */
  ids: string[];
  base: AuthOrderBase;
  /** The list is an explicit one (stored or `auth.order`), which is exclusive. */
  explicit: boolean;
  /** None of the listed profiles exists, so all stored ones were taken instead. */
  repaired: boolean;
  /** Listed or stored profiles of the provider that are not used, with the reason. */
  excluded: { profileId: string; reasonCode: EligibilityReason | "excluded_by_auth_order" | "not_in_auth_profiles" }[];
}

/** A loaded store, the config it is seen under, and the provider in question. */
export interface AuthQuestion {
  config: unknown;
  store: AuthProfileStore;
  provider: string;
}

// They limit requests themselves; OpenClaw 2026.9.6 never holds their profiles back (`usage-state.ts`).
const OWN_COOLDOWN: ReadonlySet<string> = new Set(["openrouter", "kilocode"]);

interface Base {
  from: AuthOrderBase;
  ids: readonly string[];
}

function explicitBase({ config, store, provider }: AuthQuestion): Base | undefined {
  const keys = [authProviderKey(provider), normalizeProviderId(provider)];
  const find = (orders: ReadonlyMap<string, readonly string[]>) => keys.map((key) => orders.get(key)).find(Boolean);
  const stored = find(store.order);
  if (stored) return { from: "stored", ids: stored };
  const configured = find(configuredOrders(config));
  return configured && { from: "auth.order", ids: configured };
}

// Every provider asks the same store, which never changes once it is read.
const byProvider = new WeakMap<AuthProfileStore["profiles"], ReadonlyMap<string, string[]>>();

/** The ids of stored profiles with credentials for a provider, in store order. */
export function storedProfileIds({ profiles }: AuthProfileStore, provider: string): readonly string[] {
  let index = byProvider.get(profiles);
  if (!index) {
    index = indexed(profiles);
    byProvider.set(profiles, index);
  }
  return index.get(authProviderKey(provider)) ?? [];
}

function indexed(profiles: AuthProfileStore["profiles"]): ReadonlyMap<string, string[]> {
  const index = new Map<string, string[]>();
  for (const [id, { provider }] of profiles) {
    addTo(index, authProviderKey(provider), id);
  }
  return index;
}

/**
 * The usable ones of a list, once each. If no listed profile exists, the ids have drifted: then all stored profiles are
 * taken, unless the list is `auth.order` and config declares no profile of the provider.
 */
function usable(question: AuthQuestion, base: Base, expiry: Expiry): { ids: string[]; repaired: boolean } {
  const isUsable = (profileId: string) => judgeProfile({ ...question, profileId }, expiry) === "ok";
  const ids = [...new Set(base.ids)].filter(isUsable);
  const { config, store, provider } = question;
  const drifted = ids.length === 0 && base.ids.length > 0 && base.ids.every((id) => !store.profiles.has(id));
  if (!drifted || (base.from !== "stored" && configuredProfileIds(config, provider).length === 0)) {
    return { ids, repaired: false };
  }
  return { ids: storedProfileIds(store, provider).filter(isUsable), repaired: true };
}

/**
 * The order in which OpenClaw 2026.9.6 tries the profiles of a provider, and how it came about. Without `now` (epoch
 * milliseconds) nothing is expired or in cooldown. Source: `src/agents/auth-profiles/order.ts`.
 */
export function explainAuthOrder(
  question: AuthQuestion & { preferredProfile?: string | undefined; now?: number | undefined },
): AuthOrder {
  const { config, store, provider, preferredProfile, now } = question;
  const base = explicitBase(question) ?? implicitBase(question);
  const explicit = base.from === "stored" || base.from === "auth.order";
  const { ids, repaired } = usable(question, base, { now });
  const held = heldBack(ids, store, now);
  const free = ids.filter((id) => !held.includes(id));
  const sorted = [...(explicit && !repaired ? free : byTypeAndUse(free, store, now)), ...held];
  const preferred = preferredProfile !== undefined && sorted.includes(preferredProfile) ? [preferredProfile] : [];
  const ordered = [...new Set([...preferred, ...sorted])];

  const unused = new Set([...base.ids, ...storedProfileIds(store, provider)]);
  for (const id of ordered) unused.delete(id);
  const named = namedProfile(question);
  const excluded = [...unused].flatMap((profileId): AuthOrder["excluded"] => {
    if (!repaired && isExcludedByAuthOrder({ config, store, provider, profileId })) {
      return [{ profileId, reasonCode: "excluded_by_auth_order" }];
    }
    const reasonCode = judgeProfile({ config, store, provider, profileId }, { now });
    if (reasonCode !== "ok") return [{ profileId, reasonCode }];
    return profileId === named ? [] : [{ profileId, reasonCode: "not_in_auth_profiles" }];
  });
  return { ids: ordered, base: base.from, explicit, repaired, excluded };
}

/** Whether an explicit order lacks the profile; one that the provider's `apiKey` names is exempt. */
export function isExcludedByAuthOrder(question: AuthQuestion & { profileId: string }): boolean {
  const base = explicitBase(question);
  return base !== undefined && !base.ids.includes(question.profileId) && namedProfile(question) !== question.profileId;
}

/** The stored profile that `models.providers.<id>.apiKey` names: then the text is a reference and no key. */
export function namedProfile({ config, store, provider }: AuthQuestion): string | undefined {
  const entry = configuredProvider(config, provider);
  const name = entry && nonBlank(own(entry, "apiKey"));
  return name !== undefined && store.profiles.has(name) ? name : undefined;
}

/**
 * The id under which OpenClaw orders a provider's profiles: the key that aliases share, or the provider's own where an
 * explicit order, or a profile id as `apiKey`, stands under this spelling alone.
 */
export function orderKey(question: AuthQuestion): string {
  const id = normalizeProviderId(question.provider);
  const shared = authProviderKey(question.provider);
  if (id === shared) return id;
  const [alone, common] = [id, shared].map((provider) => {
    const asked = { ...question, provider };
    return JSON.stringify([explicitBase(asked), namedProfile(asked)]);
  });
  return alone === common ? shared : id;
}

/**
 * The profile that decides what models.json holds: the first usable one of the explicit order, else of the store. Usage,
 * cooldown and expiry never count, so that the file does not change with the clock; an explicit order is exclusive.
 */
export function decidingProfile(
  question: AuthQuestion,
): { profileId: string; credential: AuthCredential; base: AuthOrderBase } | undefined {
  const { store, provider } = question;
  const base = explicitBase(question) ?? { from: "store", ids: storedProfileIds(store, provider) };
  for (const profileId of usable(question, base, { ignored: true }).ids) {
    const credential = store.profiles.get(profileId);
    if (credential) return { profileId, credential, base: base.from };
  }
  return undefined;
}

/**
 * The usable profiles of a provider, best first, from the store object and openclaw.json before substitution. A preferred
 * profile comes first if it is usable at all. Without `now` (epoch milliseconds) nothing is expired or in cooldown.
 */
export function resolveAuthOrder(input: {
  config: unknown;
  store: unknown;
  provider: string;
  preferredProfile?: string;
  now?: number;
}): string[] {
  const preferredProfile = dataAt(input, "preferredProfile") as string | undefined;
  return explainAuthOrder({ ...questionOf(input), preferredProfile, now: timeAt(input) }).ids;
}

function implicitBase({ config, store, provider }: AuthQuestion): Base {
  const configured = configuredProfileIds(config, provider);
  if (configured.length > 0) return { from: "auth.profiles", ids: configured };
  return { from: "store", ids: storedProfileIds(store, provider) };
}

/** oauth, expired oauth, token, api_key, anything else; within each the least recently used first. */
function byTypeAndUse(ids: readonly string[], store: AuthProfileStore, now: number | undefined): string[] {
  const rank = (id: string) => {
    const credential = store.profiles.get(id);
    if (credential?.type !== "oauth") return credential ? { token: 2, api_key: 3 }[credential.type] : 4;
    return judgeExpiry(credential.expires, { now }) === "expired" ? 1 : 0;
  };
  const lastUsed = (id: string) => store.usage.get(id)?.lastUsed ?? 0;
  return ids.toSorted((a, b) => rank(a) - rank(b) || lastUsed(a) - lastUsed(b));
}

/** The profiles in cooldown, which come last: the one that is free first before the others. */
function heldBack(ids: readonly string[], store: AuthProfileStore, now: number | undefined): string[] {
  const until = (id: string) => store.usage.get(id)?.unusableUntil ?? 0;
  const isHeld = (id: string) => !OWN_COOLDOWN.has(store.profiles.get(id)?.provider ?? "");
  if (now === undefined) return [];
  return ids.filter((id) => until(id) > now && isHeld(id)).toSorted((a, b) => until(a) - until(b));
}
