import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COMPILED = `compiled/${process.version}-${process.platform}-${process.arch}`;

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "modelseal-place-"));
  for (const name of ["bin", "dist", "fixtures/demo"]) cpSync(join(ROOT, name), join(place, name), { recursive: true });
  rmSync(join(place, "dist/compiled"), { recursive: true, force: true });
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Runs the copy. */
function run(...args: string[]) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: place, OPENCLAW_STATE_DIR: join(place, "fixtures/demo") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(place, "bin/modelseal.js"), ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const dir = () => join(place, "dist", COMPILED);
const explained = () => run("explain", "--json");

test("what is stored changes no output", () => {
  const before = [explained(), run("generate", "--dry-run"), run("check", "--json")];
  const { status, stdout } = run("precompile");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Stored for Node v\d+\.\d+\.\d+: \d+ KiB in /);
  expect(readdirSync(dir()).filter((name) => /^(cli|generate|check|run)\.cjs\./.test(name))).toHaveLength(4);
  expect([explained(), run("generate", "--dry-run"), run("check", "--json")]).toEqual(before);
});

test("a second time leaves the same files", () => {
  run("precompile");
  const first = readdirSync(dir());
  writeFileSync(join(dir(), "cli.cjs.0123456789abcdef"), "of an earlier build");
  expect(run("precompile").status).toBe(0);
  expect(readdirSync(dir())).toEqual(first);
});

test("what another build stored is not used", () => {
  run("precompile");
  const file = join(place, "dist/parts/help.cjs");
  const text = readFileSync(file, "utf8");
  // The same length and another mark: V8 alone would run what it compiled before.
  const mark = text.startsWith("/*0") ? "/*1" : "/*0";
  writeFileSync(file, (mark + text.slice(3)).replace("bring every agent's", "BRING EVERY AGENT'S"));
  expect(run("--help").stdout).toContain("BRING EVERY AGENT'S");
});

test("after precompile, generate stores anew for a Node that has nothing; before, it stores nothing", () => {
  run("generate", "--dry-run");
  expect(existsSync(join(place, "dist/compiled"))).toBe(false);
  run("precompile");
  rmSync(dir(), { recursive: true });
  run("check");
  expect(existsSync(dir())).toBe(false);
  run("generate", "--dry-run");
  expect(readdirSync(dir()).filter((name) => /^(cli|generate|check)\.cjs\./.test(name))).toHaveLength(3);
});

test.each([
  ["cut", (bytes: Buffer) => bytes.subarray(0, 1000)],
  ["empty", () => Buffer.alloc(0)],
  ["something else", () => Buffer.from("no code at all")],
])("a stored file that is %s does no harm", (_name, damage) => {
  const before = explained();
  run("precompile");
  for (const name of readdirSync(dir())) writeFileSync(join(dir(), name), damage(readFileSync(join(dir(), name))));
  expect(explained()).toEqual(before);
});

test("where nothing can be stored, one line says so and exit 2", () => {
  writeFileSync(join(place, "dist/compiled"), "a file is in the way");
  const { status, stderr } = run("precompile");
  expect(status).toBe(2);
  expect(stderr).toMatch(/^modelseal: .*: What was compiled cannot be stored beside the program\. Run this as /);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("it leaves nothing in the directory for temporary files", () => {
  const temp = join(place, "temp");
  cpSync(join(ROOT, "fixtures/demo"), temp, { recursive: true });
  const before = readdirSync(temp);
  const env = { PATH: process.env["PATH"] ?? "", HOME: place, TMPDIR: temp };
  const { status } = spawnSync(process.execPath, [join(place, "bin/modelseal.js"), "precompile"], { env });
  expect(status).toBe(0);
  expect(readdirSync(temp)).toEqual(before);
});
