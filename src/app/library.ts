import type { Env } from "../domain/config/substitute.js";
import type { GenerateReport } from "../domain/report.js";
import { generate } from "./generate.js";

const SWEEP_MS = 60_000;

export interface EnsureModelsJsonOptions {
  stateDir?: string;
  configPath?: string;
  /** Ids; every agent of the config and on disk by default. */
  agents?: readonly string[];
  /** The whole environment that counts; nothing is taken from the process. */
  env: Env;
  home: string;
  /** The OpenClaw release that will read the files. */
  openclaw?: string;
  dryRun?: boolean;
  /** Then `ok` is false also if an orphan was found. */
  strict?: boolean;
}

/**
 * Brings every agent's models.json in line with config and auth profiles, as `modelseal generate` does. Rejects with a
 * SealError only if no agent can be decided; an agent that fails is told in its report and by `ok: false`.
 * Leaves the signals of the process alone: a kill in the middle of a write can leave a private stage file, which the next
 * run sweeps.
 */
export async function ensureModelsJson(options: EnsureModelsJsonOptions): Promise<GenerateReport> {
  const { stateDir, configPath, agents, env, home, openclaw, dryRun, strict = false } = options;
  const report = await generate(
    {
      stateDir,
      config: configPath,
      openclaw,
      ...(agents === undefined ? {} : { agents }),
      ...(dryRun === undefined ? {} : { dryRun }),
    },
    { env, home, now: Date.now(), sweepMs: SWEEP_MS },
  );
  const hasOrphan = report.agents.some((agent) => agent.findings.some((f) => f.code === "ORPHAN_PLAINTEXT"));
  return strict && hasOrphan ? { ...report, ok: false } : report;
}
