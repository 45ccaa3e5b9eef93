import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapshot } from "../hostile/judge.js";
import { CONFIG, MODELS } from "../hostile/scene.js";
import {
  command,
  count,
  disturbed,
  has,
  isRoot,
  messageFaults,
  read,
  run,
  type Sides,
  seedState,
  type Tally,
  tallyOf,
} from "./bench.js";

const NOBODY = 65534;
const PAGE = 4096;
const VICTIM = '{"providers":{}}\n';

interface Case {
  name: string;
  /** "ok": it has to seal; "refuse": it has to leave everything; undefined: either, as long as nothing breaks. */
  want?: "ok" | "refuse";
  prepare?: (target: string, base: string, state: string) => void;
  undo?: (target: string) => void;
  wrap?: readonly string[];
  stdout?: number;
  /** A directory to make the state in. */
  root?: string;
  /** The target is no ordinary file to begin with. */
  odd?: boolean;
  /** A limit of the system may end it by a signal. */
  killed?: boolean;
}

const shell = (...args: string[]) => spawnSync(args[0] as string, args.slice(1), { stdio: "ignore" }).status === 0;
const replaced = (make: (target: string, base: string) => void) => (target: string, base: string) => {
  unlinkSync(target);
  make(target, base);
};
const victim = (base: string) => {
  writeFileSync(join(base, "victim"), VICTIM, { mode: 0o644 });
  return join(base, "victim");
};

function everywhere(): Case[] {
  const limits = has("prlimit") ? [64, 32, 24, 20] : [];
  const sizes = has("prlimit") ? [0, 1, 512, 4096, 8192, 16_384] : [];
  return [
    { name: "nothing odd", want: "ok" },
    ...[0o644, 0o666, 0o640, 0o400].map(
      (mode): Case => ({
        name: `the file has mode ${mode.toString(8)}`,
        want: "ok",
        prepare: (target) => chmodSync(target, mode),
      }),
    ),
    ...["000", "077", "777"].map(
      (umask): Case => ({
        name: `umask ${umask}`,
        want: "ok",
        wrap: ["sh", "-c", `umask ${umask}; exec "$@"`, "sh"],
      }),
    ),
    { name: "no file", want: "ok", prepare: (target) => unlinkSync(target), odd: true },
    { name: "a directory", want: "refuse", prepare: replaced((target) => mkdirSync(target)), odd: true },
    { name: "a FIFO", want: "refuse", prepare: replaced((target) => shell("mkfifo", target)), odd: true },
    {
      name: "a link",
      want: "refuse",
      prepare: replaced((target, base) => symlinkSync(victim(base), target)),
      odd: true,
    },
    {
      name: "a dangling link",
      want: "refuse",
      prepare: replaced((target) => symlinkSync("nowhere", target)),
      odd: true,
    },
    { name: "a link to itself", want: "refuse", prepare: replaced((target) => symlinkSync(target, target)), odd: true },
    { name: "a second hard link", want: "refuse", prepare: (target, base) => linkSync(target, join(base, "twin")) },
    { name: "a time in 2099", want: "ok", prepare: (target) => utimesSync(target, 4.07e9, 4.07e9) },
    { name: "a time in 1970", want: "ok", prepare: (target) => utimesSync(target, 0, 0) },
    {
      name: "a linked agent directory",
      want: "refuse",
      prepare: (target, base) => {
        const agent = join(target, "..");
        shell("mv", agent, join(base, "elsewhere"));
        symlinkSync(join(base, "elsewhere"), agent);
      },
      odd: true,
    },
    {
      name: "an agents directory that others can write",
      want: "refuse",
      prepare: (_, __, state) => chmodSync(join(state, "agents"), 0o777),
      odd: true,
    },
    { name: "stdout is full", stdout: openSync("/dev/full", "w") },
    { name: "stdout is closed", wrap: ["sh", "-c", 'exec "$@" >&-', "sh"] },
    { name: "stdin is closed", want: "ok", wrap: ["sh", "-c", 'exec "$@" <&-', "sh"] },
    ...limits.map((n): Case => ({ name: `${n} open files`, wrap: ["prlimit", `--nofile=${n}`], killed: true })),
    ...sizes.map((n): Case => ({ name: `files of ${n} bytes`, wrap: ["prlimit", `--fsize=${n}`], killed: true })),
  ];
}

/** Directories with odd names, made before the cases and removed behind them. */
function oddPaths(base: string): Case[] {
  return ["sp ace", "ünïcode-\u200b", "quote'\"$(x)", "new\nline", "-dash"].map((name): Case => {
    const root = join(base, name);
    mkdirSync(root);
    return { name: `a path with ${JSON.stringify(name)}`, want: "ok", root };
  });
}

