import { type CheckFinding, type CheckReport, counts } from "../../domain/check-report.js";
import { addTo } from "../../domain/collections.js";
import { baselineLine, NO_FILE, summaryLine } from "../check-text.js";
import { type Axes, axis, filterForm } from "./axis.js";
import { boardTable, type Cell } from "./board.js";
import { findingItem, keysOf } from "./finding.js";
import { code, codeName, count, id, sign, type Tone, text, verdict, worst } from "./markup.js";
import { leftOut, type PageOptions, page } from "./page.js";

export interface CheckPageOptions extends PageOptions {
  /** The release that was named, if any. */
  release: string | undefined;
}

// What a browser still scrolls through.
const MOST_FINDINGS = 5_000;
const MOST_CLEAN_FILES = 2_000;

const TONES: Readonly<Record<CheckReport["status"], Tone>> = { clean: "ok", findings: "warn", unresolved: "error" };

/** A finding with its place on the page. */
interface Placed {
  finding: CheckFinding;
  anchor: string;
}

/** The report of `check` as a page to look at. */
export function checkPage(report: CheckReport, options: CheckPageOptions): string {
  const { findings, summary, filesScanned, resolution } = report;
  const shown = worstFirst(findings).slice(0, MOST_FINDINGS);
  const kept = new Set(shown);
  const placed = findings
    .filter((finding) => kept.has(finding))
    .map((finding, i) => ({ finding, anchor: `f${i + 1}` }));
  const axes: Axes = {
    agents: axis(
      placed.map(({ finding }) => finding.agentId),
      "no agent",
    ),
    providers: axis(
      placed.map(({ finding }) => finding.provider),
      "no provider",
    ),
    codes: axis(placed.map(({ finding }) => finding.code)),
  };
  const withFindings = new Set(findings.map(({ file }) => file));
  const cleanFiles = filesScanned.filter((file) => !withFindings.has(file));
  const infos = findings.filter((finding) => finding.severity === "info" && finding.suppressed === undefined).length;
  const accepted = findings.filter(({ suppressed }) => suppressed !== undefined).length;
  return page(
    {
      title: "modelseal check",
      about: ["secrets at rest", options.release === undefined ? "no release named" : `OpenClaw ${options.release}`],
      tone: isEmpty(report) ? "info" : TONES[report.status],
      headline: headline(report),
      summary: `<p>${code(summaryLine(report))}</p>\n${report.baseline ? `<p>${text(baselineLine(report.baseline))}</p>\n` : ""}`,
      counts: [
        { label: "Plaintext", number: summary.plaintext, tone: "warn" },
        { label: "Unresolved", number: summary.unresolved, tone: "error" },
        { label: "Shadowed", number: summary.shadowed, tone: "warn" },
        { label: "Legacy", number: summary.legacy, tone: "warn" },
        { label: "Remarks", number: infos },
        { label: "Accepted", number: accepted },
        { label: "Files looked into", number: filesScanned.length },
        { label: "SecretRefs checked", number: resolution.refsChecked },
        ...(resolution.skippedExecRefs > 0 ? [{ label: "Exec refs not run", number: resolution.skippedExecRefs }] : []),
      ],
      filter: filterForm(axes, "findings"),
      sections: [
        { anchor: "clean", content: cleanText(report) },
        { anchor: "board", title: "Worst finding by agent and provider", content: board(placed, axes) },
        {
          anchor: "findings",
          title: "Findings by file",
          content: groups(placed, axes) + leftOut(findings.length - shown.length, "finding"),
        },
        { anchor: "files", title: "Files without a finding", content: fileList(cleanFiles) },
      ],
    },
    options,
  );
}

function isEmpty({ filesScanned, findings }: CheckReport): boolean {
  return filesScanned.length + findings.length === 0;
}

function headline(report: CheckReport): string {
  const { status, summary, findings } = report;
  if (isEmpty(report)) return NO_FILE;
  const all = findings.filter(counts).length;
  if (status === "clean") return "Clean";
  if (status === "findings") return count(all, "finding");
  const others = all - summary.unresolved;
  return `${summary.unresolved} unresolved${others > 0 ? `, ${count(others, "more finding")}` : ""}`;
}

function cleanText({ status, filesScanned, findings }: CheckReport): string {
  if (status !== "clean" || filesScanned.length === 0) return "";
  const files = `${count(filesScanned.length, "file")} looked into`;
  const words =
    findings.length === 0
      ? `Nothing to do: ${files}, and no secret stands in plaintext.`
      : `Nothing to do: ${files}, and what was found is a remark or accepted.`;
  return `<p class="clean">${sign("ok")} ${words}</p>\n`;
}

function rank({ severity, suppressed }: CheckFinding): number {
  return suppressed ? 3 : { error: 0, warn: 1, info: 2 }[severity];
}

function worstFirst(findings: readonly CheckFinding[]): CheckFinding[] {
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

function board(placed: readonly Placed[], axes: Axes): string {
  const isNamed = placed.some(({ finding }) => finding.agentId !== undefined || finding.provider !== undefined);
  if (!isNamed) return "";
  const cells = new Map<string, Placed[]>();
  for (const one of placed)
    addTo(cells, `${axes.agents.of(one.finding.agentId)} ${axes.providers.of(one.finding.provider)}`, one);
  return boardTable({
    caption: "Worst finding by agent and provider",
    looks: "findings",
    axes,
    empty: "nothing found",
    cell: (agent, provider) => {
      const found = cells.get(`${agent} ${provider}`);
      return found && cellOf(found, axes);
    },
  });
}

function cellOf(found: readonly Placed[], { codes }: Axes): Cell {
  const first = found.reduce((a, b) => (rank(b.finding) < rank(a.finding) ? b : a));
  const { severity, suppressed, code } = first.finding;
  const tone = suppressed ? "info" : severity;
  const more = found.length > 1 ? `<span class="line soft">and ${found.length - 1} more</span>` : "";
  return {
    tone,
    codes: found.map(({ finding }) => codes.of(finding.code)),
    content:
      verdict(
        tone,
        `<span class="unseen">${suppressed ? "accepted" : severity}</span> ${codeName(code)}`,
        first.anchor,
      ) + more,
  };
}

/** Findings by file, worst sign and number in each head; closed by hand, open from the start. */
function groups(placed: readonly Placed[], axes: Axes): string {
  const files = new Map<string, Placed[]>();
  for (const one of placed) addTo(files, one.finding.file, one);
  return [...files]
    .map(([file, all]) => {
      const open = all.flatMap(({ finding }) => (finding.suppressed ? [] : finding.severity));
      const agents = [...new Set(all.flatMap(({ finding }) => finding.agentId ?? []))];
      const agent = agents.length === 1 ? `, agent ${id(agents[0] as string)}` : "";
      const items = all.map(({ finding, anchor }) => findingItem(finding, keysOf(finding, axes), anchor, 3));
      const tone = worst(open, "info");
      return `<details class="group" open>
<summary class="${tone}">${sign(tone)} ${code(file)} <span class="soft">${count(all.length, "finding")}${agent}</span></summary>
<ul>
${items.join("\n")}
</ul>
</details>
`;
    })
    .join("");
}

function fileList(files: readonly string[]): string {
  if (files.length === 0) return "";
  const items = files.slice(0, MOST_CLEAN_FILES).map((file) => `<li>${sign("ok")} ${code(file)}</li>`);
  return `<details class="files">
<summary>${count(files.length, "file")}</summary>
<ul class="ok">
${items.join("\n")}
</ul>
${leftOut(files.length - items.length, "file")}</details>
`;
}
