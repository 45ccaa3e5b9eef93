/** The text of a cell, and how it is painted once it has its place. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

const GAP = 2;
const NARROWEST = 10;

/**
 * A table with a head, aligned and two spaces between columns. With `width` (characters), the widest columns are made
 * narrower and their cells wrapped; where that is not enough, each row is a list of its cells. No line ends in white space.
 */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], width?: number): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.text.length ?? 0)));
  const least = head.map((title) => Math.max(title.length, NARROWEST));
  const total = () => widths.reduce((sum, w) => sum + w, 0) + GAP * (widths.length - 1);
  while (width !== undefined && total() > width) {
    const spare = widths.map((w, i) => w - (least[i] ?? 0));
    const most = Math.max(...spare);
    if (most <= 0) return lists(head, rows, width);
    const widest = spare.indexOf(most);
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const titles = head.map((text) => ({ text }));
  return [titles, ...rows].map((row) => wrapped(row, widths)).join("");
}

function wrapped(row: readonly Cell[], widths: readonly number[]): string {
  const cells = row.map(({ text, paint }, i) => ({ lines: wrap(text, widths[i] ?? 0), paint }));
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, n) => {
    let line = "";
    let gap = 0;
    for (const [i, { lines, paint }] of cells.entries()) {
      const text = lines[n] ?? "";
      if (text !== "") line += " ".repeat(gap) + (paint ? paint(text) : text);
      gap = (text === "" ? gap : 0) + (widths[i] ?? 0) - text.length + GAP;
    }
    return `${line}\n`;
  }).join("");
}

function lists(head: readonly string[], rows: readonly (readonly Cell[])[], width: number): string {
  const label = Math.max(...head.slice(1).map((title) => title.length)) + GAP;
  const room = Math.max(width - label - GAP, 1);
  return rows
    .map(([first, ...others]) => {
      const title = wrap(first?.text ?? "", width).map((line) => `${first?.paint?.(line) ?? line}\n`);
      const lines = others.flatMap(({ text, paint }, i) =>
        wrap(text, room).map((line, n) => {
          const name = n === 0 ? (head[i + 1] ?? "") : "";
          return `${" ".repeat(GAP)}${name.padEnd(label)}${paint?.(line) ?? line}\n`;
        }),
      );
      return [...title, ...lines].join("");
    })
    .join("");
}

/**
 * Lines of at most `width` characters, broken at white space, else behind one of `/ : _ - .`, else anywhere; those after
 * the first are `indent` characters shorter. Without `width`, one line.
 */
export function wrap(text: string, width = Number.POSITIVE_INFINITY, indent = 0): string[] {
  const lines: string[] = [];
  let rest = text;
  for (let room = width; rest.length > room; room = width - indent) {
    const cut = breakIn(rest, Math.max(room, 1));
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

function breakIn(text: string, width: number): number {
  const space = text.lastIndexOf(" ", width);
  if (space > 0) return space;
  for (let at = width; at > width / 2; at--) if ("/:_-.".includes(text.charAt(at - 1))) return at;
  // Not between the halves of a surrogate pair, if there is a way.
  const isPair = /[\ud800-\udbff]/.test(text.charAt(width - 1)) && width > 1;
  return isPair ? width - 1 : width;
}
