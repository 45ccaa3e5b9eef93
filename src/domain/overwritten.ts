import type { OverwrittenMember } from "./json/overwritten.js";
import { findSpans } from "./json/positions.js";
import { Secret } from "./secret.js";
import { at, isObject, type Json, type JsonObject, type JsonPath, put } from "./tree.js";

/** A credential that a later duplicate of its key, or of one above it, hides from every parser. */
export interface Overwritten {
  path: JsonPath;
  secret: Secret;
  /** Where the value begins in the text, in UTF-16 units. */
  offset: number;
  /** The property that is overwritten: the credential itself, or what it lies in. */
  at: JsonPath;
}

/**
 * The credentials in the overwritten members of a text. `tree` is what the text parses to; `credentialsIn` tells the paths
 * of the credentials of a tree that holds a member in its row. `rowDepth`: how many steps lead to a row, whose other fields
 * may say what a value is.
 */
export function overwrittenCredentials(
  members: readonly OverwrittenMember[],
  tree: Json | undefined,
  rowDepth: number,
  credentialsIn: (tree: Json) => readonly JsonPath[],
): Overwritten[] {
  return members.flatMap((member) => {
    const row = along(tree, member.path, member.value, rowDepth);
    const paths = credentialsIn(row).filter((path) => member.path.every((step, i) => path[i] === step));
    const inside = paths.map((path) => path.slice(member.path.length));
    const spans = paths.length === 0 ? [] : findSpans(member.text, inside);
    return paths.flatMap((path, i): Overwritten[] => {
      const value = at(row, path);
      const offset = member.start + (spans[i]?.start ?? 0);
      return typeof value === "string" ? [{ path, secret: new Secret(value), offset, at: member.path }] : [];
    });
  });
}

/** A tree with a value at a path and, from the row on, with what stands beside the path. */
function along(tree: Json | undefined, path: JsonPath, value: Json, rowDepth: number): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items: Json[] = Array.from({ length: step }, () => ({}));
    items.push(along(at(tree, [step]), rest, value, rowDepth - 1));
    return items;
  }
  const copy: JsonObject = {};
  if (rowDepth <= 0 && isObject(tree)) for (const key of Object.keys(tree)) put(copy, key, tree[key] as Json);
  put(copy, step, along(at(tree, [step]), rest, value, rowDepth - 1));
  return copy;
}

/** The least tree that holds a value at a path. */
export function nestedAt(path: JsonPath, value: Json): Json {
  return along(undefined, path, value, path.length);
}
