// Cost against size: models of one agent, and agents of one state directory.
import { fileURLToPath } from "node:url";
import { run } from "./measure.mjs";
import { BIN, envOf, makeTree } from "./trees.mjs";

const LIMIT = fileURLToPath(new URL("limit.cjs", import.meta.url));
const MODELS = [10, 100, 1_000, 10_000, 100_000];
const AGENTS = [1, 10, 100, 1_000, 10_000];
const RUNS = 3;

const least = (command, env, allowed) =>
  Math.min(...Array.from({ length: RUNS }, () => run(command, env, allowed).cpu));

/** CPU milliseconds of `generate` (nothing to do), `check` and the physical limit, at every size up to `most`. */
export function scale(node, most) {
  const models = { generate: [], limit: [] };
  for (const size of MODELS.filter((n) => n <= most)) {
    const tree = makeTree({ providers: Math.max(1, size / 50), models: Math.min(size, 50), json5: false });
    models.generate.push([size, least([node, BIN, "generate"], envOf(tree))]);
    models.limit.push([size, least([node, LIMIT, tree.config, tree.models[0]], envOf(tree))]);
  }
  const agents = { generate: [], check: [] };
  for (const size of AGENTS.filter((n) => n <= most)) {
    const tree = makeTree({ providers: 10, models: 1, agents: size });
    agents.generate.push([size, least([node, BIN, "generate"], envOf(tree))]);
    agents.check.push([size, least([node, BIN, "check"], envOf(tree), [0, 1])]);
  }
  return { models, agents };
}

/** How the cost grows from the first to the last of the two largest sizes, beyond what the smallest costs: 1 is linear. */
export function exponent(points) {
  const [[, floor]] = points;
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  return Math.log((y2 - floor) / Math.max(1, y1 - floor)) / Math.log(x2 / x1);
}
