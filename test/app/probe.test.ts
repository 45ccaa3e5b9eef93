import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { probeCredentials } from "../../src/app/library.js";
import type { ProbeReport, ProbeResult } from "../../src/domain/probe-report.js";
import { newState, type State } from "../support/state.js";

const NOW = 1_800_000_000_000;
const STORE = "agents/main/agent/auth-profiles.json";
const CONFIG = "openclaw.json";
const ACME = {
  baseUrl: "https://acme.example/v1",
  api: "openai-completions",
  models: [{ id: "large", name: "Large" }],
};
const exec = (id: string) => ({ source: "exec", provider: "vault", id });
const env = (id: string) => ({ source: "env", provider: "default", id });

type Entry = Record<string, unknown>;

function state(files: Record<string, object | string>): State {
  const made = newState(files);
  onTestFinished(made.drop);
  return made;
}

/** A resolver that counts its runs in `runs` and knows every id; `values` overrides. */
function vault(made: State, script?: string): object {
  const runs = made.path("runs");
  const answer = `#!/usr/bin/env node
require("node:fs").appendFileSync(${JSON.stringify(runs)}, "run\\n");
const { ids } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const values = Object.fromEntries(ids.map((id) => [id, "sk-EXAMPLE-" + id]));
process.stdout.write(JSON.stringify({ protocolVersion: 1, values }));
`;
  made.write("bin/resolver", script ?? answer, 0o700);
  return {
    vault: {
      source: "exec",
      command: made.path("bin/resolver"),
      passEnv: ["PATH"],
    },
  };
}

const PATH = { PATH: process.env["PATH"] ?? "" };

interface Scene {
  profiles?: Record<string, Entry>;
  order?: Record<string, string[]>;
  usageStats?: Entry;
  config?: Entry;
  providers?: Record<string, Entry>;
  models?: Record<string, Entry>;
  environment?: Record<string, string>;
  more?: Record<string, object | string>;
  script?: string;
}

async function probe(scene: Scene, options: Record<string, unknown> = {}): Promise<ProbeReport> {
  const made = state({
    [STORE]: {
      version: 1,
      profiles: scene.profiles ?? {},
      ...(scene.order && { order: scene.order }),
      ...(scene.usageStats && { usageStats: scene.usageStats }),
    },
    ...(scene.models && { "agents/main/agent/models.json": { providers: scene.models } }),
    ...scene.more,
  });
  made.write(CONFIG, {
    secrets: { providers: vault(made, scene.script) },
    models: { providers: scene.providers ?? { acme: ACME } },
    ...scene.config,
  });
  const environment = { ...PATH, ...scene.environment };
  return probeCredentials({ stateDir: made.dir, env: environment, home: made.dir, now: NOW, ...options });
}

const rows = (report: ProbeReport) =>
  report.results.map(({ source, profileId, variable, reasonCode }) => [profileId ?? variable ?? source, reasonCode]);
const only = (report: ProbeReport): ProbeResult => {
  expect(report.results).toHaveLength(1);
  return report.results[0] as ProbeResult;
};
const lacking = (report: ProbeReport) => report.missing.map(({ provider }) => provider);
const key = { type: "api_key", provider: "acme", key: "sk-EXAMPLE-inline" };
const token = { type: "token", provider: "acme", token: "tok-EXAMPLE-inline" };

