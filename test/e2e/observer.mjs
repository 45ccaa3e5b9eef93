// Watches an agent directory the whole time and writes down when models.json, or a stage file of it, held a secret.
import { readdirSync, readFileSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import { secretsIn } from "./secrets.mjs";

const POLL_MS = 4;

/** The text of a file that another process may replace at any moment; "" if it is not there. */
function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function namesIn(dir) {
  try {
    return readdirSync(dir).filter((name) => name.startsWith("models.json"));
  } catch {
    return [];
  }
}

function stamp(file) {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return "none";
  }
}

/** The provider's row, null if there is none, undefined if the file cannot be read as JSON right now. */
function rowOf(text, provider) {
  if (text === "") return undefined;
  try {
    return JSON.parse(text).providers?.[provider] ?? null;
  } catch {
    return undefined;
  }
}

/**
 * Looks every few milliseconds and at every event of the directory. `phase(name)` names what goes on from now on;
 * `stop()` gives the findings: per phase which secrets stood in a file, the longest time in ms that one stood in models.json
 * itself without a break, and the sequence of distinct values of the provider's apiKey. With `awaitClean` nothing counts before the first
 * look that meets a whole file without a secret: for a command that seals and then becomes the gateway.
 */
export function observe(agentDir, provider, { awaitClean = false } = {}) {
  const phases = {};
  const keys = [];
  const last = new Map();
  let current = "before";
  let counts = !awaitClean;
  let since = null;
  let longestMs = 0;

  function noteKey(row) {
    if (row === undefined) return;
    const key = row === null ? "(no row)" : (row.apiKey ?? "(omitted)");
    const text = typeof key === "string" ? key : "(object)";
    if (keys.at(-1)?.key !== text) keys.push({ phase: current, key: text });
  }

  function secretsNow() {
    const found = new Set();
    const names = namesIn(agentDir);
    for (const name of last.keys()) if (!names.includes(name)) last.delete(name);
    for (const name of names) {
      const file = join(agentDir, name);
      const now = stamp(file);
      if (last.get(name)?.stamp !== now) {
        // Once: another process writes in place, and what was half a file a moment ago is whole now.
        const text = textOf(file);
        const row = rowOf(text, provider);
        last.set(name, { stamp: now, secrets: secretsIn(text), row });
        if (name === "models.json") noteKey(row);
      }
      for (const secret of last.get(name).secrets) found.add(secret);
    }
    return found;
  }

  // A stage of the client stands beside models.json until the client renames it, for half a second while it is busy starting:
  // nobody else can seal it, and how long it stands says nothing about who seals again.
  const standsInPlace = () => (last.get("models.json")?.secrets.length ?? 0) > 0;

  function look() {
    const found = secretsNow();
    // Half a file is no clean one: old releases write in place.
    counts ||= found.size === 0 && last.get("models.json")?.row !== undefined;
    if (!counts) return;
    if (found.size > 0) phases[current] = new Set([...(phases[current] ?? []), ...found]);
    if (!standsInPlace()) since = null;
    else {
      since ??= performance.now();
      longestMs = Math.max(longestMs, performance.now() - since);
    }
  }

  look();
  const timer = setInterval(look, POLL_MS);
  const watcher = watch(agentDir, look);
  return {
    phase(name) {
      look();
      current = name;
    },
    stop() {
      counts = true;
      look();
      clearInterval(timer);
      watcher.close();
      const seen = Object.fromEntries(Object.entries(phases).map(([name, found]) => [name, [...found].sort()]));
      return { seen, keys, longestMs: Math.round(longestMs) };
    },
  };
}
