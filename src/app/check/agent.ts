import { type Dirent, existsSync, readdirSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { keyOf } from "../../domain/auth/profiles.js";
import { type FileSpec, specBeside, specOf } from "../../domain/check/file-names.js";
import { type RefUse, refsInProfiles } from "../../domain/check/refs.js";
import { shadowedRefs } from "../../domain/check/shadowed.js";
import { placeInConfig, placeInText } from "../../domain/config/loaded.js";
import { type Place, SealError } from "../../domain/errors.js";
import type { RawFinding } from "../../domain/findings.js";
import { AGENT_DATABASE, AUTH_PROFILES_FILE } from "../../domain/openclaw/storage.js";
import { toFinding } from "../../domain/report.js";
import { secretDefaults } from "../../domain/secret-defaults.js";
import { at } from "../../domain/tree.js";
import type { Agent } from "../../io/agents.js";
import { type AuthSource, type LoadedAuthStore, loadAuthStore, NO_PROFILES } from "../../io/auth-store.js";
import type { LooseDirectory } from "../../io/check/directories.js";
import { errnoOf } from "../../io/files/errno.js";
import { unlistable } from "../../io/files/reasons.js";
import { readAgentTexts, readSharedTexts } from "../../io/sqlite/stored-texts.js";
import { enter, note, noteWhole, type Run } from "./run.js";
import { type CleanFiles, type Owners, scanFile, scanText } from "./scan.js";
import { type CheckWorld, ownersIn } from "./world.js";

/** What the agents of a run have in common. */
export interface AgentsRun {
  run: Run;
  world: CheckWorld;
  clean: CleanFiles;
  loose: (agentDir: string) => LooseDirectory[];
  /** Environment names of the config's refs. */
  envNames: readonly string[];
  /** By store: agents without profiles of their own share one. */
  owners: Map<LoadedAuthStore, Owners>;
  inherited?: LoadedAuthStore;
  cache: Parameters<typeof loadAuthStore>[3];
  sources: Set<AuthSource>;
  /** Paths of config refs that are already known to be shadowed. */
  shadowed: Set<string>;
}

const BELOW: ReadonlySet<FileSpec["role"]> = new Set(["models", "catalog", "leftover"]);
const DEEPEST_COPY = 3;
const NO_STORE: LoadedAuthStore = { store: NO_PROFILES, sources: [], residue: [], file: "" };

/** Everything that one agent's directory holds. */
export async function checkAgent(agent: Agent, shared: AgentsRun): Promise<void> {
  const { run, clean, loose } = shared;
  for (const { path, words } of loose(agent.dir)) noteWhole(run, "LOOSE_MODE", path, words, { agentId: agent.id });
  const entries = entriesIn(run, agent.dir, agent.id);
  if (entries === undefined) return;
  const names = entries.map(({ name }) => name);
  const loaded = await storeOf(agent, names, shared);
  const owners = ownersOf(loaded, shared);
  for (const source of loaded.sources) checkProfiles(source, agent, shared);
  for (const raw of shadows(loaded, shared))
    run.findings.push(toFinding(raw, placeInConfig(shared.world.config, raw.path)));
  for (const entry of entries) {
    const { name } = entry;
    const file = `${agent.dir}${sep}${name}`;
    const spec = specBeside(name);
    if (!spec || spec.role === "config") continue;
    const isResidue = loaded.residue.includes(file);
    const retired = isResidue ? "warn" : spec.retired;
    if (retired !== undefined) noteWhole(run, "LEGACY_RESIDUE", file, {}, { agentId: agent.id, severity: retired });
    const options = { agentId: agent.id, isFile: entry.isFile(), follow: isFollowed(entry, spec, file) };
    await scanFile(run, file, isResidue ? { ...spec, strict: false } : spec, owners, clean, options);
  }
  for (const entry of entries)
    if (entry.isDirectory()) await checkBelow(join(agent.dir, entry.name), DEEPEST_COPY, agent, owners, shared);
  if (names.includes(AGENT_DATABASE.file)) {
    const { location } = shared.world;
    scanStored(run, agent.id, owners, join(agent.dir, AGENT_DATABASE.file), () =>
      readAgentTexts(agent.dir, location.stateDir),
    );
  }
}

/** A link with a leftover's name is searched where it leads: an editor's lock, which leads nowhere, is none. */
function isFollowed(entry: Dirent, { role }: FileSpec, file: string): boolean {
  return entry.isSymbolicLink() && role === "leftover" && existsSync(file);
}

/** The profiles that all agents share, in the state database. */
export function checkSharedStore(shared: AgentsRun, file: string): void {
  const { run, world } = shared;
  // What reads databases is not even loaded where there is none.
  if (!existsSync(dirname(file))) return;
  scanStored(run, undefined, ownersIn(world.config.tree, NO_STORE.store, world.range.asked, []), file, () =>
    readSharedTexts(world.location.stateDir),
  );
}

/** Searches what a database holds; `file` is what it is called where it cannot be read. */
export function scanStored(
  run: Run,
  agentId: string | undefined,
  owners: Owners,
  file: string,
  read: () => ReturnType<typeof readSharedTexts>,
): void {
  try {
    const found = read();
    if (!found) return;
    enter(run, found.file);
    for (const { kind, text } of found.texts)
      scanText(run, found.file, text, { role: kind, kind }, owners, agentId, { isText: false });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    enter(run, file);
    note(run, error, file, agentId);
  }
}

/** `plugins/<plugin>/catalog.json` (2026.6), and copies that people put into directories of their own. */
async function checkBelow(
  directory: string,
  depth: number,
  agent: Agent,
  owners: Owners,
  shared: AgentsRun,
): Promise<void> {
  const { run, clean } = shared;
  for (const entry of entriesIn(run, directory, agent.id) ?? []) {
    const { name } = entry;
    const path = join(directory, name);
    if (entry.isDirectory()) {
      if (depth > 1 && name !== "node_modules") await checkBelow(path, depth - 1, agent, owners, shared);
      continue;
    }
    const spec = specOf(name);
    if (spec && BELOW.has(spec.role)) await scanFile(run, path, spec, owners, clean, { agentId: agent.id });
  }
}

/** What a directory holds, in order; undefined if there is none. */
function entriesIn(run: Run, directory: string, agentId: string): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    note(run, unlistable(error, directory), directory, agentId);
    return undefined;
  }
}