describe("one code per credential, in the order of checks", () => {
  test.each<[string, Scene, string, RegExp]>([
    ["a key in the store", { profiles: { a: key } }, "ok", /key is there, in plaintext/],
    [
      "an env ref whose variable is set",
      { profiles: { a: { ...key, key: env("ACME_KEY") } }, environment: { ACME_KEY: "sk-EXAMPLE" } },
      "ok",
      /env:default:ACME_KEY resolves/,
    ],
    [
      "an exec ref that resolves",
      { profiles: { a: { type: "api_key", provider: "acme", keyRef: exec("K") } } },
      "ok",
      /exec:vault:K resolves/,
    ],
    [
      "an exec tokenRef that resolves",
      { profiles: { a: { type: "token", provider: "acme", tokenRef: exec("T"), expires: NOW + 1 } } },
      "ok",
      /tokenRef exec:vault:T resolves/,
    ],
    [
      "a sign-in",
      { profiles: { a: { type: "oauth", provider: "acme", access: "acc-EXAMPLE", expires: 1 } } },
      "ok",
      /not tried/,
    ],
    [
      "a profile that the stored order lacks",
      { profiles: { a: key }, order: { acme: ["b"] }, config: { auth: { order: { acme: ["a"] } } } },
      "excluded_by_auth_order",
      /auth profile store/,
    ],
    [
      "a profile that auth.order lacks",
      { profiles: { a: token }, config: { auth: { order: { acme: [] } } } },
      "excluded_by_auth_order",
      /auth\.order/,
    ],
    [
      "an excluded profile that is expired as well",
      { profiles: { a: { ...token, expires: 1 } }, config: { auth: { order: { acme: ["b"] } } } },
      "excluded_by_auth_order",
      /Add it there/,
    ],
    [
      "neither key nor keyRef",
      { profiles: { a: { type: "api_key", provider: "acme" } } },
      "missing_credential",
      /neither key nor keyRef/,
    ],
    [
      "a missing token before its expiry",
      { profiles: { a: { type: "token", provider: "acme", expires: 1 } } },
      "missing_credential",
      /neither token nor tokenRef/,
    ],
    [
      "a placeholder in the place of a key",
      { profiles: { a: { ...key, key: "__OPENCLAW_REDACTED__" } } },
      "missing_credential",
      /placeholder/,
    ],
    [
      "a keyRef that is no SecretRef",
      { profiles: { a: { type: "api_key", provider: "acme", keyRef: { source: "vault", id: "K" } } } },
      "missing_credential",
      /"source" that does not exist/,
    ],
    ["a token whose time is over", { profiles: { a: { ...token, expires: NOW } } }, "expired", /2027-01-15T08:00:00/],
    [
      "an expired token behind a ref that fails",
      { profiles: { a: { type: "token", provider: "acme", tokenRef: env("NOT_SET"), expires: 1 } } },
      "expired",
      /Renew/,
    ],
    ["expires 0", { profiles: { a: { ...token, expires: 0 } } }, "invalid_expires", /milliseconds/],
    [
      "a variable that is not set",
      { profiles: { a: { ...key, key: env("ACME_KEY") } } },
      "unresolved_ref",
      /Set ACME_KEY/,
    ],
    [
      "a provider alias that is not configured",
      { profiles: { a: { ...key, key: { source: "exec", provider: "safe", id: "K" } } } },
      "unresolved_ref",
      /exec:safe:K: The provider alias safe is not configured/,
    ],
    [
      "an invented spelling",
      { profiles: { a: { ...key, key: "SecretRef:ACME_KEY" } } },
      "unresolved_ref",
      /"id":"ACME_KEY"/,
    ],
    [
      "a retired side file",
      { profiles: { a: { type: "oauth", provider: "acme", oauthRef: { id: "x" } } } },
      "unresolved_ref",
      /side file/,
    ],
    [
      "a mode that does not fit",
      { profiles: { a: key }, config: { auth: { profiles: { a: { provider: "acme", mode: "token" } } } } },
      "ineligible_profile",
      /mode/,
    ],
    [
      "a pasted onboarding command",
      { profiles: { a: { ...key, key: "openclaw onboard --auth-choice x" } } },
      "ineligible_profile",
      /onboarding/,
    ],
    [
      "no model in config or models.json",
      { profiles: { a: key }, providers: {} },
      "no_model",
      /models\.providers\.acme\.models/,
    ],
    [
      "a failing ref before the missing model",
      { profiles: { a: { ...key, key: env("ACME_KEY") } }, providers: {} },
      "unresolved_ref",
      /ACME_KEY/,
    ],
  ])("%s", async (_, scene, code, detail) => {
    const row = only(await probe(scene));
    expect(row).toMatchObject({
      provider: "acme",
      source: "profile",
      profileId: "a",
      agentId: "main",
      reasonCode: code,
    });
    expect(row.detail).toMatch(detail);
  });

  test("a model of models.json, of the agent defaults or of the allowlist is a candidate", async () => {
    const profiles = { a: key };
    const defaults = (entry: object) => ({ agents: { defaults: entry } });
    const file = { acme: { baseUrl: "https://acme.example/v1", models: [{ id: "file" }] } };
    const models = [
      await probe({ profiles, providers: {}, models: file }),
      await probe({ profiles, providers: {}, config: defaults({ model: { primary: "Acme/first" } }) }),
      await probe({ profiles, providers: {}, config: defaults({ model: { fallbacks: ["acme/other"] } }) }),
      await probe({ profiles, providers: {}, config: defaults({ models: { "acme/listed": {} } }) }),
    ].map((report) => only(report).model);
    expect(models).toEqual(["acme/file", "acme/first", "acme/other", "acme/listed"]);
  });

  test("order is the place among the profiles that OpenClaw tries, and an untried one has none", async () => {
    const profiles = { a: key, b: token, c: { ...token, expires: 1 } };
    const report = await probe({ profiles });
    expect(report.results.map(({ profileId, order }) => [profileId, order])).toEqual([
      ["b", 1],
      ["a", 2],
      ["c", undefined],
    ]);
  });

  test("a profile that auth.profiles does not list is ok and yet not what OpenClaw uses", async () => {
    const config = { auth: { profiles: { other: { provider: "acme", mode: "api_key" } } } };
    const report = await probe({ profiles: { a: key, other: { type: "api_key", provider: "acme" } }, config });
    expect(rows(report)).toEqual([
      ["a", "ok"],
      ["other", "missing_credential"],
    ]);
    expect(report.results[0]?.detail).toMatch(/auth\.profiles of the config does not list it/);
    expect(lacking(report)).toEqual(["acme"]);
  });

  test("where no profile of an explicit list exists, the excluded one is used all the same", async () => {
    const report = await probe({ profiles: { a: { ...key, key: exec("K") } }, order: { acme: ["gone"] } });
    expect(only(report)).toMatchObject({ reasonCode: "excluded_by_auth_order", order: 1 });
    expect(only(report).detail).toMatch(/uses it all the same/);
    expect(lacking(report)).toEqual([]);
  });

  describe("an order that stands under an alias alone", () => {
    const xai = { ...key, provider: "xai" };
    const profiles = { a: xai, b: xai };
    const order = { "x-ai": ["a"] };
    const ofEach = (report: ProbeReport) =>
      report.results.map(({ provider, profileId, reasonCode }) => [provider, profileId, reasonCode]);

    test("is the order of the alias", async () => {
      const report = await probe({ profiles, order, providers: { "x-ai": ACME } });
      expect(rows(report)).toEqual([
        ["a", "ok"],
        ["b", "excluded_by_auth_order"],
      ]);
      expect(report.results[1]?.detail).toMatch(/does not list it for x-ai/);
      const none = await probe({ profiles, order: { "x-ai": [] }, providers: { "x-ai": ACME } });
      expect(lacking(none)).toEqual(["x-ai"]);
    });

    test("is none for the provider itself, however its profiles spell it", async () => {
      const spelled = { a: { ...xai, provider: "x-ai" }, b: { ...xai, provider: "x-ai" } };
      for (const scene of [{ profiles }, { profiles: spelled }]) {
        expect(rows(await probe({ ...scene, order, providers: { xai: ACME } }))).toEqual([
          ["a", "ok"],
          ["b", "ok"],
        ]);
      }
    });

    test("gives both their own rows where both are in use", async () => {
      const providers = { "x-ai": ACME, xai: ACME };
      const environment = { XAI_API_KEY: "sk-EXAMPLE" };
      expect(ofEach(await probe({ profiles, order, providers, environment }))).toEqual([
        ["x-ai", "a", "ok"],
        ["x-ai", "b", "excluded_by_auth_order"],
        ["x-ai", undefined, "ok"],
        ["xai", "a", "ok"],
        ["xai", "b", "ok"],
        ["xai", undefined, "ok"],
      ]);
    });

    test("does not keep out the profile that the alias names as its apiKey", async () => {
      const providers = { "x-ai": { ...ACME, apiKey: "b" } };
      expect(rows(await probe({ profiles, order: { xai: ["a"] }, providers }))).toEqual([
        ["a", "ok"],
        ["b", "ok"],
      ]);
    });
  });

  test("a cooldown is told and does not make a credential unusable", async () => {
    const report = await probe({ profiles: { a: key }, usageStats: { a: { cooldownUntil: NOW + 1000 } } });
    expect(only(report)).toMatchObject({
      reasonCode: "ok",
      detail: expect.stringContaining("cooldown until 2027-01-15"),
    });
    expect(lacking(report)).toEqual([]);
  });
});

