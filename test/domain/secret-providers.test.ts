// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} in a plain string is OpenClaw's reference to a variable
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretRef, SecretSource } from "../../src/domain/ref.js";
import { secretDefaults } from "../../src/domain/secret-defaults.js";
import { checkRef } from "../../src/domain/secret-providers.js";
import type { Json } from "../../src/domain/tree.js";

const ref = (source: SecretSource, provider: string, id = source === "file" ? "/a" : "A"): SecretRef => ({
  source,
  provider,
  id,
});

function check(
  asked: unknown,
  providers: Json,
  rest: { defaults?: Json; env?: Record<string, string>; release?: string } = {},
) {
  const { defaults = {}, env = {}, release } = rest;
  return checkRef(asked, { config: { secrets: { providers, defaults } }, env, release });
}

/** What a provider entry becomes under the alias `p`. */
function settings(entry: Json, id?: string, release?: string) {
  const source = (entry as { source: SecretSource }).source;
  const result = check(ref(source, "p", id), { p: entry }, release === undefined ? {} : { release });
  return result.ok ? result.settings : result.message;
}

describe("the provider of a ref", () => {
  const rows: [rule: string, asked: SecretRef, providers: Json, defaults: Json, outcome: string][] = [
    ["env is built in under the alias default", ref("env", "default"), {}, {}, "env"],
    ["store is built in under the alias default", ref("store", "default"), {}, {}, "store"],
    ["secrets.defaults.env moves the built-in env", ref("env", "corp"), {}, { env: "corp" }, "env"],
    ["secrets.defaults.store moves the built-in store", ref("store", "corp"), {}, { store: "corp" }, "store"],
    ["a moved default leaves its place", ref("env", "default"), {}, { env: "corp" }, "SECRET_PROVIDER_NOT_CONFIGURED"],
    ["another env alias needs an entry", ref("env", "corp"), {}, {}, "SECRET_PROVIDER_NOT_CONFIGURED"],
    ["a file needs an entry, also as default", ref("file", "default"), {}, {}, "SECRET_PROVIDER_NOT_CONFIGURED"],
    ["exec needs an entry, also as default", ref("exec", "v"), {}, { exec: "v" }, "SECRET_PROVIDER_NOT_CONFIGURED"],
    ["an entry of the same source is taken", ref("env", "corp"), { corp: { source: "env" } }, {}, "env"],
    ["a store entry is taken", ref("store", "corp"), { corp: { source: "store" } }, {}, "store"],
    [
      "an entry of the same source wins over the built-in one",
      ref("env", "default"),
      { default: { source: "env", allowlist: [] } },
      {},
      "SECRET_REF_POLICY_DENIED",
    ],
    [
      "an entry of another source does not hide the built-in env",
      ref("env", "default"),
      { default: { source: "exec", command: "/opt/r" } },
      {},
      "env",
    ],
    ["nor the built-in store", ref("store", "default"), { default: { source: "file", path: "/s.json" } }, {}, "store"],
    [
      "elsewhere the source has to be the ref's",
      ref("exec", "p"),
      { p: { source: "file", path: "/s.json" } },
      {},
      "SECRET_PROVIDER_INVALID",
    ],
    ["an entry without a source is invalid", ref("exec", "p"), { p: {} }, {}, "SECRET_PROVIDER_INVALID"],
    ["an entry that is no object is invalid", ref("exec", "p"), { p: null }, {}, "SECRET_PROVIDER_INVALID"],
    ["an invalid id is refused before the provider", ref("exec", "p", "../a"), {}, {}, "SECRET_REF_INVALID"],
  ];
  it.each(rows)("%s", (_rule, asked, providers, defaults, outcome) => {
    const result = check(asked, providers, { defaults });
    expect(result.ok ? result.settings.kind : result.code).toBe(outcome);
  });

  it("is looked for among own properties only", () => {
    const result = check(ref("exec", "constructor"), {});
    expect(result).toMatchObject({ ok: false, code: "SECRET_PROVIDER_NOT_CONFIGURED", scope: "provider" });
  });

  it("is named in the message about a missing alias and about another source", () => {
    expect(check(ref("exec", "vault"), {})).toMatchObject({ message: expect.stringContaining("alias vault ") });
    const mismatch = check(ref("exec", "vault"), { vault: { source: "env" } });
    expect(mismatch).toMatchObject({ message: expect.stringMatching(/vault has the source "env".*"exec"/) });
  });

  it("survives any config", () => {
    const sections = fc.oneof(fc.jsonValue(), fc.record({ providers: fc.jsonValue(), defaults: fc.jsonValue() }));
    fc.assert(
      fc.property(sections, (secrets) => {
        const config = { secrets } as Json;
        expect(checkRef(ref("exec", "p"), { config, env: {} }).ok).toBe(false);
        expect(Object.values(secretDefaults(config)).every((alias) => alias?.trim() !== "")).toBe(true);
      }),
    );
  });
});

