import { CONFIG_KEY_FIRST } from "./openclaw/releases.js";
import { WRITE_A_REF } from "./ref-problem.js";
import type { JsonPath } from "./tree.js";

export type Severity = "info" | "warn" | "error";
/** The four counters of every report's summary; each code above info belongs to one of them. */
export type Counter = "plaintext" | "unresolved" | "shadowed" | "legacy";

/** Words that a message needs beside its code: ids, names and releases, already made safe to print; never a value. */
export type Words = Readonly<Record<string, string>>;

export interface FindingKind {
  severity: Severity;
  counter: Counter;
  /** One sentence: what is the case. */
  says: (words: Words) => string;
  /** One sentence: what to do about it. */
  fix: (words: Words) => string;
}

/** The codes are public: one is never renamed. Several are OpenClaw's own, with its meaning. */
export type FindingCode =
  | "PLAINTEXT_FOUND"
  | "ORPHAN_PLAINTEXT"
  | "STALE_PLAINTEXT"
  | "REF_UNRESOLVED"
  | "REF_SHADOWED"
  | "LEGACY_RESIDUE"
  | "PLACEHOLDER_VALUE"
  | "OAUTH_REF_FORBIDDEN"
  | "INVALID_REF"
  | "RETIRED_SPELLING"
  | "LOOSE_MODE"
  | "MARKER_UNSAFE"
  | "CLIENT_REWRITES"
  | "STALE_BASE_URL"
  | "MALFORMED_ENTRY"
  | "PROVIDER_NOT_WRITTEN";

/** Every finding that modelseal can make; each has a heading in the README. */
export const FINDINGS: Readonly<Record<FindingCode, FindingKind>> = {
  PLAINTEXT_FOUND: {
    severity: "warn",
    counter: "plaintext",
    says: (w) => `${w["what"] ?? "A credential"} stands here in plaintext.`,
    fix: (w) => w["fix"] ?? "Put it into a secret store and refer to it; `modelseal migrate` does both.",
  },
  ORPHAN_PLAINTEXT: {
    severity: "warn",
    counter: "plaintext",
    says: (w) =>
      w["dropped"]
        ? "This credential existed nowhere else and goes with its entry, because models.mode is replace."
        : w["overwritten"]
          ? "This credential exists nowhere else, so it was left, although a later duplicate of its key overwrites it."
          : "This credential exists nowhere else, so it was left as it is.",
    fix: (w) =>
      w["dropped"]
        ? "If it is still needed, ask its issuer for a new one."
        : "Give it a home with `modelseal migrate --to-file PATH`, or drop it with `modelseal migrate --drop-orphans`.",
  },
  STALE_PLAINTEXT: {
    severity: "info",
    counter: "plaintext",
    says: (w) =>
      w["copy"]
        ? "This overwritten plaintext credential is a copy of what stays in the same entry, and is not kept."
        : `This plaintext credential is ${w["overwritten"] ? "overwritten, " : ""}stale and is not kept: the canonical source is another one${w["source"] ? ` (${w["source"]})` : ""}.`,
    fix: () => "Rotate it if others could read this file or a backup of it.",
  },
  REF_UNRESOLVED: {
    severity: "error",
    counter: "unresolved",
    says: (w) => w["what"] ?? "This SecretRef cannot be resolved.",
    fix: (w) => w["fix"] ?? "Correct the ref or its entry in secrets.providers.",
  },
  REF_SHADOWED: {
    severity: "warn",
    counter: "shadowed",
    says: (w) =>
      `${w["by"] ?? "An auth profile"} can be used in place of this SecretRef: OpenClaw before ${CONFIG_KEY_FIRST} takes the profile, newer ones the SecretRef.`,
    fix: () => "Keep one of the two.",
  },
  LEGACY_RESIDUE: {
    severity: "warn",
    counter: "legacy",
    says: (w) => w["what"] ?? "This file is a leftover that OpenClaw no longer reads.",
    fix: (w) => w["fix"] ?? "Remove it once its credentials are known to exist elsewhere.",
  },
  PLACEHOLDER_VALUE: {
    severity: "error",
    counter: "unresolved",
    says: () => "A redaction placeholder stands where a credential belongs.",
    fix: () => "Put the SecretRef or the credential back; the placeholder came from a redacted copy.",
  },
  OAUTH_REF_FORBIDDEN: {
    severity: "error",
    counter: "unresolved",
    says: () => "OpenClaw refuses SecretRefs in OAuth profiles, because it rewrites their tokens itself.",
    fix: () => "Sign in again for this profile, or make it a token or api_key profile.",
  },
  INVALID_REF: {
    severity: "error",
    counter: "unresolved",
    says: (w) => w["what"] ?? "This SecretRef is not valid.",
    fix: (w) => w["fix"] ?? WRITE_A_REF,
  },
  RETIRED_SPELLING: {
    severity: "warn",
    counter: "unresolved",
    says: (w) => w["what"] ?? "This spelling of a SecretRef is no longer accepted in a config.",
    fix: (w) => w["fix"] ?? WRITE_A_REF,
  },
  LOOSE_MODE: {
    severity: "warn",
    counter: "legacy",
    says: (w) => w["what"] ?? "Others can read or change this.",
    fix: (w) => w["fix"] ?? "Give files mode 600 and directories mode 700.",
  },
  MARKER_UNSAFE: {
    severity: "error",
    counter: "unresolved",
    says: (w) =>
      `OpenClaw ${w["release"] ?? "2026.3.8 and older"} would send the marker itself, because authHeader is true.`,
    fix: () => "Use an env SecretRef, remove authHeader, or run OpenClaw 2026.5.18 or newer.",
  },
  CLIENT_REWRITES: {
    severity: "warn",
    counter: "plaintext",
    says: (w) => `OpenClaw ${w["release"] ?? "of some releases"} itself puts this plaintext back into models.json.`,
    fix: () => "Move it behind a SecretRef with `modelseal migrate`, or keep `modelseal watch` running.",
  },
  STALE_BASE_URL: {
    severity: "info",
    counter: "legacy",
    says: () => "This baseUrl is another one than the config's, and OpenClaw uses the one in models.json.",
    fix: () => "Remove it here if the config's is the right one.",
  },
  MALFORMED_ENTRY: {
    severity: "warn",
    counter: "unresolved",
    says: () => "This provider entry is no object and was skipped; OpenClaw can crash on such an entry.",
    fix: () => "Remove the entry if it is still there.",
  },
  PROVIDER_NOT_WRITTEN: {
    severity: "info",
    counter: "legacy",
    says: () => "This provider has models but no baseUrl, so OpenClaw does not write it to models.json.",
    fix: () => "Add baseUrl to the provider.",
  },
};

/** What was found, where, in terms of the pure world: an input, a path in it, and words; no file, no sentence. */
export interface RawFinding {
  code: FindingCode;
  /** Only where it differs from the code's own. */
  severity?: Severity;
  in: "config" | "auth" | "models";
  path: JsonPath;
  /** In the text, where the path leads to another value: of a property that a later duplicate overwrites. */
  offset?: number;
  words?: Words;
  provider?: string;
  profileId?: string;
}

/** A finding as reports carry it. */
export interface Finding {
  code: FindingCode;
  severity: Severity;
  file: string;
  jsonPath: string;
  line: number | null;
  column: number | null;
  message: string;
  fixHint: string;
  provider?: string;
  profileId?: string;
  agentId?: string;
}
