import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as library from "../src/index.js";
import { directory, refusal } from "./io/scene.js";

const PLAIN = "sk-EXAMPLE-plain-0001";
const ROW = { baseUrl: "https://llm.acme.example/v1", models: [{ id: "m" }] };
const REF = { source: "exec", provider: "vault", id: "acme/key" };
const config = (fields: object = {}) => ({ models: { providers: { acme: { ...ROW, ...fields } } } });

type Env = library.AuthInput["env"];

/** Whatever a caller may hand over: JSON, and what JSON cannot hold. */
const anything = fc.oneof(
  fc.anything({ withNullPrototype: true, maxDepth: 3 }),
  fc.jsonValue(),
  fc.constantFrom(undefined, null, "", "secretref-managed", `\${ACME_KEY}`, Symbol("s"), () => 1, Number.NaN),
);
const NAMES =
  "models mode providers baseUrl apiKey auth headers order profiles version usageStats acme type provider keyRef key token expires secrets defaults env meta lastTouchedVersion".split(
    " ",
  );
const nested = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 6 }, anything, fc.dictionary(fc.constantFrom(...NAMES), tie("node"), { maxKeys: 4 })),
})).node;

describe("the pure functions take any data and never throw", () => {
  const calls: [name: string, call: (a: unknown, b: unknown, c: unknown) => unknown][] = [
    ["coerceSecretRef", (a, b) => library.coerceSecretRef(a, b as library.SecretDefaults)],
    ["isValidSecretRef", (a) => library.isValidSecretRef(a)],
    ["isNonSecretMarker", (a) => library.isNonSecretMarker(a as string)],
    ["isSensitiveHeaderName", (a) => library.isSensitiveHeaderName(a as string)],
    ["evaluateCredential", (a) => library.evaluateCredential(a)],
    [
      "evaluateProfile",
      (a, b) => library.evaluateProfile({ config: a, store: b, provider: "acme", profileId: "acme" }),
    ],
    ["findOAuthRefViolations", (a, b) => library.findOAuthRefViolations({ config: a, store: b })],
    ["resolveAuthOrder", (a, b) => library.resolveAuthOrder({ config: a, store: b, provider: "acme" })],
    ["classifyAuthSources", (a, b, c) => library.classifyAuthSources({ config: a, store: b, env: c as Env })],
    [
      "planModelsJson",
      (a, b, c) => {
        const plan = library.planModelsJson({ config: a, store: b, existing: c, env: a as Env });
        return [plan.text, plan.changes, plan.findings];
      },
    ],
  ];
  test.each(calls)("%s", (_name, call) => {
    fc.assert(
      fc.property(nested, nested, nested, (a, b, c) => {
        call(a, b, c);
      }),
      { numRuns: 1000 },
    );
  });
});

/** An object that stands within itself, twice, so that every level of it holds twice as many. */
function ring(): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  return Object.assign(object, { models: object, providers: object, acme: object, profiles: object, list: [object] });
}
const unreadable = new Proxy(
  {},
  {
    get: () => refuseToTell(),
    has: () => refuseToTell(),
    ownKeys: () => refuseToTell(),
    getPrototypeOf: () => refuseToTell(),
    getOwnPropertyDescriptor: () => refuseToTell(),
  },
);
const HOSTILE: [name: string, value: unknown][] = [
  ["a ring", ring()],
  ["a proxy that throws", unreadable],
  ["a getter that throws", Object.defineProperty({}, "source", { get: refuseToTell, enumerable: true })],
  ["a revoked proxy", revoked()],
  ["a BigInt", 12345678901234567890n],
  ["a Symbol", Symbol("s")],
  ["null", null],
  ["a number", 5],
  ["a function", () => 1],
  ["an object with hooks of its own", { toString: refuseToTell, valueOf: refuseToTell, toJSON: refuseToTell }],
];
function refuseToTell(): never {
  throw new Error("EXAMPLE");
}
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

