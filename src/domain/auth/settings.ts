import { authProviderKey, normalizeProviderId } from "../openclaw/providers.js";
import { asObject, at, isObject, type Json, type JsonObject, nonBlank, own } from "../tree.js";
import { readOrders } from "./profiles.js";

/** What config says about one profile id; both fields are undefined where config does not hold text. */
export interface ProfileSettings {
  provider: string | undefined;
  mode: string | undefined;
}

function objectAt(config: unknown, ...path: string[]): JsonObject {
  return asObject(at(config as Json, path));
}

/** `auth.profiles.<id>`, if it is an object. */
export function profileSettings(config: unknown, profileId: string): ProfileSettings | undefined {
  const entry = own(objectAt(config, "auth", "profiles"), profileId);
  return isObject(entry) ? settingsOf(entry) : undefined;
}

/** The ids of `auth.profiles` whose provider has the same credentials as this one, in the order of config. */
export function configuredProfileIds(config: unknown, provider: string): string[] {
  const key = authProviderKey(provider);
  return Object.entries(objectAt(config, "auth", "profiles"))
    .filter(([, entry]) => isObject(entry) && authProviderKey(settingsOf(entry).provider ?? "") === key)
    .map(([id]) => id);
}

/** `auth.order` by canonical provider id. */
export function configuredOrders(config: unknown): ReadonlyMap<string, readonly string[]> {
  return readOrders(own(objectAt(config, "auth"), "order"));
}

/** The entry of `models.providers` for an id: the canonical spelling, else the last one that means the same. */
export function configuredProvider(config: unknown, provider: string): JsonObject | undefined {
  const providers = objectAt(config, "models", "providers");
  const id = normalizeProviderId(provider);
  const key = Object.hasOwn(providers, id)
    ? id
    : Object.keys(providers).findLast((name) => normalizeProviderId(name) === id);
  const entry = key === undefined ? undefined : own(providers, key);
  return isObject(entry) ? entry : undefined;
}

function settingsOf(entry: JsonObject): ProfileSettings {
  return { provider: nonBlank(own(entry, "provider")), mode: nonBlank(own(entry, "mode")) };
}
