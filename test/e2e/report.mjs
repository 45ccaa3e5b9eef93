// The matrix as text.
import { secretsIn } from "./secrets.mjs";

const COLUMNS = ["cell", "outcome", "sent", "plaintext at rest", "written", "after", "client's audit"];

/** A value for the matrix: none of the suite's secrets is printed, not even an invented one. */
function safe(text) {
  const held = secretsIn(text);
  return held.length > 0 ? `<${held.join("+")}>` : text;
}

function plaintextOf({ plaintext, longestMs, cell }) {
  const phases = Object.entries(plaintext).map(([phase, names]) => `${phase}: ${names.join("+")}`);
  if (phases.length === 0) return "none";
  return cell.includes("watch") ? `${phases.join("; ")} (longest ${longestMs} ms)` : phases.join("; ");
}

/** One row of the matrix. */
export function rowOf(result) {
  const said = result.told.length > 0 && result.outcome !== "sealed" ? ` ${result.told.join("+")}` : "";
  return [
    result.cell,
    `${result.outcome}${said}`,
    safe(result.sent),
    plaintextOf(result),
    safe(String(result.sealedKey)),
    safe(String(result.marker)),
    result.audit,
  ];
}

/** The whole matrix as a Markdown table, and below it why a cell was lost. */
export function matrix(version, date, results) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const lines = [`OpenClaw ${version}, ${date}`, "", line(COLUMNS), line(COLUMNS.map(() => "---"))];
  for (const result of results) lines.push(line(rowOf(result)));
  const counts = new Map();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  lines.push("", [...counts].map(([outcome, n]) => `${n} ${outcome}`).join(", "));
  for (const { cell, outcome, reasons } of results)
    for (const reason of reasons) lines.push(`${outcome} ${cell}: ${safe(reason)}`);
  return `${lines.join("\n")}\n`;
}
