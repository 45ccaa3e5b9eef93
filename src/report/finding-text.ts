import type { Finding } from "../domain/findings.js";
import { showPlace } from "../domain/text.js";
import { bySeverity, type Style } from "./style.js";

/** A finding for people: code and place, one sentence, one fix. */
export function findingText(finding: Finding, style: Style, indent = ""): string {
  const head = `${bySeverity(style, finding.severity)(`${finding.severity} ${finding.code}`)}  ${style.bold(showPlace(finding))}`;
  return `${indent}${head}  ${finding.jsonPath}\n${indent}  ${finding.message} ${style.dim(finding.fixHint)}\n`;
}
