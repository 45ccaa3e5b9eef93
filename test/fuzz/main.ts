import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Crash, fuzz, savedTexts } from "./engine.js";
import { TARGETS, type Target } from "./targets.js";

// `npm run fuzz -- [--seconds 60] [--target NAME] [--seed N]`: each target for that long, two at a time. A text that breaks
// one is saved to test/fuzz/crashers, where the tests find it.

interface Job {
  target: string;
  seconds: number;
  seed: number;
  root: string;
  /** Length, then UTF-16 units, of the text that is being run: what the watchdog saves if it never ends. */
  current: SharedArrayBuffer;
}

const HANGS_MS = 20_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

function work({ target: name, seconds, seed, root, current }: Job): void {
  const target = TARGETS.find((one) => one.name === name) as Target;
  const counter = new Int32Array(current, 0, 2);
  const units = new Uint16Array(current, 8);
  const end = Date.now() + seconds * 1000;
  const corpus = savedTexts(join(root, "crashers"), name).map(({ text }) => text);
  const before = (text: string) => {
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    counter[1] = text.length;
    Atomics.add(counter, 0, 1);
  };
  parentPort?.postMessage(fuzz(target, { seed, corpus, more: () => Date.now() < end, before }));
}

function save({ target, text, law }: Crash, root: string): void {
  const directory = join(root, "crashers", target);
  const isUtf8 = Buffer.from(text).toString() === text;
  const file = join(
    directory,
    `${createHash("sha256").update(text, "utf16le").digest("hex").slice(0, 12)}.${isUtf8 ? "txt" : "utf16"}`,
  );
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, text, isUtf8 ? "utf8" : "utf16le");
  say(`BROKEN ${target}: ${law}\n  saved as ${file}`);
}

/** One target in a thread of its own, so that one that hangs can be told and ended. */
function run(target: string, seconds: number, seed: number, root: string): Promise<boolean> {
  const current = new SharedArrayBuffer(8 + 2 * 32_768);
  const job: Job = { target, seconds, seed, root, current };
  return new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: job });
    const counter = new Int32Array(current, 0, 2);
    let seen = -1;
    const dog = setInterval(() => {
      if (counter[0] !== seen) seen = counter[0] as number;
      else finish({ target, text: String.fromCharCode(...new Uint16Array(current, 8, counter[1])), law: "it hangs" });
    }, HANGS_MS);
    const finish = (crash: Crash | undefined) => {
      clearInterval(dog);
      void worker.terminate();
      if (crash) save(crash, root);
      resolve(crash === undefined);
    };
    worker.on("message", ({ runs, crash }: ReturnType<typeof fuzz>) => {
      say(`${target}: ${runs} texts`);
      finish(crash);
    });
    worker.on("error", () => finish({ target, text: "", law: "its thread ended" }));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string" },
      target: { type: "string" },
      seed: { type: "string" },
      root: { type: "string" },
    },
  });
  const seconds = Number(values.seconds ?? 60);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const names = TARGETS.map(({ name }) => name).filter((name) => !values.target || name === values.target);
  say(`seed ${seed}, ${seconds} s for each of ${names.length} targets`);
  let sound = names.length > 0;
  const next = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      sound = (await run(name, seconds, seed, values.root ?? ".")) && sound;
  };
  await Promise.all([next(), next()]);
  process.exitCode = sound ? 0 : 1;
}

if (isMainThread) void main();
else work(workerData as Job);
