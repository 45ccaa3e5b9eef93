import { lineFinder } from "../json/lines.js";

const PAIR = /<key>\s{0,64}([A-Za-z_][A-Za-z0-9_]{0,255})\s{0,64}<\/key>\s{0,64}<string>([^<]*)<\/string>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The string settings of a launchd property list as lines `NAME=value`, each on the line of its key. */
export function plistAsEnv(text: string): string {
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
