import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { migrateSecrets } from "../../src/app/library.js";
import { type MigrateOptions, migrate } from "../../src/app/migrate.js";
import { SealError } from "../../src/domain/errors.js";
import { newState, type State } from "../support/state.js";

const MODELS = "agents/main/agent/models.json";
const PROFILES = "agents/main/agent/auth-profiles.json";
const ROW = { baseUrl: "https://llm.example/v1", models: [{ id: "m", name: "M" }] };
const orphan = (key: string) => ({ providers: { lost: { ...ROW, apiKey: key } } });

const states: State[] = [];
afterEach(() => {
  for (const state of states.splice(0)) state.drop();
});

function stateWith(files: Record<string, string | object>): State {
  const state = newState(files);
  states.push(state);
  return state;
}

const run = (state: State, options: MigrateOptions, onWrite: () => void) =>
  migrate(
    { stateDir: state.dir, ...options },
    { env: { HOME: state.dir }, home: state.dir, now: 0, sweepMs: 0, onWrite },
  );

describe("another process at the same files", () => {
  test("an only copy that changed meanwhile is moved as it is now; neither the old nor the new one is lost", async () => {
    const state = stateWith({ [MODELS]: orphan("sk-EXAMPLE-first") });
    let writes = 0;
    const report = await run(state, { toFile: state.path("s.json") }, () => {
      if (writes++ === 0) state.write(MODELS, orphan("sk-EXAMPLE-second"));
    });
    expect(report.ok).toBe(true);
    expect(state.read(MODELS)).not.toContain("sk-EXAMPLE");
    const home = state.json("s.json") as { profiles: { "lost:default": Record<string, string> } };
    expect(Object.values(home.profiles["lost:default"])).toContain("sk-EXAMPLE-first");
    expect(state.read("s.json")).toContain("sk-EXAMPLE-second");
    expect(state.read(PROFILES)).toMatch(/keyRef/);
  });

  test("a file that changed meanwhile is planned anew before an orphan in it is dropped", async () => {
    const state = stateWith({ [MODELS]: orphan("sk-EXAMPLE-first") });
    let writes = 0;
    const onWrite = () => {
      if (writes++ === 0)
        state.write(MODELS, { providers: { lost: { ...ROW, apiKey: "sk-EXAMPLE-second", api: "x" } } });
    };
    await run(state, { dropOrphans: true }, onWrite);
    expect(state.read(MODELS)).toContain('"api": "x"');
  });

  test("files that never rest end the run after a few tries, with one sentence and no change of what is only there", async () => {
    const state = stateWith({ [MODELS]: orphan("sk-EXAMPLE-0") });
    let count = 0;
    const onWrite = () => state.write(MODELS, orphan(`sk-EXAMPLE-${++count}`));
    const error = await run(state, { dropOrphans: true }, onWrite).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SealError);
    expect((error as SealError).code).toBe("BEING_REWRITTEN");
    expect(state.read(MODELS)).toContain(`sk-EXAMPLE-${count}`);
  });

  test("an authored file that changed meanwhile is edited as it is now", async () => {
    const config = { models: { providers: { acme: { ...ROW, apiKey: "sk-EXAMPLE-config" } } } };
    const state = stateWith({ "openclaw.json": config });
    let writes = 0;
    const onWrite = () => {
      if (writes++ !== 0) return;
      const text = readFileSync(state.path("openclaw.json"), "utf8");
      writeFileSync(state.path("openclaw.json"), text.replace("{", '{ "logging": {},'));
    };
    await run(state, { toFile: state.path("s.json") }, onWrite);
    expect(state.json("openclaw.json")).toMatchObject({ logging: {}, secrets: {} });
    expect(state.read("openclaw.json")).not.toContain("sk-EXAMPLE-config");
  });
});

describe("the library", () => {
  test("migrateSecrets does what the command does, with the environment it is given", async () => {
    const keyRef = { source: "env", provider: "default", id: "ACME_KEY" };
    const state = stateWith({
      [PROFILES]: { version: 1, profiles: { "a:d": { type: "api_key", provider: "a", key: "sk-EXAMPLE", keyRef } } },
    });
    const home = state.dir;
    const unset = await migrateSecrets({ stateDir: state.dir, env: {}, home });
    expect(unset.items.map(({ verdict, action }) => [verdict, action])).toEqual([["unverifiable", "keep"]]);
    const report = await migrateSecrets({ stateDir: state.dir, env: { ACME_KEY: "sk-EXAMPLE-2" }, home });
    expect(report.items.map(({ verdict, action }) => [verdict, action])).toEqual([["redundant", "scrub"]]);
    expect(state.json(PROFILES)).toEqual({
      version: 1,
      profiles: { "a:d": { type: "api_key", provider: "a", keyRef } },
    });
  });
});
