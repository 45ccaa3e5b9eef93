import type { AuthCredential, AuthProfileStore } from "../auth/profiles.js";
import type { SecretRef } from "../ref.js";
import type { Move } from "./item.js";

/** A store with one more profile that holds a ref. */
export function withProfile(store: AuthProfileStore, id: string, provider: string, ref: SecretRef): AuthProfileStore {
  return { ...store, profiles: new Map([...store.profiles, [id, newProfile(provider, ref)]]) };
}

/** The store that an agent sees once some moves are done: those that go to files it reads. */
export function nextStore(store: AuthProfileStore, moves: readonly Move[]): AuthProfileStore {
  const profiles = new Map(store.profiles);
  for (const { slot, ref } of moves) {
    if (!("file" in slot) || !ref) continue;
    const present = profiles.get(slot.profileId);
    if (slot.kind === "new-profile") {
      if (!present) profiles.set(slot.profileId, newProfile(slot.provider, ref));
    } else if (present && present.type !== "oauth") profiles.set(slot.profileId, behindRef(present, ref));
  }
  return { ...store, profiles };
}

function newProfile(provider: string, ref: SecretRef): AuthCredential {
  return { type: "api_key", provider, keyRef: ref, hadPlaintextBesideRef: false };
}

function behindRef(credential: Exclude<AuthCredential, { type: "oauth" }>, ref: SecretRef): AuthCredential {
  if (credential.type === "token") {
    const { token: _gone, ...rest } = credential;
    return { ...rest, tokenRef: ref, hadPlaintextBesideRef: false };
  }
  const { key: _gone, ...rest } = credential;
  return { ...rest, keyRef: ref, hadPlaintextBesideRef: false };
}
