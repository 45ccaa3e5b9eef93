import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretRef } from "../../../src/domain/ref.js";
import { Secret } from "../../../src/domain/secret.js";
import { resolveSecretRefs } from "../../../src/io/resolve/resolve.js";
import { command, directory, file, outcome, providerFails, refFails, resolveAll, resolveOne } from "./scene.js";

const env = (id: string, provider = "default"): SecretRef => ({ source: "env", provider, id });
const store = (id: string): SecretRef => ({ source: "store", provider: "default", id });

describe("env refs", () => {
  it("give the value as it is, not trimmed", async () => {
    expect(await resolveOne(env("ACME"), {}, { env: { ACME: " sk-EXAMPLE " } })).toBe(" sk-EXAMPLE ");
  });

  it.each([
    ["missing", {}],
    ["undefined", { ACME: undefined }],
    ["empty", { ACME: "" }],
    ["blank", { ACME: " \t" }],
  ])("are not found when the variable is %s, and the message names it", async (_state, variables) => {
    expect(await resolveOne(env("ACME"), {}, { env: variables })).toEqual({
      ...refFails("NOT_FOUND", /variable ACME /),
      hint: expect.stringContaining("ACME"),
    });
  });

  it("are denied off the allowlist even if the variable is set", async () => {
    const providers = { corp: { source: "env", allowlist: ["OTHER"] } };
    const result = await resolveOne(env("ACME", "corp"), providers, { env: { ACME: "sk-EXAMPLE" } });
    expect(result).toMatchObject(refFails("POLICY_DENIED"));
  });

  it("refuse a redaction placeholder as value", async () => {
    const result = await resolveOne(env("ACME"), {}, { env: { ACME: " __OPENCLAW_REDACTED__ " } });
    expect(result).toMatchObject(refFails("REDACTED_VALUE"));
  });

  it("see no variables of the prototype", async () => {
    const result = await resolveOne(env("ACME"), {}, { env: Object.create({ ACME: "sk-EXAMPLE" }) });
    expect(result).toMatchObject(refFails("NOT_FOUND"));
  });

  it("see the env block of the config, behind the environment", async () => {
    const config = { env: { vars: { ACME: "sk-EXAMPLE-config" } } };
    const one = async (variables: Record<string, string>) =>
      outcome((await resolveSecretRefs([env("ACME")], { config, env: variables, home: "/" })).get("env:default:ACME"));
    expect(await one({})).toBe("sk-EXAMPLE-config");
    expect(await one({ ACME: "sk-EXAMPLE-own" })).toBe("sk-EXAMPLE-own");
  });
});

describe("store refs", () => {
  const entries = (id: string) => (id === "ACME" ? new Secret("sk-EXAMPLE-store") : undefined);

  it("give the entry of the store", async () => {
    expect(await resolveOne(store("ACME"), {}, { readStore: entries })).toBe("sk-EXAMPLE-store");
  });

  it("are not found without a store or an entry, whatever the environment holds", async () => {
    const variables = { OTHER: "sk-EXAMPLE-env" };
    expect(await resolveOne(store("OTHER"), {}, { env: variables })).toMatchObject(refFails("NOT_FOUND"));
    const found = await resolveOne(store("OTHER"), {}, { env: variables, readStore: entries });
    expect(found).toMatchObject(refFails("NOT_FOUND"));
  });

  it("fail with their provider when the store is there but cannot be read", async () => {
    const unreadable = () => "unavailable" as const;
    const throwing = () => {
      throw new Error("sk-EXAMPLE in an error");
    };
    for (const readStore of [unreadable, throwing])
      expect(await resolveOne(store("ACME"), {}, { readStore })).toMatchObject(providerFails("UNAVAILABLE"));
  });

  it("refuse an empty entry and one above 64 KiB", async () => {
    const of = (text: string) => resolveOne(store("ACME"), {}, { readStore: () => new Secret(text) });
    expect(await of("")).toMatchObject(refFails("PROVIDER_CONTRACT"));
    expect(await of("ä".repeat(32 * 1024 + 1))).toMatchObject(refFails("PROVIDER_CONTRACT"));
    expect(await of("x".repeat(64 * 1024))).toHaveLength(64 * 1024);
  });
});

