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

/**
 * Whether another value than the sealed key stood there at some time between gateway start and the turn: nothing, a
 * SecretRef as an object, or what the client writes into an empty file. The releases with the race keep a key otherwise.
 */
export function keyLostAtStart(sealedKey, keys) {
  const sealed = sealedKey !== "(omitted)" && sealedKey !== "(no row)";
  return sealed && keys.some(({ phase, key }) => phase === "start" && key !== sealedKey);
}

/** What became of the key that modelseal had written: "kept", or what stands there now. */
export function keptOrNow(sealedKey, finalKey) {
  return sealedKey === finalKey ? "kept" : finalKey;
}

/** Where a provider's row of models.json holds an environment marker, as the client's audit spells places. */
export function envMarkerPaths(provider, row, envName) {
  const held = (value, path) => (value === envName || value === `secretref-env:${envName}` ? [path] : []);
  const headers = Object.entries(row?.headers ?? {});
  return [
    ...held(row?.apiKey, `providers.${provider}.apiKey`),
    ...headers.flatMap(([name, value]) => held(value, `providers.${provider}.headers.${name}`)),
  ];
}

/**
 * The client's own verdict on models.json. It reports its own documented environment markers, an environment name of a
 * custom provider as plaintext and, on 2026.5.18, a `secretref-env:` header as unresolved; `envMarkers`, their places, are
 * set apart.
 */
export function auditVerdict(findings, envMarkers) {
  if (findings === null) return "no answer";
  const others = findings.filter(({ jsonPath }) => !envMarkers.includes(jsonPath));
  if (others.length > 0) return [...new Set(others.map(({ code }) => code))].sort().join(", ");
  return findings.length > 0 ? "env marker only" : "clean";
}

/** Whether a watch stands beside the gateway: recipes that become it bring one where the release needs it. */
function isWatched(mode, facts) {
  return mode === "watch" || mode === "run-watch" || (facts.startupRace && (mode === "launchd" || mode === "docker"));
}

/** Whether all plaintext that was seen came from the client itself, after the start. */
function onlyPutBack({ before = [], ...later }) {
  return before.length === 0 && Object.values(later).every((names) => names.every((name) => PUT_BACK.has(name)));
}

/** What a plugin did not do; nothing for a cell without one. It has to name models.json if, and only if, a key stands in it. */
function missedBy(plugin, secretsAtEnd) {
  if (!plugin) return [];
  const names = plugin.alarms.includes("models.json") === secretsAtEnd.length > 0;
  return [
    ...(plugin.alarms.length > 0 && names ? [] : ["the plugin did not say in the gateway's log what is at rest"]),
    ...(plugin.explains ? [] : ["the plugin's command did not answer"]),
  ];
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
  plugin,
}) {
  const reasons = missedBy(plugin, secretsAtEnd);
  const excused = new Set();
  if (sealExit !== 0 && !(sealExit === 1 && told.has("MARKER_UNSAFE")))
    reasons.push(`modelseal ended with ${sealExit}`);
  if (!gatewayReady) reasons.push("the gateway did not start");

  if (gatewayReady && !sentRight(cell.kind, requests)) {
    if (told.has("MARKER_UNSAFE")) excused.add("told");
    else reasons.push(`sent: ${namesOfSent(requests)}`);
  }

  const watched = isWatched(cell.mode, facts);
  const resealed = watched && observed.longestMs <= RESEAL_MS && secretsAtEnd.length === 0;
  const phases = Object.keys(observed.seen);
  if (phases.length > 0 && !resealed) {
    if (!cell.kind.sends && told.has("ORPHAN_PLAINTEXT")) excused.add("orphan");
    else if (told.has("CLIENT_REWRITES") && !watched && onlyPutBack(observed.seen)) excused.add("told");
    else reasons.push(`plaintext: ${phases.map((name) => `${name} ${observed.seen[name].join("+")}`).join("; ")}`);
  }

  const flagged = audit !== "clean" && audit !== "env marker only" && audit !== "no answer";
  if (flagged && reasons.length === 0 && excused.size === 0) reasons.push(`the client's audit says ${audit}`);

  if (reasons.length > 0) {
    const race =
      facts.startupRace && gatewayReady && !phases.includes("before") && keyLostAtStart(sealedKey, observed.keys);
    return { outcome: race ? "race" : "failed", reasons };
  }
  return { outcome: excused.has("told") ? "told" : excused.has("orphan") ? "orphan" : "sealed", reasons };
}
