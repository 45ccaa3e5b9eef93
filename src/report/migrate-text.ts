import { type MigrateItem, type MigrateReport, VERDICTS } from "../domain/migrate-report.js";
import { showPath, showPlace } from "../domain/text.js";
import { findingText } from "./finding-text.js";
import { columns, type Style } from "./style.js";

const WILL: Record<MigrateItem["action"], string> = {
  scrub: "goes",
  move: "moves",
  drop: "dropped",
  remove: "its file goes",
  keep: "stays",
};

/** The inventory for people: every plaintext credential with its verdict and what becomes of it. */
export function inventoryText({ items }: MigrateReport, style: Style): string {
  const verdicts = Object.keys(VERDICTS) as (keyof typeof VERDICTS)[];
  return verdicts
    .map((verdict) => ({ verdict, some: items.filter((item) => item.verdict === verdict) }))
    .filter(({ some }) => some.length > 0)
    .map(({ verdict, some }) => `${style.bold(verdict)}  ${style.dim(VERDICTS[verdict])}\n${rows(some, style)}`)
    .join("");
}

function rows(items: readonly MigrateItem[], style: Style): string {
  const told = items.map((item) => ({
    item,
    row: [
      showPlace(item),
      item.jsonPath,
      item.ref === undefined || item.action !== "move" ? WILL[item.action] : `moves to ${item.ref}`,
    ],
  }));
  const lines = columns(
    told.map(({ row }) => row),
    "  ",
  ).split("\n");
  return told.map(({ item }, i) => `${lines[i]}\n${item.note ? `    ${style.yellow(item.note)}.\n` : ""}`).join("");
}

/** What was done, or with --dry-run would be done: files, agents, findings, and one line at the end. */
export function outcomeText(report: MigrateReport, style: Style): string {
  const files = report.files.map(
    ({ file, status, diff }) => `${style.green(status)}  ${showPath(file)}\n${diff ?? ""}`,
  );
  const agents = report.agents
    .filter((agent) => agent.status !== "unchanged" || agent.findings.length > 0)
    .map((agent) => {
      const paint = agent.error ? style.red : style.green;
      const head = `${paint(agent.status)}  ${showPath(agent.file)}  ${style.dim(agent.agentId)}\n`;
      const told = agent.findings.filter((finding) => finding.severity !== "info");
      return `${head}${agent.diff ?? ""}${told.map((finding) => findingText(finding, style, "  ")).join("")}`;
    });
  return `${files.join("")}${agents.join("")}${summary(report)}`;
}

function summary({ items, files, summary: { undecided }, dryRun, ok }: MigrateReport): string {
  if (items.length === 0 && files.length === 0 && ok) return "Nothing to migrate: no plaintext credential was found.\n";
  const done = items.length - undecided;
  const will = dryRun ? "would be migrated or scrubbed" : ok ? "migrated or scrubbed" : "to be migrated or scrubbed";
  const left = undecided === 0 ? "none is left" : `${undecided} ${undecided === 1 ? "waits" : "wait"} for a decision`;
  return `${items.length} plaintext ${items.length === 1 ? "credential" : "credentials"}: ${done} ${will}, ${left}.\n`;
}
