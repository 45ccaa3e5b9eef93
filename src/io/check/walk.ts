import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { SealError } from "../../domain/errors.js";
import { unlistable } from "../files/reasons.js";

const MOST_ENTRIES = 1_000_000;
const FOREIGN = new Set(["node_modules"]);
// Of a repository's own files, the one that holds URLs with credentials.
const GIT_CONFIG = "config";

/**
 * The regular files of a tree, in the order of their paths, a directory's own config first, so that what it includes is known
 * before it is met. Links are not followed; `node_modules` and the objects of `.git` are left out.
 * @param isLeftOut asked for each file and directory.
 * @param fail gets what cannot be listed.
 */
export function* filesBelow(
  root: string,
  isLeftOut: (path: string) => boolean,
  fail: (error: SealError) => void,
): Generator<string> {
  const waiting = [root];
  for (let count = 0; waiting.length > 0; ) {
    const directory = waiting.pop() as string;
    const below: string[] = [];
    const isGit = directory.endsWith("/.git");
    for (const entry of entriesOf(directory, fail)) {
      if (++count > MOST_ENTRIES) {
        const message = `The tree has more than ${MOST_ENTRIES} entries; the rest was not looked at.`;
        fail(new SealError("FILE_TOO_LARGE", message, "Name a smaller tree.", { file: root }));
        return;
      }
      const path = join(directory, entry.name);
      if (isLeftOut(path)) continue;
      if (entry.isDirectory() && !FOREIGN.has(entry.name) && !isGit) below.push(path);
      if (entry.isFile() && (!isGit || entry.name === GIT_CONFIG)) yield path;
    }
    waiting.push(...below.reverse());
  }
}

function entriesOf(directory: string, fail: (error: SealError) => void): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort(inOrder);
  } catch (error) {
    fail(unlistable(error, directory));
    return [];
  }
}

function inOrder(a: Dirent, b: Dirent): number {
  const config = Number(b.name === "openclaw.json") - Number(a.name === "openclaw.json");
  return config || (a.name < b.name ? -1 : 1);
}
