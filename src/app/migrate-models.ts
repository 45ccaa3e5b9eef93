import { addTo } from "../domain/collections.js";
import { parseJson } from "../domain/json/parse.js";
import { withoutCredentials } from "../domain/migrate/drop.js";
import type { Found, Item, Move } from "../domain/migrate/item.js";
import { nextStore } from "../domain/migrate/next-store.js";
import { firstWith } from "../domain/openclaw/releases.js";
import { type ModelsPlan, planModels } from "../domain/plan.js";
import type { AgentReport } from "../domain/report.js";
import { isObject, type JsonObject, type JsonPath } from "../domain/tree.js";
import { readChecked } from "../io/files/read.js";
import { sealFile } from "../io/files/write.js";
import { garbageWatch } from "../io/memory.js";
import { type AgentPlan, MAX_MODELS_BYTES, PLAIN_CHOICES, planAgent, type StoreCache } from "./agent.js";
import { apply, describe, type Outside, preview, rootFor } from "./generate.js";
import type { Decision } from "./migrate-decide.js";
import type { AgentState, Gathered } from "./migrate-gather.js";
import type { World } from "./world.js";

/** What was decided about the orphans of one models.json. */
export interface Orphans {
  moved: boolean;
  dropped: JsonPath[];
  /** The offsets of overwritten ones that need not stay. */
  released: ReadonlySet<number>;
  /** Replace mode would take an only copy away that nobody decided about: the file is left alone. */
  held: boolean;
}

/** The decisions about models.json by file, made once for all agents. */
export type OrphanIndex = (state: AgentState) => Orphans;

/** Looks the decisions up by file once, so that each agent finds its own at once. */
export function indexOrphans({ items }: Decision): OrphanIndex {
  const byFile = new Map<string, Item[]>();
  for (const item of items) if (item.in === "models") addTo(byFile, item.file, item);
  return ({ file, models }) => {
    const mine = byFile.get(file) ?? [];
    const name = ({ path, overwritten }: Found) => JSON.stringify([path, overwritten?.offset]);
    const kept = new Set(mine.filter(({ action }) => action === "keep").map(name));
    const held = models.some((one) => one.fate === "dropped" && kept.has(name(one)));
    const dropped = mine.filter(({ action, overwritten }) => action === "drop" && !overwritten);
    const released = mine.flatMap(({ verdict, action, overwritten }) =>
      overwritten && verdict !== "sealed" && action !== "keep" ? [overwritten.offset] : [],
    );
    return {
      moved: mine.some(({ action }) => action === "move"),
      dropped: dropped.map(({ path }) => path),
      released: new Set(released),
      held,
    };
  };
}

/** Whether any models.json of the run is not yet what it shall be. */
export function wouldChangeModels({ agents }: Gathered, decision: Decision): boolean {
  const orphansOf = indexOrphans(decision);
  return agents.some((state) => {
    const { moved, dropped, released, held } = orphansOf(state);
    return state.selected && !held && (moved || dropped.length > 0 || released.size > 0 || state.isStale);
  });
}

/** Whether every models.json that holds an only copy is still the one that was decided about. */
export function onlyCopiesRest({ agents }: Gathered): boolean {
  const read = (file: string) => readChecked(file, { maxBytes: MAX_MODELS_BYTES, what: "models.json" })?.text;
  return agents.every(({ file, text }) => text === undefined || read(file) === text);
}

/**
 * Brings one agent's models.json in line, by the plan of `generate`, once all refs are in place. Undefined if the file is
 * no longer the one whose orphans were moved or dropped. Throws SealError if it cannot be read or written.
 */
export async function sealModels(
  state: AgentState,
  { moved, dropped, released, held }: Orphans,
  world: World,
  cache: StoreCache,
  outside: Outside,
): Promise<AgentReport | undefined> {
  const planned = await planAgent(state.agent, world, PLAIN_CHOICES, cache);
  if (held) return { ...describe(planned, world), status: "unchanged", changes: [] };
  const isOther = dropped.length > 0 || released.size > 0;
  if ((moved || isOther) && planned.existingText !== state.text) return undefined;
  const guard = { root: rootFor(state.agent, world), private: true };
  if (!isOther) return apply(planned, guard, PLAIN_CHOICES, outside) ? describe(planned, world) : undefined;
  const stripped = withDropped(planned, dropped, released, world);
  const outcome = sealFile({
    path: planned.file,
    text: stripped.plan.text,
    expected: planned.existingText,
    guard,
    maxBytes: MAX_MODELS_BYTES,
    onWrite: outside.onWrite,
  });
  return outcome === "changed" ? undefined : describe(stripped, world);
}

/** What `sealModels` would do, with masked diffs. */
export async function previewModels(
  { world, agents }: Gathered,
  decision: Decision,
  nextConfig: JsonObject,
): Promise<AgentReport[]> {
  const next: World = { ...world, config: { ...world.config, tree: nextConfig } };
  const main = agents.find(({ isMain }) => isMain)?.auth.file;
  const movesTo = byProfileFile(decision.moves);
  const orphansOf = indexOrphans(decision);
  const reports: AgentReport[] = [];
  const cache: StoreCache = new Map();
  const tidy = garbageWatch();
  for (const state of agents.filter(({ selected }) => selected)) {
    tidy();
    const planned = await planAgent(state.agent, world, PLAIN_CHOICES, cache);
    const files = new Set([...(main === undefined ? [] : [main]), planned.auth.file]);
    const store = nextStore(
      planned.auth.store,
      [...files].flatMap((file) => movesTo.get(file) ?? []),
    );
    const { dropped, released, held } = orphansOf(state);
    const after: AgentPlan = { ...planned, auth: { ...planned.auth, store } };
    if (held) reports.push({ ...describe(planned, world), status: "unchanged", changes: [] });
    else if (dropped.length > 0 || released.size > 0)
      reports.push(await preview(withDropped(after, dropped, released, next), world));
    else reports.push(await preview({ ...after, plan: planFor(after, existingIn(after), released, next) }, world));
  }
  return reports;
}

function byProfileFile(moves: readonly Move[]): ReadonlyMap<string, Move[]> {
  const byFile = new Map<string, Move[]>();
  for (const move of moves) if ("file" in move.slot) addTo(byFile, move.slot.file, move);
  return byFile;
}

function existingIn({ file, existingText }: AgentPlan): JsonObject | undefined {
  const tree = existingText === undefined ? undefined : parseJson(existingText, { file });
  return isObject(tree) ? tree : undefined;
}

function withDropped(
  planned: AgentPlan,
  dropped: readonly JsonPath[],
  released: ReadonlySet<number>,
  world: World,
): AgentPlan {
  const keepMarker = firstWith(world.range, "keylessProviderSpoilsFile") !== undefined;
  const existing = existingIn(planned) ?? {};
  const plan = planFor(planned, withoutCredentials(existing, dropped, keepMarker), released, world);
  // Against the stripped tree it may be unchanged; against the file it is not.
  return { ...planned, plan: { ...plan, status: "updated", text: plan.text } };
}

function planFor(
  { auth, overwritten }: AgentPlan,
  existing: JsonObject | undefined,
  released: ReadonlySet<number>,
  world: World,
): ModelsPlan {
  const { config, env, evidence, range } = world;
  const hidden = { hidesValues: overwritten.length > 0, overwritten, released };
  return planModels({
    config: config.tree,
    store: auth.store,
    existing,
    ...hidden,
    env,
    evidence,
    range,
    keyForm: "auto",
  });
}
