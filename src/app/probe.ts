import { resolve } from "node:path";
import { serviceEnv } from "../domain/config/service-env.js";
import type { Env } from "../domain/config/substitute.js";
import { type Failure, failureOf, SealError } from "../domain/errors.js";
import { modelChoice } from "../domain/model-choice.js";
import { authProviderKey, normalizeProviderId } from "../domain/openclaw/providers.js";
import { credentialsOf, type ProbeContext } from "../domain/probe.js";
import type { ProbeReport } from "../domain/probe-report.js";
import { refKey, type SecretRef } from "../domain/ref.js";
import { SCHEMA_VERSION } from "../domain/report.js";
import { show } from "../domain/text.js";
import { at, dotted, isObject, type Json } from "../domain/tree.js";
import { type Agent, normalizeAgentId } from "../io/agents.js";
import { readChecked } from "../io/files/read.js";
import { resolveSecretRefs } from "../io/resolve/resolve.js";
import { PLAIN_CHOICES, planAgent, type StoreCache } from "./agent.js";
import { type Answers, grouped, invalidRefs, missingOf, type ProbedAgent, resultsOf } from "./probe-rows.js";
import { resolveOptions } from "./resolve-options.js";
import { loadWorld, type World, type WorldOptions } from "./world.js";

export interface ProbeOptions extends WorldOptions {
  /** This provider alone. */
  provider?: string | undefined;
  /** False: no command is run, and no exec ref is `ok`. */
  allowExec?: boolean | undefined;
  /** The most that a secret provider may take, in milliseconds. */
  timeoutMs?: number | undefined;
  /** The file with the environment of the service, which counts in place of the caller's. */
  envFile?: string | undefined;
}

/** What of the outside world a probe depends on, beside the files. */
export interface ProbeOutside {
  env: Env;
  home?: string | undefined;
  /** Epoch milliseconds: what is expired. */
  now: number;
}

const MAX_ENV_FILE_BYTES = 1024 * 1024;

/**
 * Judges every credential of every agent: resolves its ref, all refs in one go, and calls no model. Writes nothing. An agent
 * that cannot be read does not stop the others. Throws SealError as `generate` does, and for an unreadable `envFile`.
 */
export async function probe(options: ProbeOptions, outside: ProbeOutside): Promise<ProbeReport> {
  const env = options.envFile === undefined ? outside.env : readServiceEnv(options.envFile, outside.env);
  const world = await loadWorld(options, env, outside.home);
  const only = options.provider === undefined ? undefined : normalizeProviderId(options.provider, world.range.asked);
  const cache: StoreCache = new Map();
  const agents: ProbedAgent[] = [];
  const failures = new Map<string, ProbeReport["failures"][number]>();
  const fail = (agentId: string, failure: Failure) => {
    const key = JSON.stringify(failure);
    if (!failures.has(key)) failures.set(key, { agentId: show(agentId), ...failure });
  };
  // The main agent first: what others have from it is told as its own.
  for (const agent of world.agents.toSorted(
    (a, b) => Number(b.dir === world.mainDir) - Number(a.dir === world.mainDir),
  )) {
    try {
      const probed = await inspect(agent, world, cache, only, outside.now);
      agents.push(probed);
      for (const failure of invalidRefs(probed, world, only)) fail(agent.id, failure);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      fail(agent.id, failureOf(error));
    }
  }
  const answers = await resolveAll(agents, world, options);
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: failures.size === 0,
    results: grouped(agents.flatMap((agent) => resultsOf(agent, answers, world))),
    missing: grouped(agents.flatMap((agent) => missingOf(agent, answers, only))),
    failures: [...failures.values()],
  };
}

function readServiceEnv(file: string, shell: Env): Env {
  const path = resolve(file);
  const read = readChecked(path, { maxBytes: MAX_ENV_FILE_BYTES, what: "environment file", follow: true });
  if (read) return serviceEnv(read.text, shell);
  throw new SealError("USAGE", "The environment file does not exist.", "Check --env-file.", { file: path });
}

async function inspect(
  agent: Agent,
  world: World,
  cache: StoreCache,
  only: string | undefined,
  now: number,
): Promise<ProbedAgent> {
  const planned = await planAgent(agent, world, PLAIN_CHOICES, cache);
  const { config, env, evidence, range } = world;
  const { store, sources } = planned.auth;
  const release = range.asked;
  const agentModel = modelOf(config.tree, agent.id);
  const choice = modelChoice({ config: config.tree, agentModel, file: planned.plan.providers, release });
  const context: ProbeContext = {
    config: config.tree,
    store,
    env,
    evidence,
    release,
    now,
    facts: range.newest,
    models: choice.models,
    rawProfile: (id) => {
      const entry = sources.map(({ raw }) => at(raw, ["profiles", id])).find((value) => value !== undefined);
      return isObject(entry) ? entry : undefined;
    },
  };
  const known = [...planned.plan.sources.keys(), ...choice.inUse];
  const covered = new Set(known.map((id) => authProviderKey(id)));
  const others = [...store.profiles.values()].filter(({ provider }) => !covered.has(authProviderKey(provider)));
  const all = new Set([...known, ...others.map(({ provider }) => normalizeProviderId(provider, release))]);
  const orphans = planned.plan.findings
    .filter((finding) => finding.code === "ORPHAN_PLAINTEXT")
    .map(({ provider = "", path }) => ({ provider, path: dotted(path) }));
  const credentials = credentialsOf(only === undefined ? [...all].sort() : [only], orphans, context);
  return { planned, context, choice, credentials };
}

/** `model` of the agent's entry in `agents.entries` or `agents.list`; the former wins where both exist. */
function modelOf(config: Json, agentId: string): Json | undefined {
  const entries = at(config, ["agents", "entries"]);
  const list = at(config, ["agents", "list"]);
  const named: [unknown, Json][] = isObject(entries)
    ? Object.entries(entries)
    : (Array.isArray(list) ? list : []).map((entry) => [at(entry, ["id"]), entry]);
  const found = named.find(([id]) => typeof id === "string" && normalizeAgentId(id) === agentId)?.[1];
  return at(found, ["model"]);
}

/** Every ref of every agent at once, so that each secret provider is asked once. */
async function resolveAll(agents: readonly ProbedAgent[], world: World, options: ProbeOptions): Promise<Answers> {
  const refs = new Map<string, SecretRef>();
  for (const { credentials } of agents)
    for (const { ref } of [...credentials.values()].flat()) if (ref) refs.set(refKey(ref), ref);
  const times = new Map<string, number>();
  const resolutions = await resolveSecretRefs([...refs.values()], {
    ...resolveOptions(world),
    allowExec: options.allowExec,
    timeoutMs: options.timeoutMs,
    onAnswer: (asked, ms) => {
      // A variable is at hand: what its look-up takes tells of the machine's load alone, and would be another in each run.
      for (const ref of asked) if (ref.source !== "env") times.set(refKey(ref), Math.round(ms));
    },
  });
  return new Map([...refs.keys()].map((key) => [key, { resolution: resolutions.get(key), ms: times.get(key) ?? 0 }]));
}
