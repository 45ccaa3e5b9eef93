import { type BaselineUse, byFile, type CheckFinding, type CheckReport, counts } from "../domain/check-report.js";
import { bySeverity, type Style } from "./style.js";

export const NO_FILE = "There was no file to look into.";

/**
 * The report of `check` for people: findings by file, and the line that scripts read.
 * @param resolved whether refs were asked for their values: then it is told which were not.
 */
export function checkText(report: CheckReport, style: Style, resolved = false): string {
  const groups = [...byFile(report.findings)].map(([file, findings]) => fileText(file, findings, style));
  const nothing = report.filesScanned.length + report.findings.length === 0 ? `${NO_FILE}\n` : "";
  const baseline = report.baseline ? `${baselineLine(report.baseline)}\n` : "";
  const skipped = resolved ? skippedText(report.resolution) : "";
  return `${groups.join("")}${baseline}${nothing}${skipped}${summaryLine(report)}\n`;
}

/** `Secrets check: clean. plaintext=0, …`: the last line of the text form, whatever the findings. */
export function summaryLine({ status, summary }: CheckReport): string {
  const { plaintext, unresolved, shadowed, legacy } = summary;
  return `Secrets check: ${status}. plaintext=${plaintext}, unresolved=${unresolved}, shadowed=${shadowed}, legacy=${legacy}.`;
}

/** So that a clean answer is not taken for more than it says. */
function skippedText({ skippedExecRefs }: CheckReport["resolution"]): string {
  if (skippedExecRefs === 0) return "";
  const refs = skippedExecRefs === 1 ? "1 exec ref was" : `${skippedExecRefs} exec refs were`;
  return `${refs} not asked for a value: --allow-exec runs the commands.\n`;
}

function fileText(file: string, findings: readonly CheckFinding[], style: Style): string {
  const agents = [...new Set(findings.flatMap(({ agentId }) => agentId ?? []))];
  const agent = agents.length === 1 ? style.dim(`  agent ${agents[0]}`) : "";
  return `${style.bold(file)}${agent}\n${findings.map((finding) => findingText(finding, style)).join("")}\n`;
}

function findingText(finding: CheckFinding, style: Style): string {
  const { severity, code, line, column, jsonPath, message, fixHint, suppressed } = finding;
  const place = line === null ? "" : `${line}:${column}  `;
  const paint = counts(finding) ? bySeverity(style, severity) : style.dim;
  const accepted = suppressed ? ` ${style.dim(`Accepted: ${suppressed.reason}`)}` : "";
  return `  ${place}${paint(`${severity} ${code}`)}  ${jsonPath}\n    ${message} ${style.dim(fixHint)}${accepted}\n`;
}

/** What a baseline was good for. */
export function baselineLine({ file, suppressed, stale, withoutReason, refused }: BaselineUse): string {
  const parts = [
    `${suppressed} accepted`,
    ...(withoutReason > 0 ? [`${withoutReason} without a reason, which accept nothing`] : []),
    ...(refused > 0 ? [`${refused} for errors or plaintext in models.json, which nobody can accept`] : []),
    ...(stale > 0 ? [`${stale} that match nothing any more`] : []),
  ];
  return `Baseline ${file}: ${parts.join(", ")}.`;
}
