import { basename, dirname, join } from "node:path";
import { type Failure, failureOf, SealError } from "../domain/errors.js";
import type { AgentReport } from "../domain/report.js";
import { fileStamp, sizeOf } from "../io/files/stamp.js";
import { giveMemoryBack, keepMemorySmall } from "../io/memory.js";
import { type DirectoryWatch, watchDirectories } from "../io/watch.js";
import { type GenerateOptions, generate, type Outside } from "./generate.js";
import { loadWorld } from "./world.js";

export interface WatchOptions extends GenerateOptions {
  /** Ends the watch. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  clock(): number;
  /** What was sealed again, or could not be; called for such agents only. */
  onAgents(agents: readonly AgentReport[]): void;
  /** Nothing could be decided, for instance because the config is just being edited. The watch goes on. */
  onFailure(failure: Failure): void;
}

// A write comes as several events; one look after them is enough.
const SETTLE_MS = 15;
// For file systems that report no events, and for events that got lost.
const LOOK_MS = 5_000;
// What failed is tried again soon, then less and less often.
const RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

// What OpenClaw writes beside these is no reason to look: sessions, logs and locks change all the time.
const AUTH_FILES = /^(auth-profiles\.json|openclaw-agent\.sqlite(-wal)?)$/;

/**
 * Keeps every agent's models.json sealed until `signal` is aborted: seals once, then again after every change of the
 * files, of the config, of profiles, and when agents appear.
 */
export async function watch(options: WatchOptions, outside: Outside): Promise<void> {
  const { signal } = options;
  let places: Places = { directories: new Set(), files: [], config: new Set() };
  let stamps = new Map<string, string>();
  let pending = false;
  let wake: (() => void) | undefined;
  const stir = () => {
    pending = true;
    wake?.();
  };
  const directories: DirectoryWatch = watchDirectories((directory, name) => {
    if (matters(directory, name, places)) stir();
  });
  signal.addEventListener("abort", stir, { once: true });
  let retry = 0;
  try {
    while (!signal.aborted) {
      pending = false;
      const before = places;
      places = (await lookAround(options, outside, directories, places)) ?? places;
      // A file that is just being written, a config that is just being edited: only what fails twice in a row is told.
      const failed = await sealOnce(options, outside, retry > 0);
      // Not before the first time: V8 takes what `modelseal precompile` stored under its ordinary settings only.
      keepMemorySmall(places.files.reduce((sum, file) => sum + sizeOf(file), 0));
      stamps = stampsOf(places.files);
      retry = failed ? Math.min(LONGEST_RETRY_MS, retry === 0 ? RETRY_MS : retry * 2) : 0;
      let isTidy = false;
      // A directory that has just appeared may have been filled before it was watched.
      if (grew(before, places)) continue;
      while (!pending && !signal.aborted) {
        await sleep(retry || LOOK_MS, (resume) => {
          wake = resume;
        });
        if (!pending && !isTidy) {
          giveMemoryBack();
          isTidy = true;
        }
        if (retry > 0 || !sameStamps(stamps, stampsOf(places.files))) pending = true;
      }
      if (!signal.aborted) await sleep(SETTLE_MS, () => {});
    }
  } finally {
    directories.close();
  }
}

interface Places {
  /** Every directory to watch. */
  directories: Set<string>;
  /** Every agent's models.json. */
  files: readonly string[];
  /** The config and what it includes. */
  config: Set<string>;
}

function matters(directory: string, name: string | null, places: Places): boolean {
  if (name === null || name === "models.json" || AUTH_FILES.test(name)) return true;
  const path = join(directory, name);
  return places.config.has(path) || places.directories.has(path) || isAgentPlace(directory, places);
}

/** Below `agents/` anything new may be an agent. */
function isAgentPlace(directory: string, { directories }: Places): boolean {
  return basename(directory) === "agents" || (basename(dirname(directory)) === "agents" && directories.has(directory));
}

/** Follows the directories that matter now; undefined if the config cannot be understood at the moment. */
async function lookAround(
  options: WatchOptions,
  outside: Outside,
  watched: DirectoryWatch,
  now: Places,
): Promise<Places | undefined> {
  try {
    const world = await loadWorld(options, outside.env, outside.home);
    const { stateDir } = world.location;
    const config = [world.location.config.file, ...world.config.layers.map((layer) => layer.file)];
    const agents = world.agents.flatMap(({ dir }) => [dir, dirname(dir)]);
    const directories = new Set([
      stateDir,
      join(stateDir, "agents"),
      join(stateDir, "state"),
      ...config.map((file) => dirname(file)),
      ...agents,
    ]);
    watched.follow(directories);
    return { directories, files: world.agents.map(({ dir }) => join(dir, "models.json")), config: new Set(config) };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    watched.follow(now.directories);
    return undefined;
  }
}

/** One `generate`; true if something failed and should be tried again. */
async function sealOnce(options: WatchOptions, outside: Outside, tell: boolean): Promise<boolean> {
  try {
    const { agents } = await generate(options, { ...outside, now: options.clock() });
    const told = agents.filter((agent) => (agent.error ? tell : agent.status !== "unchanged"));
    if (told.length > 0) options.onAgents(told);
    return agents.some((agent) => agent.error !== undefined);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    if (tell) options.onFailure(failureOf(error));
    return true;
  }
}

function grew(before: Places, after: Places): boolean {
  return [...after.directories].some((directory) => !before.directories.has(directory));
}

function stampsOf(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file, fileStamp(file)]));
}

function sameStamps(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([file, stamp]) => b.get(file) === stamp);
}

function sleep(milliseconds: number, resumable: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    resumable(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
