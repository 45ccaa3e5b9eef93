import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { readAuthProfileStore } from "../../domain/auth/profiles.js";
import { type FileSpec, isJsonKind, specOfAny } from "../../domain/check/file-names.js";
import { refsInConfig, refsInProfiles } from "../../domain/check/refs.js";
import { type LoadedConfig, placeInConfig } from "../../domain/config/loaded.js";
import { SealError } from "../../domain/errors.js";
import { AGENT_DATABASE, STATE_DATABASE } from "../../domain/openclaw/storage.js";
import { toFinding } from "../../domain/report.js";
import { secretDefaults } from "../../domain/secret-defaults.js";
import type { JsonPath } from "../../domain/tree.js";
import { type LoadedAuthStore, loadAuthStore } from "../../io/auth-store.js";
import { filesBelow } from "../../io/check/walk.js";
import { loadConfig } from "../../io/config.js";
import { errnoOf } from "../../io/files/errno.js";
import { failure } from "../../io/files/reasons.js";
import { readAgentTexts, readSharedTexts } from "../../io/sqlite/stored-texts.js";
import { placeInSource, scanStored } from "./agent.js";
import { enter, note, type Run } from "./run.js";
import { type CleanFiles, NOBODY, type Owners, scanFile, scanText } from "./scan.js";
import { type CheckWorld, ownersIn } from "./world.js";

/** A directory with a config in it, to which the files below it belong. */
interface Home {
  directory: string;
  config: LoadedConfig;
  envNames: readonly string[];
  owners: Owners;
  cache: Parameters<typeof loadAuthStore>[3];
}

interface Search {
  run: Run;
  world: CheckWorld;
  clean: CleanFiles;
  /** The paths that were asked about, absolute. What only tells how to judge them is not reported on. */
  asked: readonly string[];
  /** By directory; undefined where there is no config in it or above. */
  homes: Map<string, Home | undefined>;
  /** By directory, where its files need to know the profiles beside them. */
  owners: Map<string, Owners>;
}

/** Whether a file is one of the paths or lies below one. */
export function isBelow(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => file === path || file.startsWith(path.endsWith(sep) ? path : `${path}${sep}`));
}

/**
 * Searches files and trees of any kind, named by absolute paths; what is left out below them is not looked into. Those below a
 * config are judged by its SecretRefs.
 */
export async function checkPaths(
  paths: readonly string[],
  isLeftOut: (path: string) => boolean,
  run: Run,
  world: CheckWorld,
  progress: ((done: number, of: number) => void) | undefined,
): Promise<void> {
  // Nobody asked about the config of this machine.
  run.findings.length = 0;
  run.broken.clear();
  const search: Search = { run, world, asked: paths, clean: new Map(), homes: new Map(), owners: new Map() };
  let done = 0;
  for (const named of paths) {
    const isTree = orNoted(run, named, () => statSync(named).isDirectory());
    if (isTree === false) await checkFile(search, named, true);
    if (!isTree) continue;
    for (const file of filesBelow(named, isLeftOut, (error) => note(run, error, named))) {
      progress?.(++done, 0);
      await checkFile(search, file, false);
    }
  }
}

function orNoted<T>(run: Run, file: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const sentence = errnoOf(error) === "ENOENT" ? "There is nothing at this path" : "The path cannot be looked at";
    note(run, failure(error, "FILE_UNREADABLE", sentence, { file }), file);
    return undefined;
  }
}

async function checkFile(search: Search, file: string, named: boolean): Promise<void> {
  const { run, clean } = search;
  const name = basename(file);
  const directory = dirname(file);
  const home = await homeOf(directory, search);
  const stateDir = home?.directory ?? directory;
  if (name === AGENT_DATABASE.file)
    return scanStored(run, undefined, NOBODY, file, () => readAgentTexts(directory, stateDir));
  if (name === STATE_DATABASE.file && basename(directory) === STATE_DATABASE.directory)
    return scanStored(run, undefined, NOBODY, file, () => readSharedTexts(dirname(directory)));
  const spec = named ? asNamed(specOfAny(file)) : specOfAny(file);
  const seesProfiles = spec.kind === "models" || spec.kind === "catalog" || spec.kind === "auth";
  const owners = seesProfiles ? await ownersAt(directory, home, search) : (home?.owners ?? NOBODY);
  await scanFile(run, file, spec, owners, clean, { named, follow: named && spec.role !== "models" });
}

