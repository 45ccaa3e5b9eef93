import { dirname } from "node:path";
import { SealError } from "../domain/errors.js";
import { parseJson } from "../domain/json/parse.js";
import { type ConfigFound, overwrittenInConfig, plaintextInConfig } from "../domain/migrate/config-inventory.js";
import { isOrphan } from "../domain/migrate/decide-models.js";
import type { OverwrittenFound } from "../domain/migrate/decide-overwritten.js";
import type { Found, Item } from "../domain/migrate/item.js";
import { type Leftover, secretsInLeftover } from "../domain/migrate/leftovers.js";
import { type ModelsFound, plaintextInModels } from "../domain/migrate/models-inventory.js";
import { catalogItems, envItems, flatItems } from "../domain/migrate/outside.js";
import { overwrittenInProfiles, type ProfileFound, plaintextInProfiles } from "../domain/migrate/profiles-inventory.js";
import type { SecretDefaults } from "../domain/ref.js";
import type { AgentReport } from "../domain/report.js";
import { secretDefaults } from "../domain/secret-defaults.js";
import { show } from "../domain/text.js";
import { asObject, at, isObject } from "../domain/tree.js";
import { type Agent, normalizeAgentId } from "../io/agents.js";
import type { LoadedAuthStore } from "../io/auth-store.js";
import { readDotenvTexts } from "../io/dotenv.js";
import { readLeftover, readLeftovers, readPluginFiles } from "../io/leftovers.js";
import { userPath } from "../io/locate.js";
import { garbageWatch } from "../io/memory.js";
import { type AgentPlan, PLAIN_CHOICES, planAgent, type StoreCache } from "./agent.js";
import { failedAgent } from "./generate.js";
import { dotenvFiles, loadWorld, type World, type WorldOptions } from "./world.js";

/** One agent with all that is plaintext in its directory. */
export interface AgentState {
  agent: Agent;
  /** Its models.json. */
  file: string;
  /** The text of models.json, where it holds an only copy: that copy goes from this very text or not at all. */
  text: string | undefined;
  /** Whether `generate` would change models.json. */
  isStale: boolean;
  auth: LoadedAuthStore;
  /** The providers of the config and of the file; true: with a canonical source. */
  sources: ReadonlyMap<string, boolean>;
  isMain: boolean;
  /** Part of this run; the others are looked at because they share slots with it. */
  selected: boolean;
  models: ModelsFound[];
  profiles: ProfileFound[];
  /** Only copies that nothing reads, in models.json, and what nothing reads in its profile store. */
  overwritten: OverwrittenFound[];
}

/** Everything that is decided about, read once. */
export interface Gathered {
  world: World;
  agents: AgentState[];
  config: ConfigFound[];
  overwritten: OverwrittenFound[];
  /** What stands where this command does not edit. */
  outside: Item[];
  leftovers: { leftover: Leftover; found: Found[] | undefined }[];
  /** Agents of this run whose files cannot be read. */
  failures: AgentReport[];
  /** Some agent, of this run or not, cannot be read: what it holds is unknown. */
  incomplete: boolean;
}

/**
 * Reads config, profiles, models.json and leftovers. An agent that cannot be read is a failure of its own.
 * @throws SealError as `loadWorld`; OAUTH_REF_FORBIDDEN for any agent; USAGE for an agent that does not exist.
 */
export async function gather(
  options: WorldOptions,
  outside: { env: World["env"]; home?: string | undefined; progress?: (done: number, of: number) => void },
): Promise<Gathered> {
  const { agents: wanted = [], ...everyone } = options;
  const world = await loadWorld(everyone, outside.env, outside.home);
  const ids = wanted.map(normalizeAgentId);
  const unknown = ids.find((id) => !world.agents.some((agent) => agent.id === id));
  if (unknown !== undefined) throw new SealError("USAGE", `There is no agent ${show(unknown)}.`, "Check --agent.");

  const cache: StoreCache = new Map();
  const databases = new Set<string>();
  const owned = new Map<string, string[]>();
  const gathered: Gathered = {
    world,
    agents: [],
    config: [],
    overwritten: [],
    outside: [],
    leftovers: [],
    failures: [],
    incomplete: false,
  };
  const tidy = garbageWatch();
  for (const [done, agent] of world.agents.entries()) {
    outside.progress?.(done, world.agents.length);
    tidy();
    const selected = ids.length === 0 || ids.includes(agent.id);
    try {
      const planned = await planAgent(agent, world, PLAIN_CHOICES, cache);
      const state = stateOf(planned, selected, world, databases);
      for (const provider of planned.plan.sources.keys()) addTo(owned, provider, planned.plan.ownedNames(provider));
      if (selected) {
        const { catalogs, leftovers } = readPluginFiles(agent.dir, agent.id);
        gathered.leftovers.push(...leftoversOf(state, world), ...inventoried(leftovers));
        gathered.outside.push(...flatProfiles(state), ...catalogs.flatMap(catalogItems));
      }
      gathered.agents.push(state);
    } catch (error) {
      if (!(error instanceof SealError) || error.code === "OAUTH_REF_FORBIDDEN") throw error;
      gathered.incomplete = true;
      if (selected) gathered.failures.push(failedAgent(agent, error));
    }
  }
  const context = configContext(world, gathered.agents, owned);
  gathered.config = plaintextInConfig(world.config, context);
  gathered.overwritten = overwrittenInConfig(world.config, context);
  gathered.leftovers.push(...inventoried(besideConfig(world)));
  for (const { file, text } of readDotenvTexts(dotenvFiles(world.location)))
    gathered.outside.push(...envItems(file, text));
  const homes = secretsFiles(world);
  gathered.leftovers = gathered.leftovers.filter(({ leftover }) => !homes.has(leftover.file));
  return gathered;
}

