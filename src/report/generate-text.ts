import type { GenerateReport } from "../domain/report.js";
import { agentText, wouldBe } from "./agent-text.js";
import type { Style } from "./style.js";

/** The report of `generate` for people: what changed and why, per agent; nothing but the last line if nothing did. */
export function generateText(report: GenerateReport, style: Style): string {
  const agents = report.agents.filter((agent) => agent.status !== "unchanged" || agent.findings.length > 0);
  return agents.map((agent) => agentText(agent, report.dryRun, style)).join("") + summary(report);
}

function summary({ agents, dryRun, config }: GenerateReport): string {
  const none = config.exists ? "" : `There is no ${config.file}, so that auth profiles and models.json alone count.\n`;
  const counts = (["created", "updated", "unchanged", "refused", "failed"] as const)
    .map((status) => ({ status, count: agents.filter((agent) => agent.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${dryRun ? wouldBe(status) : status}`);
  return `${none}${agents.length} ${agents.length === 1 ? "agent" : "agents"}: ${counts.join(", ") || "nothing to do"}.\n`;
}
