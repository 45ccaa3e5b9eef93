import type { AgentReport } from "../domain/report.js";
import { showPath } from "../domain/text.js";

/** One line per agent that was sealed again. */
export function watchLine(agent: AgentReport): string {
  const changes = agent.changes.map(({ jsonPath, from, to }) => `${jsonPath} ${from} → ${to}`).join(", ");
  return `${agent.agentId} ${agent.status} ${showPath(agent.file)}${changes === "" ? "" : `: ${changes}`}\n`;
}