describe("keys of the config", () => {
  const acme = (entry: object) => ({ providers: { acme: { ...ACME, ...entry } } });
  test.each<[string, Scene, string, RegExp, boolean]>([
    ["an exec ref", acme({ apiKey: exec("K") }), "ok", /apiKey exec:vault:K resolves/, false],
    ["an env ref whose variable is not set", acme({ apiKey: "${ACME_KEY}" }), "unresolved_ref", /Set ACME_KEY/, true],
    ["plaintext", acme({ apiKey: "sk-EXAMPLE-inline" }), "ok", /plaintext/, false],
    ["a placeholder", acme({ apiKey: "[REDACTED]" }), "missing_credential", /placeholder/, true],
    [
      "a text around variables that are set",
      { ...acme({ apiKey: "${ACME_A}-${ACME_B}" }), environment: { ACME_A: "EXAMPLE", ACME_B: "EXAMPLE" } },
      "ok",
      /are set/,
      false,
    ],
    [
      "a text around a variable that is not",
      { ...acme({ apiKey: "${ACME_A}-${ACME_B}" }), environment: { ACME_A: "EXAMPLE" } },
      "unresolved_ref",
      /not set: ACME_B/,
      true,
    ],
    ["a command, which is not run", acme({ apiKey: "!security find-generic-password" }), "ok", /not run/, false],
    ["a marker for a server without a key", acme({ apiKey: "ollama-local" }), "ok", /ollama-local/, false],
    [
      "the managed marker, which refers to nothing",
      acme({ apiKey: "secretref-managed" }),
      "missing_credential",
      /refers to nothing/,
      true,
    ],
    [
      "the name of a variable that is set",
      { ...acme({ apiKey: "MISTRAL_API_KEY" }), environment: { MISTRAL_API_KEY: "sk-EXAMPLE" } },
      "ok",
      /which is set/,
      false,
    ],
    [
      "the name of a variable that is not set",
      acme({ apiKey: "MISTRAL_API_KEY" }),
      "unresolved_ref",
      /Set MISTRAL_API_KEY/,
      true,
    ],
    ["a retired spelling", acme({ apiKey: "secretref-env:ACME_KEY" }), "unresolved_ref", /"id":"ACME_KEY"/, true],
    [
      "a sign-in marker without a sign-in",
      acme({ apiKey: "oauth:acme" }),
      "missing_credential",
      /no auth profile/,
      true,
    ],
    ["the AWS SDK", acme({ auth: "aws-sdk" }), "ok", /not asked/, false],
    [
      "Google credentials that are not complete",
      acme({ apiKey: "gcp-vertex-credentials" }),
      "missing_credential",
      /GOOGLE_CLOUD_LOCATION/,
      true,
    ],
    [
      "a server on this machine that needs no key",
      acme({ baseUrl: "http://127.0.0.1:8080/v1" }),
      "ok",
      /on this machine/,
      false,
    ],
  ])("%s", async (_, scene, code, detail, lacks) => {
    const report = await probe(scene);
    expect(only(report)).toMatchObject({ provider: "acme", source: "config", reasonCode: code });
    expect(only(report).detail).toMatch(detail);
    expect(lacking(report)).toEqual(lacks ? ["acme"] : []);
  });

  test("what was not checked says so", async () => {
    expect(only(await probe(acme({ apiKey: "!command" }))).checked).toBe(false);
    expect(only(await probe(acme({ apiKey: "sk-EXAMPLE-inline" }))).checked).toBe(true);
  });

  test("the id of an own profile is that profile, which no order then excludes", async () => {
    const report = await probe({ ...acme({ apiKey: "a" }), profiles: { a: key }, order: { acme: [] } });
    expect(rows(report)).toEqual([["a", "ok"]]);
    expect(lacking(report)).toEqual([]);
  });

  test("the id of another provider's profile can be used only for the same server, and a sign-in never", async () => {
    const other = { ...key, provider: "other" };
    const elsewhere = await probe({ ...acme({ apiKey: "o" }), profiles: { o: other } }, { provider: "acme" });
    expect(only(elsewhere)).toMatchObject({ source: "config", profileId: "o", reasonCode: "ineligible_profile" });
    const providers = { acme: { ...ACME, apiKey: "o" }, other: { ...ACME, apiKey: "x", baseUrl: `${ACME.baseUrl}/` } };
    const same = await probe({ providers, profiles: { o: { ...other, key: exec("K") } } }, { provider: "acme" });
    expect(only(same)).toMatchObject({ reasonCode: "ok", detail: expect.stringContaining("exec:vault:K") });
    const signedIn = { type: "oauth", provider: "other", access: "acc-EXAMPLE" };
    const oauth = await probe({ ...acme({ apiKey: "o" }), profiles: { o: signedIn } }, { provider: "acme" });
    expect(only(oauth)).toMatchObject({ reasonCode: "ineligible_profile" });
  });

  test("on releases that ask no server without a key, a keyless local provider has no credential", async () => {
    const report = await probe(acme({ baseUrl: "http://localhost:1/v1" }), { openclaw: "2026.3.8" });
    expect(report.results).toEqual([]);
    expect(lacking(report)).toEqual(["acme"]);
  });
});

