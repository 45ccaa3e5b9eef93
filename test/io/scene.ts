import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { SealError } from "../../src/domain/errors.js";

/** A directory of its own, removed when the test is over. */
export function directory(files: Record<string, string | object> = {}): { dir: string; add: Add } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "modelseal-io-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const add: Add = (name, content) => {
    const file = join(dir, name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
    return file;
  };
  for (const [name, content] of Object.entries(files)) add(name, content);
  return { dir, add };
}

export type Add = (name: string, content: string | object) => string;

/** The SealError that a promise or a function ends with. */
export async function refusal(run: () => unknown): Promise<SealError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