describe("resolving several refs", () => {
  it("gives one result per distinct ref, in the order of the refs", async () => {
    const home = directory();
    file(join(home, "s.json"), '{"a":"EXAMPLE-a"}');
    const providers = { f: { source: "file", path: "~/s.json" } };
    const refs: SecretRef[] = [
      { source: "file", provider: "f", id: "/b" },
      env("ACME"),
      { source: "file", provider: "f", id: "/a" },
      { source: "exec", provider: "f", id: "a" },
      env("ACME"),
    ];
    const results = await resolveAll(refs, providers, { env: { ACME: "EXAMPLE-env" }, home });
    expect([...results].map(([key, result]) => [key, result.ok ? result.value.reveal() : result.code])).toEqual([
      ["file:f:/b", "SECRET_REF_NOT_FOUND"],
      ["env:default:ACME", "EXAMPLE-env"],
      ["file:f:/a", "EXAMPLE-a"],
      ["exec:f:a", "SECRET_PROVIDER_INVALID"],
    ]);
  });

  it("is finished at once without refs", async () => {
    expect(await resolveAll([], {})).toEqual(new Map());
  });

  it("never throws, whatever is passed as ref or config, and runs nothing for it", async () => {
    const ran = join(directory(), "ran");
    const providers = { p: { source: "exec", command: command(`: > ${ran}`) } };
    const almost = fc.record({
      source: fc.constantFrom("env", "exec", "vault", null),
      provider: fc.constantFrom("p", "P", " ", null, 3),
      id: fc.constantFrom("a/../b", "/a", " ", null, 3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.anything(), almost)), fc.anything(), async (refs, config) => {
        await resolveSecretRefs(refs as SecretRef[], { config: config as never, env: {}, home: "/" });
        const results = await resolveAll(refs as SecretRef[], providers);
        expect([...results.values()].every((result) => !result.ok)).toBe(true);
      }),
    );
    expect(existsSync(ran)).toBe(false);
  });

  it("masks the values in every print of the results", async () => {
    const results = await resolveAll([env("ACME")], {}, { env: { ACME: "sk-EXAMPLE-1" } });
    expect(JSON.stringify([...results.values()])).not.toContain("EXAMPLE");
  });
});

describe("exec refs that may not run", () => {
  const ran = () => join(directory(), "ran");

  it("say so, distinctly, and nothing is started", async () => {
    const flag = ran();
    const providers = { p: { source: "exec", command: command(`: > ${flag}`) } };
    const result = await resolveOne({ source: "exec", provider: "p", id: "a" }, providers, { allowExec: false });
    expect(result).toMatchObject({ ok: false, code: "EXEC_NOT_ALLOWED", scope: "provider" });
    expect(existsSync(flag)).toBe(false);
  });

  it("are checked statically all the same", async () => {
    const one = (provider: string, id: string) =>
      resolveOne({ source: "exec", provider, id }, { p: { source: "env" } }, { allowExec: false });
    expect(await one("none", "a")).toMatchObject(providerFails("NOT_CONFIGURED"));
    expect(await one("p", "a")).toMatchObject(providerFails("INVALID"));
    expect(await one("p", "../a")).toMatchObject(refFails("INVALID"));
  });

  it("of a plugin are OpenClaw's own affair", async () => {
    const providers = { p: { source: "exec", pluginIntegration: { pluginId: "op", integrationId: "main" } } };
    const result = await resolveOne({ source: "exec", provider: "p", id: "a" }, providers);
    expect(result).toMatchObject(providerFails("UNAVAILABLE", /plugin/));
  });
});

describe("many providers", () => {
  it("run one process each, four at a time, with all their ids", async () => {
    const dir = directory();
    const log = join(dir, "log");
    const script = command(
      `ids=$(/bin/sed 's/.*"ids":\\[\\(.*\\)\\].*/\\1/')
echo + >> ${log}
/bin/sleep 0.15
echo - >> ${log}
printf '{"protocolVersion":1,"values":{'
printf '%s' "$ids" | /bin/sed 's/"\\([^"]*\\)"/"\\1":"EXAMPLE-\\1"/g'
printf '}}'`,
      join(dir, "resolver"),
    );
    const aliases = Array.from({ length: 10 }, (_, i) => `p${i}`);
    const refs = aliases.flatMap((provider) =>
      Array.from({ length: 50 }, (_, i): SecretRef => ({ source: "exec", provider, id: `k/${i}` })),
    );
    const providers = Object.fromEntries(aliases.map((alias) => [alias, { source: "exec", command: script }]));
    const results = await resolveAll(refs, providers);
    expect(refs.every((ref) => outcome(results.get(`exec:${ref.provider}:${ref.id}`)) === `EXAMPLE-${ref.id}`)).toBe(
      true,
    );
    const steps = readFileSync(log, "utf8").trim().split("\n");
    let now = 0;
    const atOnce = steps.map((step) => (now += step === "+" ? 1 : -1));
    expect(steps.filter((step) => step === "+")).toHaveLength(10);
    expect(Math.max(...atOnce)).toBe(4);
  });
});
