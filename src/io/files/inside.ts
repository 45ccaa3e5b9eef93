import { relative, sep } from "node:path";

/**
 * The path of a name in a directory whose path is resolved already. `join` goes through every character of both again, which a
 * start of the gateway does twenty times and feels.
 */
export function inside(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}

/** The way from a directory to one below it, as `relative` gives it; at once for resolved paths. */
export function wayDown(from: string, to: string): string {
  if (to === from) return "";
  return to.startsWith(from + sep) ? to.slice(from.length + 1) : relative(from, to);
}
