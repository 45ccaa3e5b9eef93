// The whole test: lint and types once, then every test on this Node and, on Linux x64, on
// Node 24, and all but the longest on Node 22.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "./nodes.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (path) => join(root, "node_modules", path);
const say = (text) => process.stdout.write(text);
let failed = 0;
let passed = 0;

/** Runs a program; its output is shown as it comes. */
function run(program, args) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  return status === 0;
}

/** One check that is no test of its own but fails the whole. */
function check(name, program, args) {
  const ok = run(program, args);
  say(`${ok ? "ok" : "FAILED"}: ${name}\n`);
  if (ok) passed++;
  else failed++;
}

/** Long runs over many inputs: what they find is found by the oldest and by the newest Node. */
const LONG = ["test/hostile/**", "test/non-interference.test.ts", "test/**/*laws.test.ts"];

/** The tests on one Node, counted from the runner's own report. */
function suite(node, name, without = []) {
  say(`\nTests on Node ${name}${without.length > 0 ? `, without ${without.join(", ")}` : ""}\n`);
  const dir = mkdtempSync(join(tmpdir(), "modelseal-report-"));
  const report = join(dir, "report.json");
  const args = [
    "run",
    "--config",
    "test/vitest.config.ts",
    "--reporter=dot",
    "--silent=passed-only",
    "--reporter=json",
    `--outputFile=${report}`,
    ...without.map((glob) => `--exclude=${glob}`),
  ];
  const ok = run(node, [bin("vitest/vitest.mjs"), ...args]);
  let counts = { numPassedTests: 0, numFailedTests: 1 };
  try {
    counts = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    say(`No report came from Node ${name}.\n`);
  }
  rmSync(dir, { recursive: true, force: true });
  passed += counts.numPassedTests;
  failed += ok ? counts.numFailedTests : Math.max(1, counts.numFailedTests);
}

check("lint and format", process.execPath, [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]);
check("types", process.execPath, [bin("typescript/bin/tsc"), "--noEmit"]);
suite(process.execPath, process.versions.node);
for (const major of [22, 24]) {
  if (process.versions.node.startsWith(`${major}.`)) continue;
  const node = nodeBinary(major);
  if (node) suite(node, `${major}`, major === 22 ? LONG : []);
  else say(`\nNode ${major} is not to be had here: its run is left out.\n`);
}

say(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
