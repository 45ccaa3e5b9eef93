import { join } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { failureOf, SealError } from "../domain/errors.js";
import type { Finding } from "../domain/findings.js";
import { type KeyFormChoice, omissionLeak } from "../domain/key-form.js";
import {
  type AgentReport,
  type GenerateReport,
  SCHEMA_VERSION,
  toFinding,
  toReportedChange,
} from "../domain/report.js";
import { show, showPath } from "../domain/text.js";
import type { Agent } from "../io/agents.js";
import { sweepStages } from "../io/files/sweep.js";
import { sealFile } from "../io/files/write.js";
import { type AgentPlan, MAX_MODELS_BYTES, type PlanChoices, placesOf, planAgent, type StoreCache } from "./agent.js";
import { loadWorld, type World, type WorldOptions } from "./world.js";

export interface GenerateOptions extends WorldOptions {
  dryRun?: boolean | undefined;
  /** An orphan counts as a failure; only the exit code knows. */
  strict?: boolean;
  rebuild?: boolean;
  keyForm?: KeyFormChoice;
}

/** What of the outside world a run depends on, beside the files. */
export interface Outside {
  env: Env;
  home?: string | undefined;
  /** Epoch milliseconds; decides which stages of killed runs are old enough to be swept. */
  now: number;
  sweepMs: number;
  /** Called before the first write: the command line arms its signal handling here. */
  onWrite?: () => void;
}

const MOST_PLANS = 5;

/**
 * Brings every agent's models.json in line with config and auth profiles. One agent that fails does not stop the others.
 * Throws SealError only if no agent can be decided: bad options or a config that cannot be read or understood.
 */
export async function generate(options: GenerateOptions, outside: Outside): Promise<GenerateReport> {
  const world = await loadWorld(options, outside.env, outside.home);
  const choices: PlanChoices = { keyForm: options.keyForm ?? "auto", rebuild: options.rebuild ?? false };
  refuseUnsafeOmission(choices.keyForm, world);
  const cache = new Map();
  const agents: AgentReport[] = [];
  for (const agent of world.agents) agents.push(await reportAgent(agent, world, choices, cache, options, outside));
  const { file, exists } = world.config;
  const config = { file: showPath(file), exists };
  return { schemaVersion: SCHEMA_VERSION, ok: agents.every(isFine), dryRun: options.dryRun ?? false, config, agents };
}

/** An entry-level error: the entry stayed as it was, the rest was written, and there is no full answer. */
export function isEntryError(finding: Finding): boolean {
  return finding.code === "INVALID_REF";
}

/** Whether there is a full answer for an agent. */
export function isFine({ error, findings }: AgentReport): boolean {
  return error === undefined && !findings.some(isEntryError);
}

function refuseUnsafeOmission(choice: KeyFormChoice, { config, range }: World): void {
  const release = choice === "omit" ? omissionLeak(config.tree, range) : undefined;
  if (release === undefined) return;
  throw new SealError(
    "USAGE",
    `--key-form omit is refused: OpenClaw ${release} writes an omitted key back in plaintext.`,
    "Use --key-form auto, or name a newer release with --openclaw.",
  );
}

async function reportAgent(
  agent: Agent,
  world: World,
  choices: PlanChoices,
  cache: StoreCache,
  options: GenerateOptions,
  outside: Outside,
): Promise<AgentReport> {
  try {
    if (options.dryRun) return await preview(await planAgent(agent, world, choices, cache), world);
    const guard = { root: rootFor(agent, world), private: true };
    sweepStages(agent.dir, { olderThanMs: outside.sweepMs, now: outside.now });
    for (let tries = 1; tries <= MOST_PLANS; tries++) {
      const planned = await planAgent(agent, world, choices, cache);
      if (apply(planned, guard, choices, outside)) return describe(planned, world);
    }
    throw new SealError(
      "BEING_REWRITTEN",
      "models.json is being rewritten by another process.",
      "Run again once the gateway has settled, or keep `modelseal watch` running beside it.",
      { file: join(agent.dir, "models.json") },
    );
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return failedAgent(agent, error);
  }
}

/** The report of an agent whose files cannot be read, understood or written. */
export function failedAgent(agent: Agent, error: SealError): AgentReport {
  const base = { agentId: show(agent.id), file: join(agent.dir, "models.json"), changes: [], findings: [] };
  return { ...base, status: error.category === "policy" ? "refused" : "failed", error: failureOf(error) };
}

/** The checks of parent directories begin at the state directory, or at the agent's own one if it lies elsewhere. */
export function rootFor(agent: Agent, { location }: World): string {
  return agent.dir.startsWith(`${location.stateDir}/`) ? location.stateDir : agent.dir;
}

/** Writes the plan; false if the file is no longer what the plan was made from. */
export function apply(
  planned: AgentPlan,
  guard: { root: string; private: boolean },
  choices: PlanChoices,
  outside: Outside,
): boolean {
  const { plan, file, existingText, read } = planned;
  if (plan.status === "unchanged" && existingText === undefined) return true;
  const outcome = sealFile({
    path: file,
    text: plan.status === "unchanged" ? (existingText as string) : plan.text,
    read,
    expected: existingText,
    fits: (text) => plan.status !== "unchanged" && planned.fits(text),
    guard,
    maxBytes: MAX_MODELS_BYTES,
    rebuild: choices.rebuild,
    onWrite: outside.onWrite,
  });
  return outcome !== "changed";
}

/** The report of an agent whose plan was carried out, or is to be. */
export function describe(planned: AgentPlan, world: World): AgentReport {
  const { agent, file, plan } = planned;
  const places = placesOf(plan.findings, planned, world);
  return {
    agentId: show(agent.id),
    file,
    status: plan.status,
    changes: plan.changes.map(toReportedChange),
    findings: plan.findings.map((finding, i) => toFinding(finding, places[i] ?? { file }, agent.id)),
  };
}

/** The same with a masked diff, for a dry run. */
export async function preview(planned: AgentPlan, world: World): Promise<AgentReport> {
  const report = describe(planned, world);
  if (planned.plan.status === "unchanged") return report;
  const { maskedDiff } = await import("../domain/diff.js");
  return {
    ...report,
    diff: maskedDiff(planned.file, planned.existingText, planned.plan.providers, planned.plan.ownedNames),
  };
}