function own(path: string): void {
  lchownSync(path, NOBODY, NOBODY);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name));
}

function forRoot(base: string): Case[] {
  const root = join(base, "reach");
  mkdirSync(root, { mode: 0o755 });
  const wrap = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const as = (name: string, want: Case["want"], more: (target: string, state: string) => void = () => {}): Case => ({
    name: `as another user, ${name}`,
    ...(want ? { want } : {}),
    root,
    wrap,
    odd: want !== "ok",
    prepare: (target, all, state) => {
      own(all);
      more(target, state);
    },
  });
  return [
    as("nothing odd", "ok"),
    as("in a directory without the right to write", "refuse", (target) => chmodSync(join(target, ".."), 0o500)),
    as("a config that it may not read", "refuse", (_, state) => chmodSync(join(state, CONFIG), 0)),
    as("a file that it may not read", "refuse", (target) => chmodSync(target, 0)),
    as("a file of root", "refuse", (target) => chownSync(target, 0, 0)),
    {
      name: "an immutable file",
      want: "refuse",
      prepare: (target) => shell("chattr", "+i", target),
      undo: (target) => shell("chattr", "-i", target),
    },
  ];
}

/** Disks with room for so many more pages, or for so many more files, and one that is read-only. */
async function disks(base: string, sides: Sides, tally: Tally): Promise<void> {
  const probe = seedState();
  const inputs = [...snapshot(probe.state).values()];
  probe.drop();
  const pages = (text: string) => Math.ceil(Buffer.byteLength(text) / PAGE);
  const used = inputs.reduce((sum, content) => sum + pages(content.slice(content.indexOf("\0") + 1)), 0);
  const need = pages(sides.fresh);
  const mounted = async (options: string, name: string, more: Partial<Case> = {}) => {
    const root = join(base, "disk");
    mkdirSync(root, { recursive: true });
    if (!shell("mount", "-t", "tmpfs", "-o", options, "tmpfs", root)) {
      tally.left.push(`${name}: a tmpfs cannot be mounted here`);
      return;
    }
    try {
      await judged({ name, root, ...more }, sides, tally);
    } finally {
      shell("umount", root);
    }
  };
  for (let free = 0; free <= need + 2; free++)
    await mounted(`size=${(used + free) * PAGE},mode=700`, `a disk with ${free} free pages of ${need}`);
  for (const free of [0, 1, 2])
    await mounted(`nr_inodes=${inputs.length + 3 + free},mode=700`, `a disk with room for ${free} files`);
  const disk = join(base, "disk");
  await mounted("mode=700", "a read-only disk", {
    want: "refuse",
    prepare: () => shell("mount", "-o", "remount,ro", disk),
    undo: () => shell("mount", "-o", "remount,rw", disk),
  });
}

async function judged(one: Case, sides: Sides, tally: Tally): Promise<void> {
  const { base, state, drop } = seedState(one.root ?? tmpdir());
  const target = join(state, MODELS);
  try {
    const before = snapshot(state);
    one.prepare?.(target, base, state);
    const outcome = await run(command("generate"), state, {
      ...(one.wrap ? { wrap: one.wrap } : {}),
      ...(one.stdout === undefined ? {} : { stdout: one.stdout }),
    });
    one.undo?.(target);
    const killed = one.killed === true && outcome.code === null;
    const wrong = one.odd ? messageFaults(outcome) : disturbed(state, sides, outcome, before, { killed });
    if (one.odd && outcome.code === null) wrong.push("it was ended by a signal or by the time limit");
    if (one.want === "ok" && (outcome.code !== 0 || read(target) !== sides.fresh))
      wrong.push(`exit ${outcome.code}: ${outcome.stderr}`);
    if (one.want === "refuse" && outcome.code !== 2) wrong.push(`exit ${outcome.code}, 2 was due`);
    const kept = read(join(base, "victim"));
    if (kept !== undefined && kept !== VICTIM) wrong.push("a file behind a link has changed");
    count(tally, one.name, wrong);
  } finally {
    drop();
  }
}

/** Odd targets, modes, umasks, owners, limits, path names and disks. */
export async function filesystem(sides: Sides): Promise<Tally> {
  const tally = tallyOf("file systems");
  const base = mkdtempSync(join(tmpdir(), "faults-fs-"));
  chmodSync(base, 0o755);
  try {
    const cases = [...everywhere(), ...oddPaths(base), ...(isRoot ? forRoot(base) : [])];
    for (const one of cases) await judged(one, sides, tally);
    if (isRoot) await disks(base, sides, tally);
    else
      tally.left.push(
        "other owners, immutable files, and disks that are full, read-only or out of inodes: they need root",
      );
    if (!has("prlimit")) tally.left.push("limits of open files and file sizes: prlimit is not installed");
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return tally;
}
