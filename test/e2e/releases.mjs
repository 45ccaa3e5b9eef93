// Which Node runs which OpenClaw release, and what the suite has to know about a release before it can drive it.

const NODE_22 = "22.23.3";
const NODE_24 = "24.21.0";

/** Releases whose matrix stands in the README. Any other release can be named as well. */
export const MEASURED = ["2026.2.26", "2026.3.1", "2026.3.8", "2026.5.18", "2026.7.1", "2026.9.6"];

/** [year, month, day] of a release number; the suite compares nothing finer. */
function parts(version) {
  const match = /^(\d{4})\.(\d{1,2})\.(\d{1,3})/.exec(version);
  if (!match) throw new Error(`"${version}" is no OpenClaw release number such as 2026.9.6`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

function atLeast(version, floor) {
  const [a, b] = [parts(version), parts(floor)];
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

/** The facts about a release that decide how a cell is set up. */
export function releaseFacts(version) {
  return {
    version,
    node: atLeast(version, "2026.5.18") ? NODE_24 : NODE_22,
    // Since 2026.6.5 auth profiles live in SQLite; `openclaw doctor --fix` is what moves them there.
    importsProfiles: atLeast(version, "2026.6.5"),
    // Older releases refuse `request` below a provider.
    hasRequestBlock: atLeast(version, "2026.5.18"),
    // Measured: from 2026.5.18 on a turn finds no model of a provider that only models.json knows, whatever stands in it.
    usesProvidersOfFile: !atLeast(version, "2026.5.18"),
    // Measured: 2026.3.1 fails a turn whose provider has a SecretRef among its headers.
    hasHeaderRefs: atLeast(version, "2026.3.8"),
    // Measured: the gateway of 2026.2.26 and 2026.3.1 sometimes rewrites an entry at start-up as if the file were empty.
    startupRace: !atLeast(version, "2026.3.8"),
  };
}