describe.each(HOSTILE)("the pure functions take %s", (_name, value) => {
  const any = value as never;
  test("as a value, as defaults and as options", () => {
    expect(library.coerceSecretRef(value, any)).toBe(null);
    expect([null, "default"]).toContain(library.coerceSecretRef("$ACME_KEY", any)?.provider ?? null);
    expect(library.isValidSecretRef(value)).toBe(false);
    expect(library.isNonSecretMarker(any, any)).toBe(false);
    expect(library.isNonSecretMarker("ACME_KEY", any)).toBe(false);
    expect(library.isNonSecretMarker("ACME_KEY", { field: any, ownedEnvNames: any })).toBe(false);
    expect(library.isSensitiveHeaderName(any)).toBe(false);
    const missing = { eligible: false, reasonCode: "missing_credential" };
    expect(library.evaluateCredential(value, any)).toEqual(missing);
    expect(library.evaluateCredential({ type: "token", provider: "acme", token: value }, { now: any })).toEqual(
      missing,
    );
  });
  test("as the whole input", () => {
    expect(library.evaluateProfile(any)).toMatchObject({ eligible: false });
    expect(library.findOAuthRefViolations(any)).toEqual([]);
    expect(library.resolveAuthOrder(any)).toEqual([]);
    expect(library.classifyAuthSources(any).size).toBe(0);
    expect(library.planModelsJson(any).changes).toEqual([]);
  });
  test.each(
    "config store provider profileId preferredProfile now env existing existingText release evidence".split(" "),
  )("as %s, and below it", (field) => {
    for (const it of [value, { models: { providers: { acme: { ...ROW, apiKey: "$K", params: value } } } }]) {
      const given = { config: config(), store: {}, provider: "acme", profileId: "x", existing: undefined, env: {} };
      const input = { ...given, [field]: it } as never;
      library.evaluateProfile(input);
      library.findOAuthRefViolations(input);
      library.resolveAuthOrder(input);
      for (const source of library.classifyAuthSources(input).values()) expect(source.trace).not.toEqual([]);
      const plan = library.planModelsJson(input);
      expect(JSON.parse(plan.text)).toHaveProperty("providers");
    }
  });
});

test("a BigInt is the number that it is", () => {
  const params = { seed: 12345678901234567890n, one: 1n };
  const { text } = library.planModelsJson({ config: config({ params }), existing: undefined, env: {} });
  expect(text).toContain('"seed": 12345678901234567890');
  expect(text).toContain('"one": 1,');
});

test("nesting however deep is no error either: deeper than in any file counts as absent", () => {
  for (const [depth, status] of [
    [200, "updated"],
    [5000, "unchanged"],
  ] as const) {
    const deep = JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
    const existing = { providers: { own: { apiKey: "OPENAI_API_KEY", deep } } };
    const planned = library.planModelsJson({
      config: config({ params: { deep } }),
      existing,
      env: {},
      store: { deep },
    });
    expect(planned.text.startsWith("{")).toBe(true);
    expect(planned.status).toBe(status);
  }
});

describe("planModelsJson", () => {
  const plan = (input: object) =>
    library.planModelsJson({ config: config({ apiKey: REF }), existing: undefined, env: {}, ...input });
  test("gives the file, its text, its changes and its findings, never with a value", () => {
    const existing = { providers: { acme: { ...ROW, apiKey: PLAIN }, gone: { apiKey: PLAIN } } };
    const planned = plan({ existing });
    expect(planned.status).toBe("updated");
    expect(JSON.parse(planned.text)).toEqual({ providers: planned.providers });
    expect(planned.providers["acme"]).toEqual({ ...ROW, apiKey: "secretref-managed" });
    expect(planned.changes).toEqual([
      { provider: "acme", jsonPath: "providers.acme.apiKey", from: "plaintext", to: "marker", source: "exec-ref" },
    ]);
    expect(planned.findings).toMatchObject([
      { code: "STALE_PLAINTEXT", severity: "info", file: "models.json", jsonPath: "providers.acme.apiKey", line: null },
      {
        code: "ORPHAN_PLAINTEXT",
        severity: "warn",
        provider: "gone",
        message: expect.any(String),
        fixHint: expect.any(String),
      },
    ]);
    expect(planned.sources.get("acme")).toMatchObject({ kind: "exec-ref" });
    expect(JSON.stringify([planned.changes, planned.findings, [...planned.sources]])).not.toContain("EXAMPLE");
  });
  test("takes numbers beyond 2^53 from the text", () => {
    const existingText = '{"providers":{"own":{"n":12345678901234567890}}}';
    expect(plan({ existing: JSON.parse(existingText), existingText }).text).toContain("12345678901234567890");
    expect(plan({ existing: { providers: {} }, existingText: "{broken" }).status).toBe("updated");
  });
  test("knows an equal text, and one that hides a value", () => {
    const { text, providers } = plan({});
    expect(plan({ existing: { providers }, existingText: text }).status).toBe("unchanged");
    const hiding = text.replace('"apiKey"', `"apiKey": "${PLAIN}", "apiKey"`);
    expect(plan({ existing: { providers }, existingText: hiding }).status).toBe("updated");
  });
  test("follows the release that is named, or the one that touched the config last", () => {
    const unsafe = { ...config({ apiKey: REF, authHeader: true }), meta: { lastTouchedVersion: "2026.3.1" } };
    const codes = (input: object) => plan({ config: unsafe, ...input }).findings.map(({ code }) => code);
    expect(codes({})).toEqual(["MARKER_UNSAFE"]);
    expect(codes({ release: "2026.9.6" })).toEqual([]);
  });
});

