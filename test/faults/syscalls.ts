import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapshot } from "../hostile/judge.js";
import { MODELS } from "../hostile/scene.js";
import {
  command,
  count,
  disturbed,
  has,
  inLanes,
  read,
  run,
  type Sides,
  seedState,
  type Tally,
  tallyOf,
} from "./bench.js";

/** What a call can fail with. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  openat: ["EACCES", "EIO", "EMFILE", "ENOSPC", "EROFS"],
  read: ["EIO"],
  pread64: ["EIO"],
  write: ["ENOSPC", "EIO", "EDQUOT", "EFBIG"],
  pwrite64: ["ENOSPC", "EIO", "EDQUOT", "EFBIG"],
  fsync: ["EIO", "ENOSPC", "EDQUOT"],
  close: ["EIO", "ENOSPC"],
  chmod: ["EPERM", "EIO", "EROFS"],
  fchmod: ["EPERM", "EIO", "EROFS"],
  rename: ["EACCES", "EIO", "EXDEV", "ENOSPC", "EBUSY", "EROFS"],
  unlink: ["EACCES", "EIO"],
  statx: ["EACCES", "EIO"],
  fstat: ["EIO"],
  lstat: ["EACCES", "EIO"],
  readlink: ["EACCES", "EIO"],
  getdents64: ["EIO"],
  mkdir: ["EACCES", "ENOSPC"],
};
const WRITES = new Set(["write", "pwrite64", "fsync", "chmod", "fchmod", "rename", "unlink"]);

interface Fault {
  name: string;
  call: string;
  inject: string;
  killed: boolean;
}

interface Call {
  name: string;
  /** The how-manieth call of that name this is in the main thread. */
  nth: number;
  inState: boolean;
  injected: boolean;
  line: string;
}

/** The calls of the main thread, from the log that strace writes for each thread. */
function callsIn(directory: string, state: string): Call[] {
  const logs = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  const main = logs.find((log) => /^execve\(/m.test(log)) ?? [...logs].sort((a, b) => b.length - a.length)[0] ?? "";
  const counts = new Map<string, number>();
  return main.split("\n").flatMap((line) => {
    const name = /^([a-z0-9_]+)\(/.exec(line)?.[1];
    if (name === undefined) return [];
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return [{ name, nth, inState: line.includes(state), injected: line.includes("(INJECTED"), line }];
  });
}

/** Runs `generate` under strace; `inject` as strace writes it. */
async function traced(state: string, names: string, inject?: string) {
  const log = mkdtempSync(join(tmpdir(), "faults-log-"));
  try {
    const wrap = ["strace", "-ff", "-y", "-qq", "-o", join(log, "t"), "-e", `trace=execve,${names}`];
    if (inject !== undefined) wrap.push("-e", `inject=${inject}`);
    const outcome = await run(command("generate"), state, { wrap, seconds: 30 });
    return { outcome, calls: callsIn(log, state) };
  } finally {
    rmSync(log, { recursive: true, force: true });
  }
}

function faultsFor({ name, nth }: Call): Fault[] {
  const at = (what: string, injection: string, killed = false): Fault => ({
    name: `${name} #${nth}: ${what}`,
    call: name,
    inject: `${name}:${injection}`,
    killed,
  });
  const faults = (ERRORS[name] ?? []).map((errno) => at(errno, `error=${errno}:when=${nth}`));
  if (name === "fsync" || name === "rename") faults.push(at("EIO from then on", `error=EIO:when=${nth}+`));
  if (name === "write" || name === "pwrite64") faults.push(at("a short write", `retval=100:when=${nth}`));
  if (WRITES.has(name) || name === "openat") {
    faults.push(at("SIGKILL", `signal=SIGKILL:when=${nth}`, true));
    faults.push(at("SIGTERM", `signal=SIGTERM:when=${nth}`, true));
  }
  return faults;
}

/** Every call of `generate` inside the state directory, failing, short or ended at, once for each way it can. */
export async function syscalls(sides: Sides): Promise<Tally> {
  const tally = tallyOf("system calls");
  if (!has("strace")) {
    tally.left.push("all: strace is not installed; test/io/files/faults.test.ts fails every call in process");
    return tally;
  }
  const names = Object.keys(ERRORS).join(",");
  const scene = seedState();
  const plain = await traced(scene.state, names);
  scene.drop();
  if (plain.calls.length === 0) {
    tally.left.push("all: strace may not trace here");
    return tally;
  }
  const calls = plain.calls.filter(({ inState, name }) => inState && name !== "execve");
  const faults = calls.flatMap(faultsFor);
  let missed = 0;
  await inLanes(faults, 2, async (fault) => {
    for (let tries = 1; ; tries++) {
      const { state, drop } = seedState();
      try {
        const before = snapshot(state);
        const { outcome, calls: seen } = await traced(state, fault.call, fault.inject);
        // A run of Node makes a call more or less now and then: then another one was hit.
        const hit = fault.killed || seen.some(({ injected, inState }) => injected && inState);
        if (!hit && tries < 4) continue;
        if (!hit) missed++;
        const wrong = disturbed(state, sides, outcome, before, { killed: fault.killed && outcome.code !== 0 });
        const again = await run(command("generate"), state);
        wrong.push(...disturbed(state, sides, again, before));
        if (again.code !== 0 || read(join(state, MODELS)) !== sides.fresh) wrong.push("the next run does not recover");
        count(tally, fault.name, wrong);
        return;
      } finally {
        drop();
      }
    }
  });
  tally.notes.push(`${calls.length} calls, ${missed} faults that hit another call`);
  return tally;
}
