// State directories of any size, as OpenClaw has them: every key behind an env SecretRef, one agent or many.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const BIN = fileURLToPath(new URL("../../bin/modelseal.js", import.meta.url));

const model = (i) => ({
  id: `model-${i}`,
  name: `Model number ${i}`,
  reasoning: false,
  input: ["text", "image"],
  cost: { input: 1.5, output: 3, cacheRead: 0.1, cacheWrite: 0.2 },
  contextWindow: 128000,
  maxTokens: 8192,
});

const provider = (i, models) => ({
  baseUrl: `https://provider-${i}.example/v1`,
  api: "openai-completions",
  apiKey: { source: "env", provider: "default", id: `PROVIDER_${i}_KEY` },
  models: Array.from({ length: models }, (_, k) => model(k)),
});

export const configOf = (providers, models) => ({
  models: {
    providers: Object.fromEntries(Array.from({ length: providers }, (_, i) => [`provider-${i}`, provider(i, models)])),
  },
});

/** JSON with a line of comment and a trailing comma: what JSON.parse refuses and most people write. */
const asJson5 = (config) =>
  JSON.stringify(config, null, 2).replace("{\n", "{\n  // providers\n").replace(/\n\}$/, ",\n}");

const made = [];
process.on("exit", () => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** A sealed state directory; `json5` writes the config as people do, else it is strict JSON. */
export function makeTree({ providers, models, agents = 1, json5 = true }) {
  const dir = mkdtempSync(join(tmpdir(), "modelseal-bench-"));
  made.push(dir);
  const config = configOf(providers, models);
  const file = join(dir, "openclaw.json");
  writeFileSync(file, json5 ? asJson5(config) : JSON.stringify(config, null, 2), { mode: 0o600 });
  const ids = ["main", ...Array.from({ length: agents - 1 }, (_, i) => `agent-${i}`)];
  for (const id of ids) mkdirSync(join(dir, "agents", id, "agent"), { recursive: true, mode: 0o700 });
  const tree = { dir, config: file, models: ids.map((id) => join(dir, "agents", id, "agent", "models.json")) };
  const { status } = spawnSync(process.execPath, [BIN, "generate", "--quiet"], { env: envOf(tree) });
  if (status !== 0) throw new Error("The tree could not be sealed.");
  return tree;
}

/** Makes the first agent's models.json stale, so that the next `generate` writes it. */
export function makeStale({ models: [file] }) {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/"apiKey": "[^"]*"/, '"apiKey": "EXAMPLE-stale-and-no-key"'));
}

/** NODE_EXTRA_CA_CERTS is left out on purpose: Node 20 reads the certificates at every start, which would flatter every ratio. */
export const envOf = ({ dir }) => ({ PATH: process.env.PATH, HOME: dir, OPENCLAW_STATE_DIR: dir });
