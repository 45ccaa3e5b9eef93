import { lineFinder } from "../json/lines.js";
import { scanEnvText } from "./env-text.js";
import type { ScanFinding } from "./finding.js";
import { scanPlainText } from "./plain-text.js";

const PAIR = /<key>\s{0,64}([A-Za-z_][A-Za-z0-9_]{0,255})\s{0,64}<\/key>\s{0,64}<string>([^<]*)<\/string>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Finds plaintext in a launchd property list: what sets a variable at `$env.NAME`, and the forms of secrets anywhere else. */
export function scanPlist(text: string, ownedEnvNames: readonly string[]): ScanFinding[] {
  const assigned = plistAsEnv(text);
  const settings = assigned.split("\n");
  const rest = scanPlainText(text).filter(({ line }) => !isSetting(settings, line));
  return [...scanEnvText(assigned, { ownedEnvNames }), ...rest].sort((a, b) => a.line - b.line);
}

/** Whether a line belongs to a setting: its value may stand on one of the next lines. */
function isSetting(settings: readonly string[], line: number): boolean {
  return [line, line - 1, line - 2].some((at) => (settings[at - 1] ?? "") !== "");
}

/** The string settings of a launchd property list as lines `NAME=value`, each on the line of its key. */
function plistAsEnv(text: string): string {
  const place = lineFinder(text);
  const lines: string[] = [];
  for (const match of text.matchAll(PAIR)) {
    const value = (match[2] ?? "").replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "");
    const quote = ["'", '"', "`"].find((mark) => !value.includes(mark)) ?? "";
    const line = place(match.index).line - 1;
    while (lines.length <= line) lines.push("");
    lines[line] = `${match[1]}=${quote}${value.replace(/[\r\n]+/g, " ")}${quote}`;
  }
  return lines.join("\n");
}
