// npm run bench [-- --ci] [--pairs N] [--rewrites N] [--scale] [--most N] [--openclaw DIR]... [--out DIR]
//
// Prints a table and writes bench.json; with --scale also bench.svg. --ci fails beyond the last column. Ratios of CPU time
// count, as medians of pairs: other programs on the machine move wall time, and a single pair by a third.
//
// Where a no-op of `generate` (10 providers × 20 models) spends what it costs beyond a bare Node, so that the next one need
// not search. Measured with `node --cpu-prof` over thirty runs of a build that was not minified (Node 20), in milliseconds of
// about ten:
//   3    loading: bin/modelseal.js reads each file of dist/ and what `precompile` stored of it, and V8 takes that over, in
//        step with its size. Without it V8 reads every function once when a file is loaded and those that run once more:
//        five milliseconds more. What few runs need is kept out of generate.cjs by ON_CALL in src/tools/build.mjs.
//   5    running code that is cold. It runs once, in the interpreter: calls into V8 (JSON.parse, one regular expression) beat
//        loops of our own. A loop that gets hot is optimised on another thread, which costs more than it saves:
//        --trace-opt must stay silent for this run and for `check` of a hundred agents, but for four functions on Node 24, whose
//        compiler begins after 400 calls.
//   2    the young heap: --trace-gc must show two scavenges at most. Texts of the size of the files fill it.
// What costs more than it looks: an error that is thrown and caught, `join` of node:path in a loop, a regular expression that is
// used twice (V8 compiles it twice, a tenth of a millisecond each) or has the flag `i` (it asks ICU about all letters), `for of` over
// a list (an object for each item), loading node:util, node:crypto or node:tty, and in a virtual machine each page of memory that is
// touched for the first time (three microseconds).
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeBinary } from "../../src/tools/nodes.mjs";
import { svg } from "./plot.mjs";
import { libraryRow, processRows } from "./rows.mjs";
import { exponent, scale } from "./scale.mjs";
import { watched } from "./watch.mjs";

const { values } = parseArgs({
  options: {
    ci: { type: "boolean", default: false },
    pairs: { type: "string", default: "11" },
    rewrites: { type: "string", default: "1000" },
    scale: { type: "boolean", default: false },
    most: { type: "string" },
    openclaw: { type: "string", multiple: true, default: [] },
    out: { type: "string", default: fileURLToPath(new URL("../../.cache/bench", import.meta.url)) },
  },
});
// An even number of pairs has no middle one.
const pairs = Number(values.pairs) | 1;
// Linear with some room for a noisy machine.
const STEEPEST = 1.25;
// Of `watch`, measured where there is a /proc: the median until a rewritten file is sealed, and its memory.
const MOST_MS = 100;
const MOST_MIB = 60;
// A hundredth of the time in which it has nothing to do.
const MOST_IDLE_MS = 50;
const rows = [];
const say = (text) => process.stdout.write(text);
const short = (ratio) => (ratio === undefined ? "" : ratio < 0.1 ? `1/${Math.round(1 / ratio)}` : ratio.toFixed(2));

function tell(row) {
  rows.push(row);
  const isOver = row.fail !== undefined && row.cpu > row.fail;
  const verdict = isOver ? "FAIL" : row.goal !== undefined && row.cpu > row.goal ? "over" : "ok";
  const unit = row.what.startsWith("memory") ? "MiB" : "ms";
  const cells = [
    row.node.padEnd(9),
    `${row.what} / ${row.against}`.padEnd(62),
    short(row.cpu).padStart(6),
    short(row.wall).padStart(6),
    short(row.goal).padStart(6),
    short(row.fail).padStart(6),
    `${row.ms.toFixed(1)}/${row.baseMs.toFixed(1)} ${unit}`.padStart(20),
    verdict,
  ];
  say(`${cells.join("  ")}\n`);
}

say(`load ${loadavg()[0].toFixed(1)}, ${pairs} pairs\n`);
say(`${"node".padEnd(9)}  ${"what / against".padEnd(62)}     cpu    wall    goal    fail      least, each\n`);
const newer = nodeBinary(24);
const nodes = [{ node: process.execPath, name: process.versions.node }];
if (newer !== undefined && !process.versions.node.startsWith("24.")) nodes.push({ node: newer, name: "24" });
for (const which of nodes) processRows({ ...which, pairs, openclaw: values.openclaw, tell });
await libraryRow({ pairs, tell });

const late = [];
for (const { node, name } of process.platform === "linux" ? nodes : []) {
  const { sealed, median, slowest, memory, idle } = await watched(node, Number(values.rewrites));
  const isFine = sealed === Number(values.rewrites) && median < MOST_MS && memory < MOST_MIB && idle < MOST_IDLE_MS;
  if (!isFine) late.push(name);
  say(
    `${name.padEnd(9)}  watch: ${sealed} of ${values.rewrites} rewrites sealed, median ${median.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms; then ${memory.toFixed(0)} MiB and ${idle} ms of CPU in 5 s  ${isFine ? "ok" : "FAIL"}\n`,
  );
}

mkdirSync(values.out, { recursive: true });
const result = { date: new Date().toISOString(), load: loadavg(), rows };
const steep = [];
if (values.scale) {
  const { models, agents } = scale(process.execPath, Number(values.most) || Number.POSITIVE_INFINITY);
  const line = (name, colour, points) => {
    const growth = exponent(points);
    if (growth > STEEPEST) steep.push(name);
    say(
      `${name}: ${points.map(([size, ms]) => `${size}: ${Math.round(ms)} ms`).join(", ")}; exponent ${growth.toFixed(2)}\n`,
    );
    return { name, colour, points };
  };
  const charts = [
    {
      title: "generate, nothing to do: CPU time against models",
      axis: "models",
      lines: [
        line("generate", "#0b7", models.generate),
        line("physical limit: read, JSON.parse, JSON.stringify", "#999", models.limit),
      ],
    },
    {
      title: "CPU time against agents (10 models each)",
      axis: "agents",
      lines: [line("generate, nothing to do", "#0b7", agents.generate), line("check", "#06c", agents.check)],
    },
  ];
  Object.assign(result, { scale: { models, agents } });
  writeFileSync(join(values.out, "bench.svg"), svg(charts));
}
writeFileSync(join(values.out, "bench.json"), `${JSON.stringify(result, null, 2)}\n`);
const failed = rows.filter(({ cpu, fail }) => fail !== undefined && cpu > fail);
say(
  `${rows.length} rows, ${failed.length} beyond the fail column${steep.length > 0 ? `; not linear: ${steep.join(", ")}` : ""}\n`,
);
if (values.ci && (failed.length > 0 || steep.length > 0 || late.length > 0)) process.exitCode = 1;
