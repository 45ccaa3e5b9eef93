import { SealError } from "../domain/errors.js";
import type { Words } from "../domain/migrate/decide.js";
import { type MigrateFile, type MigrateReport, summarize, toMigrateItem } from "../domain/migrate-report.js";
import { type AgentReport, SCHEMA_VERSION } from "../domain/report.js";
import { showPath } from "../domain/text.js";
import { removeFile } from "../io/files/remove.js";
import { garbageWatch } from "../io/memory.js";
import { failedAgent, isFine, type Outside } from "./generate.js";
import { type Decision, decide } from "./migrate-decide.js";
import { type Edits, makeEdits, rootOf } from "./migrate-edits.js";
import { type Gathered, gather } from "./migrate-gather.js";
import { assignRefs, type Home, type HomeOptions, openHome, storeAll, verifyHome } from "./migrate-home.js";
import { indexOrphans, onlyCopiesRest, previewModels, sealModels, wouldChangeModels } from "./migrate-models.js";
import { sweepAll, writeEdit } from "./migrate-write.js";
import { loadWorld, type WorldOptions } from "./world.js";

export interface MigrateOptions extends WorldOptions, HomeOptions {
  dryRun?: boolean | undefined;
  dropOrphans?: boolean | undefined;
  dropUnverifiable?: boolean | undefined;
  purgeResidue?: boolean | undefined;
}

export interface MigrateOutside extends Outside {
  /** Sees the inventory before anything is written; false, or an error, ends the run. */
  confirm?: (plan: MigrateReport) => Promise<boolean>;
  progress?: (done: number, of: number) => void;
}

const MOST_ROUNDS = 3;

/** One state of the world with all that is decided about it. */
interface Round {
  gathered: Gathered;
  home: Home | undefined;
  decision: Decision;
  edits: Edits;
}

/**
 * Gives each plaintext credential a proper home, then scrubs it. In this order: the new home, read back and compared; the
 * refs in config and profiles; the plaintext of profiles and models.json; leftovers. So each credential is at every moment
 * in a place that OpenClaw reads, and a run that was killed is completed by the next one. What another process changes in
 * between is planned anew, a few times.
 * @throws SealError if nothing can be decided (options, config, a ref in an OAuth profile), if the home does not give back
 *   what was put there, or if a file cannot be written.
 */
export async function migrate(options: MigrateOptions, outside: MigrateOutside): Promise<MigrateReport> {
  const words = wordsOf(options);
  const files: MigrateFile[] = [];
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const planned = await plan(options, words, outside);
    if (options.dryRun) return preview(planned);
    if (changesAnything(planned)) {
      const proposal = reportOf(planned, [], planned.gathered.failures, true);
      if ((await outside.confirm?.(proposal)) === false) return proposal;
    }
    const report = await carryOut(planned, files, options, outside);
    if (report) return report;
  }
  throw new SealError(
    "BEING_REWRITTEN",
    "The files are being rewritten by another process.",
    "Run again once the gateway has settled, or stop it for the migration.",
  );
}

function wordsOf(options: MigrateOptions): Words {
  const { dropOrphans = false, dropUnverifiable = false, purgeResidue = false } = options;
  const hasHome = options.to !== undefined || options.toFile !== undefined;
  return { hasHome, dropOrphans, dropUnverifiable, purgeResidue };
}

async function plan(options: MigrateOptions, words: Words, outside: MigrateOutside): Promise<Round> {
  const gathered = await gather(options, outside);
  const home = openHome(options, gathered.world);
  const decision = await decide(gathered, words);
  if (home) await assignRefs(home, decision.moves, gathered.world);
  for (const { ref, items } of decision.moves) for (const item of items) if (ref) item.ref = ref;
  return { gathered, home, decision, edits: makeEdits(gathered, decision, home) };
}

function changesAnything({ gathered, decision, edits }: Round): boolean {
  return edits.files.length > 0 || decision.removable.length > 0 || wouldChangeModels(gathered, decision);
}

/** Undefined: another process changed a file, so that everything has to be planned anew. `files` collects what was written. */
async function carryOut(
  { gathered, home, decision, edits }: Round,
  files: MigrateFile[],
  options: MigrateOptions,
  outside: MigrateOutside,
): Promise<MigrateReport | undefined> {
  const { world } = gathered;
  sweepAll(gathered, home, outside);
  const { moves } = decision;
  const homeEdits = edits.files.filter(({ part }) => part === "home");
  for (const edit of homeEdits) if (!writeEdit(edit, files, outside)) return undefined;
  if (home?.kind === "exec") await storeAll(home, moves, world);
  if (moves.length > 0) await verifyHome(moves, edits.nextConfig, world);
  // Once a ref is in place, what it stands for counts as stale: so the only copies must still be those that were moved.
  if (moves.length > 0 && !onlyCopiesRest(gathered)) return undefined;
  for (const edit of edits.files) if (edit.part !== "home" && !writeEdit(edit, files, outside)) return undefined;

  const { agents: _everyone, ...rest } = options;
  const fresh = edits.files.length > 0 ? await loadWorld(rest, outside.env, outside.home) : world;
  const agents: AgentReport[] = [...gathered.failures];
  const selected = gathered.agents.filter((state) => state.selected);
  const cache = new Map();
  const tidy = garbageWatch();
  const orphansOf = indexOrphans(decision);
  for (const [done, state] of selected.entries()) {
    outside.progress?.(done, selected.length);
    tidy();
    try {
      const sealed = await sealModels(state, orphansOf(state), fresh, cache, outside);
      if (!sealed) return undefined;
      agents.push(withoutItems(sealed));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      agents.push(failedAgent(state.agent, error));
    }
  }
  if (agents.every(isFine)) purge(gathered, decision, files, outside);
  return reportOf({ gathered, home, decision, edits }, files, agents, false);
}

function purge({ world }: Gathered, { removable }: Decision, files: MigrateFile[], outside: Outside): void {
  for (const { file, agentId } of removable) {
    outside.onWrite?.();
    if (removeFile(file, { root: rootOf(file, world), private: agentId !== undefined }))
      files.push({ file: showPath(file), status: "removed" });
  }
}

async function preview(round: Round): Promise<MigrateReport> {
  const { gathered, decision, edits } = round;
  const { maskedFileDiff } = await import("../domain/diff.js");
  const tidy = garbageWatch();
  const files = edits.files.map(({ part, file, before, after, mount }): MigrateFile => {
    tidy();
    const diff = maskedFileDiff(part, file, before, after, mount);
    return { file: showPath(file), status: before === undefined ? "created" : "updated", diff };
  });
  const removed = decision.removable.map(({ file }): MigrateFile => ({ file: showPath(file), status: "removed" }));
  const agents = (await previewModels(gathered, decision, edits.nextConfig)).map(withoutItems);
  return reportOf(round, [...files, ...removed], [...gathered.failures, ...agents], true);
}

const TOLD_AS_ITEMS: ReadonlySet<string> = new Set(["PLAINTEXT_FOUND", "ORPHAN_PLAINTEXT", "STALE_PLAINTEXT"]);

/** What `generate` finds about a plaintext credential, the inventory says better. */
function withoutItems(report: AgentReport): AgentReport {
  return { ...report, findings: report.findings.filter(({ code }) => !TOLD_AS_ITEMS.has(code)) };
}

function reportOf({ decision }: Round, files: MigrateFile[], agents: AgentReport[], dryRun: boolean): MigrateReport {
  const items = decision.items.map(toMigrateItem);
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: agents.every(isFine),
    dryRun,
    items,
    summary: summarize(decision.items),
    files,
    agents,
  };
}
