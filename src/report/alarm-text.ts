import { type CheckReport, counts } from "../domain/check-report.js";
import type { Finding } from "../domain/findings.js";
import { showPlace } from "../domain/text.js";

/** A gateway's log is no place for a thousand lines: what is more than this is only counted. */
const MOST_LINES = 50;

export interface AlarmLine {
  level: "info" | "warn" | "error";
  text: string;
}

/** What the log of a gateway says about a check: one line per finding that counts, or one that says that there is none. */
export function alarmLines(report: CheckReport): AlarmLine[] {
  const findings = report.findings.filter(counts);
  if (findings.length === 0) {
    const files = `${report.filesScanned.length} ${report.filesScanned.length === 1 ? "file" : "files"}`;
    return [{ level: "info", text: `modelseal: No secret is at rest in ${files}.` }];
  }
  const lines = findings.slice(0, MOST_LINES).map(
    (finding): AlarmLine => ({
      level: finding.severity,
      text: `modelseal: ${finding.code} in ${placeOf(finding)}. ${finding.message} ${finding.fixHint}`,
    }),
  );
  const more = findings.length - lines.length;
  if (more > 0) lines.push({ level: "warn", text: `modelseal: ${more} more; \`modelseal check\` lists them all.` });
  return lines;
}

/** A finding as OpenClaw's own security audit lists it. */
export function auditFinding(finding: Finding) {
  return {
    checkId: `modelseal.${finding.code.toLowerCase()}`,
    severity: finding.severity === "error" ? ("critical" as const) : finding.severity,
    title: finding.message,
    detail: placeOf(finding),
    remediation: finding.fixHint,
  };
}

/** No colon after the path: OpenClaw's log hides whatever follows on `apiKey:` and the like, our words as well. */
function placeOf(finding: Finding): string {
  return `${showPlace(finding)} (${finding.jsonPath})`;
}
