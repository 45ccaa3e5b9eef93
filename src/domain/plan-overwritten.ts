import type { RawFinding } from "./findings.js";
import type { OverwrittenMember } from "./json/overwritten.js";
import { printJson } from "./json/print.js";
import { nestedAt, type Overwritten, overwrittenCredentials } from "./overwritten.js";
import type { SecretDefaults } from "./ref.js";
import { modelsCredentials } from "./row-credentials.js";
import { orphan } from "./row-findings.js";
import { type AuthSource, sourceName } from "./source.js";
import { at, isObject, type Json, type JsonObject } from "./tree.js";

/** What becomes of an overwritten credential of models.json: it goes, or, where it is an only copy, stays overwritten. */
export interface PlannedOverwritten extends Overwritten {
  provider: string;
  /**
   * `stale`: beside a canonical source. `copy`: the entry itself, or an earlier one of these, keeps the same. `dropped`: an
   * orphan that goes because of replace mode. `kept`: an entry-level error leaves the whole entry as it was. `released`: the
   * caller has a place for it, or the operator's word.
   */
  fate: "stale" | "copy" | "orphan" | "dropped" | "kept" | "released";
}

/** A provider of the file, as far as it matters here. */
export interface OwnerOfOverwritten {
  id: string;
  auth: AuthSource;
  owned: readonly string[];
  configured: boolean;
}

export interface OverwrittenQuestion {
  members: readonly OverwrittenMember[];
  /** The offsets of credentials that need not stay. */
  released: ReadonlySet<number>;
  existing: JsonObject | undefined;
  /** What the file shall hold. */
  providers: JsonObject;
  ownerOf: (key: string) => OwnerOfOverwritten;
  replace: boolean;
  defaults: SecretDefaults;
}

export interface OverwrittenPlan {
  overwritten: PlannedOverwritten[];
  findings: RawFinding[];
  /** The text hides more than what stays. */
  hidesMore: boolean;
}

/** Judges overwritten credentials by the rules for those that are read. */
export function planOverwritten(question: OverwrittenQuestion): OverwrittenPlan {
  const { members, existing, defaults, ownerOf } = question;
  const owned = (key: string) => ownerOf(key).owned;
  const found = overwrittenCredentials(members, existing, 2, (tree) => modelsCredentials(tree, owned, defaults));
  const kept = new Set<string>();
  const overwritten = found.map((one) => {
    const fate = fateOf(one, question, kept);
    if (fate === "orphan" || fate === "kept") kept.add(identity(one));
    return { ...one, provider: ownerOf(String(one.path[1])).id, fate };
  });
  const staying = overwritten.filter(stays);
  return {
    overwritten,
    findings: overwritten.flatMap((one) => findingOf(one, question)),
    hidesMore: members.length !== staying.length || leaves(members.map(({ value }) => value)) !== staying.length,
  };
}

function identity({ path, secret }: Overwritten): string {
  return JSON.stringify([path, secret.reveal()]);
}

function fateOf(
  one: Overwritten,
  { released, providers, ownerOf, replace }: OverwrittenQuestion,
  kept: ReadonlySet<string>,
): PlannedOverwritten["fate"] {
  if (released.has(one.offset)) return "released";
  const { auth, configured } = ownerOf(String(one.path[1]));
  if (at(providers, one.path.slice(1)) === one.secret.reveal() || kept.has(identity(one))) return "copy";
  if (auth.kind === "invalid-ref") return "kept";
  // Of a configured entry OpenClaw takes key and baseUrl from the file, everything else from the config.
  const field = one.path[2];
  const isMerged = field === "apiKey" || field === "baseUrl";
  if (isMerged ? auth.source !== undefined && (configured || field === "apiKey") : configured) return "stale";
  return replace ? "dropped" : "orphan";
}

/** Whether it is kept, overwritten as it is. */
export function stays({ fate }: PlannedOverwritten): boolean {
  return fate === "orphan" || fate === "kept";
}

function leaves(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + leaves(item), 0);
  return isObject(value) ? Object.values(value).reduce<number>((sum, item) => sum + leaves(item), 0) : 1;
}

function findingOf(
  { path, offset, provider, fate }: PlannedOverwritten,
  { ownerOf }: OverwrittenQuestion,
): RawFinding[] {
  if (fate === "orphan" || fate === "dropped") {
    const found = orphan(provider, path, fate === "dropped");
    return [{ ...found, offset, words: { ...found.words, overwritten: "yes" } }];
  }
  if (fate !== "stale" && fate !== "copy") return [];
  const { auth } = ownerOf(provider);
  const words =
    fate === "copy" ? { copy: "yes" } : { source: auth.source ? sourceName(auth) : "the config", overwritten: "yes" };
  return [{ code: "STALE_PLAINTEXT", in: "models", path, offset, provider, words }];
}

/**
 * A printed models.json in which some credentials stay as overwritten ones: each in an object of its own ahead of the one that
 * is read.
 */
export function withOverwritten(printed: string, staying: readonly Overwritten[]): string {
  const blocks = staying.map(({ path, secret }) =>
    printJson(nestedAt(path, secret.reveal()))
      .replace(/^\{\n/, "")
      .replace(/\n\}\n$/, ",\n"),
  );
  return `{\n${blocks.join("")}${printed.slice(2)}`;
}
