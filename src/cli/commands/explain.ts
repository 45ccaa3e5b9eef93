import { explain } from "../../app/explain.js";
import { explainText } from "../../report/explain-text.js";
import { type Context, failureLine, findingLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { atMost, choice, type FlagSpec, type Flags } from "../flags.js";
import { deliver, emit, worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";
import { version } from "../version.js";

export const flags = {} satisfies FlagSpec;

export const formats = ["text", "json", "html"] as const;

/** Tells which source decides for each provider, or for the one that is named. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  atMost(1, given, "explain takes one provider at most.");
  const format = given.is("json") ? "json" : choice(given, "format", formats, "text");
  const [provider] = given.positionals;
  const report = await explain(
    { ...worldOptions(given), provider },
    { env: context.env, now: context.now, sweepMs: sweepMs(context.env) },
  );
  if (format === "html") {
    const { explainPage } = await import("../../report/html/explain-page.js");
    deliver(explainPage(report, { version }), given.text("output"), context);
  } else emit(report, (style) => explainText(report, style), given, context);
  for (const failure of report.failures) context.sink.err(failureLine(failure));
  const invalid = report.providers.flatMap((p) => p.findings.filter((finding) => finding.code === "INVALID_REF"));
  for (const line of new Set(invalid.map(findingLine))) context.sink.err(line);
  return { noAnswer: !report.ok || invalid.length > 0, no: false };
}