describe("what a ref may ask of its provider", () => {
  const rows: [rule: string, asked: SecretRef, entry: Json, code: string | null][] = [
    ["a listed variable", ref("env", "p", "ACME"), { source: "env", allowlist: ["ACME"] }, null],
    [
      "not an unlisted one",
      ref("env", "p", "OTHER"),
      { source: "env", allowlist: ["ACME"] },
      "SECRET_REF_POLICY_DENIED",
    ],
    ["nothing of an empty list", ref("env", "p", "ACME"), { source: "env", allowlist: [] }, "SECRET_REF_POLICY_DENIED"],
    ["anything without a list", ref("env", "p", "ACME"), { source: "env" }, null],
    ["value of a single value", ref("file", "p", "value"), { source: "file", path: "/s", mode: "singleValue" }, null],
    [
      "no pointer into one",
      ref("file", "p", "/a"),
      { source: "file", path: "/s", mode: "singleValue" },
      "SECRET_REF_INVALID",
    ],
    ["a pointer into JSON", ref("file", "p", "/a"), { source: "file", path: "/s" }, null],
    ["not the word value", ref("file", "p", "value"), { source: "file", path: "/s" }, "SECRET_REF_INVALID"],
  ];
  it.each(rows)("%s", (_rule, asked, entry, code) => {
    const result = check(asked, { p: entry });
    expect(result.ok ? null : [result.code, result.scope]).toEqual(code && [code, "ref"]);
  });
});