function addTo(map: Map<string, string[]>, key: string, values: readonly string[]): void {
  const list = map.get(key) ?? [];
  for (const value of values) if (!list.includes(value)) list.push(value);
  map.set(key, list);
}

function stateOf(planned: AgentPlan, selected: boolean, world: World, databases: Set<string>): AgentState {
  const { agent, file, existingText: text, plan, auth } = planned;
  const defaults = secretDefaults(world.config.tree);
  const tree = text === undefined ? undefined : parseJson(text, { file });
  const release = world.range.asked;
  const models =
    text === undefined || !isObject(tree)
      ? []
      : plaintextInModels({ file, text, existing: tree, plan, agentId: agent.id, defaults, release });
  const profiles = (selected ? auth.sources : []).flatMap((source) => {
    const isDatabase = source.kind !== "json";
    // A database is seen by many agents; the JSON file of the main agent is its own business.
    if (isDatabase ? databases.has(source.file) : source.file !== auth.file) return [];
    databases.add(source.file);
    const { raw } = source;
    return plaintextInProfiles({
      file: source.file,
      text: isDatabase ? undefined : source.text,
      raw,
      config: world.config.tree,
      agentId: agent.id,
      defaults,
    });
  });
  return {
    agent,
    file,
    text: models.some((one) => isOrphan(one) || one.fate === "copy") ? text : undefined,
    isStale: plan.status !== "unchanged",
    auth,
    sources: new Map([...plan.sources].map(([id, { source }]) => [id, source !== undefined])),
    isMain: agent.dir === world.mainDir,
    selected,
    models,
    profiles,
    overwritten: selected ? [...onlyCopies(models), ...overwrittenInStore(planned, defaults)] : [],
  };
}

function onlyCopies(models: readonly ModelsFound[]): OverwrittenFound[] {
  return models.flatMap(({ overwritten, isKey: _isKey, fate, ...found }) =>
    overwritten && (fate === "orphan" || fate === "dropped")
      ? [{ ...found, overwritten, isReplaced: fate === "dropped" }]
      : [],
  );
}

function overwrittenInStore({ agent, auth }: AgentPlan, defaults: SecretDefaults): OverwrittenFound[] {
  return auth.sources.flatMap(({ kind, file, raw, text }) =>
    kind === "json" && file === auth.file && text !== undefined
      ? overwrittenInProfiles({ file, text, raw, agentId: agent.id, defaults })
      : [],
  );
}

function flatProfiles({ agent, auth }: AgentState): Item[] {
  return auth.sources.flatMap(({ kind, file, text, raw }) =>
    kind === "json" && file === auth.file && text !== undefined ? flatItems(file, text, raw, agent.id) : [],
  );
}

function configContext(
  world: World,
  agents: readonly AgentState[],
  owned: ReadonlyMap<string, readonly string[]>,
): Parameters<typeof plaintextInConfig>[1] {
  const { config, range } = world;
  const profileIds = new Set(agents.flatMap(({ auth }) => [...auth.store.profiles.keys()]));
  return {
    defaults: secretDefaults(config.tree),
    profileIds,
    owned: (provider) => owned.get(provider) ?? [],
    release: range.asked,
  };
}

/** The copies in an agent's directory, and its auth-profiles.json if OpenClaw has moved on to a database. */
function leftoversOf({ agent, auth }: AgentState, { range }: World): Gathered["leftovers"] {
  const isRetired = range.rows.every(({ authStore }) => authStore !== "json");
  const retired = auth.residue.map((file) => readLeftover(file, { kind: "auth", retired: true }, agent.id));
  return inventoried([...retired, ...readLeftovers(agent.dir, isRetired, agent.id)]);
}

/** The files of file providers: whatever their names, they are no leftovers. */
function secretsFiles({ config, location }: World): ReadonlySet<string> {
  const providers = asObject(at(config.tree, ["secrets", "providers"]));
  const paths = Object.values(providers).map((entry) => at(entry, ["path"]));
  return new Set(paths.flatMap((path) => (typeof path === "string" ? userPath(path, location.home) : [])));
}

/** Copies beside the config; elsewhere than in the state directory only its own, because the directory is not OpenClaw's. */
function besideConfig({ location }: World): Leftover[] {
  const directory = dirname(location.config.file);
  const leftovers = readLeftovers(directory, false);
  return directory === location.stateDir ? leftovers : leftovers.filter(({ kind }) => kind === "config");
}

function inventoried(leftovers: readonly Leftover[]): Gathered["leftovers"] {
  return leftovers.map((leftover) => ({ leftover, found: secretsInLeftover(leftover) }));
}