describe("environment and models.json", () => {
  const mistral = { mistral: { ...ACME } };
  test("a variable of the provider that is set is a credential", async () => {
    const report = await probe({ providers: mistral, environment: { MISTRAL_API_KEY: "sk-EXAMPLE" } });
    expect(only(report)).toMatchObject({ source: "env", variable: "MISTRAL_API_KEY", reasonCode: "ok", file: null });
    expect(lacking(report)).toEqual([]);
  });

  test("a blank variable is none, and the provider's variables are named", async () => {
    const report = await probe({ providers: mistral, environment: { MISTRAL_API_KEY: " " } });
    expect(report.results).toEqual([]);
    expect(report.missing).toMatchObject([
      { provider: "mistral", detail: expect.stringContaining("MISTRAL_API_KEY is not set") },
    ]);
  });

  test("the variable behind a ref is the same credential and has no second row", async () => {
    const profiles = { m: { type: "api_key", provider: "mistral", keyRef: env("MISTRAL_API_KEY") } };
    const report = await probe({ providers: mistral, profiles, environment: { MISTRAL_API_KEY: "sk-EXAMPLE" } });
    expect(rows(report)).toEqual([["m", "ok"]]);
  });

  test("a SecretRef that fails stays authoritative: a variable does not take its place", async () => {
    const environment = { MISTRAL_API_KEY: "sk-EXAMPLE" };
    const profiles = { m: { type: "api_key", provider: "mistral", keyRef: env("NOT_SET") } };
    const ofProfile = await probe({ providers: mistral, profiles, environment });
    expect(rows(ofProfile)).toEqual([
      ["m", "unresolved_ref"],
      ["MISTRAL_API_KEY", "ok"],
    ]);
    expect(lacking(ofProfile)).toEqual(["mistral"]);
    const ofConfig = await probe({ providers: { mistral: { ...ACME, apiKey: env("NOT_SET") } }, environment });
    expect(rows(ofConfig)).toEqual([["config", "unresolved_ref"]]);
    expect(lacking(ofConfig)).toEqual(["mistral"]);
  });

  test("Google application default credentials stand in for a key of google-vertex", async () => {
    const providers = { "google-vertex": ACME };
    const environment = { GOOGLE_CLOUD_PROJECT: "p", GOOGLE_CLOUD_LOCATION: "l" };
    const more = { ".config/gcloud/application_default_credentials.json": "{}" };
    const report = await probe({ providers, environment, more });
    expect(only(report)).toMatchObject({ source: "env", reasonCode: "ok", checked: false });
    expect(lacking(report)).toEqual([]);
  });

  test("an orphan of models.json has a row, and is nothing that OpenClaw uses", async () => {
    const models = { acme: { ...ACME, apiKey: "sk-EXAMPLE-orphan" } };
    const report = await probe({ models });
    expect(only(report)).toMatchObject({ source: "models.json", reasonCode: "missing_credential" });
    expect(only(report).detail).toMatch(/migrate --to-file/);
    expect(lacking(report)).toEqual(["acme"]);
  });

  test("plaintext in models.json beside a canonical source has none", async () => {
    const models = { acme: { ...ACME, apiKey: "sk-EXAMPLE-stale" } };
    expect(rows(await probe({ models, profiles: { a: { ...key, key: exec("K") } } }))).toEqual([["a", "ok"]]);
  });
});

