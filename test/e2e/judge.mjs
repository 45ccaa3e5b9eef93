// What a cell's run means. Pure: everything observed comes in as a value.
import { SECRETS } from "./secrets.mjs";

/** What a client may put back by itself: never an old value out of models.json. */
const PUT_BACK = new Set(["config", "profile", "header"]);

/** A rewrite by the client has to be sealed again within this time while `modelseal watch` runs. */
export const RESEAL_MS = 250;

/** Whether each chat request carried the right secret, or, where none is right, none of the known ones. */
export function sentRight({ sends, header }, requests) {
  if (!sends) {
    const values = requests.flatMap((r) => [r.authorization ?? "", r.apiKey ?? ""]);
    return !Object.values(SECRETS).some((secret) => values.some((value) => value.includes(secret)));
  }
  const bearer = `Bearer ${SECRETS[sends]}`;
  return (
    requests.length > 0 &&
    requests.every((r) => r.authorization === bearer && (!header || r.apiKey === SECRETS[header]))
  );
}

/** What was sent, in names: a secret by its name, a marker or a foreign value as it is. */
export function namesOfSent(requests) {
  const name = (value) => {
    const known = Object.keys(SECRETS).find((key) => value === SECRETS[key] || value === `Bearer ${SECRETS[key]}`);
    return known ?? value;
  };
  const sent = requests.map((r) => [r.authorization ?? "nothing", ...(r.apiKey ? [r.apiKey] : [])].map(name).join("+"));
  return sent.length === 0 ? "no request" : [...new Set(sent)].join(", ");
}

/** Whether the sealed key was gone at some time between gateway start and the turn. */
export function keyLostAtStart(sealedKey, keys) {
  const sealed = sealedKey !== "(omitted)" && sealedKey !== "(no row)";
  return sealed && keys.some(({ phase, key }) => phase === "start" && (key === "(omitted)" || key === "(no row)"));
}

/** What became of the key that modelseal had written: "kept", or what stands there now. */
export function keptOrNow(sealedKey, finalKey) {
  return sealedKey === finalKey ? "kept" : finalKey;
}

/**
 * The client's own verdict on models.json. It reports an environment name of a custom provider as plaintext although the
 * name is its own documented marker; that is set apart.
 */
export function auditVerdict(findings, envName, sealedKey) {
  if (findings === null) return "no answer";
  const ownName = (f) => f.code === "PLAINTEXT_FOUND" && f.jsonPath?.endsWith(".apiKey") && sealedKey === envName;
  const others = findings.filter((finding) => !ownName(finding));
  if (others.length > 0) return [...new Set(others.map((finding) => finding.code))].sort().join(", ");
  return findings.length > 0 ? "env name only" : "clean";
}

/** Whether all plaintext that was seen came from the client itself, after the start. */
function onlyPutBack({ before = [], ...later }) {
  return before.length === 0 && Object.values(later).every((names) => names.every((name) => PUT_BACK.has(name)));
}

/**
 * One of: `sealed` (the right secret was sent, no plaintext at rest), `told` (MARKER_UNSAFE or CLIENT_REWRITES was said
 * before the start), `orphan` (an only copy, left as found and said), `race` (the client lost the marker while it started),
 * `failed`. `reasons` are the sentences behind a race or a failure.
 */
export function judge({
  cell,
  facts,
  sealExit,
  told,
  gatewayReady,
  requests,
  observed,
  sealedKey,
  secretsAtEnd,
  audit,
}) {
  const reasons = [];
  const excused = new Set();
  if (sealExit !== 0 && !(sealExit === 1 && told.has("MARKER_UNSAFE")))
    reasons.push(`modelseal ended with ${sealExit}`);
  if (!gatewayReady) reasons.push("the gateway did not start");

  if (gatewayReady && !sentRight(cell.kind, requests)) {
    if (told.has("MARKER_UNSAFE")) excused.add("told");
    else reasons.push(`sent: ${namesOfSent(requests)}`);
  }

  const watched = cell.mode === "watch" || cell.mode === "run-watch";
  const resealed = watched && observed.longestMs <= RESEAL_MS && secretsAtEnd.length === 0;
  const phases = Object.keys(observed.seen);
  if (phases.length > 0 && !resealed) {
    if (!cell.kind.sends && told.has("ORPHAN_PLAINTEXT")) excused.add("orphan");
    else if (told.has("CLIENT_REWRITES") && !watched && onlyPutBack(observed.seen)) excused.add("told");
    else reasons.push(`plaintext: ${phases.map((name) => `${name} ${observed.seen[name].join("+")}`).join("; ")}`);
  }

  const flagged = audit !== "clean" && audit !== "env name only" && audit !== "no answer";
  if (flagged && reasons.length === 0 && excused.size === 0) reasons.push(`the client's audit says ${audit}`);

  if (reasons.length > 0) {
    const race =
      facts.startupRace && gatewayReady && !phases.includes("before") && keyLostAtStart(sealedKey, observed.keys);
    return { outcome: race ? "race" : "failed", reasons };
  }
  return { outcome: excused.has("told") ? "told" : excused.has("orphan") ? "orphan" : "sealed", reasons };
}
