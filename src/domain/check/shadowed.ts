import { explainAuthOrder } from "../auth/order.js";
import type { AuthProfileStore } from "../auth/profiles.js";
import type { RawFinding } from "../findings.js";
import { normalizeProviderId } from "../openclaw/providers.js";
import { configProviders } from "../provider-rows.js";
import { coerceSecretRef } from "../ref.js";
import { secretDefaults } from "../secret-defaults.js";
import { show } from "../text.js";
import { isObject, type JsonObject, own } from "../tree.js";

/**
 * The keys of the config that are refs while an auth profile of the same provider can be used: which of the two OpenClaw takes depends on the release.
 * Expiry does not count, so that the answer does not change with the clock.
 */
export function shadowedRefs(config: JsonObject, store: AuthProfileStore, release: string | undefined): RawFinding[] {
  const providers = configProviders(config);
  if (store.profiles.size === 0 || !isObject(providers)) return [];
  const defaults = secretDefaults(config);
  return Object.entries(providers).flatMap(([key, row]): RawFinding[] => {
    if (!isObject(row) || !coerceSecretRef(own(row, "apiKey"), defaults)) return [];
    const provider = normalizeProviderId(key, release);
    const [first] = explainAuthOrder({ config, store, provider }).ids;
    if (first === undefined) return [];
    const words = { by: `The auth profile ${show(first)}` };
    return [{ code: "REF_SHADOWED", in: "config", path: ["models", "providers", key, "apiKey"], words, provider }];
  });
}
