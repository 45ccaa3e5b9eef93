import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOutdated } from "../../src/io/compiled.js";

const { geteuid } = process;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "modelseal-compiled-"));
});
afterEach(() => {
  Object.assign(process, { geteuid });
  rmSync(dir, { recursive: true, force: true });
});

const scripts = (isStored: boolean) =>
  new Map([["cli.cjs", { script: new Script(""), stored: join(dir, "compiled", "v0", "cli.cjs"), isStored }]]);

test.each([
  ["a system with owners", geteuid],
  ["Windows", undefined],
])("nothing is stored anew where nobody asked once: %s", (_name, euid) => {
  Object.assign(process, { geteuid: euid });
  expect(isOutdated(scripts(false))).toBe(false);
  mkdirSync(join(dir, "compiled"));
  expect(isOutdated(scripts(false))).toBe(true);
  expect(isOutdated(scripts(true))).toBe(false);
});

test("nothing is stored anew by another user", () => {
  mkdirSync(join(dir, "compiled"));
  Object.assign(process, { geteuid: () => 4_000_000_000 });
  expect(isOutdated(scripts(false))).toBe(false);
});
