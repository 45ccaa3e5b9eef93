import type { Context } from "./context.js";
import type { Verdict } from "./exit-code.js";
import type { FlagSpec, Flags } from "./flags.js";

export interface Command {
  flags: FlagSpec;
  /** What --format may be, if more than text and json. */
  formats?: readonly string[];
  /** Its arguments: words to choose from, paths, or another program's command line after `--`. */
  takes?: readonly string[] | "file" | "command";
  run(flags: Flags, context: Context): Promise<Verdict>;
}

/** Loaded when asked for: a run pays for no command but its own. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  generate: () => import("./commands/generate.js"),
  check: () => import("./commands/check.js"),
  probe: () => import("./commands/probe.js"),
  migrate: () => import("./commands/migrate.js"),
  explain: () => import("./commands/explain.js"),
  run: () => import("./commands/run.js"),
  watch: () => import("./commands/watch.js"),
  recipe: () => import("./commands/recipe.js"),
  completion: () => import("./commands/completion.js"),
  precompile: () => import("./commands/precompile.js"),
};