describe("classifyAuthSources", () => {
  test("gives the source of every provider of the config, with its trace", () => {
    const sources = library.classifyAuthSources({ config: config(), store: {}, env: {} });
    expect([...sources.keys()]).toEqual(["acme"]);
    expect(sources.get("acme")).toMatchObject({ kind: "none", shadowed: [] });
  });
  test("holds plaintext as a Secret that prints as a mask", () => {
    const sources = library.classifyAuthSources({ config: config({ apiKey: PLAIN }), env: {} });
    expect(sources.get("acme")?.source?.secret?.reveal()).toBe(PLAIN);
    expect(JSON.stringify([...sources]) + String(sources.get("acme")?.source?.secret)).not.toContain("EXAMPLE");
  });
});

describe("ensureModelsJson", () => {
  const run = (dir: string, options: object = {}) =>
    library.ensureModelsJson({ stateDir: dir, env: {}, home: dir, ...options });
  test("writes what generate writes, and reports it", async () => {
    const { dir } = directory({ "openclaw.json": config({ apiKey: REF }) });
    expect(await run(dir)).toMatchObject({
      schemaVersion: 1,
      ok: true,
      agents: [{ agentId: "main", status: "created" }],
    });
    expect(await run(dir)).toMatchObject({ ok: true, agents: [{ status: "unchanged", changes: [] }] });
  });
  test("writes nothing on a dry run", async () => {
    const { dir } = directory({ "openclaw.json": config({ apiKey: REF }) });
    expect((await run(dir, { dryRun: true })).agents[0]?.diff).toMatch("secretref-managed");
    expect((await run(dir)).agents[0]?.status).toBe("created");
  });
  test("does the agents that are named", async () => {
    const { dir } = directory({ "openclaw.json": {}, "agents/a/agent/x": "", "agents/b/agent/x": "" });
    expect((await run(dir, { agents: ["b"] })).agents.map(({ agentId }) => agentId)).toEqual(["b"]);
  });
  test("is not ok with strict and an orphan, or if an agent fails", async () => {
    const { dir, add } = directory({ "agents/main/agent/models.json": { providers: { gone: { apiKey: PLAIN } } } });
    expect((await run(dir)).ok).toBe(true);
    expect((await run(dir, { strict: true })).ok).toBe(false);
    add("agents/main/agent/models.json", "{");
    expect(await run(dir)).toMatchObject({
      ok: false,
      agents: [{ status: "failed", error: { code: "INVALID_SYNTAX" } }],
    });
  });
  test("takes nothing from the process", async () => {
    const { dir } = directory({ "openclaw.json": { models: { providers: { openai: ROW } } } });
    process.env["OPENAI_API_KEY"] = PLAIN;
    try {
      const report = await run(dir, { dryRun: true });
      expect(report.agents[0]?.diff).not.toMatch("apiKey");
    } finally {
      delete process.env["OPENAI_API_KEY"];
    }
  });
  test("rejects with a SealError where no agent can be decided", async () => {
    const { dir } = directory({ "openclaw.json": "{" });
    expect(await refusal(() => run(dir))).toMatchObject({ name: "SealError", code: "INVALID_SYNTAX" });
    expect(await refusal(() => run(dir, { configPath: `${dir}/none.json` }))).toMatchObject({ code: "CONFIG_MISSING" });
    expect(await refusal(() => run(dir, { openclaw: "soon" }))).toMatchObject({ code: "USAGE" });
  });
});
