import type { JsonPath } from "./tree.js";

export type Severity = "info" | "warn" | "error";
/** The four counters of every report's summary; each code above info belongs to one of them. */
export type Counter = "plaintext" | "unresolved" | "shadowed" | "legacy";

/** Words that a message needs beside its code: ids, names and releases, already made safe to print; never a value. */
export type Words = Readonly<Record<string, string>>;

interface Kind {
  severity: Severity;
  counter: Counter;
  /** One sentence: what is the case. */
  says: (words: Words) => string;
  /** One sentence: what to do about it. */
  fix: (words: Words) => string;
}

/**
 * Every finding that modelseal can make. A code is public and is never renamed; a new one needs its row here and its
 * heading in the README. The first codes are OpenClaw's own, with its meaning.
 */
export const FINDINGS = {
  PLAINTEXT_FOUND: {
    severity: "warn",
    counter: "plaintext",
    says: (w) => `${w["what"] ?? "a credential"} stands here in plaintext`,
    fix: (w) => w["fix"] ?? "put it into a secret store and refer to it; `modelseal migrate` does both",
  },
  ORPHAN_PLAINTEXT: {
    severity: "warn",
    counter: "plaintext",
    says: (w) =>
      w["dropped"]
        ? "this credential existed nowhere else and goes with its entry, because models.mode is replace"
        : "this credential exists nowhere else, so it was left as it is",
    fix: () =>
      "give it a home with `modelseal migrate --to-file PATH`, or drop it with `modelseal migrate --drop-orphans`",
  },
  STALE_PLAINTEXT: {
    severity: "info",
    counter: "plaintext",
    says: (w) => `a stale plaintext credential was refused: ${w["source"]} decides`,
    fix: () => "rotate the credential if others could read this file or its backups",
  },
  REF_UNRESOLVED: {
    severity: "error",
    counter: "unresolved",
    says: (w) => w["what"] ?? "this SecretRef cannot be resolved",
    fix: (w) => w["fix"] ?? "correct the ref or its entry in secrets.providers",
  },
  REF_SHADOWED: {
    severity: "warn",
    counter: "shadowed",
    says: (w) => `this SecretRef is not used at run time: ${w["by"] ?? "an auth profile"} comes first`,
    fix: () => "keep one of the two",
  },
  LEGACY_RESIDUE: {
    severity: "warn",
    counter: "legacy",
    says: (w) => w["what"] ?? "this file is a leftover that OpenClaw no longer reads",
    fix: (w) => w["fix"] ?? "remove it once its credentials are known to exist elsewhere",
  },
  PLACEHOLDER_VALUE: {
    severity: "error",
    counter: "unresolved",
    says: () => "a redaction placeholder stands where a credential belongs",
    fix: () => "put the SecretRef or the credential back; the placeholder came from a redacted copy",
  },
  OAUTH_REF_FORBIDDEN: {
    severity: "error",
    counter: "unresolved",
    says: () => "OpenClaw refuses SecretRefs in OAuth profiles, because it rewrites their tokens itself",
    fix: () => "sign in again for this profile, or make it a token or api_key profile",
  },
  INVALID_REF: {
    severity: "error",
    counter: "unresolved",
    says: (w) => w["what"] ?? "this SecretRef is not valid",
    fix: (w) => w["fix"] ?? 'write {"source": "env", "provider": "default", "id": "NAME"}',
  },
  RETIRED_SPELLING: {
    severity: "warn",
    counter: "unresolved",
    says: (w) => w["what"] ?? "this spelling of a SecretRef is no longer accepted in a config",
    fix: (w) => w["fix"] ?? 'write {"source": "env", "provider": "default", "id": "NAME"}',
  },
  LOOSE_MODE: {
    severity: "warn",
    counter: "legacy",
    says: (w) => w["what"] ?? "others can read or change this",
    fix: (w) => w["fix"] ?? "chmod 600 the file, 700 the directory",
  },
  MARKER_UNSAFE: {
    severity: "error",
    counter: "unresolved",
    says: (w) => `OpenClaw ${w["release"]} would send the marker itself, because authHeader is true`,
    fix: () => "use an env SecretRef, remove authHeader, or run OpenClaw 2026.5.18 or newer",
  },
  CLIENT_REWRITES: {
    severity: "warn",
    counter: "plaintext",
    says: (w) => `OpenClaw ${w["release"]} itself puts this plaintext back into models.json`,
    fix: () => "move it behind a SecretRef with `modelseal migrate`, or keep `modelseal watch` running",
  },
  STALE_BASE_URL: {
    severity: "info",
    counter: "legacy",
    says: () => "models.json keeps another baseUrl than the config, and OpenClaw uses the one in models.json",
    fix: () => "remove baseUrl from this entry of models.json if the config's is the right one",
  },
  MALFORMED_ENTRY: {
    severity: "warn",
    counter: "unresolved",
    says: () => "this provider entry is no object and was skipped; OpenClaw can crash on it",
    fix: () => "remove the entry",
  },
  PROVIDER_NOT_WRITTEN: {
    severity: "info",
    counter: "legacy",
    says: () => "this provider has models but no baseUrl, so OpenClaw does not write it to models.json",
    fix: () => "add baseUrl to the provider",
  },
  MISSING_VARIABLE: {
    severity: "error",
    counter: "unresolved",
    says: (w) => `the variable ${w["name"]} is not set`,
    fix: (w) => `set ${w["name"]} in the gateway's environment or correct the reference`,
  },
} as const satisfies Record<string, Kind>;

export type FindingCode = keyof typeof FINDINGS;

/** What was found, where, in terms of the pure world: an input, a path in it, and words; no file, no sentence. */
export interface RawFinding {
  code: FindingCode;
  /** Only where it differs from the code's own. */
  severity?: Severity;
  in: "config" | "auth" | "models";
  path: JsonPath;
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

export function severityOf(finding: RawFinding): Severity {
  return finding.severity ?? FINDINGS[finding.code].severity;
}
