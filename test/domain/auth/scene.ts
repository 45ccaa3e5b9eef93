import { resolveAuthOrder } from "../../../src/domain/auth/order.js";
import { readAuthProfileStore } from "../../../src/domain/auth/profiles.js";

export const NOW = 1_800_000_000_000;
export const key = { type: "api_key", provider: "acme", key: "sk-EXAMPLE" };
export const token = { type: "token", provider: "acme", token: "tok_EXAMPLE" };
export const oauth = { type: "oauth", provider: "acme", access: "acc-EXAMPLE" };
export const empty = { type: "api_key", provider: "acme" };
export const foreign = { ...key, provider: "other" };
export const declared = (...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, { provider: "acme", mode: "api_key" }]));

/** A store and a config around it, as far as the order of profiles reads them. */
export interface Scene {
  profiles: Record<string, object>;
  /** `order` of the store. */
  stored?: Record<string, string[]>;
  /** `auth.order` of the config. */
  order?: Record<string, string[]>;
  /** `auth.profiles` of the config. */
  declared?: Record<string, object>;
  providers?: Record<string, object>;
  usageStats?: Record<string, object>;
  provider?: string;
  preferredProfile?: string;
}

/** The scene as the library takes it. */
export function question(scene: Scene) {
  const { profiles, stored, usageStats, provider = "acme", preferredProfile } = scene;
  const config = {
    auth: { ...(scene.order && { order: scene.order }), ...(scene.declared && { profiles: scene.declared }) },
    models: { providers: scene.providers ?? {} },
  };
  const store = { version: 1, profiles, ...(stored && { order: stored }), ...(usageStats && { usageStats }) };
  return { config, store, provider, ...(preferredProfile !== undefined && { preferredProfile }) };
}
export const orderOf = (scene: Scene) => resolveAuthOrder({ ...question(scene), now: NOW });
/** The scene with its store read. */
export const loaded = (scene: Scene) => {
  const { store, ...rest } = question(scene);
  return { ...rest, store: readAuthProfileStore(store) };
};
