import { type AuthCredential, keyOf } from "../auth/profiles.js";
import { isValidSecretRef, refKey, type SecretRef } from "../ref.js";
import { describeInvalidRef, type RefProblem } from "../ref-problem.js";
import type { Secret } from "../secret.js";
import { show } from "../text.js";
import { type Credential, ok, type Verdict } from "./credential.js";

type Presence = Pick<Credential, "ref" | "invalid" | "verdict">;

/** What an eligible profile holds: a ref that has to resolve, or material that is there. */
export function presence(credential: AuthCredential): Presence {
  const key = keyOf(credential);
  if (!key) return { verdict: ok("Signed in. OpenClaw renews the tokens itself; they were not tried.") };
  const { field, ref, secret } = key;
  if (ref) return refPresence(ref, `${field}Ref`);
  return { verdict: (secret && inventedSpelling(secret, field)) ?? ok(`Its ${field} is there, in plaintext.`) };
}

/** A ref that has to resolve, or, if it does not follow the grammar, an error of the input; `field` is where it stands. */
export function refPresence(ref: SecretRef, field: string): Presence {
  const problem = isValidSecretRef(ref) ? null : describeInvalidRef(ref);
  return problem ? invalidRef(problem) : { ref, verdict: ok(`Its ${field} ${show(refKey(ref))} resolves.`) };
}

/** What stands where a SecretRef belongs and is none. */
export function invalidRef(problem: RefProblem): Presence {
  return {
    verdict: { reasonCode: "unresolved_ref", detail: `${problem.message} ${problem.hint}` },
    invalid: problem,
  };
}

/** Such a text is a plaintext key to OpenClaw: it would be sent as it is. */
function inventedSpelling(literal: Secret, field: string): Verdict | undefined {
  const problem = describeInvalidRef(literal.reveal());
  return problem
    ? { reasonCode: "unresolved_ref", detail: `Its ${field} is no credential: ${problem.message} ${problem.hint}` }
    : undefined;
}
