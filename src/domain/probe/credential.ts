import type { ClassifyContext } from "../classify.js";
import type { ReleaseFacts } from "../openclaw/releases.js";
import type { ProbeReasonCode, ProbeSource } from "../probe-report.js";
import type { SecretRef } from "../ref.js";
import type { RefProblem } from "../ref-problem.js";
import type { JsonObject } from "../tree.js";

/** A reason code with the sentences for it. */
export interface Verdict {
  reasonCode: ProbeReasonCode;
  detail: string;
  /** Only of `ok`: it rests on something that cannot be judged from here. */
  unchecked?: boolean;
}

/** One credential that a provider has, judged as far as that goes without resolving anything. */
export interface Credential {
  provider: string;
  source: ProbeSource;
  profileId?: string;
  /** The environment variable that holds it. */
  variable?: string;
  /** The place of a profile in the order in which OpenClaw tries them, from 1. */
  order?: number;
  /** Whether OpenClaw tries it when the provider needs a credential. */
  isTried: boolean;
  /** Has to resolve; absent if nothing of it is to be resolved. */
  ref?: SecretRef;
  /** Stands where a SecretRef belongs and is none: an error of the input, not of a resolver. */
  invalid?: RefProblem;
  verdict: Verdict;
  /** The `provider/model` that it would be tried with. */
  model?: string | undefined;
}

/** What the key of a config entry is, without what is the same for all of them. */
export type ConfigKey = Pick<Credential, "profileId" | "variable" | "ref" | "invalid" | "verdict">;

/** What the credentials of one agent are judged by. */
export interface ProbeContext extends ClassifyContext {
  /** Epoch milliseconds. */
  now: number;
  facts: ReleaseFacts;
  /** The first model of each provider that has one, by the key of its credentials. */
  models: ReadonlyMap<string, string>;
  /** The entry of a profile as it stands in its store. */
  rawProfile: (profileId: string) => JsonObject | undefined;
}

/** The verdict on a credential that can be used. */
export function ok(detail: string): Verdict {
  return { reasonCode: "ok", detail };
}

/** The same where it rests on something that cannot be judged from here. */
export function uncheckedOk(detail: string): Verdict {
  return { reasonCode: "ok", detail, unchecked: true };
}
