import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";

/** Tells when something in one of a set of directories changes; the set may be changed at any time. */
export interface DirectoryWatch {
  /** From now on these directories, those that exist; ones that are gone and come back are seen again. */
  follow(directories: Iterable<string>): void;
  close(): void;
}

/** `changed` gets the directory and the name in it, which some systems do not tell. */
export function watchDirectories(changed: (directory: string, name: string | null) => void): DirectoryWatch {
  const watchers = new Map<string, FSWatcher>();
  const drop = (directory: string) => {
    watchers.get(directory)?.close();
    watchers.delete(directory);
  };
  const add = (directory: string) => {
    try {
      const watcher = watch(directory, { persistent: true }, (event, name) => {
        // A directory that is removed or moved reports itself once and never again.
        if (event === "rename" && (name === null || basename(directory) === name)) drop(directory);
        changed(directory, name);
      });
      watcher.on("error", () => drop(directory));
      watchers.set(directory, watcher);
    } catch {
      // Not there yet, or out of watches: the regular look at the files has to do.
    }
  };
  return {
    follow(directories) {
      const wanted = new Set(directories);
      for (const directory of watchers.keys()) if (!wanted.has(directory)) drop(directory);
      for (const directory of wanted) if (!watchers.has(directory)) add(directory);
    },
    close() {
      for (const directory of [...watchers.keys()]) drop(directory);
    },
  };
}
