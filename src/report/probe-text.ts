import type { ProbeReasonCode, ProbeReport, ProbeResult } from "../domain/probe-report.js";
import { showPath } from "../domain/text.js";
import type { Style } from "./style.js";
import { type Cell, table, wrap } from "./table.js";

const NO_CREDENTIALS = "Auth profile credentials are missing or expired.";

/**
 * The first line that OpenClaw's own probe prints for a code (2026.9.6, `list.probe`); scripts look for the first of
 * them, so it stays as it is.
 */
const FIRST_LINES: Record<Exclude<ProbeReasonCode, "ok">, string> = {
  missing_credential: NO_CREDENTIALS,
  expired: NO_CREDENTIALS,
  invalid_expires: NO_CREDENTIALS,
  unresolved_ref: NO_CREDENTIALS,
  ineligible_profile: NO_CREDENTIALS,
  excluded_by_auth_order: "Excluded by auth.order for this provider.",
  no_model: "No model available for probe.",
};

const INDENT = "  ";

/** The report of `probe` for people, for a terminal of `width` characters: a table, then why and what to do. */
export function probeText(report: ProbeReport, style: Style, width?: number): string {
  const { results } = report;
  const several = new Set(results.flatMap(({ agents }) => agents)).size > 1;
  const head = ["Model", "Profile", ...(several ? ["Agent"] : []), "Status", "Order", "Time"];
  const rows = results.map((result) => cells(result, several, style));
  const parts = [
    rows.length === 0 ? "" : table(head, rows, width),
    ...reasons(results, style, width),
    unchecked(results, style, width),
    summary(report, several, style, width),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function cells(result: ProbeResult, several: boolean, style: Style): Cell[] {
  const { provider, model, agents, reasonCode, order, ms } = result;
  const paint = reasonCode === "ok" ? style.green : reasonCode === "excluded_by_auth_order" ? style.dim : style.red;
  return [
    { text: model ?? `${provider}/-`, paint: style.bold },
    { text: nameOf(result) },
    ...(several ? [{ text: agents.join(", ") }] : []),
    { text: statusOf(reasonCode), paint },
    { text: order === undefined ? "-" : String(order) },
    { text: ms === 0 ? "-" : `${ms} ms`, paint: style.dim },
  ];
}

function nameOf({ source, profileId, variable }: ProbeResult): string {
  return source === "profile" ? (profileId ?? "") : [source, variable ?? profileId].filter(Boolean).join(" ");
}

function statusOf(code: ProbeReasonCode): string {
  if (code === "ok") return "ok";
  return `${code === "excluded_by_auth_order" ? "not used" : "failed"}: ${code}`;
}

/** One block per first line; below it each credential with its reason. */
function reasons(results: readonly ProbeResult[], style: Style, width: number | undefined): string[] {
  const blocks = new Map<string, string>();
  for (const [code, line] of Object.entries(FIRST_LINES)) {
    for (const result of results.filter(({ reasonCode }) => reasonCode === code)) {
      const reason = item(`↳ Auth reason [${code}]: ${titled(result)}`, width);
      blocks.set(line, (blocks.get(line) ?? `${style.bold(line)}\n`) + reason);
    }
  }
  return [...blocks.values()];
}

/** The credential, where it stands, and the sentences on it. */
function titled(result: ProbeResult): string {
  const where = result.file === null ? "" : ` in ${showPath(result.file)}`;
  return `${nameOf(result)} of ${result.provider}${where}. ${result.detail}`;
}

function unchecked(results: readonly ProbeResult[], style: Style, width: number | undefined): string {
  const items = results.filter(({ checked }) => !checked).map((r) => item(`↳ ${r.provider}: ${r.detail}`, width));
  return items.length === 0 ? "" : `${style.bold("Not checked.")}\n${items.join("")}`;
}

function summary(
  { results, missing, failures }: ProbeReport,
  several: boolean,
  style: Style,
  width: number | undefined,
): string {
  if (results.length + missing.length + failures.length === 0) return "No credentials, and no provider in use.\n";
  const usable = results.filter(({ reasonCode }) => reasonCode === "ok").length;
  const count = `${results.length} ${results.length === 1 ? "credential" : "credentials"}, ${usable} ok.`;
  if (missing.length === 0)
    return item(failures.length > 0 ? count : `${count} Every provider in use has a usable credential.`, width);
  const lacks = missing.map(({ detail, agents }) =>
    item(`↳ ${several ? `${agents.join(", ")}: ` : ""}${detail}`, width),
  );
  return `${count} ${style.red("In use without a usable credential:")}\n${lacks.join("")}`;
}

/** A paragraph whose further lines are indented. */
function item(text: string, width: number | undefined): string {
  return `${wrap(text, width, INDENT.length).join(`\n${INDENT}`)}\n`;
}
