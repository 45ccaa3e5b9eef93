import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mutate, randomOf } from "./mutate.js";
import type { Target } from "./targets.js";

/** The longest that one text may take, in milliseconds; also on a machine with two busy cores. */
const SLOW_MS = 2_000;

export interface Crash {
  target: string;
  text: string;
  law: string;
}

/** Runs a target on one text; what broke, or undefined. */
export function attempt(target: Target, text: string): Crash | undefined {
  const started = performance.now();
  try {
    target.run(text);
  } catch (error) {
    return { target: target.name, text, law: error instanceof Error ? error.message : "something else was thrown" };
  }
  const took = performance.now() - started;
  return took > SLOW_MS ? { target: target.name, text, law: `it took ${Math.round(took)} ms` } : undefined;
}

/** Texts of a directory that has one directory for each target; crashers are kept as UTF-16 where UTF-8 cannot hold them. */
export function savedTexts(directory: string, target: string): { name: string; text: string }[] {
  try {
    return readdirSync(join(directory, target))
      .sort()
      .map((name) => ({
        name,
        text: readFileSync(join(directory, target, name), name.endsWith(".utf16") ? "utf16le" : "utf8"),
      }));
  } catch {
    return [];
  }
}

export interface FuzzOptions {
  seed: number;
  /** Texts that are known, beside the seeds of the target. */
  corpus: readonly string[];
  /** Whether to go on after so many runs. */
  more: (runs: number) => boolean;
  /** Called with each text before it is run. */
  before?: (text: string) => void;
}

/** Mutates known texts until `more` says no or something breaks. */
export function fuzz(target: Target, options: FuzzOptions): { runs: number; crash: Crash | undefined } {
  const random = randomOf(options.seed);
  const pool = [...target.seeds, ...options.corpus];
  const seeds = pool.length;
  let runs = 0;
  while (options.more(runs)) {
    const source = pool[random(pool.length)] as string;
    const text = mutate(source, pool[random(pool.length)] as string, random);
    options.before?.(text);
    const crash = attempt(target, text);
    runs++;
    if (crash) return { runs, crash };
    // A drifting pool: what survived is a start for more, a known text always stays one.
    if (random(4) === 0) pool[seeds + random(256)] ??= text;
    if (pool.length > seeds + 256) pool.length = seeds + 256;
    for (let i = seeds; i < pool.length; i++) pool[i] ??= text;
  }
  return { runs, crash: undefined };
}
