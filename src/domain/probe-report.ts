import type { ProbeEligibilityReason } from "./auth/eligibility.js";
import type { Failure } from "./errors.js";

/** Where a credential stands. `models.json`: nowhere else. */
export type ProbeSource = "profile" | "env" | "config" | "models.json";

/** OpenClaw's own codes (`docs/auth-credential-semantics.md`), in the order in which they are checked. */
export type ProbeReasonCode = "excluded_by_auth_order" | ProbeEligibilityReason | "no_model";

/** One credential. Ids are safe to print; there is never a value. */
export interface ProbeResult {
  provider: string;
  source: ProbeSource;
  profileId?: string;
  /** The environment variable that holds the credential. */
  variable?: string;
  /** The first of `agents`. */
  agentId: string;
  /** Every agent for which all of this is the same. */
  agents: string[];
  reasonCode: ProbeReasonCode;
  /** Sentences: what was found, or what is missing and what to do. */
  detail: string;
  /** The place of the profile in the order in which OpenClaw tries them for `agentId`, from 1; absent if it is not tried. */
  order?: number;
  /** How long its secret provider took, in milliseconds. */
  ms: number;
  /** The model that it would be tried with; null if the provider has none. */
  model: string | null;
  /** The file that holds it; null for a variable. */
  file: string | null;
  /** False if an `ok` rests on something that cannot be judged from here, such as a sign-in of another program. */
  checked: boolean;
}

/** A provider in use that has no usable credential. */
export interface ProviderWithout {
  provider: string;
  agents: string[];
  detail: string;
}

export interface ProbeReport {
  schemaVersion: number;
  /** False if something could not be read or is not valid: then the answer is not whole. */
  ok: boolean;
  results: ProbeResult[];
  missing: ProviderWithout[];
  failures: (Failure & { agentId: string })[];
}
