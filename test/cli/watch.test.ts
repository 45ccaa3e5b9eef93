import { renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually, type Running, start } from "../support/cli.js";
import { expectSchema } from "../support/schema.js";
import { newState, type State } from "../support/state.js";

const MODELS = "agents/main/agent/models.json";
const SECRET = "sk-EXAMPLE-old-key-0001";
const ACME = { baseUrl: "https://llm.acme.example/v1", models: [{ id: "acme-large" }] };
const STALE = { providers: { acme: { ...ACME, apiKey: SECRET } } };
const CONFIG = { models: { providers: { acme: { ...ACME, apiKey: { source: "exec", provider: "vault", id: "k" } } } } };

let state: State;
let running: Running;
beforeEach(async () => {
  state = newState({ "openclaw.json": CONFIG, [MODELS]: STALE });
  running = start(state, ["watch"]);
  expect(await sealed()).toBe(true);
});
afterEach(async () => {
  running.child.kill("SIGKILL");
  await running.ended;
  state.drop();
});

function isSealed(file = MODELS): boolean {
  try {
    return state.read(file).includes('"secretref-managed"');
  } catch {
    return false;
  }
}
const sealed = (file = MODELS) => eventually(() => isSealed(file));

describe("watch", () => {
  test("a file that is rewritten in place is sealed again, every time", async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(state.path(MODELS), JSON.stringify(STALE));
      expect(await sealed()).toBe(true);
    }
  });

  test("so is one that is replaced, or removed and written anew", async () => {
    writeFileSync(state.path("agents/main/agent/other"), JSON.stringify(STALE));
    renameSync(state.path("agents/main/agent/other"), state.path(MODELS));
    expect(await sealed()).toBe(true);
    unlinkSync(state.path(MODELS));
    expect(await sealed()).toBe(true);
  });

  test("an agent that appears, goes and comes back is sealed", async () => {
    const file = "agents/late/agent/models.json";
    for (let round = 0; round < 2; round++) {
      state.write(file, STALE);
      expect(await sealed(file)).toBe(true);
      // Removed file by file, the watch would put models.json back meanwhile.
      renameSync(state.path("agents/late"), state.path("gone"));
      rmSync(state.path("gone"), { recursive: true });
    }
  });

  test("a config that changes counts from then on; one that is broken meanwhile does not end the watch", async () => {
    state.write("openclaw.json", "{ broken");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const env = { source: "env", provider: "default", id: "ACME_KEY" };
    state.write("openclaw.json", { models: { providers: { acme: { ...ACME, apiKey: env } } } });
    expect(await eventually(() => state.read(MODELS).includes('"ACME_KEY"'))).toBe(true);
  });

  test("--json gives one document a line: each agent that was sealed, and what failed", async () => {
    running.child.kill("SIGKILL");
    await running.ended;
    state.write(MODELS, STALE);
    const lines = start(state, ["watch", "--json"]);
    expect(await eventually(() => lines.stdout().includes("\n"))).toBe(true);
    state.write("openclaw.json", "{ broken");
    expect(await eventually(() => lines.stdout().includes("INVALID_SYNTAX"))).toBe(true);
    lines.child.kill("SIGTERM");
    const { stdout, stderr } = await lines.ended;
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(documents[0]).toMatchObject({ schemaVersion: 1, ok: true, agentId: "main", status: "updated" });
    expect(documents.at(-1)).toMatchObject({ ok: false, error: { code: "INVALID_SYNTAX" } });
    expect(stderr).toMatch(/openclaw\.json:1:\d+: .* Until then nothing is sealed\.\n$/);
    for (const document of documents) expectSchema("error" in document ? "failure" : "watch", document);
  });

  test("SIGTERM ends it with exit code 0 and leaves no stage behind", async () => {
    running.child.kill("SIGTERM");
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("providers.acme.apiKey plaintext → marker");
    expect(stdout).not.toContain(SECRET);
    expect([...state.files().keys()].sort()).toEqual([MODELS, "openclaw.json"].sort());
  });
});
