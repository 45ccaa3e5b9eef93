import { type FileStatus, type MigrateItem, type MigrateReport, VERDICTS } from "../domain/migrate-report.js";
import type { AgentReport } from "../domain/report.js";
import { showPath, showPlace } from "../domain/text.js";
import { wouldBe } from "./agent-text.js";
import { findingText } from "./finding-text.js";
import { columnLines, type Style } from "./style.js";

const WILL: Record<MigrateItem["action"], string> = {
  scrub: "goes",
  move: "moves",
  drop: "dropped",
  remove: "its file goes",
  keep: "stays",
};

/** The inventory for people: every plaintext credential with its verdict and what becomes of it; in parts. */
export function* inventoryText({ items }: MigrateReport, style: Style): Generator<string> {
  for (const verdict of Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]) {
    const some = items.filter((item) => item.verdict === verdict);
    if (some.length === 0) continue;
    yield `${style.bold(verdict)}  ${style.dim(VERDICTS[verdict])}\n`;
    yield* rows(some, style);
  }
}

function* rows(items: readonly MigrateItem[], style: Style): Generator<string> {
  const told = items.map((item) => [
    showPlace(item),
    item.overwritten ? `${item.jsonPath} (overwritten)` : item.jsonPath,
    item.ref === undefined || item.action !== "move" ? WILL[item.action] : `moves to ${item.ref}`,
  ]);
  let at = 0;
  for (const line of columnLines(told, "  ")) {
    const note = items[at++]?.note;
    yield note ? `${line}    ${style.yellow(note)}.\n` : line;
  }
}

/** What was done, or with --dry-run would be done: files, agents, findings, and one line at the end; in parts. */
export function* outcomeText(report: MigrateReport, style: Style): Generator<string> {
  const called = report.dryRun ? wouldBe : (status: AgentReport["status"] | FileStatus) => status;
  for (const { file, status, diff } of report.files)
    yield `${style.green(called(status))}  ${showPath(file)}\n${diff ?? ""}`;
  for (const agent of report.agents) {
    if (agent.status === "unchanged" && agent.findings.length === 0) continue;
    const paint = agent.error ? style.red : style.green;
    const head = `${paint(called(agent.status))}  ${showPath(agent.file)}  ${style.dim(agent.agentId)}\n`;
    const told = agent.findings.filter((finding) => finding.severity !== "info");
    yield `${head}${agent.diff ?? ""}${told.map((finding) => findingText(finding, style, "  ")).join("")}`;
  }
  yield summary(report);
}

function summary({ items, files, summary: { undecided }, dryRun, ok }: MigrateReport): string {
  if (items.length === 0 && files.length === 0 && ok) return "Nothing to migrate: no plaintext credential was found.\n";
  const done = items.filter(({ action }) => action !== "keep").length;
  const others = items.length - done - undecided;
  const will = dryRun ? "would be migrated or scrubbed" : ok ? "migrated or scrubbed" : "to be migrated or scrubbed";
  const left = undecided === 0 ? "none is left" : `${undecided} ${undecided === 1 ? "waits" : "wait"} for a decision`;
  const outside = others === 0 ? "" : `; ${others} in environment files ${others === 1 ? "stays" : "stay"}`;
  return `${items.length} plaintext ${items.length === 1 ? "credential" : "credentials"}: ${done} ${will}, ${left}${outside}.\n`;
}
