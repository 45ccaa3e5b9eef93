import * as fs from "node:fs";
import { createRequire } from "node:module";

/** What is asked about a file; `mode` carries the file type in its upper bits, as in stat(2). */
export type FileStat = Pick<
  fs.Stats,
  "mode" | "uid" | "gid" | "nlink" | "size" | "mtimeMs" | "ctimeMs" | "ino" | "dev"
>;

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
  realpathSync: (path) => fs.realpathSync.native(path),
  lstatSync: (path: string, options?: fs.StatSyncOptions) => fs.lstatSync(path, options) as FileStat,
  readdirSync: (path) => fs.readdirSync(path),
  openSync: (path, flags) => fs.openSync(path, flags),
  fstatSync: (fd) => fs.fstatSync(fd),
  readSync: (fd, into, offset, length) => fs.readSync(fd, into, offset, length, null),
  fchmodSync: (fd, mode) => fs.fchmodSync(fd, mode),
  fchownSync: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  fsyncSync: (fd) => fs.fsyncSync(fd),
  closeSync: (fd) => fs.closeSync(fd),
  mkdirSync: (path, mode) => {
    fs.mkdirSync(path, { mode });
  },
  chmodSync: (path, mode) => fs.chmodSync(path, mode),
  renameSync: (from, to) => fs.renameSync(from, to),
  unlinkSync: (path) => fs.unlinkSync(path),
  // A fresh option object each time: write-file-atomic writes into the one it is given.
  writeStage: (path, bytes, onTemp) =>
    writeFileAtomic().sync(path, bytes, { mode: 0o600, chown: false, tmpfileCreated: onTemp }),
};
