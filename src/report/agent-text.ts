import type { FileStatus } from "../domain/migrate-report.js";
import type { AgentReport } from "../domain/report.js";
import { KIND_NAMES } from "../domain/source.js";
import { showPath } from "../domain/text.js";
import { findingText } from "./finding-text.js";
import { columns, type Style } from "./style.js";

/** What changed at one agent and why, and what there is to say about it. */
export function agentText(agent: AgentReport, dryRun: boolean, style: Style): string {
  const paint = {
    unchanged: style.dim,
    created: style.green,
    updated: style.green,
    refused: style.red,
    failed: style.red,
  };
  const status = paint[agent.status](dryRun ? wouldBe(agent.status) : agent.status);
  const head = `${style.bold(agent.agentId)}  ${status}  ${showPath(agent.file)}\n`;
  const rows = agent.changes.map(({ jsonPath, from, to, source }) => [
    jsonPath,
    `${from} → ${to}`,
    source === "none" ? "" : KIND_NAMES[source],
  ]);
  const findings = agent.findings.map((finding) => findingText(finding, style, "  ")).join("");
  return `${head}${columns(rows, "  ")}${agent.diff ?? ""}${findings}`;
}

/** What a dry run calls a status. */
export function wouldBe(status: AgentReport["status"] | FileStatus): string {
  return ["created", "updated", "removed"].includes(status) ? `would be ${status}` : status;
}
