import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../src/app/check.js";
import { same } from "../../src/domain/same.js";
import { at, type Json, type JsonObject } from "../../src/domain/tree.js";
import { corpus } from "../corpus/corpus.js";
import { newState, type State } from "../support/state.js";
import { secretsFrom, withSecrets, worlds } from "../support/worlds.js";

const MODELS = "agents/main/agent/models.json";
const SECRETS = secretsFrom("abcdefghijklmnopqrstuvwxyz", 64);

async function findings(state: State, env: Record<string, string> = {}) {
  const report = await check({}, { env: { HOME: dirname(state.dir), OPENCLAW_STATE_DIR: state.dir, ...env } });
  return report.findings.map((f) => ({ ...f, file: f.file.replace(`${state.dir}/`, "") }));
}

/** Paths of the old file that generate has no source for: it reports an orphan, and leaves a ref that it cannot follow. */
function keptPaths(report: { agents?: { findings: { code: string; jsonPath: string }[] }[] }): string[] {
  const told = report.agents?.flatMap(({ findings }) => findings) ?? [];
  return told.filter(({ code }) => code === "ORPHAN_PLAINTEXT").map(({ jsonPath }) => jsonPath.toLowerCase());
}

/** The key of a provider, whatever the spelling of its id. */
function keyOf(file: JsonObject | undefined, provider = ""): Json | undefined {
  const rows = Object.entries(at(file, ["providers"]) ?? {}) as [string, Json][];
  return at(rows.find(([id]) => id.toLowerCase() === provider.toLowerCase())?.[1], ["apiKey"]);
}

test("a file that generate wrote has no finding but what generate itself says it kept", async () => {
  let clean = 0;
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { config, store, existing, env, release } = withSecrets(world, SECRETS);
      const state = newState({ "openclaw.json": config, "agents/main/agent/auth-profiles.json": store });
      try {
        if (existing) state.write(MODELS, existing);
        const run = await state.run(["generate", "--json", ...(release ? ["--openclaw", release] : [])], env);
        const kept = keptPaths(JSON.parse(run.stdout));
        const isAsItWas = (provider?: string) =>
          same(keyOf(existing, provider), keyOf(state.json(MODELS) as JsonObject, provider));
        const found = (await findings(state, env)).filter(
          ({ file, code, jsonPath, provider }) =>
            file === MODELS &&
            !kept.includes(jsonPath.toLowerCase()) &&
            !(code === "REF_UNRESOLVED" && isAsItWas(provider)),
        );
        expect(found).toEqual([]);
        if (kept.length === 0) clean++;
      } finally {
        state.drop();
      }
    }),
    { numRuns: 1000 },
  );
  expect(clean).toBeGreaterThan(300);
});

describe.each([71_001, 71_002, 71_003])("the planted corpus of seed %i, on disk", (seed) => {
  test("gives away every secret to the command, and nothing else, in a state directory and as a tree", async () => {
    const planted = corpus(seed);
    const state = newState();
    try {
      for (const [file, text] of planted.files) state.write(file, text);
      const owned = Object.fromEntries(
        [...planted.ownedEnvNames].map(([provider, [id = ""]], i) => [
          `owned:${i}`,
          { type: "api_key", provider, keyRef: { source: "env", provider: "default", id } },
        ]),
      );
      // On one line, so that nothing below it moves.
      const store = "agents/main/agent/auth-profiles.json";
      const line = JSON.stringify(owned).slice(1, -1);
      state.write(
        store,
        state.read(store).replace(/"profiles":\s*\{/, (head) => `${head}${line},`),
      );
      const expected = planted.plants.map(({ file, line, path }) => `${file}:${line} ${path ?? ""}`);
      const isTree = (file: string) => file.startsWith("repo/");
      const inTree = await check({ paths: [state.dir] }, { env: { HOME: "/nowhere" } });
      const inState = await findings(state);
      const told = (all: Awaited<ReturnType<typeof findings>>) =>
        all
          .filter(({ code }) => code === "PLAINTEXT_FOUND")
          .map(({ file, line, jsonPath }) => ({ file, line, jsonPath }))
          .map(({ file, line, jsonPath }) =>
            expected.includes(`${file}:${line} `) ? `${file}:${line} ` : `${file}:${line} ${jsonPath}`,
          );
      const short = inTree.findings.map((f) => ({ ...f, file: f.file.replace(`${state.dir}/`, "") }));
      expect([...new Set(told(short))].sort()).toEqual([...new Set(expected)].sort());
      const ofState = expected.filter((place) => !isTree(place));
      expect([...new Set(told(inState))].sort()).toEqual([...new Set(ofState)].sort());
    } finally {
      state.drop();
    }
  });
});

test("a file that differs from a clean one by any one character is an error exactly when it is no longer JSON", async () => {
  const row = {
    apiKey: "secretref-managed",
    baseUrl: "https://llm.example/v1",
    models: [{ id: "m", name: "A M", n: 1 }],
  };
  const text = `${JSON.stringify({ providers: { acme: row, beta: { ...row, apiKey: "OPENAI_API_KEY" } } }, null, 2)}\n`;
  const variants = [...text].flatMap((char, i) => [
    text.slice(0, i) + text.slice(i + 1),
    text.slice(0, i) + (char === "," ? "x" : ",") + text.slice(i + 1),
  ]);
  const state = newState({ "agents/a/agent/models.json": text });
  try {
    for (const [i, variant] of variants.entries()) state.write(`agents/b${i}/agent/models.json`, variant);
    const broken = new Set(
      (await findings(state)).filter((f) => f.jsonPath === "<root>").map(({ agentId }) => agentId),
    );
    for (const [i, variant] of variants.entries())
      expect([variant, broken.has(`b${i}`)]).toEqual([variant, !isModels(variant)]);
  } finally {
    state.drop();
  }
});

function isModels(text: string): boolean {
  try {
    const { providers } = JSON.parse(text);
    return typeof providers === "object" && providers !== null && !Array.isArray(providers);
  } catch {
    return false;
  }
}
