import type { ResolveOptions } from "../io/resolve/resolve.js";
import { readSecretStoreEntry } from "../io/sqlite/secret-store.js";
import type { World } from "./world.js";

/** Refs are resolved as the gateway does it: commands are run, the store of the state directory is read. */
export function resolveOptions({
  config,
  env,
  location,
  range,
}: Pick<World, "config" | "env" | "location" | "range">): ResolveOptions {
  return {
    config: config.tree,
    env,
    home: location.home,
    release: range.asked,
    readStore: (id) => readSecretStoreEntry(location.stateDir, id),
  };
}
