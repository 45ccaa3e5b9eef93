import { explain } from "../../app/explain.js";
import { explainText } from "../../report/explain-text.js";
import { type Context, failureLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { atMost, type FlagSpec, type Flags } from "../flags.js";
import { emit, worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";

export const flags = {} satisfies FlagSpec;

export async function run(given: Flags, context: Context): Promise<Verdict> {
  atMost(1, given, "explain takes one provider at most.");
  const [provider] = given.positionals;
  const report = await explain(
    { ...worldOptions(given), ...(provider === undefined ? {} : { provider }) },
    { env: context.env, now: context.now, sweepMs: sweepMs(context.env) },
  );
  emit(report, (style) => explainText(report, style), given, context);
  for (const failure of report.failures) context.sink.err(failureLine(failure));
  const isInvalid = report.providers.some((p) => p.findings.some((finding) => finding.code === "INVALID_REF"));
  return { noAnswer: !report.ok || isInvalid, no: false };
}
