import type { AuthProfileStore } from "../domain/auth/profiles.js";
import { classifyProvider } from "../domain/classify.js";
import { layerOf } from "../domain/config/loaded.js";
import { decideConfig, decideProfiles, refsBeside, type Words } from "../domain/migrate/decide.js";
import { type AgentOrphans, decideModels, type Placed } from "../domain/migrate/decide-models.js";
import { decideOverwritten, keepTogether, refsOver } from "../domain/migrate/decide-overwritten.js";
import type { Item, Move, Note } from "../domain/migrate/item.js";
import { knownElsewhere, refsInConfig, refsInStore } from "../domain/migrate/known.js";
import { decideLeftovers, type Leftover, oauthTokens, secretsInText } from "../domain/migrate/leftovers.js";
import { withProfile } from "../domain/migrate/next-store.js";
import { authProviderKey } from "../domain/openclaw/providers.js";
import { firstWith } from "../domain/openclaw/releases.js";
import { configProviders, providerRows } from "../domain/provider-rows.js";
import { coerceSecretRef, type SecretRef } from "../domain/ref.js";
import type { Secret } from "../domain/secret.js";
import { secretDefaults } from "../domain/secret-defaults.js";
import { asObject, at, isObject, type Json, type JsonPath, own } from "../domain/tree.js";
import { resolveSecretRefs } from "../io/resolve/resolve.js";
import type { AgentState, Gathered } from "./migrate-gather.js";
import { resolveOptions } from "./resolve-options.js";
import type { World } from "./world.js";

export interface Decision {
  items: Item[];
  moves: Move[];
  /** Leftovers that go at the end. */
  removable: Leftover[];
}

/** The verdicts and the plan. Refs beside plaintext are resolved now; all refs only where a leftover has to be judged. */
export async function decide(gathered: Gathered, asked: Words): Promise<Decision> {
  const { world, agents, config, leftovers, incomplete, failures } = gathered;
  // Moves need the whole view: an agent of this run that cannot be read could hold what belongs to the same slots.
  const words = failures.length > 0 ? { ...asked, hasHome: false } : asked;
  const defaults = secretDefaults(world.config.tree);
  const refOf = (value: Json | undefined) => coerceSecretRef(value, defaults);
  const profiles = agents.flatMap((agent) => agent.profiles);
  const judgesLeftovers = leftovers.some(({ found }) => found !== undefined && found.length > 0);
  const overwritten = [...gathered.overwritten, ...agents.flatMap((agent) => agent.overwritten)];
  const refs = [...refsBeside(profiles, config, refOf), ...refsOver(overwritten)];
  if (judgesLeftovers) refs.push(...everyRef(gathered));
  const resolutions = await resolveSecretRefs(refs, resolveOptions(world));

  const support = {
    headers: firstWith(world.range, "failsOnHeaderRefs") === undefined,
    request: firstWith(world.range, "failsOnRequestRefs") === undefined,
  };
  const rows = providerRows(configProviders(world.config.tree), world.range.asked);
  const parts = [
    decideConfig(config, refOf, resolutions, support, words),
    ...agents.map((agent) => decideProfiles(agent.profiles, resolutions, words)),
    decideModels(orphansOf(gathered, rows), configSlots(gathered, rows), words, incomplete),
  ];
  const read = parts.flatMap((part) => part.items);
  const hidden = decideOverwritten(overwritten, knownElsewhere(resolutions, read, []), resolutions, words);
  const items = [...read, ...hidden.items, ...gathered.outside];
  const moves = keepTogether(
    items,
    [...parts, hidden].flatMap((part) => part.moves),
  );
  if (asked.hasHome && !words.hasHome)
    for (const item of items) if (item.note === "no-home") item.note = "agent-unreadable";
  const known = knownElsewhere(resolutions, items, judgesLeftovers ? liveSecrets(gathered) : []);
  const residue = decideLeftovers(leftovers, known, words);
  return { items: [...items, ...residue.items], moves, removable: residue.removable };
}

function everyRef({ world, agents }: Gathered): SecretRef[] {
  const refs = refsInConfig(world.config.tree, secretDefaults(world.config.tree));
  return [...refs, ...agents.flatMap(({ auth }) => refsInStore(auth.store))];
}

