import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve as resolvePath } from "node:path";
import { type FileSpec, isCopyOf, specBeside, specOf } from "../domain/check/file-names.js";
import { refsInConfig } from "../domain/check/refs.js";
import { type CheckReport, checkReport } from "../domain/check-report.js";
import { placeInConfig } from "../domain/config/loaded.js";
import { missingVariables } from "../domain/config/missing.js";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { STATE_DATABASE } from "../domain/openclaw/storage.js";
import { toFinding } from "../domain/report.js";
import { show } from "../domain/text.js";
import { nonBlank } from "../domain/tree.js";
import type { Agent } from "../io/agents.js";
import { directoryLook } from "../io/check/directories.js";
import { environmentFiles, serviceUnits } from "../io/check/services.js";
import { errnoOf } from "../io/files/errno.js";
import { unlistable } from "../io/files/reasons.js";
import { type AgentsRun, checkAgent, checkSharedStore } from "./check/agent.js";
import { checkRefs } from "./check/refs.js";
import { enter, newRun, note, noteWhole, type Run } from "./check/run.js";
import { type CleanFiles, type Owners, scanFile, scanText } from "./check/scan.js";
import { type CheckWorld, loadCheckWorld } from "./check/world.js";
import type { WorldOptions } from "./world.js";

export interface CheckOptions extends WorldOptions {
  /** Files and trees to search in place of the state directory. */
  paths?: readonly string[] | undefined;
  /** Files and directories below the paths that are not looked into. */
  exclude?: readonly string[] | undefined;
  /** Also ask for the values of SecretRefs. */
  resolve?: boolean | undefined;
  /** The same, and run the commands of exec refs. */
  allowExec?: boolean | undefined;
  /** A file of reviewed findings; with `updateBaseline` it is written. */
  baseline?: string | undefined;
  updateBaseline?: boolean | undefined;
}

/** What of the outside world a check depends on, beside the files. */
export interface CheckOutside {
  env: Env;
  home?: string | undefined;
  /** Told before each agent or file: how many are done, and of how many. */
  progress?: (done: number, of: number) => void;
  /** Called before a baseline is written: the command line arms its signal handling here. */
  onWrite?: () => void;
}

/**
 * Finds secrets at rest, in the state directory or in the given paths. Writes nothing but a baseline that is to be updated.
 * An input that cannot be read is a finding and stops nothing else. Throws SealError for bad options and a bad baseline.
 */
export async function check(options: CheckOptions, outside: CheckOutside): Promise<CheckReport> {
  const baseline = options.baseline === undefined ? undefined : await import("./check/check-baseline.js");
  const accepted = baseline?.readBaseline(options.baseline as string, options.updateBaseline ?? false);
  const run = newRun();
  const world = await loadCheckWorld(options, outside.env, outside.home, run);
  const { resolve = false, allowExec = false } = options;
  const choices = { resolve: resolve || allowExec, allowExec };
  // Those of other agents are not told apart: where only some are asked for, nothing is known to be stale.
  let covers = (_file: string) => options.agents === undefined || options.agents.length === 0;
  if (options.paths !== undefined && options.paths.length > 0) {
    const { checkPaths, isBelow } = await import("./check/check-paths.js");
    const absolute = (paths: readonly string[]) => paths.map((path) => resolvePath(path));
    const [named, left] = [absolute(options.paths), absolute(options.exclude ?? [])];
    const isLeftOut = (path: string) => isBelow(path, left);
    covers = (file) => isBelow(file, named) && !isLeftOut(file);
    await checkPaths(named, isLeftOut, run, world, outside.progress);
  } else {
    if (options.stateDir !== undefined) noteMissing(run, world.location.stateDir);
    // An agent that only a config could tell of is not known to be missing while the config cannot be read.
    if (!world.isBroken) for (const agent of world.unknownAgents) noteUnknown(run, agent);
    await checkState(run, world, outside, choices.resolve);
  }
  const resolution = await checkRefs(run, world, choices);
  const use =
    accepted &&
    baseline?.applyBaseline(accepted, run.findings, covers, options.updateBaseline ?? false, outside.onWrite);
  return checkReport(run.findings, [...run.files], resolution, use);
}

/** A state directory that is named and not there is a slip of the pen, and nothing that could be called clean. */
function noteMissing(run: Run, file: string): void {
  // What cannot be looked at is told by whatever is read in it.
  if (!isMissing(file)) return;
  const hint = "Check --state-dir.";
  note(run, new SealError("FILE_UNREADABLE", "The state directory does not exist.", hint, { file }), file);
}

function noteUnknown(run: Run, { id, dir: file }: Agent): void {
  note(run, new SealError("USAGE", `There is no agent ${show(id)}.`, "Check --agent.", { file }), file, id);
}

function isMissing(file: string): boolean {
  try {
    statSync(file);
    return false;
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "");
  }
}

// Thousands of agents: V8 would let the garbage of their texts grow to twice what a run needs.
const MANY = 1000;
const TIDY_EVERY = 100;

