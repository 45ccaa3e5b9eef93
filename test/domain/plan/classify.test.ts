import { describe, expect, test } from "vitest";
import { planInputOf } from "../../../src/domain/api.js";
import { explainAuthOrder } from "../../../src/domain/auth/order.js";
import { runtimeSource } from "../../../src/domain/runtime.js";
import type { RuleName } from "../../../src/domain/source.js";
import { ENV_REF, EXEC_REF, PLAIN, plan, ROW, type Scene } from "./scene.js";

const RULES: RuleName[] = [
  "config-ref",
  "config-marker",
  "config-profile-id",
  "config-equals-environment",
  "config-plaintext",
  "aws-sdk",
  "auth-profile",
  "environment",
  "local-evidence",
];

function source(id: string, scene: Scene) {
  const found = plan(scene).sources.get(id);
  if (!found) throw new Error("no source");
  return found;
}

describe("the canonical source", () => {
  const env = { OPENAI_API_KEY: PLAIN, AWS_PROFILE: "p" };
  const profiles = { "openai:p": { type: "api_key", provider: "openai", keyRef: EXEC_REF } };
  const row = (fields: object): Scene => ({ providers: { openai: { auth: "aws-sdk", ...fields } }, env, profiles });
  const rows: [rule: RuleName, scene: Scene, shadowed: RuleName[]][] = [
    ["config-ref", row({ apiKey: ENV_REF }), ["aws-sdk", "auth-profile", "environment"]],
    ["config-marker", row({ apiKey: "custom-local" }), ["aws-sdk", "auth-profile", "environment"]],
    ["config-profile-id", row({ apiKey: "openai:p" }), ["aws-sdk", "auth-profile", "environment"]],
    ["config-equals-environment", row({ apiKey: PLAIN }), ["aws-sdk", "auth-profile", "environment"]],
    ["config-plaintext", row({ apiKey: "EXAMPLE-other" }), ["aws-sdk", "auth-profile", "environment"]],
    ["aws-sdk", row({}), ["auth-profile", "environment"]],
    ["auth-profile", row({ auth: "api-key" }), ["environment"]],
    ["environment", { ...row({ auth: "api-key" }), profiles: {} }, []],
  ];
  test.each(rows)("is the first rule that matches: %s", (rule, scene, shadowed) => {
    const found = source("openai", scene);
    expect(found.source?.rule).toBe(rule);
    expect(found.shadowed.map((s) => s.rule)).toEqual(shadowed);
    expect(found.trace.map((step) => step.rule)).toEqual(RULES);
    expect(found.trace.find((step) => step.reason === "matched")?.rule).toBe(rule);
  });
  test("is none where nothing matches, and every rule says why", () => {
    expect(source("acme", { providers: { acme: {} } })).toMatchObject({
      kind: "none",
      trace: [
        { reason: "no-key" },
        { reason: "no-key" },
        { reason: "no-key" },
        { reason: "no-key" },
        { reason: "no-key" },
        { reason: "not-aws" },
        { reason: "no-profile" },
        { reason: "no-candidates" },
        { reason: "no-evidence" },
      ],
    });
  });
  test("is told for a provider that only the file has", () =>
    expect(source("acme", { existing: { acme: ROW } }).trace[0]?.reason).toBe("no-config-entry"));
});

describe("what a turn uses where it differs", () => {
  const p = (fields: object) => ({ "openai:p": { type: "api_key", provider: "openai", ...fields } });
  const env = { OPENAI_API_KEY: PLAIN };
  const rows: [title: string, scene: Scene, rule: RuleName | undefined][] = [
    [
      "a profile before a ref of the config",
      { providers: { openai: { apiKey: EXEC_REF } }, profiles: p({ keyRef: ENV_REF }) },
      "auth-profile",
    ],
    ["a variable before plaintext of the config", { providers: { openai: { apiKey: "EXAMPLE" } }, env }, "environment"],
    [
      "the config if auth is api-key",
      { providers: { openai: { auth: "api-key", apiKey: EXEC_REF } }, env, profiles: p({ keyRef: ENV_REF }) },
      undefined,
    ],
    ["a profile before a variable", { providers: { openai: {} }, env, profiles: p({ keyRef: ENV_REF }) }, undefined],
    [
      "the profile that apiKey names",
      { providers: { openai: { apiKey: "openai:p" } }, env, profiles: p({ keyRef: ENV_REF }) },
      undefined,
    ],
    [
      "a marker of the config",
      { providers: { openai: { apiKey: "ollama-local" } }, env, profiles: p({ keyRef: ENV_REF }) },
      undefined,
    ],
    [
      "AWS if auth is aws-sdk, before a ref of the config",
      { providers: { openai: { auth: "aws-sdk", apiKey: EXEC_REF } }, env: { AWS_PROFILE: "p" } },
      "aws-sdk",
    ],
  ];
  test.each(rows)("%s", (_title, scene, rule) => {
    const { providers, profiles, env = {} } = scene;
    const row = { ...ROW, ...providers?.["openai"] };
    const { config, store } = planInputOf({
      config: { models: { providers: { openai: row } } },
      store: { profiles },
      existing: undefined,
      env,
    });
    const order = explainAuthOrder({ config, store, provider: "openai", now: 1 }).ids;
    const facts = { usesConfigKeyFirst: false };
    expect(runtimeSource(source("openai", scene), row, order, store, facts)?.rule).toBe(rule);
  });

  test("newer releases take a key of the config before the profiles", () => {
    const profiles = { "openai:p": { type: "api_key", provider: "openai", keyRef: ENV_REF } };
    const scene = { providers: { openai: { apiKey: EXEC_REF } }, profiles };
    const { store } = planInputOf({ config: {}, store: { profiles }, existing: undefined, env: {} });
    const used = (usesConfigKeyFirst: boolean) =>
      runtimeSource(source("openai", scene), scene.providers.openai, ["openai:p"], store, { usesConfigKeyFirst })?.rule;
    expect([used(false), used(true)]).toEqual(["auth-profile", undefined]);
  });
});
