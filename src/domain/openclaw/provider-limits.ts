import { releaseRange } from "./releases.js";

const MIB = 1024 * 1024;

/**
 * Limits of secret providers. Times in milliseconds, sizes in bytes, the rest counts.
 * Source: OpenClaw 2026.9.6, `src/config/zod-schema.core.ts` and `src/secrets/resolve.ts`; the upper limits of exec
 * providers: the schema of 2026.3.1.
 */
export const PROVIDER_LIMITS = {
  timeoutMs: { standard: 5_000, most: 120_000 },
  bytes: { standard: MIB, most: 20 * MIB },
  allowlist: 256,
  args: 128,
  argLength: 1024,
  passEnv: 128,
  trustedDirs: 64,
  providersAtOnce: 4,
  /** Refs of one exec provider; as an id has at most 256 characters, the request stays below its own limit of 256 KiB. */
  execRefs: 512,
  storeValueBytes: 64 * 1024,
} as const;

/** Rows whose exec providers were stopped after two silent seconds unless they set `noOutputTimeoutMs` (2026.3.1: code). */
const IMPATIENT: readonly string[] = ["2026.2.26", "2026.3.1"];

/** What differs between releases in the settings of secret providers. */
export interface ProviderRules {
  /** `allowSymlinkCommand` and `allowInsecurePath` are settings, not errors. */
  insecureKeys: boolean;
  /** How long an exec provider may be silent when it does not say, in milliseconds; undefined: as long as it may run. */
  silenceMs: number | undefined;
}

/** The rules of a release; without one, those of the newest known. */
export function providerRules(release?: string): ProviderRules {
  const facts = releaseRange(release, undefined).newest;
  return { insecureKeys: facts.insecureProviderKeys, silenceMs: IMPATIENT.includes(facts.from) ? 2_000 : undefined };
}
