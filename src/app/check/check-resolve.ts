import type { SecretRef } from "../../domain/ref.js";
import type { RefFailure } from "../../domain/resolution.js";
import { resolveSecretRefs } from "../../io/resolve/resolve.js";
import { resolveOptions } from "../resolve-options.js";
import type { CheckWorld } from "./world.js";

/** Asks for the value of each ref, as the gateway would; what is left are those that have none. */
export async function resolveAll(refs: readonly SecretRef[], world: CheckWorld): Promise<Map<string, RefFailure>> {
  const answers = await resolveSecretRefs(refs, resolveOptions(world));
  const failures = new Map<string, RefFailure>();
  for (const [key, answer] of answers) if (!answer.ok) failures.set(key, answer);
  return failures;
}
