// What `watch` does while somebody puts plaintext back without end.
import { spawn } from "node:child_process";
import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "./measure.mjs";
import { BIN, envOf, makeTree } from "./trees.mjs";

const KEY = "EXAMPLE-stale-and-no-key";
// What a rewrite may take until it counts as never sealed.
const PATIENCE_MS = 2000;
// After the first look in vain it gives memory back, which is no rest yet.
const SETTLING_MS = 7000;
const IDLE_MS = 5000;

/** The three ways in which a file is written: in place, another one put over it, removed and written anew. */
const WAYS = [
  (file, text) => writeFileSync(file, text),
  (file, text) => {
    writeFileSync(`${file}.other`, text);
    renameSync(`${file}.other`, file);
  },
  (file, text) => {
    unlinkSync(file);
    writeFileSync(file, text);
  },
];

/**
 * Rewrites a models.json of 10 × 20 over and over, each time as soon as the last one is sealed.
 * @returns how many were sealed, the median and the slowest in milliseconds, and of five seconds afterwards in which nothing
 *   happens the CPU time in milliseconds and the memory in MiB at their end.
 */
export async function watched(node, rewrites) {
  const tree = makeTree({ providers: 10, models: 20 });
  const [file] = tree.models;
  const isSealed = () => {
    try {
      const text = readFileSync(file, "utf8");
      return text.endsWith("}\n") && !text.includes(KEY);
    } catch {
      return false;
    }
  };
  const stale = readFileSync(file, "utf8").replace(/"apiKey": "[^"]*"/g, `"apiKey": "${KEY}"`);
  const child = spawn(node, [BIN, "watch", "--quiet"], { env: envOf(tree), stdio: "ignore" });
  const times = [];
  try {
    await sleep(1000);
    for (let i = 0; i < rewrites; i++) {
      WAYS[i % WAYS.length](file, stale);
      const start = performance.now();
      while (!isSealed() && performance.now() - start < PATIENCE_MS) await sleep(1);
      if (isSealed()) times.push(performance.now() - start);
    }
    await sleep(SETTLING_MS);
    const before = cpuOf(child.pid);
    await sleep(IDLE_MS);
    const idle = cpuOf(child.pid) - before;
    return {
      sealed: times.length,
      median: median(times),
      slowest: Math.max(...times),
      memory: memoryOf(child.pid),
      idle,
    };
  } finally {
    child.kill("SIGTERM");
  }
}

/** Milliseconds of a process so far; Linux counts in hundredths of a second. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}
