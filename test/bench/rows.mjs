// The figures, each with what it is compared with, what it should be and beyond which ratio CI fails.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { paired, pairedCalls, peak } from "./measure.mjs";
import { BIN, configOf, envOf, makeStale, makeTree } from "./trees.mjs";

const LIMIT = fileURLToPath(new URL("limit.cjs", import.meta.url));
const LIBRARY = new URL("../../dist/index.js", import.meta.url);

/** The rows of whole processes on one Node; `tell` gets each as soon as it is known. */
export function processRows({ node, name, pairs, openclaw, tell }) {
  const row = (what, against, goal, fail, measured) => tell({ node: name, what, against, goal, fail, ...measured });
  const usual = makeTree({ providers: 10, models: 20 });
  const many = makeTree({ providers: 10, models: 5, agents: 100 });
  const large = makeTree({ providers: 1000, models: 50, json5: false });
  const bare = { command: [node, "-e", "0"], env: envOf(usual) };
  const ours = (tree, ...args) => ({ command: [node, BIN, ...args], env: envOf(tree) });
  const check = { ...ours(many, "check"), allowed: [0, 1] };
  const limit = { command: [node, LIMIT, large.config, large.models[0]], env: envOf(large) };

  row("generate, nothing to do", "node -e 0", 1.35, 1.6, paired(ours(usual, "generate"), bare, pairs));
  const write = { ...ours(usual, "generate"), before: () => makeStale(usual) };
  row("generate, one write", "node -e 0", 1.55, 1.8, paired(write, bare, pairs));
  // Two starts of Node are there anyhow, that of `run` and that of the command.
  row("run -- node -e 0", "node -e 0", 2.5, 2.6, paired(ours(usual, "run", "--", ...bare.command), bare, pairs));
  row("--help", "node -e 0", 1.2, 1.4, paired(ours(usual, "--help"), bare, pairs));
  row("--version", "node -e 0", 1.2, 1.4, paired(ours(usual, "--version"), bare, pairs));
  row("check, 100 agents × 10 providers", "node -e 0", 1.5, 1.9, paired(check, bare, pairs));
  row("generate, 1,000 × 50", "physical limit", 1.6, 2.1, paired(ours(large, "generate"), limit, pairs));
  row("memory: generate, nothing to do", "node -e 0", 1.15, 1.3, memory(ours(usual, "generate"), bare));
  row("memory: generate, 1,000 × 50", "physical limit", 1.4, 1.7, memory(ours(large, "generate"), limit));
  for (const peer of peers(many, { node, name, openclaw }))
    row("check, 100 agents × 10 providers", ...peer.told, paired(check, peer, 3));
}

/** Peaks of one run each: memory hardly varies. `cpu` is the ratio, `ms` are MiB. */
function memory(ours, base) {
  const [a, b] = [ours, base].map(({ command, env }) => peak(command, env));
  return { cpu: a / b, wall: a / b, least: a / b, ms: a, baseMs: b, pairs: 1 };
}

/** Other tools on the same tree, where they are installed. */
function* peers({ dir, models }, { node, name, openclaw }) {
  const env = { ...envOf({ dir }), NO_COLOR: "1" };
  const found = (program) => spawnSync("bash", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
  for (const place of openclaw) {
    const bin = join(place, "node_modules/openclaw/openclaw.mjs");
    // OpenClaw 2026.9.6 refuses Node 20.
    if (!existsSync(bin) || name.startsWith("20.")) continue;
    const told = [`openclaw secrets audit (${place.split("/").pop()})`, 1 / 40, 1 / 25];
    yield { told, command: [node, bin, "secrets", "audit", "--check"], env, allowed: [0, 1, 2] };
  }
  if (found("jq") !== "") {
    const filter = '.providers[]?.apiKey | select(type == "string" and test("^[A-Z0-9_]+$|^secretref") | not)';
    yield { told: ["jq", undefined, undefined], command: [found("jq"), "-c", filter, ...models], env, allowed: [0] };
  }
  if (found("secretlint") !== "")
    yield {
      told: ["secretlint", undefined, undefined],
      command: [found("secretlint"), `${dir}/**/*.json`],
      env,
      allowed: [0, 1],
    };
}

/** The library in this process, warm, against one parse and one print of the same files. */
export async function libraryRow({ pairs, tell }) {
  const { planModelsJson } = await import(LIBRARY);
  const config = configOf(10, 20);
  const existing = JSON.parse(planModelsJson({ config }).text);
  const texts = [config, existing].map((tree) => JSON.stringify(tree, null, 2));
  const plan = () => planModelsJson({ config, existing }).text;
  const limit = () => texts.map((text) => JSON.stringify(JSON.parse(text), null, 2));
  const measured = pairedCalls(plan, limit, pairs);
  tell({
    node: process.versions.node,
    what: "library planModelsJson, warm",
    against: "JSON.parse + JSON.stringify",
    goal: 2,
    fail: 3,
    ...measured,
  });
}
