import { check } from "../../app/check.js";
import { type CheckReport, counts } from "../../domain/check-report.js";
import { jsonDocument } from "../../domain/escape.js";
import { findingKind } from "../../domain/finding-kind.js";
import { showPath } from "../../domain/text.js";
import { signalDelay } from "../../io/files/signals.js";
import { checkText, summaryLine } from "../../report/check-text.js";
import { colouredIf, plain } from "../../report/style.js";
import { type Context, findingLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { choice, type FlagSpec, type Flags, usage } from "../flags.js";
import { deliver, worldOptions } from "../output.js";
import { version } from "../version.js";

export const flags = {
  resolve: "boolean",
  "allow-exec": "boolean",
  exclude: "strings",
  baseline: "string",
  "update-baseline": "boolean",
} as const satisfies FlagSpec;

export const formats = ["text", "json", "sarif", "github", "html"] as const;
export const takes = "file";

const REDRAW_MS = 200;

/** Searches, prints the report in the format that was asked for, and tells the first thing that could not be answered. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  const format = given.is("json") ? "json" : choice(given, "format", formats, "text");
  const baseline = given.text("baseline");
  if (given.is("update-baseline") && baseline === undefined) throw usage("--update-baseline needs --baseline FILE.");
  if (given.list("exclude").length > 0 && given.positionals.length === 0)
    throw usage("--exclude needs a PATH below which something is left out.");
  const bar = progressBar(given.is("quiet"), context);
  const report = await check(
    {
      ...worldOptions(given),
      paths: given.positionals,
      exclude: given.list("exclude"),
      resolve: given.is("resolve"),
      allowExec: given.is("allow-exec"),
      baseline,
      updateBaseline: given.is("update-baseline"),
    },
    { env: context.env, progress: bar.show, onWrite: () => signalDelay().arm() },
  ).finally(bar.clear);
  deliver(await printed(report, format, given, context), given.text("output"), context);
  const output = given.text("output");
  // A job whose report went into a file has a log all the same.
  if (output !== undefined && !given.is("quiet"))
    context.sink.err(`${summaryLine(report)} Report in ${showPath(output)}.\n`);
  const [first, ...more] = report.findings.filter(
    (finding) => counts(finding) && findingKind(finding.code).counter === "unresolved",
  );
  if (first) context.sink.err(findingLine(first, more.length));
  return { noAnswer: report.status === "unresolved", no: report.status === "findings" };
}

async function printed(
  report: CheckReport,
  format: (typeof formats)[number],
  given: Flags,
  context: Context,
): Promise<string> {
  switch (format) {
    case "json":
      return jsonDocument(report);
    case "sarif":
    case "github": {
      const { forCodeHost } = await import("./check-formats.js");
      return forCodeHost(report, format, given, context);
    }
    case "html": {
      const { checkPage } = await import("../../report/html/check-page.js");
      return checkPage(report, { version, release: given.text("openclaw") });
    }
    default:
      return checkText(
        report,
        given.text("output") === undefined ? colouredIf(context.colours) : plain,
        given.is("resolve"),
      );
  }
}

/** A line on stderr that counts along, on a terminal and only once it has taken a moment. */
function progressBar(quiet: boolean, { sink, stderrIsTerminal }: Context) {
  let next = Date.now() + REDRAW_MS * 2;
  let width = 0;
  const draw = (text: string) => {
    sink.err(`\r${text.padEnd(width)}`);
    width = text.length;
  };
  const isOn = !quiet && (stderrIsTerminal?.() ?? false);
  return {
    show(done: number, of: number) {
      if (!isOn || Date.now() < next) return;
      next = Date.now() + REDRAW_MS;
      draw(of > 0 ? `Checking agent ${done + 1} of ${of}…` : `Checking file ${done}…`);
    },
    clear() {
      if (width > 0) sink.err(`\r${" ".repeat(width)}\r`);
    },
  };
}
