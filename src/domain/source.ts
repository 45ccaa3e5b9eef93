import type { SecretRef } from "./ref.js";
import type { Secret } from "./secret.js";

/** What a canonical source is; `none` means that no source exists anywhere but perhaps in models.json itself. */
export type SourceKind =
  | "env-ref"
  | "file-ref"
  | "exec-ref"
  | "store-ref"
  | "invalid-ref"
  | "marker"
  | "command"
  | "plaintext"
  | "aws-sdk"
  | "oauth"
  | "environment"
  | "evidence"
  | "none";

/** The rules in the order in which they are tried; the first that matches decides. */
export type RuleName =
  | "config-ref"
  | "config-marker"
  | "config-profile-id"
  | "config-equals-environment"
  | "config-plaintext"
  | "aws-sdk"
  | "auth-profile"
  | "environment"
  | "local-evidence";

/** Why a rule did or did not match, for `explain`; words for it are the reporter's business. */
export type RuleReason =
  | "matched"
  | "no-config-entry"
  | "no-key"
  | "blank"
  | "placeholder"
  | "not-a-ref"
  | "not-a-marker"
  | "no-such-profile"
  | "empty-profile"
  | "names-a-profile"
  | "taken"
  | "no-equal-variable"
  | "not-aws"
  | "no-profile"
  | "no-variable-set"
  | "no-candidates"
  | "no-evidence";

/** One source that a provider has, whether it decides or not. */
export interface Source {
  kind: SourceKind;
  rule: RuleName;
  where: "config" | "profile" | "environment";
  ref?: SecretRef;
  profileId?: string;
  /** The field of the profile that holds the ref or the plaintext. */
  field?: "key" | "token";
  /** The variable whose name is written. */
  envName?: string;
  /** Written as it is: a literal marker, a command, an evidence marker. */
  literal?: string;
  /** The plaintext, for comparing in memory only. */
  secret?: Secret;
  /** The config text mixes words and `${NAME}`: no plaintext at rest there, but plaintext once resolved. */
  template?: boolean;
  /** Why a ref is invalid, or the text no ref, and how one is spelled. */
  problem?: { message: string; hint: string };
}

/** The canonical auth source of a provider: what decides the bytes of models.json. */
export interface AuthSource {
  provider: string;
  kind: SourceKind;
  /** The source that decides; absent for `none`. */
  source?: Source;
  /** Every rule in order, up to the end, with its outcome. */
  trace: readonly { rule: RuleName; reason: RuleReason }[];
  /** Sources that would decide if the canonical one were not there, in rule order. */
  shadowed: readonly Source[];
}

/** What a kind of source is called in sentences and tables. */
export const KIND_NAMES: Readonly<Record<SourceKind, string>> = {
  "env-ref": "env SecretRef",
  "file-ref": "file SecretRef",
  "exec-ref": "exec SecretRef",
  "store-ref": "store SecretRef",
  "invalid-ref": "invalid SecretRef",
  marker: "literal marker",
  command: "command",
  plaintext: "plaintext",
  "aws-sdk": "AWS SDK",
  oauth: "OAuth profile",
  environment: "environment variable",
  evidence: "local evidence",
  none: "none",
};

/** The canonical source in a few words: "exec SecretRef in the config". */
export function sourceName({ kind, source }: AuthSource): string {
  const place =
    source?.where === "config" ? " in the config" : source?.where === "profile" ? " in an auth profile" : "";
  return kind === "oauth" ? KIND_NAMES.oauth : `${KIND_NAMES[kind]}${place}`;
}
