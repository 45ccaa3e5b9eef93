import { generate, isEntryError } from "../../app/generate.js";
import type { GenerateReport } from "../../domain/report.js";
import { signalDelay } from "../../io/files/signals.js";
import { generateText } from "../../report/generate-text.js";
import { type Context, failureLine, findingLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { atMost, choice, type FlagSpec, type Flags } from "../flags.js";
import { emit, worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";

export const flags = {
  "dry-run": "boolean",
  strict: "boolean",
  rebuild: "boolean",
  "key-form": "string",
} as const satisfies FlagSpec;

/** Brings every models.json in line; signals wait for the end of a write. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  atMost(0, given, "generate takes flags only; --agent ID names an agent.");
  const strict = given.is("strict");
  const delay = signalDelay();
  const report = await generate(
    {
      ...worldOptions(given),
      dryRun: given.is("dry-run"),
      rebuild: given.is("rebuild"),
      keyForm: choice(given, "key-form", ["auto", "marker", "omit"], "auto"),
    },
    { env: context.env, now: context.now, sweepMs: sweepMs(context.env), onWrite: () => delay.arm() },
  );
  emit(report, (style) => generateText(report, style), given, context);
  tellErrors(report, context);
  await delay.release();
  await keepCompiled(context);
  return verdictOf(report, strict);
}

/** After an update of Node the first run stores anew what `precompile` stored; whatever fails is left for the next. */
async function keepCompiled(context: Context): Promise<void> {
  const [first] = context.scripts?.values() ?? [];
  if (first === undefined || first.isStored) return;
  const { renew } = await import("./precompile.js");
  await renew(context);
}

/**
 * One line on stderr for everything that makes the exit code 2.
 * @param outcome what comes of it, at the end of the last one; a line of its own if there is no other.
 */
export function tellErrors(report: Pick<GenerateReport, "agents">, context: Context, outcome?: string): void {
  const lines = report.agents.flatMap(({ error, findings }) => [
    ...(error ? [failureLine(error)] : []),
    ...findings.filter(isEntryError).map((finding) => findingLine(finding)),
  ]);
  if (outcome !== undefined) lines.push(`${lines.pop()?.trimEnd() ?? "modelseal:"} ${outcome}\n`);
  for (const line of lines) context.sink.err(line);
}

/** Which reports of `generate` are no answer, and which say no. */
export function verdictOf(report: GenerateReport, strict: boolean): Verdict {
  const codes = new Set(report.agents.flatMap((agent) => agent.findings.map((finding) => finding.code)));
  const wouldChange = report.dryRun && report.agents.some((a) => a.status === "created" || a.status === "updated");
  return {
    noAnswer: !report.ok,
    no: wouldChange || codes.has("MARKER_UNSAFE") || (strict && codes.has("ORPHAN_PLAINTEXT")),
  };
}
