import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepare, sidesOf, type Tally } from "./bench.js";
import { filesystem } from "./filesystem.js";
import { inputs } from "./inputs.js";
import { resolvers } from "./resolvers.js";
import { syscalls } from "./syscalls.js";
import { writers } from "./writers.js";

// `npm run faults -- [--only NAME]`: everything that is tested on the built command line from outside. Build first.

const SUITES = { syscalls, filesystem, writers, resolvers, inputs };

const say = (line: string) => process.stdout.write(`${line}\n`);

function tell({ suite, cases, failures, left, notes }: Tally, seconds: number): void {
  for (const failure of failures) say(`FAILED ${suite}: ${failure}`);
  for (const note of notes) say(`${suite}: ${note}`);
  for (const what of left) say(`${suite}: left out: ${what}`);
  say(`${suite}: ${cases - failures.length} passed, ${failures.length} failed (${seconds.toFixed(0)} s)`);
}

const { values } = parseArgs({ options: { only: { type: "string" }, root: { type: "string" } } });
const done = prepare(join(values.root ?? ".", "..", ".."));
let failed = 0;
let passed = 0;
try {
  const sides = await sidesOf();
  for (const [name, suite] of Object.entries(SUITES)) {
    if (values.only !== undefined && values.only !== name) continue;
    const started = performance.now();
    const tally = await suite(sides);
    tell(tally, (performance.now() - started) / 1000);
    failed += tally.failures.length;
    passed += tally.cases - tally.failures.length;
  }
} finally {
  done();
}
say(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
