import { placesOfSpots } from "../config/loaded.js";
import type { Place } from "../errors.js";
import type { SecretRef } from "../ref.js";
import type { Secret } from "../secret.js";
import type { JsonPath } from "../tree.js";

/**
 * What a plaintext credential at rest is. `sealed`: in models.json, beside a canonical source, or dropped by the same plan that
 * `generate` makes. `redundant`: beside a ref that was just resolved, or a copy of a credential that exists elsewhere.
 * `unverifiable`: beside a ref that does not resolve now, or in a file that cannot be read. `movable`: needs a home.
 * `orphan`: exists nowhere else. `conflict`: several keys want the same slot of the config. `out-of-reach`: in a database or
 * catalog that only OpenClaw writes, or in an environment file.
 */
export type Verdict = "sealed" | "redundant" | "unverifiable" | "movable" | "orphan" | "conflict" | "out-of-reach";

/** What the run does with it; `keep` leaves it to a decision, unless it stands elsewhere for good. */
export type Action = "scrub" | "move" | "drop" | "remove" | "keep";

/** Why a credential is kept, or what is to be known about its move; the sentences are in migrate-report.ts. */
export type Note =
  | "no-home"
  | "no-ref-slot"
  | "header-refs-unsupported"
  | "command"
  | "oauth-mode"
  | "unread-field"
  | "ref-fails"
  | "config-untouched"
  | "no-profile-slot"
  | "database"
  | "store-is-database"
  | "agents-differ"
  | "agent-unreadable"
  | "invalid-ref"
  | "replace-mode"
  | "doctor-imports"
  | "flat-store"
  | "plugin-catalog"
  | "environment-file"
  | "overwritten-home"
  | "overwritten-beside"
  | "leftover"
  | "leftover-partly"
  | "leftover-only-copy"
  | "leftover-unreadable";

/** A plaintext credential where it was found. */
export interface Found {
  in: "models" | "auth" | "config" | "leftover" | "catalog" | "env";
  file: string;
  path: JsonPath;
  place: Place;
  agentId?: string;
  provider?: string;
  profileId?: string;
  secret: Secret;
  /** A later duplicate hides it: where it begins in the text, and the property that is overwritten. */
  overwritten?: { offset: number; at: JsonPath };
}

/** Gives what was found in one text its places, looked up at once. `skip`: so many steps of a path lead to the file itself. */
export function withPlaces<T extends Found>(file: string, text: string, found: T[], skip = 0): T[] {
  const places = placesOfSpots(
    found.map(({ path, overwritten }) => ({ file, text, path: path.slice(skip), offset: overwritten?.offset })),
  );
  for (const [i, one] of found.entries()) one.place = places[i] ?? one.place;
  return found;
}

/** A found credential with what is planned for it. */
export interface Item extends Found {
  verdict: Verdict;
  action: Action;
  note?: Note;
  /** The ref that stands, or will stand, for it. */
  ref?: SecretRef;
}

/** Where the ref of a moved credential goes; `home`: nowhere, it is only put away. */
export type Slot =
  | { kind: "home" }
  | { kind: "config"; path: JsonPath }
  | { kind: "profile"; file: string; profileId: string; field: "key" | "token"; literalField: string }
  | { kind: "new-profile"; file: string; profileId: string; provider: string };

/** One credential on its way to a new home; several items where agents hold the same key for one slot. */
export interface Move {
  secret: Secret;
  slot: Slot;
  items: Item[];
  /** The place in the home, from general to particular; the first that is free or holds the same credential is taken. */
  segments: readonly string[];
  agentId: string | undefined;
  ref?: SecretRef;
}
