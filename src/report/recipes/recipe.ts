import type { ReleaseRange } from "../../domain/openclaw/releases.js";
import { shellWords } from "./quote.js";

/** What every recipe is filled in with. Ids and paths are checked before: one line, no control characters. */
export interface RecipeInput {
  /** The version of modelseal. */
  version: string;
  /** The OpenClaw release that will read the files. */
  openclaw: string;
  /** Where that release was taken from. */
  openclawFrom: ReleaseRange["chosenBy"];
  /** Whether the gateway of that release can lose keys while it starts, so that a watch has to stand beside it. */
  needsWatch: boolean;
  /** `--config`, `--profile` and `--agent` as they were given, with absolute paths. */
  flags: readonly string[];
  profile: string | undefined;
  /** OpenClaw's state directory: `--state-dir` as it was written, and the absolute path on this machine in any case. */
  stateDir: { given: string | undefined; path: string };
  /** The programs of this machine, by absolute path; `openclaw` by name if it is not in PATH. */
  node: string;
  bin: string;
  openclawBin: string;
}

export interface Recipe {
  /** What it is, in a few words. */
  summary: string;
  /** The name of the file that the text is meant for. */
  file: string;
  text(input: RecipeInput): string;
}

const FROM = {
  flag: "as named with --openclaw",
  config: "the release that last touched your config; name another one with --openclaw",
  newest: "the newest release that modelseal knows; name yours with --openclaw",
};

/** The first lines of every recipe: what it is for and where the release comes from. */
export function heading(input: RecipeInput, what: string): string[] {
  return [what, `For OpenClaw ${input.openclaw} (${FROM[input.openclawFrom]}); modelseal ${input.version}.`];
}

/** Lines as a comment of a script or configuration file. */
export function comment(lines: readonly string[], sign = "#"): string {
  return lines.map((line) => `${line === "" ? sign : `${sign} ${line}`}\n`).join("");
}

/** The words that seal before a start, on this machine: node and the program by absolute path, not through npx. */
export function sealCommand(input: RecipeInput): string[] {
  return [input.node, input.bin, "generate", ...machineFlags(input)];
}

/** The words that seal and then become what follows them, on this machine. */
export function runCommand(input: RecipeInput): string[] {
  return [input.node, input.bin, "run", ...watchFlag(input), ...machineFlags(input), "--"];
}

/** `--watch` for `run`, where the release needs it. */
export function watchFlag({ needsWatch }: RecipeInput): string[] {
  return needsWatch ? ["--watch"] : [];
}

/** What a recipe that only seals before the start has to say where that is not enough. */
export function watchAdvice(input: RecipeInput): string[] {
  if (!input.needsWatch) return [];
  return [
    "",
    `A gateway of ${input.openclaw} can lose sealed keys while it starts. Keep this running beside it:`,
    `  ${shellWords([input.node, input.bin, "watch", ...machineFlags(input)])}`,
  ];
}

function machineFlags(input: RecipeInput): string[] {
  const { given, path } = input.stateDir;
  return [...releaseFlags(input), ...(given === undefined ? [] : ["--state-dir", path])];
}

/** The flags for where the state directory is known already. */
export function releaseFlags({ openclaw, flags }: RecipeInput): string[] {
  return ["--openclaw", openclaw, ...flags];
}

/** `--profile NAME` for OpenClaw's own command line. */
export function profileFlags({ profile }: RecipeInput): string[] {
  return profile === undefined ? [] : ["--profile", profile];
}
