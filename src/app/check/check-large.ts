import { fromScan, type Where } from "../../domain/check/scan-finding.js";
import type { ScanFinding } from "../../domain/scan/finding.js";
import { scanPlainText } from "../../domain/scan/plain-text.js";
import { isBinary } from "../../io/check/read-raw.js";
import { eachWindow } from "../../io/check/windows.js";
import type { Run } from "./run.js";

// More findings in one file help nobody, and a gigabyte of them takes minutes.
const MOST_FINDINGS = 1000;

/**
 * Searches a file that is too large for anything else, by the forms of secrets and the names beside them, until very many
 * are found; with `onlyText` no binary one.
 */
export function scanLarge(run: Run, file: string, size: number, where: Where, onlyText: boolean): void {
  let isText = true;
  const most = run.findings.length + MOST_FINDINGS;
  eachWindow(file, size, ({ text, line, end }, bytes) => {
    if (line === 1 && onlyText) isText = !isBinary(bytes);
    if (!isText || run.findings.length >= most) return;
    const all = scanPlainText(text, { damaged: true });
    for (const [i, found] of all.entries()) {
      if (found.offset >= end || isSameSecret(found, all[i + 1])) continue;
      const finding = fromScan({ ...found, line: found.line + (line ?? 1) - 1 }, where, line !== undefined);
      if (finding) run.findings.push(finding);
    }
  });
}

// From the quote before a name to its value: what `scanPlainText` lets stand between them.
const NAME_TO_VALUE = 90;

/** Whether a name and the secret that stands beside it were both met. */
function isSameSecret(found: ScanFinding, next: ScanFinding | undefined): boolean {
  return found.confidence === "name" && next !== undefined && next.offset - found.offset <= NAME_TO_VALUE;
}
