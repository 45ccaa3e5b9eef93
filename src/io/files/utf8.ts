/** Line and column (both from 1, column in UTF-16 units) of the first byte that is not UTF-8; undefined if all are. */
export function firstInvalid(bytes: Uint8Array): { line: number; column: number } | undefined {
  let line = 1;
  let column = 1;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return { line, column };
    if (bytes[i] === 0x0a) {
      line++;
      column = 1;
    } else column += length === 4 ? 2 : 1;
    i += length;
  }
  return undefined;
}

/** Length of the well-formed sequence at `i`, or 0. The ranges are table 3-7 of the Unicode standard. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k] ?? 0;
    if (k === 1 ? next < lowest || next > highest : next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}
