import { type AuthProfileStore, keyOf } from "../auth/profiles.js";
import { configProviders } from "../provider-rows.js";
import { coerceSecretRef, type SecretDefaults, type SecretRef } from "../ref.js";
import type { Resolution } from "../resolution.js";
import { sealRow } from "../seal-row.js";
import type { Secret } from "../secret.js";
import { asObject, at, isObject, type JsonObject, own } from "../tree.js";
import type { Item } from "./item.js";

/** Every SecretRef of the config's provider entries. */
export function refsInConfig(config: JsonObject, defaults: SecretDefaults): SecretRef[] {
  const refs: SecretRef[] = [];
  for (const row of Object.values(asObject(configProviders(config)))) {
    if (!isObject(row)) continue;
    const add = (value: unknown) => {
      const ref = coerceSecretRef(value, defaults);
      if (ref) refs.push(ref);
    };
    add(own(row, "apiKey"));
    sealRow(row, { env: {}, defaults }, ({ held, path }) => {
      if (held === "ref") add(at(row, path));
    });
  }
  return refs;
}

/** Every SecretRef of the profiles of a store. */
export function refsInStore(store: AuthProfileStore): SecretRef[] {
  return [...store.profiles.values()].flatMap((credential) => keyOf(credential)?.ref ?? []);
}

/**
 * Whether a credential exists in a place that OpenClaw reads, once the run is over: behind a ref that resolves, in a live
 * place that keeps it, or in its new home. Compared in memory only.
 */
export function knownElsewhere(
  resolutions: ReadonlyMap<string, Resolution>,
  items: readonly Item[],
  live: readonly Secret[],
): (secret: Secret) => boolean {
  const values = new Set<string>();
  const going = new Set<string>();
  for (const { action, secret } of items) if (action === "scrub" || action === "drop") going.add(secret.reveal());
  for (const secret of live) if (!going.has(secret.reveal())) values.add(secret.reveal());
  for (const { in: where, action, secret, overwritten } of items)
    if (action === "move" || (action === "keep" && !overwritten && where !== "catalog")) values.add(secret.reveal());
  for (const resolution of resolutions.values()) if (resolution.ok) values.add(resolution.value.reveal());
  return (secret) => values.has(secret.reveal());
}