describe("the settings of a provider", () => {
  const file = { source: "file", path: "/s.json" };
  const exec = { source: "exec", command: "/opt/r" };

  it("have OpenClaw's defaults", () => {
    expect(settings(file)).toEqual({
      kind: "file",
      path: "/s.json",
      mode: "json",
      timeoutMs: 5000,
      maxBytes: 1024 * 1024,
      allowInsecurePath: false,
    });
    expect(settings(exec)).toEqual({
      kind: "exec",
      command: "/opt/r",
      args: [],
      timeoutMs: 5000,
      noOutputTimeoutMs: 5000,
      maxOutputBytes: 1024 * 1024,
      jsonOnly: true,
      env: {},
      passEnv: [],
      trustedDirs: [],
      allowInsecurePath: false,
      allowSymlinkCommand: false,
    });
  });

  it("let a command be silent for as long as it may run, except before 2026.3.8: two seconds", () => {
    const slow = { ...exec, timeoutMs: 9000 };
    expect(settings(slow)).toMatchObject({ noOutputTimeoutMs: 9000 });
    expect(settings({ ...slow, noOutputTimeoutMs: 100 })).toMatchObject({ noOutputTimeoutMs: 100 });
    expect(settings(slow, "A", "2026.3.8")).toMatchObject({ noOutputTimeoutMs: 9000 });
    expect(settings(slow, "A", "2026.3.1")).toMatchObject({ noOutputTimeoutMs: 2000 });
    expect(settings({ ...slow, noOutputTimeoutMs: 100 }, "A", "2026.3.1")).toMatchObject({ noOutputTimeoutMs: 100 });
  });

  const texts = (count: number, text = "A") => Array.from({ length: count }, () => text);
  const accepted: [rule: string, entry: Json][] = [
    ["256 names on an allowlist", { source: "env", allowlist: texts(256) }],
    ["a path below the home directory", { ...file, path: "~/s.json" }],
    ["120000 ms for a file", { ...file, timeoutMs: 120_000 }],
    ["20 MiB of a file", { ...file, maxBytes: 20 * 1024 * 1024 }],
    ["a command below the home directory", { ...exec, command: "~/bin/r" }],
    ["128 arguments of 1024 characters", { ...exec, args: texts(128, "x".repeat(1024)) }],
    ["128 passed variables", { ...exec, passEnv: texts(128) }],
    ["64 trusted directories", { ...exec, trustedDirs: texts(64, "/opt") }],
    ["a plugin instead of a command", { source: "exec", pluginIntegration: { pluginId: "op", integrationId: "x" } }],
  ];
  it.each(accepted)("may be %s", (_rule, entry) => {
    expect(settings(entry, entry && "allowlist" in (entry as object) ? "A" : undefined)).toBeTypeOf("object");
  });

  const refused: [entry: Json, message: RegExp][] = [
    [{ source: "env", allowlist: texts(257) }, /allowlist must be a list of at most 256/],
    [{ source: "env", allowlist: "A" }, /allowlist must be/],
    [{ source: "env", allowlist: [1] }, /allowlist must be/],
    [{ source: "store", path: "/s" }, /a setting has a name/],
    [{ source: "file" }, /path must be an absolute path/],
    [{ ...file, path: "s.json" }, /path must be an absolute path/],
    [{ ...file, path: "~user/s.json" }, /path must be an absolute path/],
    [{ ...file, path: "/s\0.json" }, /path must be an absolute path/],
    [{ ...file, mode: "yaml" }, /mode must be "json" or "singleValue"/],
    [{ ...file, timeoutMs: 120_001 }, /timeoutMs must be a whole number from 1 to 120000/],
    [{ ...file, timeoutMs: 0 }, /timeoutMs must be/],
    [{ ...file, timeoutMs: 1.5 }, /timeoutMs must be/],
    [{ ...file, maxBytes: 20 * 1024 * 1024 + 1 }, /maxBytes must be a whole number from 1 to 20971520/],
    [{ ...file, other: 1 }, /a setting has a name/],
    [{ source: "exec" }, /command must be an absolute path/],
    [{ ...exec, command: "r" }, /command must be an absolute path/],
    [{ ...exec, command: "./r" }, /command must be an absolute path/],
    [{ ...exec, args: "x" }, /args must be/],
    [{ ...exec, args: texts(129) }, /args must be a list of at most 128 strings of at most 1024/],
    [{ ...exec, args: ["x".repeat(1025)] }, /args must be/],
    [{ ...exec, timeoutMs: "5000" }, /timeoutMs must be/],
    [{ ...exec, noOutputTimeoutMs: -1 }, /noOutputTimeoutMs must be/],
    [{ ...exec, maxOutputBytes: 0 }, /maxOutputBytes must be/],
    [{ ...exec, jsonOnly: "yes" }, /jsonOnly must be true or false/],
    [{ ...exec, env: { A: 1 } }, /env must be an object of environment variables/],
    [{ ...exec, env: ["A"] }, /env must be/],
    [{ ...exec, env: { "A=B": "x" } }, /env must be/],
    [{ ...exec, passEnv: texts(129) }, /passEnv must be a list of at most 128/],
    [{ ...exec, passEnv: [""] }, /passEnv must be/],
    [{ ...exec, trustedDirs: texts(65, "/opt") }, /trustedDirs must be a list of at most 64/],
    [{ ...exec, trustedDirs: ["opt"] }, /trustedDirs must be/],
    [{ ...exec, shell: true }, /a setting has a name/],
    [{ source: "exec", pluginIntegration: { pluginId: "op" } }, /pluginIntegration must be/],
    [{ ...exec, pluginIntegration: { pluginId: "op", integrationId: "x" } }, /command must be absent/],
  ];
  it.each(refused)("refuse %j", (entry, message) => {
    const source = (entry as { source: SecretSource }).source;
    const result = check(ref(source, "p"), { p: entry });
    expect(result).toMatchObject({ ok: false, code: "SECRET_PROVIDER_INVALID", scope: "provider" });
    expect(result).toMatchObject({ message: expect.stringMatching(message) });
  });

  it.each([
    ["allowSymlinkCommand", exec],
    ["allowInsecurePath", exec],
    ["allowInsecurePath", file],
  ])("know %s until 2026.7.2 removed it", (key, entry) => {
    expect(settings({ ...entry, [key]: true }, undefined, "2026.6.8")).toMatchObject({ [key]: true });
    expect(settings({ ...entry, [key]: true }, undefined, "2026.7.2")).toContain(`${key} is not accepted`);
    expect(settings({ ...entry, [key]: true })).toContain(`${key} is not accepted`);
    expect(settings({ ...entry, [key]: "yes" }, undefined, "2026.6.8")).toContain(`${key} must be true or false`);
  });

  it("take variables of the environment, and name the ones that are not set", () => {
    const p = { ...exec, command: "${ROOT}/r", args: ["$${LITERAL}"], env: { A: "${ROOT}", B: "${NONE}" } };
    const set = check(ref("exec", "p"), { p }, { env: { ROOT: "/opt", NONE: "x" } });
    expect(set).toMatchObject({ settings: { command: "/opt/r", args: ["${LITERAL}"], env: { A: "/opt", B: "x" } } });
    const unset = check(ref("exec", "p"), { p }, { env: { ROOT: "/opt" } });
    expect(unset).toMatchObject({
      code: "SECRET_PROVIDER_INVALID",
      message: expect.stringMatching(/not set: NONE\.$/),
    });
  });

  it("never repeat a value or an unknown name", () => {
    const secret = "sk-EXAMPLE-misplaced";
    for (const entry of [
      { ...exec, [secret]: 1 },
      { ...exec, command: secret },
      { ...exec, timeoutMs: secret },
      { ...exec, env: { [secret]: 1 } },
      { ...file, mode: secret },
    ])
      expect(JSON.stringify(check(ref(entry.source as SecretSource, "p"), { p: entry }))).not.toContain("EXAMPLE");
  });
});
