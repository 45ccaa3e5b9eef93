import { chmodSync, constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure } from "../files/reasons.js";
import type { Sidecar } from "./files.js";

/**
 * Copies a database with its side files into a private directory (mode 0700) and removes it again after `use`. The copy may
 * be opened for writing, so that SQLite can recover it.
 * @throws SealError STORE_UNREADABLE if the copy cannot be made; errors of `use` as they come.
 */
export function withCopy<T>(file: string, what: string, sidecars: Iterable<Sidecar>, use: (copy: string) => T): T {
  const directory = orExplain(what, tmpdir(), () => mkdtempSync(join(tmpdir(), "modelseal-")));
  try {
    const copy = join(directory, "copy.sqlite");
    orExplain(what, file, () => {
      for (const suffix of ["", ...sidecars]) copyPrivately(file + suffix, copy + suffix);
    });
    return use(copy);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
}

function orExplain<T>(what: string, file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw failure(error, "STORE_UNREADABLE", `The ${what} has to be copied to be read, which fails`, { file });
  }
}
