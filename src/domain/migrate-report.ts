import type { Action, Item, Note, Verdict } from "./migrate/item.js";
import { refKey } from "./ref.js";
import type { AgentReport } from "./report.js";
import { show, showJsonPath, shownIds, showPath } from "./text.js";

/** Every verdict in the order of reports, with what it means. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  sealed: "in models.json, beside a canonical source",
  redundant: "beside a ref that was just resolved, or a copy of what exists elsewhere",
  unverifiable: "beside a ref that does not resolve now, or in a file that cannot be read",
  movable: "needs a home",
  orphan: "exists nowhere else",
  conflict: "different keys want the same slot",
  "out-of-reach": "where only OpenClaw writes, or in an environment file",
};

/** Why a credential stays, and what to do about it. */
export const NOTES: Readonly<Record<Note, string>> = {
  "no-home": "name a new home with --to-file PATH, --to ALIAS or --store-command",
  "no-ref-slot":
    "OpenClaw reads no SecretRef at this place; write ${NAME} there by hand, or move it to apiKey or headers",
  "header-refs-unsupported":
    "a release that reads this config fails on SecretRefs at this place; name a newer one with --openclaw",
  command: "the command carries the secret itself; put a SecretRef or a command that looks it up in its place",
  "oauth-mode": "the config declares this profile as OAuth, where OpenClaw refuses SecretRefs; change its mode",
  "unread-field": "OpenClaw does not read this value; compare it by hand, then remove it",
  "ref-fails":
    "the ref beside it does not resolve now; repair the ref, or take the value away with --drop-unverifiable",
  "config-untouched": "the config is only touched with --to-file, --to or --store-command",
  "no-profile-slot":
    "no profile for it would be used under the auth order of this agent; give the provider a SecretRef by hand",
  database: "in OpenClaw, run `openclaw secrets configure` for this profile",
  "store-is-database":
    "the profiles of this agent are in a database; in OpenClaw, run `openclaw secrets configure` for the provider, then run this again",
  "agents-differ": "agents hold different keys for it; decide for one, or drop them with --drop-orphans",
  "agent-unreadable":
    "an agent cannot be read and may hold a different key for the same place; repair that agent first",
  "invalid-ref": "the ref of the provider is not valid; correct it, then run again",
  "replace-mode":
    "models.mode is replace, which would take this only copy away; name a new home, or use --drop-orphans",
  "flat-store":
    "an old form of this file, which only `openclaw doctor --fix` reads; migrate the rest, run that, then run this again",
  "plugin-catalog":
    "a plugin's catalog, which OpenClaw 2026.6 writes anew; give the provider a SecretRef, update OpenClaw, then remove the file",
  "environment-file":
    "the environment of OpenClaw, which stays as it is; move it to a secret store by hand, or keep the file for its owner alone",
  "overwritten-home":
    "another value of its key overwrites it, so nothing refers to it in the new home; remove it there if nobody needs it",
  "overwritten-beside":
    "an overwritten credential under the same key waits for a decision, and would go with this one; decide about that one first",
  "doctor-imports": "newer OpenClaw imports this profile with `openclaw doctor --fix`; run it after this",
  leftover: "a copy in a leftover; remove the file with --purge-residue",
  "leftover-partly": "a copy, but its file holds a credential that exists nowhere else; compare that one by hand",
  "leftover-only-copy": "exists in no place that OpenClaw reads; compare it by hand, then remove the file",
  "leftover-unreadable":
    "the file cannot be read as JSON, or hides a secret in a comment; look at it by hand, then remove it",
};

/** A plaintext credential as the report carries it; never its value. */
export interface MigrateItem {
  verdict: Verdict;
  /** What the run does with it, or, with `dryRun`, would do; `keep` waits for a decision, but for environment files. */
  action: Action;
  file: string;
  jsonPath: string;
  line: number | null;
  column: number | null;
  agentId?: string;
  provider?: string;
  profileId?: string;
  /** A later duplicate of its key hides it from every parser. */
  overwritten?: true;
  /** `source:provider:id` of the ref that stands for it from now on. */
  ref?: string;
  note?: string;
}

export type FileStatus = "created" | "updated" | "removed";

/** A file that the run wrote or removed, or would; models.json files are in `agents`. */
export interface MigrateFile {
  file: string;
  status: FileStatus;
  /** With `dryRun`: a unified diff in which every credential is a mask. */
  diff?: string;
}

/** What `migrate` found and did, or with `dryRun` would do. */
export interface MigrateReport {
  schemaVersion: number;
  ok: boolean;
  dryRun: boolean;
  items: MigrateItem[];
  /** How many items have each verdict, and how many of all wait for a decision. */
  summary: Record<Verdict, number> & { undecided: number };
  files: MigrateFile[];
  agents: AgentReport[];
}

/** An item with its place, its ref and its sentence. */
export function toMigrateItem(item: Item): MigrateItem {
  const { verdict, action, place, path, agentId, provider, profileId, overwritten, ref, note } = item;
  return {
    verdict,
    action,
    file: showPath(place.file),
    jsonPath: showJsonPath(path),
    line: place.line ?? null,
    column: place.column ?? null,
    ...shownIds({ agentId, provider, profileId }),
    ...(overwritten === undefined ? {} : { overwritten: true as const }),
    ...(ref === undefined ? {} : { ref: show(refKey(ref), 400) }),
    ...(note === undefined ? {} : { note: NOTES[note] }),
  };
}

/** An environment file is a place that env SecretRefs may be meant to read: what stands there waits for no decision. */
export function summarize(items: readonly Item[]): MigrateReport["summary"] {
  const counts = Object.fromEntries(Object.keys(VERDICTS).map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of items) counts[verdict]++;
  return { ...counts, undecided: items.filter((item) => item.action === "keep" && item.in !== "env").length };
}
