import { dirname, resolve } from "node:path";
import type { FileSpec } from "../../domain/check/file-names.js";
import { includeNames } from "../../domain/config/include-names.js";
import type { JsonPath } from "../../domain/tree.js";
import { includeRoots, isBelowRoots, realPath } from "../../io/includes.js";
import type { Location } from "../../io/locate.js";
import type { Run } from "./run.js";
import { type Owners, scanFile } from "./scan.js";

const SPEC: FileSpec = { role: "config", kind: "config" };
const MOST_FILES = 1000;

/**
 * Searches a config that cannot be loaded, and the files that it includes, as far as they can be told. What OpenClaw would not
 * include, because it lies outside of the config's directory and roots, is nobody's to read.
 */
export async function scanBrokenConfig(
  run: Run,
  { file, includeRoots: named }: Pick<Location["config"], "file" | "includeRoots">,
  owners: Owners,
): Promise<void> {
  const roots = includeRoots([dirname(file), ...named]);
  const waiting: { file: string; mount: JsonPath }[] = [{ file, mount: [] }];
  for (let count = 0; waiting.length > 0 && count < MOST_FILES; count++) {
    const { file, mount } = waiting.shift() as (typeof waiting)[number];
    let text = "";
    // No file is searched twice, so that a circle of includes ends.
    await scanFile(run, file, SPEC, owners, new Map(), {
      what: count === 0 ? "config" : "included file",
      follow: true,
      mount,
      onText: (read) => {
        text = read;
      },
    });
    for (const { name, mount: below } of includeNames(text)) {
      const included = resolve(dirname(file), name);
      if (isBelowRoots(roots, included, realPath(included)))
        waiting.push({ file: included, mount: [...mount, ...below] });
    }
  }
}
