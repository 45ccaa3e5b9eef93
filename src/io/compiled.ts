import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Script } from "node:vm";
import { SealError } from "../domain/errors.js";
import { randomHex } from "./files/random.js";

/** What bin/modelseal.js loaded so far, by the name of the file in dist/. */
export type Scripts = ReadonlyMap<string, CompiledScript>;

interface CompiledScript {
  script: Script;
  /** The file for what V8 compiled of it. */
  stored: string;
  /** Whether there was such a file. */
  isStored: boolean;
}

/**
 * Stores what V8 compiled of each script where bin/modelseal.js looks for it, and removes what earlier builds left there.
 * Not sealed as other files are: this is code beside the code that it was made of, with the same owner and readers.
 * @returns the directory and the number of bytes.
 * @throws SealError WRITE_FAILED, with what was there before still in place.
 */
export function storeCompiled(scripts: Scripts): { dir: string; bytes: number } {
  const all = [...scripts.values()];
  const dir = dirname(all[0]?.stored ?? "");
  try {
    mkdirSync(dir, { recursive: true });
    const bytes = all.reduce((sum, one) => sum + store(one, dir), 0);
    const present = new Set(all.map(({ stored }) => basename(stored)));
    for (const name of readdirSync(dir)) if (!present.has(name)) rmSync(join(dir, name), { force: true });
    return { dir, bytes };
  } catch {
    throw new SealError(
      "WRITE_FAILED",
      "What was compiled cannot be stored beside the program.",
      "Run this as the user who installed modelseal; without it every command works, only slower.",
      { file: dir },
    );
  }
}

/**
 * Whether this user once stored what a Node compiled, and nothing of it fits this Node: then it came after
 * `modelseal precompile`.
 */
export function isOutdated(scripts: Scripts): boolean {
  const [first] = scripts.values();
  if (first === undefined || first.isStored) return false;
  const parent = statSync(dirname(dirname(first.stored)), { throwIfNoEntry: false });
  if (parent === undefined) return false;
  // Windows has no owners to compare: there the directory itself is the word.
  return process.geteuid === undefined || parent.uid === process.geteuid();
}

function store({ script, stored }: CompiledScript, dir: string): number {
  const data = script.createCachedData();
  // Another process may be reading the old one: it gets that or this, and never a part.
  const stage = join(dir, randomHex());
  writeFileSync(stage, data, { flag: "wx" });
  renameSync(stage, stored);
  return data.length;
}
