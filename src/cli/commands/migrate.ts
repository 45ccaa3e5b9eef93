import { migrate } from "../../app/migrate.js";
import type { MigrateReport } from "../../domain/migrate-report.js";
import { ask, canAsk } from "../../io/ask.js";
import { signalDelay } from "../../io/files/signals.js";
import { inventoryText, outcomeText } from "../../report/migrate-text.js";
import { colouredIf, plain, type Style } from "../../report/style.js";
import type { Context } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { type FlagSpec, type Flags, usage } from "../flags.js";
import { deliver, emit, wantsJson, worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";
import { tellErrors } from "./generate.js";

export const flags = {
  "dry-run": "boolean",
  yes: "boolean",
  to: "string",
  "to-file": "string",
  "store-command": "string",
  "drop-orphans": "boolean",
  "drop-unverifiable": "boolean",
  "purge-residue": "boolean",
} as const satisfies FlagSpec;

const PROGRESS_EVERY = 25;

/** Shows what is planned, asks unless --yes is given, and carries it out. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  if (given.positionals.length > 0) throw usage("migrate takes flags only.", "See `modelseal migrate --help`.");
  const delay = signalDelay();
  let shown = false;
  let refused = false;
  const confirm = async (plan: MigrateReport): Promise<boolean> => {
    if (!given.is("yes") && !canAsk())
      throw usage(
        "migrate rewrites files, and nobody is here to be asked.",
        "Look at it with --dry-run, then run it with --yes.",
      );
    shown = showPlan(plan, given, context);
    refused = !given.is("yes") && !(await ask("Go on?"));
    return !refused;
  };
  const report = await migrate(
    {
      ...worldOptions(given),
      dryRun: given.is("dry-run"),
      to: given.text("to"),
      toFile: given.text("to-file"),
      storeCommand: given.text("store-command"),
      dropOrphans: given.is("drop-orphans"),
      dropUnverifiable: given.is("drop-unverifiable"),
      purgeResidue: given.is("purge-residue"),
    },
    {
      env: context.env,
      now: context.now,
      sweepMs: sweepMs(context.env),
      onWrite: () => delay.arm(),
      confirm,
      ...(context.stderrIsTerminal?.() && !given.is("quiet") ? { progress: progress(context) } : {}),
    },
  );
  if (refused) context.sink.err("modelseal: Nothing was changed.\n");
  else emit(report, (style) => wholeText(report, shown, style), given, context);
  tellErrors(report, context);
  await delay.release();
  return refused ? { noAnswer: false, no: true } : verdictOf(report);
}

function* wholeText(report: MigrateReport, shown: boolean, style: Style): Generator<string> {
  if (!shown) yield* inventoryText(report, style);
  yield* outcomeText(report, style);
}

/** Before anything is done; where stdout belongs to a document or a file, a question shows it on stderr. */
function showPlan(plan: MigrateReport, given: Flags, context: Context): boolean {
  const onStdout = !wantsJson(given) && given.text("output") === undefined;
  if (onStdout) deliver(inventoryText(plan, colouredIf(context.colours)), undefined, context);
  else if (!given.is("yes")) for (const part of inventoryText(plan, plain)) context.sink.err(part);
  return onStdout;
}

function progress(context: Context): (done: number, of: number) => void {
  return (done, of) => {
    if (of > PROGRESS_EVERY && done % PROGRESS_EVERY === 0)
      context.sink.err(`\r${done} of ${of} agents${done + PROGRESS_EVERY >= of ? "\r\u001b[K" : ""}`);
  };
}

/** Which reports of `migrate` are no answer, and which leave something to decide. */
export function verdictOf(report: MigrateReport): Verdict {
  const unsafe = report.agents.some((agent) => agent.findings.some((finding) => finding.code === "MARKER_UNSAFE"));
  const changed = report.agents.some(({ status }) => status === "created" || status === "updated");
  const wouldChange = report.dryRun && (report.files.length > 0 || changed);
  return { noAnswer: !report.ok, no: report.summary.undecided > 0 || unsafe || wouldChange };
}
