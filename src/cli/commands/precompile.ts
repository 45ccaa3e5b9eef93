import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOutdated, storeCompiled } from "../../io/compiled.js";
import type { Context } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { atMost, type FlagSpec, type Flags, usage } from "../flags.js";
import { main } from "../main.js";

export const flags = {} satisfies FlagSpec;

const PROVIDERS = 3;
const MODELS = 4;
const KIB = 1024;

/** Stores what V8 compiles of the program beside it. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  atMost(0, given, "precompile takes no arguments.");
  if (context.scripts === undefined)
    throw usage("precompile works in modelseal's own process only.", "Run `modelseal precompile` in a shell.");
  await exercise(context);
  const stored = storeCompiled(context.scripts);
  context.sink.out(`Stored for Node ${process.version}: ${Math.round(stored.bytes / KIB)} KiB in ${stored.dir}\n`);
  return { noAnswer: false, no: false };
}

/** The same where an earlier Node has it; in silence, because nobody asked. */
export async function renew(context: Context): Promise<void> {
  try {
    if (context.scripts === undefined || !isOutdated(context.scripts)) return;
    // What V8 compiles under a flag fits runs under that flag alone.
    if (process.execArgv.length > 0 || context.env["NODE_OPTIONS"]) return;
    await exercise(context);
    storeCompiled(context.scripts);
  } catch {
    // Without it everything works, only slower.
  }
}

/** Does in a directory of its own what starts and CI jobs do, so that V8 has compiled what they need. */
async function exercise(context: Context): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "modelseal-"));
  try {
    await exerciseIn(dir, { ...context, scripts: undefined });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function exerciseIn(dir: string, context: Context): Promise<void> {
  const silent = { ...context, env: { HOME: dir }, sink: { out() {}, err() {} }, colours: () => false };
  const run = (...argv: string[]) => main([...argv, "--state-dir", dir], silent);
  const agent = join(dir, "agents/main/agent");
  const models = join(agent, "models.json");
  mkdirSync(agent, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(dir, "openclaw.json"),
    `// as people write it\n${print({ models: { providers: providers(ref) } })}`,
  );
  writeFileSync(models, print({ providers: providers(() => "an EXAMPLE of stale plaintext, 0123456789") }));
  await run("check");
  await run("generate");
  await run("generate");
  await run("check");
  await run("explain");
  // As far as it goes without becoming another program: a named config that is not there keeps it from that.
  await main(["run", "--state-dir", dir, "--config", join(dir, "none.json"), "--", process.execPath], silent);
  await main(["--help"], silent);
}

const print = (value: unknown) => JSON.stringify(value, null, 2);
const ref = (id: string): unknown => ({ source: "env", provider: "default", id });

function providers(keyOf: (id: string) => unknown): Record<string, unknown> {
  const models = Array.from({ length: MODELS }, (_, i) => ({
    id: `model-${i}`,
    name: `Model ${i}`,
    reasoning: false,
    input: ["text", "image"],
    cost: { input: 1.5, output: 3, cacheRead: 0.1, cacheWrite: 0.2 },
    contextWindow: 128_000,
    maxTokens: 8192,
  }));
  const one = (i: number) => ({
    baseUrl: `https://api-${i}.example/v1`,
    api: "openai-completions",
    apiKey: keyOf(`EXAMPLE_${i}_API_KEY`),
    models,
  });
  return Object.fromEntries(Array.from({ length: PROVIDERS }, (_, i) => [`example-${i}`, one(i)]));
}
