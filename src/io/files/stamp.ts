import { lstatSync } from "node:fs";

/** What changes whenever a file is rewritten or replaced; `-` if nothing is there. For noticing only, never for trusting. */
export function fileStamp(path: string): string {
  try {
    const { ino, size, mtimeMs, mode } = lstatSync(path);
    return `${ino}:${size}:${mtimeMs}:${mode}`;
  } catch {
    return "-";
  }
}

/** In bytes; 0 if nothing is there. */
export function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
