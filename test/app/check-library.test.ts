import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../../src/app/check.js";
import { checkSecretsAtRest, SealError } from "../../src/index.js";
import { newState } from "../support/state.js";

// All keys are invented.
const models = (apiKey: unknown) => ({
  providers: { acme: { baseUrl: "https://llm.example/v1", models: [], apiKey } },
});
const MODELS = "agents/main/agent/models.json";

function stateWith(files: Record<string, object>) {
  const state = newState(files);
  onTestFinished(state.drop);
  return { state, home: dirname(state.dir) };
}

test("checkSecretsAtRest takes its whole world from its options", async () => {
  const { state, home } = stateWith({
    [MODELS]: models("hunter2-EXAMPLE"),
    "agents/ops/agent/models.json": models("x"),
  });
  const report = await checkSecretsAtRest({ stateDir: state.dir, env: {}, home });
  expect([report.ok, report.status, report.summary.plaintext]).toEqual([false, "findings", 2]);
  const one = await checkSecretsAtRest({ stateDir: state.dir, agents: ["main"], env: {}, home });
  expect(one.findings.map(({ agentId }) => agentId)).toEqual(["main"]);
  const paths = [state.path("agents/ops")];
  expect((await checkSecretsAtRest({ paths, env: {}, home })).filesScanned).toEqual([
    state.path("agents/ops/agent/models.json"),
  ]);
});

test("it tells what cannot be read in its report, and rejects for bad options alone", async () => {
  const { state, home } = stateWith({});
  state.write(MODELS, "{");
  expect((await checkSecretsAtRest({ stateDir: state.dir, env: {}, home })).status).toBe("unresolved");
  await expect(checkSecretsAtRest({ stateDir: state.dir, env: {}, home, openclaw: "latest" })).rejects.toThrow(
    SealError,
  );
  await expect(
    checkSecretsAtRest({ stateDir: state.dir, env: {}, home, baseline: state.path("none.json") }),
  ).rejects.toThrow(SealError);
});

test("resolving asks no command unless that is allowed", async () => {
  const ref = { source: "exec", provider: "vault", id: "acme" };
  const secrets = { providers: { vault: { source: "exec", command: "/nowhere/vault" } } };
  const { state, home } = stateWith({ "openclaw.json": { models: models(ref), secrets } });
  const options = { stateDir: state.dir, env: {}, home, resolve: true };
  expect((await checkSecretsAtRest(options)).status).toBe("clean");
  expect((await checkSecretsAtRest({ ...options, allowExec: true })).status).toBe("unresolved");
});

test("commands that are allowed are run: no ref counts as checked whose value nobody asked for", async () => {
  const ref = { source: "exec", provider: "vault", id: "acme" };
  const secrets = { providers: { vault: { source: "exec", command: "/nowhere/vault" } } };
  const { state, home } = stateWith({ "openclaw.json": { models: models(ref), secrets } });
  const report = await checkSecretsAtRest({ stateDir: state.dir, env: {}, home, allowExec: true });
  expect([report.status, report.resolution]).toEqual([
    "unresolved",
    { refsChecked: 1, skippedExecRefs: 0, resolvabilityComplete: true },
  ]);
});

test("a run says how far it is, agent by agent", async () => {
  const { state, home } = stateWith({ [MODELS]: models("x"), "agents/ops/agent/models.json": models("x") });
  const told: [number, number][] = [];
  await check({ stateDir: state.dir }, { env: {}, home, progress: (done, of) => told.push([done, of]) });
  expect(told).toEqual([
    [0, 2],
    [1, 2],
    [2, 2],
  ]);
});

test("agents with the same bytes are told apart by the refs that they see", async () => {
  const own = {
    version: 1,
    profiles: {
      p: { type: "api_key", provider: "acme", keyRef: { source: "env", provider: "default", id: "ACME_KEY" } },
    },
  };
  const { state, home } = stateWith({
    "agents/a/agent/models.json": models("ACME_KEY"),
    "agents/a/agent/auth-profiles.json": own,
    "agents/b/agent/models.json": models("ACME_KEY"),
    "agents/c/agent/models.json": models("secretref-managed"),
    "agents/d/agent/models.json": models("secretref-managed"),
  });
  const { findings } = await checkSecretsAtRest({ stateDir: state.dir, env: {}, home });
  expect(findings.map(({ agentId, code }) => [agentId, code])).toEqual([["b", "PLAINTEXT_FOUND"]]);
});
