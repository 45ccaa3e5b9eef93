import type { AuthProfileStore } from "./auth/profiles.js";
import { profileSource } from "./classify.js";
import type { ReleaseFacts } from "./openclaw/releases.js";
import type { AuthSource, RuleName, Source } from "./source.js";
import { at, type Json } from "./tree.js";

/**
 * What a turn uses where that is another source than the one that decides the bytes, or undefined. `row` is the entry of the
 * config, `order` the usable profiles, best first. A profile that `apiKey` names comes first, then what `auth` of the entry
 * asks for, a literal marker, the profiles in their order, the environment, and only then a key of the config, which
 * newer releases take before the profiles. Source: code of OpenClaw 2026.9.6, `src/agents/model-auth-provider.ts`; config
 * key beside a profile run on 2026.3.1, 2026.3.8, 2026.5.18 and 2026.9.6.
 */
export function runtimeSource(
  auth: AuthSource,
  row: Json | undefined,
  order: readonly string[],
  store: AuthProfileStore,
  facts: Pick<ReleaseFacts, "usesConfigKeyFirst">,
): Source | undefined {
  const all = [...(auth.source ? [auth.source] : []), ...auth.shadowed];
  const by = (...rules: RuleName[]) => all.find((source) => rules.includes(source.rule));
  const inConfig = () => by("config-ref", "config-equals-environment", "config-plaintext");
  const wanted = at(row, ["auth"]);
  const used =
    by("config-profile-id") ??
    (wanted === "aws-sdk" ? by("aws-sdk") : wanted === "api-key" ? inConfig() : undefined) ??
    by("config-marker") ??
    (facts.usesConfigKeyFirst ? inConfig() : undefined) ??
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
