import { lstatSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { MigrateFile } from "../domain/migrate-report.js";
import { showPath } from "../domain/text.js";
import { sweepStages } from "../io/files/sweep.js";
import { sealFile } from "../io/files/write.js";
import type { Outside } from "./generate.js";
import type { FileEdit } from "./migrate-edits.js";
import type { Gathered } from "./migrate-gather.js";
import type { Home } from "./migrate-home.js";

const MAX_BYTES = 64 * 1024 * 1024;

/** Writes one file; false if it is no longer what its new text was made from. */
export function writeEdit(edit: FileEdit, files: MigrateFile[], outside: Outside): boolean {
  const { file, guard } = placeOf(edit);
  const outcome = sealFile({
    path: file,
    text: edit.after,
    expected: edit.before,
    guard,
    maxBytes: MAX_BYTES,
    keepStricterMode: true,
    onWrite: outside.onWrite,
  });
  if (outcome === "changed") return false;
  files.push({ file: showPath(file), status: outcome === "created" ? "created" : "updated" });
  return true;
}

/** openclaw.json may be a link to where it is really kept; the link stays. */
function placeOf({ part, file, guard }: FileEdit): Pick<FileEdit, "file" | "guard"> {
  if (part !== "config" || !isLink(file)) return { file, guard };
  const real = realpathSync(file);
  return { file: real, guard: { root: dirname(real), private: false } };
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Removes what a killed run left in every directory that this one writes to. */
export function sweepAll({ world, agents }: Gathered, home: Home | undefined, outside: Outside): void {
  const configs = [world.config.file, ...world.config.layers.map(({ file }) => file)].map((file) => dirname(file));
  const directories = new Set(configs);
  if (home?.kind === "file") directories.add(dirname(home.file));
  for (const { agent, selected } of agents) if (selected) directories.add(agent.dir);
  for (const directory of directories) sweepStages(directory, { olderThanMs: outside.sweepMs, now: outside.now });
}
