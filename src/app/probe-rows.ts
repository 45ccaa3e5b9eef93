import { layerOf } from "../domain/config/loaded.js";
import type { Failure } from "../domain/errors.js";
import type { RawFinding } from "../domain/findings.js";
import type { ModelChoice } from "../domain/model-choice.js";
import { type Credential, type CredentialGroups, judge, lack, type ProbeContext } from "../domain/probe.js";
import type { ProbeResult, ProviderWithout } from "../domain/probe-report.js";
import { refKey } from "../domain/ref.js";
import { toFinding } from "../domain/report.js";
import type { Resolution } from "../domain/resolution.js";
import { show, shownIds, showPath } from "../domain/text.js";
import { at } from "../domain/tree.js";
import { type AgentPlan, placesOf } from "./agent.js";
import type { World } from "./world.js";

/** One agent with its credentials, nothing of them resolved yet. */
export interface ProbedAgent {
  planned: AgentPlan;
  context: ProbeContext;
  choice: ModelChoice;
  credentials: CredentialGroups;
}

/** What refs resolved to and how long that took, by the key of the ref. */
export type Answers = ReadonlyMap<string, { resolution: Resolution | undefined; ms: number }>;

/** The rows of one agent. */
export function resultsOf({ planned, credentials }: ProbedAgent, answers: Answers, world: World): ProbeResult[] {
  return [...credentials.values()].flat().map((credential) => {
    const { provider, source, profileId, variable, order, ref, model } = credential;
    const { reasonCode, detail, unchecked } = judge(credential, (wanted) => answers.get(refKey(wanted))?.resolution);
    const file = fileOf(credential, planned, world);
    return {
      provider: show(provider),
      source,
      ...shownIds({ profileId, variable }),
      agentId: show(planned.agent.id),
      agents: [show(planned.agent.id)],
      reasonCode,
      detail,
      ...(order === undefined ? {} : { order }),
      ms: (ref && answers.get(refKey(ref))?.ms) ?? 0,
      model: model === undefined ? null : show(model),
      file: file === null ? null : showPath(file),
      checked: !(reasonCode === "ok" && unchecked),
    };
  });
}

/** The file that holds a credential. */
function fileOf(
  { source, provider, profileId = "" }: Credential,
  planned: AgentPlan,
  { config }: World,
): string | null {
  if (source === "env") return null;
  if (source === "models.json") return planned.file;
  if (source === "config") return layerOf(config, ["models", "providers", provider])?.layer.file ?? config.file;
  const holder = planned.auth.sources.find(({ raw }) => at(raw, ["profiles", profileId]) !== undefined);
  return holder?.file ?? planned.auth.file;
}

/** The providers in use of one agent that have no usable credential. */
export function missingOf(agent: ProbedAgent, answers: Answers, only: string | undefined): ProviderWithout[] {
  const { context, choice, credentials, planned } = agent;
  return (only === undefined ? choice.inUse : [only]).flatMap((provider) => {
    const detail = lack(provider, credentials, (ref) => answers.get(refKey(ref))?.resolution, context);
    return detail === undefined ? [] : [{ provider: show(provider), agents: [show(planned.agent.id)], detail }];
  });
}

/** One row for all agents for which it is the same but for the number of its place in the order; by provider. */
export function grouped<T extends { provider: string; agents: string[]; order?: number }>(rows: readonly T[]): T[] {
  const groups = new Map<string, T>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, agents: [], agentId: null, order: row.order !== undefined });
    const group = groups.get(key);
    if (group) group.agents.push(...row.agents);
    else groups.set(key, { ...row, agents: [...row.agents] });
  }
  return [...groups.values()].sort((a, b) => (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : 0));
}

/** The refs that do not follow the grammar: then there is no full answer. */
export function invalidRefs(agent: ProbedAgent, world: World, only: string | undefined): Failure[] {
  const planned = agent.planned.plan.findings.filter(
    ({ code, provider }) => code === "INVALID_REF" && (only === undefined || provider === only),
  );
  const isPlanned = (id: string | undefined) => planned.some(({ profileId }) => profileId === id);
  const others = [...agent.credentials.values()]
    .flat()
    .flatMap(({ source, provider, profileId, invalid }): RawFinding[] => {
      if (source !== "profile" || profileId === undefined || !invalid || isPlanned(profileId)) return [];
      const type = agent.context.store.profiles.get(profileId)?.type;
      const path = ["profiles", profileId, type === "token" ? "token" : "key"];
      const words = { what: invalid.message, fix: invalid.hint };
      return [{ code: "INVALID_REF", in: "auth", path, words, provider, profileId }];
    });
  const all = [...planned, ...others];
  return placesOf(all, agent.planned, world).map((place, i) => {
    const { message, fixHint, jsonPath, file, line, column } = toFinding(all[i] as RawFinding, place);
    return {
      type: "input",
      code: "INVALID_REF",
      message: `${jsonPath}: ${message}`,
      hint: fixHint,
      file,
      line,
      column,
    };
  });
}
