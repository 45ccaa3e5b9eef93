import { type BaselineUse, byFile, type CheckFinding, type CheckReport, counts } from "../domain/check-report.js";
import { bySeverity, type Style } from "./style.js";

export const NO_FILE = "There was no file to look into.";

/** The report of `check` for people: findings by file, and the line that scripts read. */
export function checkText(report: CheckReport, style: Style): string {
  const groups = [...byFile(report.findings)].map(([file, findings]) => fileText(file, findings, style));
  const nothing = report.filesScanned.length + report.findings.length === 0 ? `${NO_FILE}\n` : "";
  const baseline = report.baseline ? `${baselineLine(report.baseline)}\n` : "";
  return `${groups.join("")}${baseline}${nothing}${summaryLine(report)}\n`;
}

/** `Secrets check: clean. plaintext=0, …`: the last line of the text form, whatever the findings. */
export function summaryLine({ status, summary }: CheckReport): string {
  const { plaintext, unresolved, shadowed, legacy } = summary;
  return `Secrets check: ${status}. plaintext=${plaintext}, unresolved=${unresolved}, shadowed=${shadowed}, legacy=${legacy}.`;
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
export function baselineLine({ file, suppressed, stale, withoutReason }: BaselineUse): string {
  const parts = [
    `${suppressed} accepted`,
    ...(withoutReason > 0 ? [`${withoutReason} without a reason, which accept nothing`] : []),
    ...(stale > 0 ? [`${stale} that match nothing any more`] : []),
  ];
  return `Baseline ${file}: ${parts.join(", ")}.`;
}
