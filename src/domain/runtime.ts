import type { AuthProfileStore } from "./auth/profiles.js";
import { profileSource } from "./classify.js";
import type { AuthSource, Source } from "./source.js";

/**
 * What a turn uses where that is another source than the one that decides the bytes, or undefined: the first usable
 * profile of the order comes before a key of the config. Source: OpenClaw 2026.9.6, `secrets audit` calls a config ref
 * shadowed while an auth profile of its provider is usable.
 */
export function runtimeSource(auth: AuthSource, order: readonly string[], store: AuthProfileStore): Source | undefined {
  const [profileId] = order;
  const credential = profileId === undefined ? undefined : store.profiles.get(profileId);
  if (profileId === undefined || !credential || auth.source?.profileId === profileId) return undefined;
  return profileSource(profileId, credential, "auth-profile");
}