/** A file that the user names has to be what its name says. */
function asNamed(spec: FileSpec): FileSpec {
  return spec.role !== "leftover" && isJsonKind(spec.kind)
    ? { ...spec, strict: true, json5: spec.kind === "config" || spec.kind === "unknown" }
    : spec;
}

/** The config that a directory belongs to: in it or above, and for the state directory the one of this machine. */
async function homeOf(directory: string, search: Search): Promise<Home | undefined> {
  if (search.homes.has(directory)) return search.homes.get(directory);
  const { config, location } = search.world;
  const file = join(directory, "openclaw.json");
  const above = dirname(directory);
  let home: Home | undefined;
  if (existsSync(file)) home = await openHome(directory, file, search);
  else if (directory === location.stateDir && config.exists) home = makeHome(directory, config, search);
  else if (above !== directory) home = await homeOf(above, search);
  search.homes.set(directory, home);
  return home;
}

function makeHome(directory: string, config: LoadedConfig, { run, world, asked }: Search): Home {
  const { uses, invalid } = refsInConfig(config.tree);
  const place = (path: JsonPath) => placeInConfig(config, path);
  const isAsked = ({ path }: { path: JsonPath }) => isBelow(config.file, asked) || isBelow(place(path).file, asked);
  run.refs.push(...uses.filter(isAsked).map((use) => ({ use, place: () => place(use.path), config })));
  run.findings.push(...invalid.filter(isAsked).map((raw) => toFinding(raw, place(raw.path))));
  const envNames = uses.flatMap(({ ref }) => (ref.source === "env" ? [ref.id] : []));
  const owners = ownersIn(config.tree, readAuthProfileStore({}), world.range.asked, envNames);
  return { directory, config, envNames, owners, cache: new Map() };
}

async function openHome(directory: string, file: string, search: Search): Promise<Home> {
  const { run, world, asked } = search;
  const { includeRoots } = world.location.config;
  const isAsked = isBelow(file, asked);
  let config: LoadedConfig = { file, exists: false, tree: {}, layers: [] };
  try {
    config = await loadConfig({ file, named: true, includeRoots });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    note(run, error, file);
    run.unloaded.add(config);
  }
  const home = makeHome(directory, config, search);
  const spec: FileSpec = { role: "config", kind: "config" };
  for (const { file: layer, text, mount } of config.layers)
    if ((isAsked || isBelow(layer, asked)) && enter(run, layer))
      scanText(run, layer, text, spec, home.owners, undefined, { mount });
  if (isAsked && config.layers.length === 0) {
    const { scanBrokenConfig } = await import("./broken-config.js");
    await scanBrokenConfig(run, { file, includeRoots }, home.owners);
  }
  return home;
}

/** Who owns what in a directory: its config's refs, and the profiles that lie there. */
async function ownersAt(directory: string, home: Home | undefined, search: Search): Promise<Owners> {
  const { run, world } = search;
  const { tree } = home?.config ?? { tree: {} };
  const known = search.owners.get(directory);
  if (known) return known;
  const main = join(home?.directory ?? directory, "agents", "main", "agent");
  let loaded: LoadedAuthStore | undefined;
  try {
    const cache = home?.cache ?? new Map();
    loaded = await loadAuthStore(
      { dir: directory },
      { dir: main },
      home?.directory ?? directory,
      cache,
      secretDefaults(tree),
    );
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    note(run, error, error.place?.file ?? directory);
  }
  const envNames: string[] = [...(home?.envNames ?? [])];
  for (const source of loaded?.sources ?? []) {
    const { uses, invalid } = refsInProfiles(source, tree);
    for (const { ref } of uses) if (ref.source === "env") envNames.push(ref.id);
    if (dirname(source.file) !== directory || !isBelow(source.file, search.asked)) continue;
    run.refs.push(
      ...uses.map((use) => ({
        use,
        place: () => placeInSource(source, use),
        ...(home ? { config: home.config } : {}),
      })),
    );
    run.findings.push(...invalid.map((raw) => toFinding(raw, placeInSource(source, raw))));
  }
  const owners = ownersIn(tree, loaded?.store ?? readAuthProfileStore({}), world.range.asked, envNames);
  search.owners.set(directory, owners);
  return owners;
}
