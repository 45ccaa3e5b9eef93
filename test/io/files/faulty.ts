import fs from "node:fs";
import type { FileSystem } from "../../../src/io/files/system.js";

/** One fault: the `at`-th call (from 1) fails, or that call and every one after it. */
export interface Fault {
  at: number;
  errno: string;
  persist: boolean;
}

export interface Faulty {
  system: FileSystem;
  /** Calls in the order they were made; those inside write-file-atomic as "stage.NAME". */
  calls: string[];
  /** The call that failed first. */
  failed: string | undefined;
}

/** What write-file-atomic calls on `node:fs` when it fills a file synchronously. */
const STAGE_CALLS = [
  "realpathSync",
  "statSync",
  "openSync",
  "writeSync",
  "fsyncSync",
  "closeSync",
  "chmodSync",
  "renameSync",
  "unlinkSync",
] as const;

// biome-ignore lint/suspicious/noExplicitAny: calls of any signature are counted alike.
type AnyCall = (...args: any[]) => any;

/** An error as `node:fs` throws it; its text stands for what must never be shown. */
export function systemError(errno: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${errno}: raw text, syscall '/secret/path'`), { code: errno });
}

/** A file system in which chosen calls fail; without a fault it only counts. */
export function faulty(base: FileSystem, fault?: Fault): Faulty {
  const state: Faulty = { system: { ...base }, calls: [], failed: undefined };
  const counted =
    (name: string, call: AnyCall): AnyCall =>
    (...args) => {
      const n = state.calls.push(name);
      if (fault !== undefined && (n === fault.at || (fault.persist && n > fault.at))) {
        state.failed ??= name;
        throw systemError(fault.errno);
      }
      // No test sees a power cut, and thousands of real syncs take minutes.
      return name.endsWith("fsyncSync") ? undefined : call(...args);
    };
  const { platform, euid, writeStage, ...calls } = base;
  for (const [name, call] of Object.entries(calls)) Object.assign(state.system, { [name]: counted(name, call) });
  state.system.writeStage = (...args) =>
    replacing(
      (name, call) => counted(`stage.${name}`, call),
      () => writeStage(...args),
    );
  return state;
}

/** Runs `action` while write-file-atomic sees other file calls: it looks them up on the CommonJS `fs` at each call. */
export function replacing<T>(wrap: (name: string, call: AnyCall) => AnyCall, action: () => T): T {
  const target = fs as unknown as Record<string, AnyCall>;
  const originals = STAGE_CALLS.map((name) => [name, target[name] as AnyCall] as const);
  for (const [name, call] of originals) target[name] = wrap(name, call);
  try {
    return action();
  } finally {
    for (const [name, call] of originals) target[name] = call;
  }
}

/** The same disk as another user would see it: who we are, and who owns which path. */
export function seenBy(
  base: FileSystem,
  euid: number | undefined,
  ownerOf: (path: string) => number,
): FileSystem & { handedOver: [path: string, uid: number][] } {
  const open = new Map<number, string>();
  const handedOver: [string, number][] = [];
  const owned = (path: string) => handedOver.findLast(([given]) => given === path)?.[1] ?? ownerOf(path);
  return {
    ...base,
    handedOver,
    euid: () => euid,
    lstatSync: (path) => ({ ...base.lstatSync(path), uid: owned(path) }),
    openSync: (path, flags) => {
      const fd = base.openSync(path, flags);
      open.set(fd, path);
      return fd;
    },
    fstatSync: (fd) => ({ ...base.fstatSync(fd), uid: owned(open.get(fd) ?? "") }),
    fchownSync: (fd, uid) => {
      handedOver.push([open.get(fd) ?? "", uid]);
    },
    renameSync: (from, to) => {
      base.renameSync(from, to);
      const last = handedOver.findLast(([given]) => given === from);
      if (last !== undefined) handedOver.push([to, last[1]]);
    },
  };
}
