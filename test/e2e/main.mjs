// npm run e2e -- VERSION [--cells a:ii,b:ii/watch] [--repeat N] [--out FILE] [--modelseal FILE]
// Runs the real OpenClaw release against a loopback provider, cell by cell, and prints what happened to the keys.
// Exit status: 0 every cell was sealed, told, an orphan or the client's own start-up race; 1 any other outcome; 2 bad usage.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cell, forRelease, SUITE } from "./cells.mjs";
import { endAll } from "./client.mjs";
import { nodeBinary, openclawEntry } from "./install.mjs";
import { play } from "./play.mjs";
import { MEASURED, releaseFacts } from "./releases.mjs";
import { matrix, rowOf } from "./report.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const say = (text) => process.stdout.write(`${text}\n`);

/** Cells to play, in order; those that the release cannot have are left out. */
function cellsFor(names, facts, repeat) {
  const possible = names.map((name) => forRelease(cell(name), facts)).filter((one) => one !== null);
  return possible.flatMap((one) => Array.from({ length: repeat }, () => one));
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cells: { type: "string" },
      repeat: { type: "string", default: "1" },
      out: { type: "string" },
      modelseal: { type: "string", default: join(root, "bin", "modelseal.js") },
    },
  });
  const [version] = positionals;
  const repeat = Number(values.repeat);
  if (!version || positionals.length > 1) throw new Error(`name one release, for instance ${MEASURED.at(-1)}`);
  if (!Number.isInteger(repeat) || repeat < 1) throw new Error("--repeat takes a whole number from 1");
  const facts = releaseFacts(version);
  const cells = cellsFor(values.cells?.split(",") ?? SUITE, facts, repeat);
  return { facts, cells, out: values.out, modelseal: resolve(values.modelseal) };
}

async function main({ facts, cells, out, modelseal }) {
  const cache = join(root, ".cache", "e2e");
  const clients = {
    node: nodeBinary(cache, facts.node),
    openclaw: openclawEntry(cache, facts.version),
    modelseal,
  };
  const results = [];
  for (const one of cells) {
    const result = await play(one, facts, clients);
    results.push(result);
    say(rowOf(result).join(" | "));
  }
  const text = matrix(facts.version, new Date().toISOString().slice(0, 10), results);
  say(`\n${text}`);
  if (out) {
    mkdirSync(dirname(resolve(out)), { recursive: true });
    writeFileSync(resolve(out), text);
  }
  process.exitCode = results.some(({ outcome }) => outcome === "failed") ? 1 : 0;
}

for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    endAll();
    process.exit(130);
  });

let given;
try {
  given = options();
} catch (error) {
  process.stderr.write(`e2e: ${error.message}\n`);
  process.exitCode = 2;
}
if (given) await main(given);
