import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  type StatSyncOptions,
  type Stats,
  unlinkSync,
} from "node:fs";
import { createRequire } from "node:module";

/** What is asked about a file; `mode` carries the file type in its upper bits, as in stat(2). */
export type FileStat = Pick<Stats, "mode" | "uid" | "gid" | "nlink" | "size" | "mtimeMs" | "ctimeMs" | "ino" | "dev">;

/**
 * Everything that file access asks of the machine. The one object through which the disk is reached, so that a test can
 * let any single call fail. Names and errors are those of `node:fs`.
 */
export interface FileSystem {
  readonly platform: NodeJS.Platform;
  /** The user whose rights count; undefined where there are no users to compare (Windows). */
  euid(): number | undefined;
  realpathSync(path: string): string;
  lstatSync(path: string): FileStat;
  lstatSync(path: string, options: { throwIfNoEntry: false }): FileStat | undefined;
  readdirSync(path: string): string[];
  openSync(path: string, flags: number): number;
  fstatSync(fd: number): FileStat;
  readSync(fd: number, into: Uint8Array, offset: number, length: number): number;
  fchmodSync(fd: number, mode: number): void;
  fchownSync(fd: number, uid: number, gid: number): void;
  fsyncSync(fd: number): void;
  closeSync(fd: number): void;
  mkdirSync(path: string, mode: number): void;
  chmodSync(path: string, mode: number): void;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
  /** Fills a new file with mode 0600, synced; `onTemp` learns the name under which the bytes are collected first. */
  writeStage(path: string, bytes: Uint8Array, onTemp: (temp: string) => void): void;
}

interface WriteFileAtomic {
  sync(
    path: string,
    bytes: Uint8Array,
    options: { mode: number; chown: false; tmpfileCreated: (temp: string) => void },
  ): void;
}

/**
 * Loaded by the first write only: most runs write nothing. The bundled CommonJS build has no `import.meta.url` (defined
 * away in src/tools/build.mjs) and carries the package inside; everything else resolves it beside this module.
 */
function writeFileAtomic(): WriteFileAtomic {
  return import.meta.url === undefined
    ? require("write-file-atomic")
    : createRequire(import.meta.url)("write-file-atomic");
}

export const nodeFileSystem: FileSystem = {
  platform: process.platform,
  euid: () => process.geteuid?.(),
  realpathSync: realpathSync.native,
  lstatSync: (path: string, options?: StatSyncOptions) => lstatSync(path, options) as FileStat,
  readdirSync: (path) => readdirSync(path),
  openSync,
  fstatSync,
  readSync: (fd, into, offset, length) => readSync(fd, into, offset, length, null),
  fchmodSync,
  fchownSync,
  fsyncSync,
  closeSync,
  mkdirSync: (path, mode) => {
    mkdirSync(path, { mode });
  },
  chmodSync,
  renameSync,
  unlinkSync,
  // A fresh option object each time: write-file-atomic writes into the one it is given.
  writeStage: (path, bytes, onTemp) =>
    writeFileAtomic().sync(path, bytes, { mode: 0o600, chown: false, tmpfileCreated: onTemp }),
};
