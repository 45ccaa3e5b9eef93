import type { AgentReport, GenerateReport } from "../domain/report.js";
import { KIND_NAMES } from "../domain/source.js";
import { showPath } from "../domain/text.js";
import { findingText } from "./finding-text.js";
import { columns, type Style } from "./style.js";

/** The report of `generate` for people: what changed and why, per agent; nothing but the last line if nothing did. */
export function generateText(report: GenerateReport, style: Style): string {
  const agents = report.agents.filter((agent) => agent.status !== "unchanged" || agent.findings.length > 0);
  return agents.map((agent) => agentText(agent, report.dryRun, style)).join("") + summary(report);
}

function agentText(agent: AgentReport, dryRun: boolean, style: Style): string {
  const paint = {
    unchanged: style.dim,
    created: style.green,
    updated: style.green,
    refused: style.red,
    failed: style.red,
  };
  const status = paint[agent.status](wouldBe(agent.status, dryRun));
  const head = `${style.bold(agent.agentId)}  ${status}  ${showPath(agent.file)}\n`;
  const rows = agent.changes.map(({ jsonPath, from, to, source }) => [
    jsonPath,
    `${from} → ${to}`,
    source === "none" ? "" : KIND_NAMES[source],
  ]);
  const findings = agent.findings.map((finding) => findingText(finding, style, "  ")).join("");
  return `${head}${columns(rows, "  ")}${agent.diff ?? ""}${findings}`;
}

function summary({ agents, dryRun }: GenerateReport): string {
  const counts = (["created", "updated", "unchanged", "refused", "failed"] as const)
    .map((status) => ({ status, count: agents.filter((agent) => agent.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${wouldBe(status, dryRun)}`);
  return `${agents.length} ${agents.length === 1 ? "agent" : "agents"}: ${counts.join(", ") || "nothing to do"}.\n`;
}

function wouldBe(status: AgentReport["status"], dryRun: boolean): string {
  return dryRun && (status === "created" || status === "updated") ? `would be ${status}` : status;
}
