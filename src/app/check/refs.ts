import type { CheckFinding, RefResolution } from "../../domain/check-report.js";
import { addTo } from "../../domain/collections.js";
import type { LoadedConfig } from "../../domain/config/loaded.js";
import { missingVariables } from "../../domain/config/missing.js";
import type { Env } from "../../domain/config/substitute.js";
import type { FindingCode } from "../../domain/findings.js";
import { refKey, type SecretRef } from "../../domain/ref.js";
import { toFinding } from "../../domain/report.js";
import type { RefFailure } from "../../domain/resolution.js";
import { checkRef } from "../../domain/secret-providers.js";
import { own } from "../../domain/tree.js";
import type { PlacedRef, Run } from "./run.js";
import type { CheckWorld } from "./world.js";

export interface RefChoices {
  resolve: boolean;
  allowExec: boolean;
}

// An absolute path, so that a setting that holds nothing but a variable passes for what it will be.
const STAND_IN = "/unset";

/** Checks every ref without running or reading anything, and with `resolve` also asks for its value. */
export async function checkRefs(run: Run, world: CheckWorld, choices: RefChoices): Promise<RefResolution> {
  const total: RefResolution = { refsChecked: 0, skippedExecRefs: 0, resolvabilityComplete: true };
  const byConfig = new Map<LoadedConfig, PlacedRef[]>();
  for (const placed of run.refs) addTo(byConfig, placed.config ?? world.config, placed);
  for (const [config, refs] of byConfig) {
    if (run.unloaded.has(config)) {
      total.resolvabilityComplete = false;
      continue;
    }
    const { failures, all, skipped } = await judge(refs, { ...world, config }, choices);
    for (const placed of refs) {
      const failure = failures.get(refKey(placed.use.ref));
      if (failure) run.findings.push(refFinding(placed, failure));
    }
    total.refsChecked += all - skipped;
    total.skippedExecRefs += skipped;
    total.resolvabilityComplete &&= choices.resolve && skipped === 0;
  }
  return total;
}

/** What is wrong with the refs that are used with one config. */
async function judge(
  placed: readonly PlacedRef[],
  world: CheckWorld,
  { resolve, allowExec }: RefChoices,
): Promise<{ failures: Map<string, RefFailure>; all: number; skipped: number }> {
  const refs = new Map(placed.map(({ use: { ref } }) => [refKey(ref), ref]));
  const failures = new Map<string, RefFailure>();
  const context = {
    config: world.config.tree,
    env: resolve ? world.env : withStandIns(world),
    release: world.range.asked,
  };
  for (const [key, ref] of refs) {
    const checked = checkRef(ref, context);
    if (!checked.ok) failures.set(key, checked);
  }
  const isSkipped = (ref: SecretRef) => !allowExec && ref.source === "exec";
  if (resolve) {
    const wanted = [...refs].flatMap(([key, ref]) => (failures.has(key) || isSkipped(ref) ? [] : [ref]));
    const { resolveAll } = await import("./check-resolve.js");
    for (const [key, failure] of await resolveAll(wanted, world)) failures.set(key, failure);
  }
  return { failures, all: refs.size, skipped: [...refs.values()].filter(isSkipped).length };
}

/** Without the gateway's environment, an unset variable in a provider's settings says nothing about the config. */
function withStandIns({ config, env }: CheckWorld): Env {
  if (own(config.tree, "secrets") === undefined) return env;
  const all: Record<string, string | undefined> = Object.assign(Object.create(null), env);
  for (const { name } of missingVariables(config.tree, env)) all[name] = STAND_IN;
  return all;
}

function refFinding({ use, place, agentId }: PlacedRef, { code, message, hint }: RefFailure): CheckFinding {
  const finding: FindingCode = code === "SECRET_REF_REDACTED_VALUE" ? "PLACEHOLDER_VALUE" : "REF_UNRESOLVED";
  const words = { what: message, ...(hint === undefined ? {} : { fix: hint }) };
  return toFinding({ ...use, code: finding, words }, place(), agentId);
}
