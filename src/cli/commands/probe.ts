import { probe } from "../../app/probe.js";
import { probeText } from "../../report/probe-text.js";
import { type Context, failureLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { type FlagSpec, type Flags, usage } from "../flags.js";
import { emit, worldOptions } from "../output.js";
import { progress } from "../progress.js";
import { terminalWidth } from "../settings.js";

export const flags = {
  "no-exec": "boolean",
  "env-file": "string",
  timeout: "string",
} as const satisfies FlagSpec;

/** Judges every credential, or those of one provider. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  const [provider, ...more] = given.positionals;
  if (more.length > 0 || provider?.trim() === "") throw usage("probe takes the id of one provider at most.");
  const options = {
    ...worldOptions(given),
    provider,
    allowExec: !given.is("no-exec"),
    timeoutMs: milliseconds(given.text("timeout")),
    envFile: given.text("env-file"),
  };
  const stop = progress("Resolving credentials…", given.is("quiet"), context);
  const report = await probe(options, { env: context.env, now: context.now }).finally(stop);
  const width = given.text("output") === undefined ? terminalWidth(context) : undefined;
  emit(report, (style) => probeText(report, style, width), given, context);
  for (const failure of report.failures) context.sink.err(failureLine(failure));
  return { noAnswer: !report.ok, no: report.missing.length > 0 };
}

function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw usage("--timeout must be a number of milliseconds above 0.");
  return Number(text);
}
