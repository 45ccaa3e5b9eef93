/** Line and column count from 1, the column in UTF-16 units; a leading BOM has no column, as no editor shows it. */
export interface LineColumn {
  line: number;
  column: number;
}

const LINE_END = /\r\n?|\n/g;

/** Finds many places in one text: the line starts are looked up once. An offset behind the end counts as the end. */
export function lineFinder(text: string): (offset: number) => LineColumn {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  if (text.includes("\r")) for (const match of text.matchAll(LINE_END)) starts.push(match.index + match[0].length);
  else for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    const place = Math.min(offset, text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(0, place - (starts[low] ?? 0)) + 1 };
  };
}

/** The line and column of one offset, looked up without memory; for many places of one text take `lineFinder`. */
export function lineColumn(text: string, offset: number): LineColumn {
  return lineFinder(text.slice(0, offset + 1))(offset);
}
