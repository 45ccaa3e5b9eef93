import type { AuthProfileStore } from "./auth/profiles.js";
import { profileSource } from "./classify.js";
import type { AuthSource, RuleName, Source } from "./source.js";
import { isObject, type Json, own } from "./tree.js";

/**
 * What a turn uses where that is another source than the one that decides the bytes, or undefined. `row` is the entry of the
 * config, `order` the usable profiles, best first. A profile that `apiKey` names comes first, then what `auth` of the entry
 * asks for, a literal marker, the profiles in their order, the environment, and only then a key of the config.
 * Source: code of OpenClaw 2026.9.6, `src/agents/model-auth-provider.ts`.
 */
export function runtimeSource(
  auth: AuthSource,
  row: Json | undefined,
  order: readonly string[],
  store: AuthProfileStore,
): Source | undefined {
  const all = [...(auth.source ? [auth.source] : []), ...auth.shadowed];
  const by = (...rules: RuleName[]) => all.find((source) => rules.includes(source.rule));
  const inConfig = () => by("config-ref", "config-equals-environment", "config-plaintext");
  const wanted = isObject(row) ? own(row, "auth") : undefined;
  const used =
    by("config-profile-id") ??
    (wanted === "aws-sdk" ? by("aws-sdk") : wanted === "api-key" ? inConfig() : undefined) ??
    by("config-marker") ??
    firstProfile(order, store) ??
    by("environment") ??
    inConfig();
  const isSame = used === auth.source || (used?.profileId !== undefined && used.profileId === auth.source?.profileId);
  return isSame ? undefined : used;
}

function firstProfile([profileId]: readonly string[], store: AuthProfileStore): Source | undefined {
  const credential = profileId === undefined ? undefined : store.profiles.get(profileId);
  return credential && profileId !== undefined ? profileSource(profileId, credential, "auth-profile") : undefined;
}
