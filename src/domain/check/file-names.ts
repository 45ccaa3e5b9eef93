import type { FileKind } from "../scan/scan-text.js";
import type { FileRole } from "./scan-finding.js";

/** How a file is to be scanned, by its name. */
export interface FileSpec {
  role: FileRole;
  /** "env" and "unit" are lines of assignments, "text" is anything else that is no JSON. */
  kind: FileKind | "env" | "unit" | "plist" | "text";
  /** A file that OpenClaw writes or reads as JSON: damage is an error, not a matter of taste. */
  strict?: boolean;
  /** Its name alone does not make it OpenClaw's: it only has to be JSON. */
  anyShape?: boolean;
  /** What people write: comments and trailing commas are no damage. */
  json5?: boolean;
  /** OpenClaw itself no longer reads it (2026.9.6); "info" where it holds no credentials. */
  retired?: "warn" | "info";
}

// Copies that editors, people and OpenClaw leave beside its files: models.json.bak, models.json~, .#models.json, .models.json.swp,
// models.json.<random> of an interrupted write, auth-profiles.json.sqlite-import.<ms>.bak (2026.7.1).
const COPY = /^(?:\.#|#|\.)?(models|catalog|auth-profiles|auth-state|auth|openclaw|clawdbot)\.json[.~#_ -]/i;
const NAMED_COPY = /^models\b.*\.json/i;
// models.yaml, openclaw.last-good.json, openclaw (copy).json: perhaps copies, and nobody's to remove by their name alone.
const PERHAPS_MODELS = /^models\b/i;
const PERHAPS_CONFIG = /^(?:openclaw|clawdbot|moltbot)\b.*\.json5?$/i;
const ARCHIVE = /^auth(?:-profiles|-state)?\.json\.(?:sqlite-import\.|migrated-)/;
const OTHER_COPY = /(?:\.(?:bak|old|orig|save|tmp|stage|backup)[\d.]*|~|\.sw[a-p])$|^\.?#/i;
// Every file and copy has one of these in its name; most directories have none.
const SIGN = /[.~#]/;
const PLUGIN_CATALOG = /(?:^|\/)plugins\/[^/]+\/catalog\.json$/;
// Other programs have a models.json, too.
const AGENT_MODELS = /(?:^|\/)agent\/models\.json$/i;
const ENV = /^(?:\.env(?:\..+)?|\.env~|\.envrc|.+\.env)$/;
const UNIT = /\.service(?:\.(?:bak|old|orig|save)[\d.]*|~)?$/;
const EXAMPLE = /\.(?:example|sample|template|dist)$/;

const KINDS: Readonly<Record<string, FileKind>> = {
  models: "models",
  catalog: "catalog",
  openclaw: "config",
  clawdbot: "config",
};
const EXACT: ReadonlyMap<string, FileSpec> = new Map([
  ["models.json", { role: "models", kind: "models", strict: true }],
  ["catalog.json", { role: "catalog", kind: "catalog", strict: true }],
  ["auth-profiles.json", { role: "auth", kind: "auth", strict: true }],
  ["auth.json", { role: "auth", kind: "auth", retired: "warn" }],
  ["auth-state.json", { role: "auth", kind: "auth", retired: "info" }],
  ["openclaw.json", { role: "config", kind: "config" }],
  ["clawdbot.json", { role: "config", kind: "config" }],
]);

const JSON_KINDS: readonly FileSpec["kind"][] = ["models", "catalog", "auth", "config", "unknown"];

/** Whether a file of this kind is JSON. */
export function isJsonKind(kind: FileSpec["kind"]): kind is FileKind {
  return JSON_KINDS.includes(kind);
}

/** What a file of a state or agent directory is; undefined for what never held a credential of OpenClaw. */
export function specOf(name: string): FileSpec | undefined {
  if (!SIGN.test(name)) return undefined;
  const known = knownSpec(name);
  if (known) return known;
  if (NAMED_COPY.test(name)) return { role: "leftover", kind: "models" };
  return OTHER_COPY.test(name) ? { role: "leftover", kind: "unknown" } : undefined;
}

/** As `specOf`, and also what has only the beginning of a name in common with a file that holds credentials. */
export function specBeside(name: string): FileSpec | undefined {
  const known = specOf(name);
  if (known) return known;
  if (PERHAPS_MODELS.test(name)) return { role: "other", kind: "models" };
  if (PERHAPS_CONFIG.test(name)) return { role: "other", kind: "config" };
  return name.endsWith(".json") ? { role: "other", kind: "unknown" } : undefined;
}

/** Whether a name is that of a copy which editors or people left of a file, as `m.json.bak`, `.m.json.swp` or `.#m.json`. */
export function isCopyOf(file: string, name: string): boolean {
  const bare = name.replace(/^(?:\.#|#|\.)/, "");
  return name !== file && bare.startsWith(file) && (OTHER_COPY.test(name) || /^[.~#_ -]/.test(bare.slice(file.length)));
}

/** What any file is, as CI scans a repository or an image; `path` has forward slashes. */
export function specOfAny(path: string): FileSpec {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const known = knownSpec(name);
  if (known?.role === "models" && !AGENT_MODELS.test(path)) return { ...known, anyShape: true };
  if (known && (name !== "catalog.json" || PLUGIN_CATALOG.test(path))) return known;
  if (/\.json[5c]?$/.test(name)) return { role: "other", kind: "unknown" };
  if (/\.service\.d\/[^/]+\.conf$/.test(path)) return { role: "env", kind: "unit" };
  if (name.endsWith(".plist")) return { role: "env", kind: "plist" };
  return { role: "other", kind: "text" };
}

function knownSpec(name: string): FileSpec | undefined {
  const exact = EXACT.get(name);
  if (exact) return exact;
  const copied = COPY.exec(name)?.[1]?.toLowerCase();
  if (copied !== undefined) {
    const kind = KINDS[copied] ?? "auth";
    return { role: "leftover", kind, ...(ARCHIVE.test(name) ? { retired: "warn" as const } : {}) };
  }
  if (UNIT.test(name)) return { role: "env", kind: "unit" };
  if (!ENV.test(name)) return undefined;
  return EXAMPLE.test(name) ? { role: "other", kind: "text" } : { role: "env", kind: "env" };
}
