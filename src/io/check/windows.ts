import { readSync } from "node:fs";
import { withDescriptor } from "../files/read.js";
import { nodeFileSystem } from "../files/system.js";

/** A piece of a file that is too large to be read as a whole. */
export interface FileWindow {
  text: string;
  /** The line on which it begins, from 1; undefined behind a gap. */
  line: number | undefined;
  /** A finding from this offset on stands in the next window as well. */
  end: number;
}

const WINDOW = 1024 * 1024;
const OVERLAP = 8 * 1024;
const HEAD = 24 * WINDOW;
const TAIL = 8 * WINDOW;

/**
 * Goes through the first 24 MiB and the last 8 MiB of a file in windows that overlap; windows of one repeated byte (the
 * holes of a sparse file) are passed over. Bounded in time and memory, whatever the size.
 */
export function eachWindow(file: string, size: number, use: (window: FileWindow, bytes: Uint8Array) => void): void {
  withDescriptor(file, nodeFileSystem, (fd) => {
    const tail = Math.max(HEAD, size - TAIL);
    const end = Math.min(size, HEAD);
    let line: number | undefined = 1;
    const buffer = Buffer.alloc(WINDOW + OVERLAP);
    for (let at = 0; at < size; at += WINDOW) {
      if (at >= end && at < tail) {
        at = tail;
        line = undefined;
      }
      const bytes = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, at));
      if (bytes.length === 0) return;
      const own = bytes.subarray(0, WINDOW);
      const last = at + WINDOW >= size;
      if (!isUniform(bytes)) use({ text: bytes.toString("latin1"), line, end: last ? bytes.length : WINDOW }, bytes);
      if (line !== undefined) line += newlines(own);
    }
  });
}

function isUniform(bytes: Buffer): boolean {
  return bytes.length > 1 && bytes.compare(bytes, 1, bytes.length, 0, bytes.length - 1) === 0;
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
