/** Line and column count from 1, the column in UTF-16 units; a leading BOM has no column, as no editor shows it. */
export interface LineColumn {
  line: number;
  column: number;
}

const LINE_END = /\r\n?|\n/g;

/** The index of the last of some ascending numbers that is not above a value; 0 if all are. */
export function lastUpTo(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Finds many places in one text: the line starts are looked up once. An offset behind the end counts as the end. */
export function lineFinder(text: string): (offset: number) => LineColumn {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  if (text.includes("\r")) for (const match of text.matchAll(LINE_END)) starts.push(match.index + match[0].length);
  else for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    const place = Math.min(offset, text.length);
    const line = lastUpTo(starts, place);
    return { line: line + 1, column: Math.max(0, place - (starts[line] ?? 0)) + 1 };
  };
}

/** The line and column of one offset, looked up without memory; for many places of one text take `lineFinder`. */
export function lineColumn(text: string, offset: number): LineColumn {
  return lineFinder(text.slice(0, offset + 1))(offset);
}
