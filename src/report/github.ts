import { type CheckFinding, type CheckReport, counts, worstFirst } from "../domain/check-report.js";
import type { Severity } from "../domain/findings.js";
import { summaryLine } from "./check-text.js";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", info: "notice" };
// What GitHub shows of each kind for one step; the rest would vanish without a word.
const MOST_SHOWN = 10;
// A step summary ends at 1 MiB.
const MOST_ROWS = 2_000;

export interface GithubOptions {
  /** The workspace: files below it are named by their way from there. */
  root: string;
}

/** Workflow commands that GitHub turns into annotations, as many as it shows, and the line that scripts read. */
export function annotations(report: CheckReport, options: GithubOptions): string {
  const told = worstFirst(report.findings).filter((finding) => finding.suppressed === undefined);
  const lines: string[] = [];
  const shown = { error: 0, warn: 0, info: 0 };
  let left = 0;
  for (const finding of told) {
    // One notice is kept for what is left out.
    const most = finding.severity === "info" ? MOST_SHOWN - 1 : MOST_SHOWN;
    if (shown[finding.severity]++ < most) lines.push(annotation(finding, options));
    else left++;
  }
  if (left > 0) lines.push(`::notice title=modelseal::${data(`${left} more findings; the step summary lists them.`)}`);
  return `${[...lines, summaryLine(report)].join("\n")}\n`;
}

/** The same as Markdown, for the summary page of the job. */
export function stepSummary(report: CheckReport, options: GithubOptions): string {
  const findings = worstFirst(report.findings);
  const rows = findings.slice(0, MOST_ROWS).map((finding) => {
    const { severity, code, file, line, jsonPath, message, fixHint, suppressed } = finding;
    const place = `${relativeTo(options.root, file)}${line === null ? "" : `:${line}`}`;
    const state = suppressed ? `accepted: ${suppressed.reason}` : counts(finding) ? severity : "info";
    return `| ${[state, code, place, jsonPath, `${message} ${fixHint}`].map(cell).join(" | ")} |\n`;
  });
  const left = findings.length - rows.length;
  const table = rows.length === 0 ? "" : `| | code | place | path | what |\n|---|---|---|---|---|\n${rows.join("")}`;
  const more = left > 0 ? `\n${left} more findings; \`--format json\` has all of them.\n` : "";
  return `### ${summaryLine(report)}\n\n${table}${more}\n`;
}

function annotation(
  { severity, code, file, line, column, message, fixHint, jsonPath }: CheckFinding,
  { root }: GithubOptions,
): string {
  const place = [
    `file=${property(relativeTo(root, file))}`,
    ...(line === null ? [] : [`line=${line}`]),
    ...(column === null ? [] : [`col=${column}`]),
    `title=${property(code)}`,
  ];
  return `::${COMMANDS[severity]} ${place.join(",")}::${data(`${jsonPath}: ${message} ${fixHint}`)}`;
}

function relativeTo(root: string, file: string): string {
  const head = root.endsWith("/") ? root : `${root}/`;
  return file.startsWith(head) ? file.slice(head.length) : file;
}

// The escapes of GitHub's own toolkit.
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function cell(text: string): string {
  return text.replace(/[\\|`*_<>[\]#&]/g, "\\$&").replace(/\s+/g, " ");
}