describe("resolving", () => {
  test("all refs of all providers and agents are resolved by one run per exec provider", async () => {
    const made = state({});
    const profile = (provider: string, id: string) => ({ type: "api_key", provider, keyRef: exec(id) });
    made.write(STORE, { profiles: { a: profile("acme", "A"), b: profile("acme", "B"), c: profile("beta", "C") } });
    made.write("agents/ops/agent/auth-profiles.json", { profiles: { d: profile("acme", "D") } });
    made.write(CONFIG, {
      secrets: { providers: vault(made) },
      models: { providers: { acme: ACME, beta: { ...ACME, apiKey: exec("E") } } },
    });
    const report = await probeCredentials({ stateDir: made.dir, env: PATH, home: made.dir, now: NOW });
    expect(report.results.every(({ reasonCode }) => reasonCode === "ok")).toBe(true);
    expect(report.results).toHaveLength(5);
    expect(readFileSync(made.path("runs"), "utf8")).toBe("run\n");
  });

  test("what the order excludes, and other providers than the one asked for, are not resolved", async () => {
    const script =
      '#!/bin/sh\ncase "$(cat)" in *\'["K"]\'*) printf \'{"protocolVersion":1,"values":{"K":"sk-EXAMPLE"}}\' ;; *) exit 1 ;; esac\n';
    const profiles = {
      a: { type: "api_key", provider: "acme", keyRef: exec("K") },
      b: { type: "api_key", provider: "acme", keyRef: exec("EXCLUDED") },
      c: { type: "api_key", provider: "beta", keyRef: exec("OTHER") },
    };
    const scene = { script, profiles, order: { acme: ["a"] }, providers: { acme: ACME, beta: ACME } };
    const report = await probe(scene, { provider: " Acme " });
    expect(rows(report)).toEqual([
      ["a", "ok"],
      ["b", "excluded_by_auth_order"],
    ]);
  });

  test("one provider that fails does not touch the others", async () => {
    const profiles = { a: { ...key, key: exec("K") }, b: { ...key, provider: "beta" } };
    const report = await probe({ profiles, providers: { acme: ACME, beta: ACME }, script: "#!/bin/sh\nexit 1\n" });
    expect(rows(report)).toEqual([
      ["a", "unresolved_ref"],
      ["b", "ok"],
    ]);
    expect(report.results[0]?.detail).toMatch(/secrets\.providers\.vault ended with exit code 1/);
    expect(lacking(report)).toEqual(["acme"]);
  });

  test("without leave to run commands no exec ref is ok, and nothing is run", async () => {
    const report = await probe(
      { profiles: { a: { ...key, key: exec("K") } }, script: "not a program" },
      { allowExec: false },
    );
    expect(only(report)).toMatchObject({
      reasonCode: "unresolved_ref",
      detail: expect.stringContaining("not allowed"),
    });
    expect(lacking(report)).toEqual(["acme"]);
  });

  test("the time is that of the secret provider, and only refs take any", async () => {
    const script = '#!/bin/sh\nsleep 0.2\nprintf \'{"protocolVersion":1,"values":{"K":"sk-EXAMPLE"}}\'\n';
    const report = await probe({ profiles: { a: { ...key, key: exec("K") }, b: key }, script });
    expect(report.results[0]?.ms).toBeGreaterThanOrEqual(190);
    expect(report.results[1]?.ms).toBe(0);
  });

  test("is none for a variable, however busy the machine is", async () => {
    let clock = 0;
    const busy = vi.spyOn(performance, "now").mockImplementation(() => {
      clock += 1000;
      return clock;
    });
    onTestFinished(() => busy.mockRestore());
    const report = await probe({
      profiles: { "acme:p": { type: "api_key", provider: "acme", keyRef: env("ACME_KEY") } },
      environment: { ACME_KEY: "sk-EXAMPLE-acme" },
    });
    expect(report.results.map(({ reasonCode, ms }) => [reasonCode, ms])).toEqual([["ok", 0]]);
  });

  test("a bound on the time holds for every secret provider", async () => {
    const report = await probe(
      { profiles: { a: { ...key, key: exec("K") } }, script: "#!/bin/sh\nexec sleep 20\n" },
      { timeoutMs: 200 },
    );
    expect(only(report).detail).toMatch(/did not end within 200 ms/);
    expect(only(report).ms).toBeLessThan(2000);
  });

  test("refs without a provider take the alias of secrets.defaults", async () => {
    const config = { secrets: { providers: {}, defaults: { env: "shell" } } };
    const profiles = { a: { ...key, key: { source: "env", id: "ACME_KEY" } } };
    expect(only(await probe({ profiles, config, environment: { ACME_KEY: "sk-EXAMPLE" } })).detail).toMatch(
      /env:shell:ACME_KEY/,
    );
  });

  test("the names of .env count as environment", async () => {
    const more = { ".env": "ACME_KEY=sk-EXAMPLE\n" };
    expect(only(await probe({ profiles: { a: { ...key, key: env("ACME_KEY") } }, more })).reasonCode).toBe("ok");
  });
});

