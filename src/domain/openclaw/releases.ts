/**
 * What differs between OpenClaw releases, in one place. A row holds from its release until the next row begins; a release
 * between two measured ones is taken to behave like the older of them, the cautious side. "run" = measured with the real
 * client against a loopback provider, "code" = read in that release's package. Above each row stands how it was established.
 */
export interface ReleaseFacts {
  /** First release of the row. */
  from: string;
  /** An apiKey that is absent comes back as plaintext on the next turn. */
  omissionLeaks: boolean;
  /** Under `authHeader: true` the client sends `secretref-managed` itself as the bearer. */
  sendsMarkerUnderAuthHeader: boolean;
  /** One provider with models and no apiKey makes the client drop every custom model of the file. */
  keylessProviderSpoilsFile: boolean;
  /** The client itself puts a plaintext apiKey or header of the config back into the file. */
  putsBackConfigPlaintext: boolean;
  /** The client itself puts the plaintext key of an auth profile back into the file. */
  putsBackProfilePlaintext: boolean;
  /** A turn uses the key of the config before any auth profile. */
  usesConfigKeyFirst: boolean;
  /** A provider on this machine that has no credential at all is asked without one. */
  asksLocalServersWithoutKey: boolean;
  /** A SecretRef in `headers` of a provider makes its requests fail. */
  failsOnHeaderRefs: boolean;
  /** A SecretRef below `request` of one provider breaks all of them. */
  failsOnRequestRefs: boolean;
  /** The default agent's models.json is written below agents/main, whatever the roster says. */
  alwaysWritesMain: boolean;
  /** Without a config in OPENCLAW_STATE_DIR the one in the home directory is used. */
  configFallsBackToHome: boolean;
  /** The gateway writes models.json in place while it starts, and can lose a key of it to its own half-written file. */
  losesKeysAtStart: boolean;
  /** CLAWDBOT_STATE_DIR is honoured. */
  legacyStateVariable: boolean;
  /** Older names of the state directory below the home directory that are still looked for. */
  legacyStateDirs: readonly string[];
  /** Where auth profiles live: a JSON file, the agent's database, or the shared database overlaid by the agent's. */
  authStore: "json" | "agent-sqlite" | "shared-sqlite";
  /** `allowSymlinkCommand` and `allowInsecurePath` of secret providers are accepted. */
  insecureProviderKeys: boolean;
  /** More spellings of provider ids are mapped than trim and lower case. */
  mapsProviderSpellings: boolean;
  /** The rows of models.json keep the spelling of the config, and another spelling is another row. */
  keepsProviderSpelling: boolean;
}

// 2026.2.26: omission, stale key and marker run; the rest as 2026.3.1. Runs on Node 22.12.0 and newer.
const V2026_2_26: ReleaseFacts = {
  from: "2026.2.26",
  omissionLeaks: true,
  sendsMarkerUnderAuthHeader: true,
  keylessProviderSpoilsFile: true,
  putsBackConfigPlaintext: true,
  putsBackProfilePlaintext: false,
  failsOnHeaderRefs: true,
  failsOnRequestRefs: true,
  usesConfigKeyFirst: false,
  asksLocalServersWithoutKey: false,
  alwaysWritesMain: true,
  configFallsBackToHome: true,
  losesKeysAtStart: true,
  legacyStateVariable: true,
  legacyStateDirs: [".clawdbot", ".moldbot", ".moltbot"],
  authStore: "json",
  insecureProviderKeys: true,
  mapsProviderSpellings: true,
  keepsProviderSpelling: true,
};
// Run: all cells, paths; registry check run.
const V2026_3_1: ReleaseFacts = {
  ...V2026_2_26,
  from: "2026.3.1",
};
// Run: a, b, d, c1, c2, ah, m, h cells, a SecretRef in the headers of a model row (config refused, no start); registry check
// and paths code.
const V2026_3_8: ReleaseFacts = {
  ...V2026_3_1,
  from: "2026.3.8",
  omissionLeaks: false,
  putsBackProfilePlaintext: true,
  failsOnHeaderRefs: false,
  losesKeysAtStart: false,
};
// Run: a, b, c2, d, ah, p, s, h cells, a SecretRef in the headers of a model row (config refused, no start); registry check
// code; paths taken from 2026.9.6; request refs: reported for 2026.5.3. Runs on Node 22.19.0 and newer.
const V2026_5_18: ReleaseFacts = {
  ...V2026_3_8,
  from: "2026.5.18",
  sendsMarkerUnderAuthHeader: false,
  putsBackProfilePlaintext: false,
  asksLocalServersWithoutKey: true,
  alwaysWritesMain: false,
  configFallsBackToHome: false,
  legacyStateVariable: false,
  legacyStateDirs: [".clawdbot"],
  mapsProviderSpellings: false,
};
// Auth store: changelog and code of 2026.6.5, 2026.6.6, 2026.6.8, run on 2026.7.1; all cells run on 2026.7.1, also a
// provider without a key beside another (its row is dropped, the other one is used) and a SecretRef in the headers of a
// model row (config refused, no start); the rest as 2026.5.18 or, for refs below request, 2026.9.6.
const V2026_6_5: ReleaseFacts = {
  ...V2026_5_18,
  from: "2026.6.5",
  keylessProviderSpoilsFile: false,
  putsBackProfilePlaintext: true,
  failsOnRequestRefs: false,
  authStore: "agent-sqlite",
};
// Secret provider schema: code; the rest as 2026.6.5.
const V2026_7_2: ReleaseFacts = {
  ...V2026_6_5,
  from: "2026.7.2",
  insecureProviderKeys: false,
};
// Auth store: code of 2026.8.1 and 2026.9.1; the rest as 2026.7.1.
const V2026_8_1: ReleaseFacts = {
  ...V2026_7_2,
  from: "2026.8.1",
  authStore: "shared-sqlite",
};
// Run: all cells, config key beside a profile, profile beside a variable (the profile is used), request.auth.token (sent in
// place of the key, written nowhere), a SecretRef in the headers of a model row (config refused, no start), paths, auth
// stores; spelling of ids: code of 2026.3.1 to 2026.9.6. Runs on Node 24.16.0 and newer.
const V2026_9_6: ReleaseFacts = {
  ...V2026_8_1,
  from: "2026.9.6",
  putsBackConfigPlaintext: false,
  putsBackProfilePlaintext: false,
  usesConfigKeyFirst: true,
  keepsProviderSpelling: false,
};

