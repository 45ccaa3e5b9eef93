import type { CheckReport } from "../../domain/check-report.js";
import { releaseRange } from "../../domain/openclaw/releases.js";
import { nonBlank } from "../../domain/tree.js";
import { appendText } from "../../io/append.js";
import { locate } from "../../io/locate.js";
import { annotations, stepSummary } from "../../report/github.js";
import { sarif } from "../../report/sarif.js";
import type { Context } from "../context.js";
import type { Flags } from "../flags.js";
import { worldOptions } from "../output.js";
import { version } from "../version.js";

/** The report as a code host reads it; on GitHub also the summary of the job's step, where it asks for one. */
export function forCodeHost(report: CheckReport, format: "sarif" | "github", given: Flags, context: Context): string {
  const root = nonBlank(context.env["GITHUB_WORKSPACE"]) ?? process.cwd();
  if (format === "sarif") {
    const { stateDir } = locate(
      worldOptions(given),
      context.env,
      releaseRange(given.text("openclaw"), undefined).newest,
    );
    return sarif(report, { version, root, stateDir });
  }
  const summary = nonBlank(context.env["GITHUB_STEP_SUMMARY"]);
  if (summary !== undefined) appendText(summary, stepSummary(report, { root }));
  return annotations(report, { root });
}