describe("which providers are in use", () => {
  const primary = (model: unknown, agents: object = {}) => ({ agents: { defaults: { model }, ...agents } });
  test.each<[string, Scene, string[]]>([
    ["the primary model's", { providers: {}, config: primary("acme/large") }, ["acme"]],
    [
      "the fallbacks'",
      { providers: {}, config: primary({ primary: "acme/a", fallbacks: ["beta/b"] }) },
      ["acme", "beta"],
    ],
    [
      "that of an agent's own model",
      { providers: {}, config: primary(undefined, { list: [{ id: "Main", model: "own/x" }] }) },
      ["own"],
    ],
    [
      "that of an agent in entries",
      { providers: {}, config: primary(undefined, { entries: { main: { model: { fallbacks: ["own/x"] } } } }) },
      ["own"],
    ],
    ["every entry of models.providers", { providers: { acme: ACME, beta: ACME } }, ["acme", "beta"]],
    [
      "an alias of the allowlist",
      { providers: {}, config: { agents: { defaults: { model: "fast", models: { "beta/b": { alias: "Fast" } } } } } },
      ["beta"],
    ],
    ["a bare id that one provider declares", { providers: { acme: ACME }, config: primary("large") }, ["acme"]],
    ["not a provider that only has a profile", { providers: {}, profiles: { a: { ...key, key: env("NOT_SET") } } }, []],
  ])("%s", async (_, scene, expected) => {
    expect(lacking(await probe(scene))).toEqual(expected);
  });

  test("with a provider asked for, that one alone", async () => {
    const scene = { providers: { acme: ACME, beta: ACME }, profiles: { a: key } };
    expect(lacking(await probe(scene, { provider: "acme" }))).toEqual([]);
    expect(lacking(await probe(scene, { provider: "beta" }))).toEqual(["beta"]);
    expect(lacking(await probe(scene, { provider: "gamma" }))).toEqual(["gamma"]);
  });

  test("claude-cli uses the credentials of anthropic, or its own sign-in", async () => {
    const config = primary("claude-cli/opus");
    const none = await probe({ providers: {}, config });
    expect(only(none)).toMatchObject({ provider: "claude-cli", reasonCode: "ok", checked: false });
    const failing = { a: { type: "api_key", provider: "anthropic", keyRef: env("NOT_SET") } };
    expect(lacking(await probe({ providers: {}, config, profiles: failing }))).toEqual(["claude-cli"]);
  });
});

