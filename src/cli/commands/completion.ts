import { bashCompletion } from "../../report/completion/bash.js";
import { fishCompletion } from "../../report/completion/fish.js";
import type { CompletedCommand, CompletedFlag, Hint } from "../../report/completion/table.js";
import { zshCompletion } from "../../report/completion/zsh.js";
import type { Context } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { COMMON_FLAGS, type FlagSpec, type Flags, usage } from "../flags.js";
import { flagSummaries, summaries } from "../help.js";
import { deliver } from "../output.js";
import { COMMANDS, type Command } from "../table.js";

export const flags = {} satisfies FlagSpec;

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
export const takes = Object.keys(SHELLS);

/** What follows a flag, where it is more than any text; by the name of the flag. */
const VALUES: Readonly<Record<string, Hint>> = {
  "state-dir": "directory",
  config: "file",
  output: "file",
  "env-file": "file",
  "to-file": "file",
  baseline: "file",
  exclude: "file",
  "key-form": ["auto", "marker", "omit"],
  "on-failure": ["block", "warn"],
};

/** Prints the script for a shell, made from the table of commands and their flags. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  const [shell, ...more] = given.positionals;
  if (shell === undefined || more.length > 0 || !Object.hasOwn(SHELLS, shell))
    throw usage("completion takes one shell.", `Name one of ${takes.join(", ")}.`);
  const about = summaries();
  const commands: CompletedCommand[] = [];
  for (const [name, load] of Object.entries(COMMANDS)) {
    commands.push(completed(name, about.get(name) ?? "", await load()));
  }
  deliver(SHELLS[shell as keyof typeof SHELLS](commands), given.text("output"), context);
  return { noAnswer: false, no: false };
}

function completed(name: string, summary: string, command: Command): CompletedCommand {
  const about = flagSummaries(name);
  const spec: FlagSpec = { ...command.flags, ...COMMON_FLAGS };
  const flagOf = ([flag, kind]: [string, string]): CompletedFlag => ({
    name: flag,
    value: kind === "boolean" ? undefined : flag === "format" ? formatsOf(command) : (VALUES[flag] ?? "text"),
    summary: about.get(flag) ?? "",
  });
  return { name, summary, flags: Object.entries(spec).map(flagOf), takes: command.takes ?? "text" };
}

function formatsOf({ formats }: Command): readonly string[] {
  return formats ?? ["text", "json"];
}
