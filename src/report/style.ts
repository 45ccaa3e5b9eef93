import type { Severity } from "../domain/findings.js";

/** Colours for a terminal, or none. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const paint = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string) => text;

export const plain: Style = { bold: same, dim: same, red: same, green: same, yellow: same };
const coloured: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  yellow: paint(33, 39),
};

/** Colours if the answer is yes; the question, which costs time, is put when the first text is to be coloured. */
export function colouredIf(wanted: () => boolean): Style {
  let chosen: Style | undefined;
  const style = () => {
    chosen ??= wanted() ? coloured : plain;
    return chosen;
  };
  return {
    bold: (text) => style().bold(text),
    dim: (text) => style().dim(text),
    red: (text) => style().red(text),
    green: (text) => style().green(text),
    yellow: (text) => style().yellow(text),
  };
}

/** The colour of a severity. */
export function bySeverity(style: Style, severity: Severity): (text: string) => string {
  return { error: style.red, warn: style.yellow, info: style.dim }[severity];
}

/** Rows as aligned columns, two spaces apart; no line ends in white space. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string {
  return [...columnLines(rows, indent)].join("");
}

/** The same line by line. */
export function* columnLines(rows: readonly (readonly string[])[], indent = ""): Generator<string> {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  for (const row of rows) yield `${`${indent}${line(row)}`.trimEnd()}\n`;
}
