import { isPlaceholder } from "./ref.js";
import { Secret } from "./secret.js";
import { nonBlank } from "./tree.js";

/** OpenClaw's classes of failed refs (2026.9.6, `src/secrets/resolve-errors.ts`), and our own for exec refs that may not run. */
export type ResolutionCode =
  | "SECRET_PROVIDER_NOT_CONFIGURED"
  | "SECRET_PROVIDER_INVALID"
  | "SECRET_PROVIDER_UNAVAILABLE"
  | "SECRET_PROVIDER_PATH_SECURITY_UNVERIFIABLE"
  | "SECRET_REF_NOT_FOUND"
  | "SECRET_REF_POLICY_DENIED"
  | "SECRET_REF_INVALID"
  | "SECRET_REF_PROVIDER_ERROR"
  | "SECRET_REF_PROVIDER_CONTRACT"
  | "SECRET_REF_REDACTED_VALUE"
  | "EXEC_NOT_ALLOWED";

/**
 * Why a ref gives no value. `scope` says what to repair: the one ref, or the provider and with it every ref of it.
 * `message` and `hint` are our own sentences and hold nothing of what a resolver printed or a file contains.
 */
export interface RefFailure {
  ok: false;
  code: ResolutionCode;
  scope: "ref" | "provider";
  message: string;
  hint?: string;
}

/** What a SecretRef resolves to. */
export type Resolution = { ok: true; value: Secret } | RefFailure;

/** A failed resolution; the scope follows from the code. */
export function failure(code: ResolutionCode, message: string, hint?: string): RefFailure {
  const scope = code.startsWith("SECRET_REF_") ? "ref" : "provider";
  return hint === undefined ? { ok: false, code, scope, message } : { ok: false, code, scope, message, hint };
}

/** What a provider gave for one ref, as a credential: a string that is neither blank nor a redaction placeholder. `name` names the ref. */
export function credential(value: unknown, name: string): Resolution {
  if (typeof value !== "string")
    return failure("SECRET_REF_PROVIDER_CONTRACT", `The value of ${name} is not a string.`);
  if (nonBlank(value) === undefined)
    return failure("SECRET_REF_PROVIDER_CONTRACT", `The value of ${name} is empty or blank.`);
  if (isPlaceholder(value))
    return failure(
      "SECRET_REF_REDACTED_VALUE",
      `The value of ${name} is a redaction placeholder, not a credential.`,
      "Put the real credential back where this ref points.",
    );
  return { ok: true, value: new Secret(value) };
}
