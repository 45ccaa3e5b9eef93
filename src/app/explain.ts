import { explainAuthOrder } from "../domain/auth/order.js";
import { failureOf, SealError } from "../domain/errors.js";
import type { ExplainedProvider, ExplainedSource, ExplainReport, PluginOwnedProvider } from "../domain/explained.js";
import type { Finding, RawFinding } from "../domain/findings.js";
import { keyState } from "../domain/key-state.js";
import { normalizeProviderId } from "../domain/openclaw/providers.js";
import { configProviders, providerRows } from "../domain/provider-rows.js";
import { refKey } from "../domain/ref.js";
import { SCHEMA_VERSION, toFinding } from "../domain/report.js";
import { runtimeSource } from "../domain/runtime.js";
import type { Source } from "../domain/source.js";
import { show, shownIds } from "../domain/text.js";
import { at, type Json } from "../domain/tree.js";
import type { Agent } from "../io/agents.js";
import { readPluginProviders } from "../io/sqlite/plugin-catalog.js";
import { type AgentPlan, PLAIN_CHOICES, placesOf, planAgent, type StoreCache } from "./agent.js";
import type { Outside } from "./generate.js";
import { loadWorld, type World, type WorldOptions } from "./world.js";

/** Says which source decides for each provider and why. Reads only. Throws SealError as `generate` does. */
export async function explain(
  options: WorldOptions & { provider?: string | undefined },
  outside: Outside,
): Promise<ExplainReport> {
  const world = await loadWorld(options, outside.env, outside.home);
  const cache: StoreCache = new Map();
  const groups = new Map<string, ExplainedProvider>();
  const owned = new Map<string, PluginOwnedProvider>();
  const failures: ExplainReport["failures"] = [];
  for (const agent of world.agents) {
    try {
      for (const provider of await explainAgent(agent, world, cache, options.provider, outside.now)) {
        const key = JSON.stringify({ ...provider, findings: provider.findings.map((f) => [f.code, f.jsonPath]) });
        const group = groups.get(key);
        if (group) addAgent(group, show(agent.id), provider.findings);
        else groups.set(key, { ...provider, agents: [show(agent.id)] });
      }
      addPluginOwned(owned, agent, world, options.provider);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      failures.push({ agentId: show(agent.id), ...failureOf(error) });
    }
  }
  const providers = byProvider(groups.values());
  const pluginOwned = byProvider(owned.values());
  if (options.provider !== undefined && providers.length + pluginOwned.length + failures.length === 0)
    throw new SealError(
      "USAGE",
      `There is no provider ${show(options.provider)} in the config or in any models.json.`,
      "Run `modelseal explain` without a name to see all.",
    );
  const { rows, asked, newest, chosenBy } = world.range;
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: failures.length === 0,
    releases: { from: asked ?? rows[0]?.from ?? newest.from, to: asked ?? newest.from, chosenBy },
    providers,
    pluginOwned,
    failures,
  };
}

/** Another agent for which all is the same: what was found is too, but in files of its own. */
function addAgent(group: ExplainedProvider, agentId: string, findings: readonly Finding[]): void {
  group.agents.push(agentId);
  const told = new Set(group.findings.map(placeKey));
  group.findings.push(...findings.filter((finding) => !told.has(placeKey(finding))));
}

function placeKey({ code, file, jsonPath, line, column }: Finding): string {
  return JSON.stringify([code, file, jsonPath, line, column]);
}

function byProvider<T extends { provider: string }>(all: Iterable<T>): T[] {
  return [...all].sort((a, b) => (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : 0));
}

/** Throws SealError as `readPluginProviders` does. */
function addPluginOwned(
  owned: Map<string, PluginOwnedProvider>,
  agent: Agent,
  world: World,
  only: string | undefined,
): void {
  const spelled = (id: string) => normalizeProviderId(id, world.range.asked);
  for (const { plugin, provider } of readPluginProviders(agent.dir, world.location.stateDir)) {
    if (only !== undefined && spelled(provider) !== spelled(only)) continue;
    const key = JSON.stringify([provider, plugin]);
    const known = owned.get(key);
    if (known) known.agents.push(show(agent.id));
    else owned.set(key, { provider: show(provider), plugin: show(plugin), agents: [show(agent.id)] });
  }
}

async function explainAgent(
  agent: Agent,
  world: World,
  cache: StoreCache,
  only: string | undefined,
  now: number,
): Promise<ExplainedProvider[]> {
  const planned = await planAgent(agent, world, PLAIN_CHOICES, cache);
  const wanted = only === undefined ? undefined : normalizeProviderId(only, world.range.asked);
  const ids = [...planned.plan.sources.keys()].filter((id) => wanted === undefined || id === wanted);
  const rows = providerRows(planned.plan.providers, world.range.asked);
  const { findings } = planned.plan;
  const told = placesOf(findings, planned, world).map((place, i) => toFinding(findings[i] as RawFinding, place));
  return ids.map((id) => ({
    ...explainProvider(id, rows.get(id)?.value, planned, world, now),
    findings: told.filter((_finding, i) => findings[i]?.provider === id),
  }));
}

function explainProvider(
  id: string,
  row: Json | undefined,
  planned: AgentPlan,
  world: World,
  now: number,
): Omit<ExplainedProvider, "findings"> {
  const { plan, auth } = planned;
  const source = plan.sources.get(id);
  const order = explainAuthOrder({ config: world.config.tree, store: auth.store, provider: id, now });
  const owned = plan.ownedNames(id);
  const sealed = at(row, ["apiKey"]);
  const change = plan.changes.find((c) => c.provider === id && c.path.at(-1) === "apiKey");
  const state = keyState(sealed, owned);
  const configured = providerRows(configProviders(world.config.tree), world.range.asked).get(id)?.value;
  const atRunTime = source && runtimeSource(source, configured, order.ids, auth.store, world.range.newest);
  return {
    provider: show(id),
    agents: [],
    canonical: source?.source ? named(source.source) : null,
    rules: [...(source?.trace ?? [])],
    shadowed: (source?.shadowed ?? []).map(named),
    atRunTime: atRunTime ? named(atRunTime) : null,
    order: {
      ids: order.ids.map((profile) => show(profile)),
      base: order.base,
      explicit: order.explicit,
      excluded: order.excluded.map(({ profileId, reasonCode }) => ({ profileId: show(profileId), reason: reasonCode })),
    },
    apiKey: {
      now: change ? change.from : state,
      sealed: state,
      marker: state === "marker" && typeof sealed === "string" && !sealed.startsWith("!") ? sealed : null,
    },
  };
}

function named(source: Source): ExplainedSource {
  return {
    kind: source.kind,
    rule: source.rule,
    where: source.where,
    ...shownIds({ ref: source.ref && refKey(source.ref), profileId: source.profileId }),
    ...(source.envName === undefined ? {} : { envName: source.envName }),
  };
}
