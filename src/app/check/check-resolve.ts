import type { SecretRef } from "../../domain/ref.js";
import type { RefFailure } from "../../domain/resolution.js";
import { resolveSecretRefs } from "../../io/resolve/resolve.js";
import { readSecretStoreEntry } from "../../io/sqlite/secret-store.js";
import type { CheckWorld } from "./world.js";

/** Asks for the value of each ref, as the gateway would; what is left are those that have none. */
export async function resolveAll(
  refs: readonly SecretRef[],
  { config, env, location, range }: CheckWorld,
): Promise<Map<string, RefFailure>> {
  const answers = await resolveSecretRefs(refs, {
    config: config.tree,
    env,
    home: location.home,
    release: range.asked,
    allowExec: true,
    readStore: (id) => readSecretStoreEntry(location.stateDir, id),
  });
  const failures = new Map<string, RefFailure>();
  for (const [key, answer] of answers) if (!answer.ok) failures.set(key, answer);
  return failures;
}
