import type { AuthCredential, AuthProfileStore } from "../auth/profiles.js";
import type { SecretRef } from "../ref.js";
import type { Move } from "./item.js";

/** A store with one more profile that holds a ref. */
export function withProfile(store: AuthProfileStore, id: string, provider: string, ref: SecretRef): AuthProfileStore {
  const profile: AuthCredential = { type: "api_key", provider, keyRef: ref, hadPlaintextBesideRef: false };
  return { ...store, profiles: new Map([...store.profiles, [id, profile]]) };
}

/** The store that an agent sees once the moves that go to some files are done. */
export function nextStore(store: AuthProfileStore, moves: readonly Move[], files: readonly string[]): AuthProfileStore {
  let next = store;
  for (const { slot, ref } of moves) {
    if (slot.kind === "config" || !ref || !files.includes(slot.file)) continue;
    const present = next.profiles.get(slot.profileId);
    if (slot.kind === "new-profile") {
      if (!present) next = withProfile(next, slot.profileId, slot.provider, ref);
    } else if (present && present.type !== "oauth") {
      const profiles = new Map(next.profiles).set(slot.profileId, behindRef(present, ref));
      next = { ...next, profiles };
    }
  }
  return next;
}

function behindRef(credential: Exclude<AuthCredential, { type: "oauth" }>, ref: SecretRef): AuthCredential {
  if (credential.type === "token") {
    const { token: _gone, ...rest } = credential;
    return { ...rest, tokenRef: ref, hadPlaintextBesideRef: false };
  }
  const { key: _gone, ...rest } = credential;
  return { ...rest, keyRef: ref, hadPlaintextBesideRef: false };
}