async function checkState(run: Run, world: CheckWorld, outside: CheckOutside, resolve: boolean): Promise<void> {
  const { stateDir } = world.location;
  const clean: CleanFiles = new Map();
  const refs = refsInConfig(world.config.tree);
  const place = (path: Parameters<typeof placeInConfig>[1]) => placeInConfig(world.config, path);
  run.refs.push(...refs.uses.map((use) => ({ use, place: () => place(use.path) })));
  run.findings.push(...refs.invalid.map((raw) => toFinding(raw, place(raw.path))));
  if (resolve) noteUnset(run, world);
  const envNames = refs.uses.flatMap(({ ref }) => (ref.source === "env" ? [ref.id] : []));
  const shared: AgentsRun = {
    run,
    world,
    clean,
    loose: directoryLook(stateDir, world.seen),
    envNames,
    owners: new Map(),
    cache: new Map(),
    sources: new Set(),
    shadowed: new Set(),
  };
  for (const { path, words } of shared.loose(stateDir)) noteWhole(run, "LOOSE_MODE", path, words);
  checkSharedStore(shared, join(stateDir, STATE_DATABASE.directory, STATE_DATABASE.file));
  const tidy = world.agents.length > MANY ? (await import("../io/memory.js")).garbageWatch() : undefined;
  for (const [done, agent] of world.agents.entries()) {
    outside.progress?.(done, world.agents.length);
    await checkAgent(agent, shared);
    if (done % TIDY_EVERY === 0) tidy?.();
  }
  outside.progress?.(world.agents.length, world.agents.length);
  const all = [...shared.owners.values()];
  const owners: Owners = {
    ownedEnvNames: (provider) => [...new Set(all.flatMap((one) => one.ownedEnvNames(provider)))],
    profileIds: new Set(all.flatMap((one) => [...one.profileIds])),
    envNames: [...new Set([...envNames, ...all.flatMap((one) => one.envNames)])],
  };
  await checkConfig(run, world, owners, clean);
  await checkEnvironment(run, world, owners, clean, outside);
}

/** The variables that the config cannot do without; only the gateway's own environment can tell. */
function noteUnset(run: Run, { config, env }: CheckWorld): void {
  for (const { name, path } of missingVariables(config.tree, env)) {
    const words = {
      what: `The variable ${name} is not set.`,
      fix: "Set it where the gateway gets its environment from.",
    };
    run.findings.push(toFinding({ code: "REF_UNRESOLVED", in: "config", path, words }, placeInConfig(config, path)));
  }
}

/** The config with what it includes, and the copies of it. */
async function checkConfig(run: Run, world: CheckWorld, owners: Owners, clean: CleanFiles): Promise<void> {
  const spec = { role: "config", kind: "config" } as const;
  const { config, location } = world;
  if (world.isBroken) {
    const { scanBrokenConfig } = await import("./check/broken-config.js");
    await scanBrokenConfig(run, location.config, owners);
  }
  for (const { file, text, mount } of config.layers)
    if (enter(run, file)) scanText(run, file, text, spec, owners, undefined, { mount });
  for (const { file, mount } of config.layers.slice(1))
    for (const name of namesIn(run, dirname(file)))
      if (isCopyOf(basename(file), name))
        await scanFile(run, join(dirname(file), name), { role: "leftover", kind: "config" }, owners, clean, { mount });
  for (const directory of new Set([location.stateDir, dirname(config.file)])) {
    for (const name of namesIn(run, directory)) {
      const other = specBeside(name);
      const file = join(directory, name);
      if (other && isHeld(other)) await scanFile(run, file, outOfPlace(other), owners, clean);
      if (other?.retired !== undefined) noteWhole(run, "LEGACY_RESIDUE", file, {}, { severity: other.retired });
    }
  }
}

/** What was once a config or a generated file, or may have been. */
function isHeld({ role, kind }: FileSpec): boolean {
  return role === "leftover" || ["models", "auth", "config"].includes(kind);
}

/** A models.json in the state directory, or a config beside the one that is read, is none to OpenClaw. */
function outOfPlace(spec: FileSpec): FileSpec {
  return spec.role === "leftover" || spec.role === "auth" ? spec : { role: "other", kind: spec.kind };
}

/** What sets the gateway's environment: `.env` files, and its service. */
async function checkEnvironment(
  run: Run,
  { dotenv, location, config }: CheckWorld,
  owners: Owners,
  clean: CleanFiles,
  { env, home }: CheckOutside,
): Promise<void> {
  const options = { what: "environment file", follow: true };
  const spec = { role: "env", kind: "env" } as const;
  for (const file of dotenv) await scanFile(run, file, spec, owners, clean, options);
  for (const directory of new Set([location.stateDir, dirname(config.file)]))
    for (const name of namesIn(run, directory)) {
      const other = specOf(name);
      if (other?.role === "env") await scanFile(run, join(directory, name), other, owners, clean, options);
    }
  const at = home ?? nonBlank(env["HOME"]);
  if (at === undefined) return;
  for (const unit of serviceUnits(at, nonBlank(env["XDG_CONFIG_HOME"]))) {
    const kind = basename(unit).includes(".plist") ? "plist" : "unit";
    const texts: string[] = [];
    await scanFile(run, unit, { role: "env", kind }, owners, clean, {
      what: "service unit",
      follow: true,
      onText: (text) => texts.push(text),
    });
    for (const file of texts.flatMap((text) => environmentFiles(text, at, nonBlank(env["XDG_CONFIG_HOME"]))))
      await scanFile(run, file, spec, owners, clean, options);
  }
}

function namesIn(run: Run, directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") note(run, unlistable(error, directory), directory);
    return [];
  }
}