/** What the live config files and profile stores hold beside the credentials that are items themselves. */
function liveSecrets({ world, agents }: Gathered): Secret[] {
  const inFiles = world.config.layers.flatMap(({ text }) => secretsInText(text, "config"));
  const stores = new Map(agents.flatMap(({ auth }) => auth.sources.map(({ file, raw }) => [file, raw])));
  return [...inFiles, ...[...stores.values()].flatMap((raw) => oauthTokens(raw).map(({ secret }) => secret))];
}

/**
 * The apiKey of a provider that the config declares, in its own spelling of the id. None if some agent has a credential for
 * the provider already: a ref in the config would come before it; none if it stands in a file that is included twice: the
 * ref would be another provider's, too.
 */
function configSlots({ agents, world: { config } }: Gathered, rows: Rows) {
  const slots = new Map<string, JsonPath | undefined>();
  return (provider: string): JsonPath | undefined => {
    if (slots.has(provider)) return slots.get(provider);
    const row = rows.get(provider);
    const isUsed = agents.some(({ sources }) => sources.get(provider) === true);
    const path = row !== undefined && isObject(row.value) ? ["models", "providers", row.key, "apiKey"] : undefined;
    const holder = path && layerOf(config, path)?.layer.file;
    const isShared = config.layers.filter(({ file }) => file === holder).length > 1;
    slots.set(provider, isUsed || isShared ? undefined : path);
    return slots.get(provider);
  };
}

type Rows = ReturnType<typeof providerRows>;

function orphansOf(gathered: Gathered, rows: Rows): AgentOrphans[] {
  const ofAll = sharedKeys(gathered.agents);
  return gathered.agents.map((state) => {
    const { agent, isMain, selected, models } = state;
    // The main agent's profiles are every agent's.
    const shared = isMain ? ofAll : sharedKeys([state]);
    const profileFor = (provider: string) =>
      shared.has(authProviderKey(provider)) ? "no-profile-slot" : profileSlot(provider, state, gathered.world, rows);
    return { agentId: agent.id, isMain, selected, found: models, profileFor };
  });
}

/** The keys under which profiles serve several providers: a new one would take the others' credentials, too. */
function sharedKeys(agents: readonly AgentState[]): ReadonlySet<string> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { sources } of agents)
    for (const id of sources.keys()) {
      const key = authProviderKey(id);
      if ((owners.get(key) ?? id) !== id) shared.add(key);
      owners.set(key, id);
    }
  return shared;
}

/** A profile of the agent's own that would decide about the provider; the engine itself says whether it would. */
function profileSlot(provider: string, { auth }: AgentState, world: World, rows: Rows): Placed | Note {
  if (auth.sources.some(({ kind, raw }) => kind !== "json" && holdsProfiles(raw))) return "store-is-database";
  const mine = auth.sources.find(({ kind, file }) => kind === "json" && file === auth.file);
  const taken = asObject(mine && own(mine.raw, "profiles"));
  const isFree = (id: string) => !auth.store.profiles.has(id) && !Object.hasOwn(taken, id);
  const profileId = [`${provider}:default`, `${provider}:modelseal`].find(isFree);
  const row = rows.get(provider)?.value;
  if (profileId === undefined || !wouldDecide(profileId, provider, row, auth.store, world)) return "no-profile-slot";
  const slot: Placed["slot"] = { kind: "new-profile", file: auth.file, profileId, provider };
  return !mine && world.range.newest.authStore !== "json" ? { slot, note: "doctor-imports" } : { slot };
}

function holdsProfiles(raw: Json): boolean {
  return Object.keys(asObject(at(raw, ["profiles"]))).length > 0;
}

function wouldDecide(
  profileId: string,
  provider: string,
  row: Json | undefined,
  store: AuthProfileStore,
  world: World,
): boolean {
  const ref: SecretRef = { source: "file", provider: "modelseal", id: "/" };
  const { config, env, evidence, range } = world;
  const next = withProfile(store, profileId, provider, ref);
  const context = { config: config.tree, store: next, env, evidence, release: range.asked };
  return classifyProvider(provider, row, context).source?.profileId === profileId;
}