/** Oldest first. Newer releases than the last row take its facts until they are measured. */
export const RELEASES: readonly ReleaseFacts[] = [
  V2026_2_26,
  V2026_3_1,
  V2026_3_8,
  V2026_5_18,
  V2026_6_5,
  V2026_7_2,
  V2026_8_1,
  V2026_9_6,
];

/** The release from which on a turn uses the key of the config before any auth profile. */
export const CONFIG_KEY_FIRST = V2026_9_6.from;

/** Numbers of a release such as `2026.9.6` or `2026.9.1-beta.2` (a pre-release counts as its release); null if it is none. */
function numbersOf(version: string): [number, number, number] | null {
  const match = /^v?(\d{4})\.(\d{1,2})\.(\d{1,3})(?:[-+][0-9A-Za-z.-]+)?$/.exec(version.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}

/** Whether the text is a release number that `--openclaw` accepts. */
export function isReleaseNumber(version: string): boolean {
  return numbersOf(version) !== null;
}

/** Whether the release is older than another; false if either is no release number. */
export function isBefore(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  return a !== null && b !== null && compare(a, b) < 0;
}

/** The row of a release: the newest that begins at or before it, the oldest for anything older. */
function rowIndex(version: string): number {
  const wanted = numbersOf(version);
  if (!wanted) return RELEASES.length - 1;
  return Math.max(
    0,
    RELEASES.findLastIndex((row) => compare(numbersOf(row.from) ?? [0, 0, 0], wanted) <= 0),
  );
}

/** The rows that one file has to be safe for; `asked` is the release that was named, if any. */
export interface ReleaseRange {
  readonly asked: string | undefined;
  /** What decided: --openclaw, the stamp of the config, or neither, so that it is the newest known. */
  readonly chosenBy: "flag" | "config" | "newest";
  readonly rows: readonly ReleaseFacts[];
  /** The row of the newest release in the range: what decides where reading differs. */
  readonly newest: ReleaseFacts;
}

/**
 * The releases to be safe for: the one that was named; without it all from the one that last touched the config to the
 * newest known; without a stamp the newest known.
 */
export function releaseRange(asked: string | undefined, lastTouched: string | undefined): ReleaseRange {
  const last = RELEASES.length - 1;
  const stamp = lastTouched && isReleaseNumber(lastTouched) ? lastTouched : undefined;
  const from = asked ? rowIndex(asked) : stamp ? rowIndex(stamp) : last;
  const rows = asked ? RELEASES.slice(from, from + 1) : RELEASES.slice(from);
  const chosenBy = asked ? "flag" : stamp ? "config" : "newest";
  return { asked, chosenBy, rows, newest: rows[rows.length - 1] as ReleaseFacts };
}

type Risk = {
  [K in keyof ReleaseFacts]: ReleaseFacts[K] extends boolean ? K : never;
}[keyof ReleaseFacts];

/** The oldest release of the range for which the fact holds, or undefined if it holds for none. */
export function firstWith(range: ReleaseRange, fact: Risk): string | undefined {
  const row = range.rows.find((r) => r[fact]);
  return row && (range.asked ?? row.from);
}