describe("agents", () => {
  test("what an agent has from the main one is told once, with the agents it holds for", async () => {
    const made = state({
      [STORE]: { profiles: { a: key } },
      "agents/ops/agent/models.json": { providers: {} },
      [CONFIG]: { models: { providers: { acme: ACME } } },
    });
    const report = await probeCredentials({ stateDir: made.dir, env: {}, home: made.dir, now: NOW });
    expect(only(report)).toMatchObject({ agentId: "main", agents: ["main", "ops"], file: made.path(STORE) });
  });

  test("a profile of an agent's own is told with its store", async () => {
    const own = "agents/ops/agent/auth-profiles.json";
    const made = state({
      [STORE]: { profiles: { a: key } },
      [own]: { profiles: { a: { type: "api_key", provider: "acme" } } },
      [CONFIG]: { models: { providers: { acme: ACME } } },
    });
    const report = await probeCredentials({ stateDir: made.dir, env: {}, home: made.dir, now: NOW });
    expect(report.results).toMatchObject([
      { agentId: "main", reasonCode: "ok", file: made.path(STORE) },
      { agentId: "ops", reasonCode: "missing_credential", file: made.path(own) },
    ]);
    expect(report.missing).toMatchObject([{ provider: "acme", agents: ["ops"] }]);
  });

  test("an agent that cannot be read does not stop the others", async () => {
    const made = state({
      [STORE]: { profiles: { a: key } },
      "agents/ops/agent/models.json": "{ not json",
      [CONFIG]: { models: { providers: { acme: ACME } } },
    });
    const report = await probeCredentials({ stateDir: made.dir, env: {}, home: made.dir, now: NOW });
    expect(report.ok).toBe(false);
    expect(report.failures).toMatchObject([{ agentId: "ops", code: "INVALID_SYNTAX" }]);
    expect(rows(report)).toEqual([["a", "ok"]]);
  });
});