async function storeOf(agent: Agent, names: readonly string[], shared: AgentsRun): Promise<LoadedAuthStore> {
  const { world, cache, run } = shared;
  const hasOwn = names.includes(AUTH_PROFILES_FILE) || names.includes(AGENT_DATABASE.file);
  if (!hasOwn && shared.inherited) return shared.inherited;
  try {
    const { tree } = world.config;
    const loaded = await loadAuthStore(
      agent,
      { dir: world.mainDir },
      world.location.stateDir,
      cache,
      secretDefaults(tree),
    );
    if (!hasOwn) shared.inherited = loaded;
    return loaded;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const file = join(agent.dir, AUTH_PROFILES_FILE);
    note(run, error, file, agent.id);
    return NO_STORE;
  }
}

function ownersOf(loaded: LoadedAuthStore, { world, owners, envNames }: AgentsRun): Owners {
  const known = owners.get(loaded);
  if (known) return known;
  const ofProfiles = [...loaded.store.profiles.values()].flatMap((credential) => {
    const ref = keyOf(credential)?.ref;
    return ref?.source === "env" ? [ref.id] : [];
  });
  const made = ownersIn(world.config.tree, loaded.store, world.range.asked, [...envNames, ...ofProfiles]);
  owners.set(loaded, made);
  return made;
}

/** The refs of one store, and what is wrong with how they are written; once, however many agents inherit it. */
function checkProfiles(source: AuthSource, agent: Agent, { run, world, sources }: AgentsRun): void {
  if (sources.has(source)) return;
  sources.add(source);
  const { uses, invalid } = refsInProfiles(source, world.config.tree);
  const agentId = source.kind === "shared-sqlite" ? undefined : agent.id;
  for (const use of uses) run.refs.push({ use, place: () => placeInSource(source, use), agentId });
  for (const raw of invalid) run.findings.push(toFinding(raw, placeInSource(source, raw), agentId));
}

/** Where a ref of a store, or the value that it stands for, is written. */
export function placeInSource({ file, text, raw }: AuthSource, { path }: RefUse | RawFinding): Place {
  if (text === undefined) return { file };
  const spellings = [[...path.slice(0, 2), `${path[2]}Ref`], path, path.slice(0, 2)];
  return placeInText(file, text, spellings.find((spelling) => at(raw, spelling) !== undefined) ?? []);
}

function shadows(loaded: LoadedAuthStore, { world, owners, shadowed }: AgentsRun): RawFinding[] {
  if (owners.size > 0 && loaded.store.profiles.size === 0) return [];
  return shadowedRefs(world.config.tree, loaded.store, world.range.asked).filter(({ path }) => {
    const key = JSON.stringify(path);
    if (shadowed.has(key)) return false;
    shadowed.add(key);
    return true;
  });
}
