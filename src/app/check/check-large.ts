import { fromScan, type Where } from "../../domain/check/scan-finding.js";
import { scanPlainText } from "../../domain/scan/plain-text.js";
import { isBinary } from "../../io/check/read-raw.js";
import { eachWindow } from "../../io/check/windows.js";
import type { Run } from "./run.js";

/** Searches a file that is too large for anything else, by the forms of secrets and the names beside them; with `onlyText` no binary one. */
export function scanLarge(run: Run, file: string, size: number, where: Where, onlyText: boolean): void {
  let isText = true;
  eachWindow(file, size, ({ text, line, end }, bytes) => {
    if (line === 1 && onlyText) isText = !isBinary(bytes);
    if (!isText) return;
    for (const found of scanPlainText(text, { damaged: true })) {
      if (found.offset >= end) continue;
      const finding = fromScan({ ...found, line: found.line + (line ?? 1) - 1 }, where, line !== undefined);
      if (finding) run.findings.push(finding);
    }
  });
}
