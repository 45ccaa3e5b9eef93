import { escaped } from "./escape.js";
import { isSecretName, maskStep } from "./scan/finding.js";
import { MASK } from "./secret.js";
import { dotted, type JsonPath } from "./tree.js";

export { showPath, showPlace } from "./escape.js";

const LONGEST_JSON_PATH = 400;

/**
 * An id or name from outside, safe to print on one line: escaped and cut, and masked if it has the form of a secret, which
 * somebody put into the wrong place.
 */
export function show(text: string, longest?: number): string {
  return isSecretName(text) ? MASK : escaped(text, longest);
}

/** Ids from outside, safe to print, as reports carry them: those that are there. */
export function shownIds<T extends Readonly<Record<string, string | undefined>>>(ids: T): { [K in keyof T]?: string } {
  const there = Object.entries(ids).flatMap(([name, id]) => (id === undefined ? [] : [[name, show(id)]]));
  return Object.fromEntries(there) as { [K in keyof T]?: string };
}

/** A path within a document in its dotted spelling, safe to print; keys that have the form of a secret are masked. */
export function showJsonPath(path: JsonPath): string {
  return escaped(dotted(path.map(maskStep)), LONGEST_JSON_PATH);
}