describe("errors of the input", () => {
  test("every SecretRef in an oauth profile is named", async () => {
    const profiles = { a: { type: "oauth", provider: "acme", keyRef: exec("K"), access: env("A") } };
    const report = await probe({ profiles });
    expect(report).toMatchObject({ ok: false, results: [], failures: [{ code: "OAUTH_REF_FORBIDDEN" }] });
    expect(report.failures[0]?.message).toMatch(/profiles\.a\.access, profiles\.a\.keyRef/);
  });

  test("an invalid ref in a profile is an error with its place, and the rest is told", async () => {
    const invalid = { type: "api_key", provider: "acme", keyRef: { source: "env", provider: "default", id: "lower" } };
    const report = await probe({ profiles: { a: invalid, b: key } });
    expect(rows(report)).toEqual([
      ["a", "unresolved_ref"],
      ["b", "ok"],
    ]);
    expect(report.ok).toBe(false);
    expect(report.failures).toMatchObject([{ code: "INVALID_REF", line: expect.any(Number) }]);
  });

  test("an invalid ref in the config is an error with its place", async () => {
    const providers = { acme: { ...ACME, apiKey: { source: "exec", provider: "vault", id: "../x" } } };
    const report = await probe({ providers });
    expect(only(report)).toMatchObject({ source: "config", reasonCode: "unresolved_ref" });
    expect(report.failures).toMatchObject([{ code: "INVALID_REF", file: expect.stringContaining(CONFIG) }]);
    expect(lacking(report)).toEqual(["acme"]);
  });

  test("a ref that fails is no error of the input", async () => {
    expect((await probe({ profiles: { a: { ...key, key: env("NOT_SET") } } })).ok).toBe(true);
  });
});
