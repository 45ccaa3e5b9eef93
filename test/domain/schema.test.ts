import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { authStoreSchema, configSchema, modelsFileSchema } from "../../src/domain/schema/inputs.js";
import { fits } from "../../src/domain/schema/shape.js";
import { shapeOf, shapes } from "../../src/domain/schema/shapes.js";
import { type InputKind, violationOf } from "../../src/domain/schema/violation.js";

const SCHEMAS = { config: configSchema, modelsFile: modelsFileSchema, authStore: authStoreSchema };

// Names that the schemas know, so that generated objects meet their rules; `__proto__` is left out because zod's records
// drop it and ours do not.
const NAMES = [
  ..."meta lastTouchedVersion env vars models mode providers baseUrl apiKey auth api authHeader headers request".split(
    " ",
  ),
  ..."localService modelOverrides order profiles agents list entries id agentDir secrets defaults other".split(" "),
];
const value = fc.letrec<{ node: unknown; object: Record<string, unknown>; array: unknown[] }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, depthSize: "small" },
    fc.constantFrom<unknown>(null, true, false, 0, 1.5, "", "text", "merge", "replace"),
    tie("object"),
    tie("array"),
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie("node"), { maxKeys: 4 }),
  array: fc.array(tie("node"), { maxLength: 3 }),
})).node;

/** A well-formed config in which one value, or none, is replaced by anything. */
const nearConfig = fc.record({ at: fc.integer({ min: 0, max: 40 }), by: value }).map(({ at, by }) => {
  let count = 0;
  const good = {
    meta: { lastTouchedVersion: "2026.9.6" },
    env: { vars: { A: "x" }, B: "y" },
    models: {
      mode: "merge",
      providers: {
        acme: {
          baseUrl: "u",
          apiKey: { source: "env", id: "A" },
          auth: "token",
          api: "a",
          authHeader: true,
          headers: { A: "x", B: { source: "env" } },
          request: {},
          localService: {},
          modelOverrides: { m: {} },
          models: [{ id: "m", headers: { A: "x" } }],
        },
      },
    },
    auth: { order: { acme: ["a"] }, profiles: { a: { mode: "token" } } },
    agents: { list: [{ id: "a", agentDir: "d" }], entries: { b: { agentDir: "d" } } },
    secrets: { providers: { v: {} }, defaults: { env: "e" } },
  };
  return JSON.parse(JSON.stringify(good), (_key, item) => (count++ === at ? by : item));
});

const nearFile = value.map((inner) => ({ providers: inner, profiles: inner }));

describe("the reduced shapes accept what the schemas accept", () => {
  test.each(Object.keys(SCHEMAS) as InputKind[])("of %s, over generated values", (kind) => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(value, nearConfig, nearFile), (input) => {
        const expected = SCHEMAS[kind].safeParse(input).success;
        if (expected) accepted++;
        expect(fits(shapes[kind], input)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
  test("and what has no shape is an error when the package is built", () =>
    expect(() => shapeOf(z.date())).toThrow("no shape for a schema of type date"));
});

describe("a value of the wrong type", () => {
  test.each(Object.keys(SCHEMAS) as InputKind[])("is named where the schema names it, in a %s", (kind) => {
    fc.assert(
      fc.property(fc.oneof(value, nearConfig, nearFile), (input) => {
        const issue = SCHEMAS[kind].safeParse(input).error?.issues[0];
        if (issue) expect(violationOf(kind, input).path).toEqual(issue.path);
      }),
      { numRuns: 3000 },
    );
  });
  const provider = (fields: object) => ({ models: { providers: { acme: fields } } });
  const rows: [title: string, kind: InputKind, input: unknown, path: string, expected: string][] = [
    ["the config itself", "config", [], "", "an object"],
    ["models.mode", "config", { models: { mode: "marge" } }, "models.mode", '"merge" or "replace"'],
    [
      "a provider that is null",
      "config",
      { models: { providers: { acme: null } } },
      "models.providers.acme",
      "an object",
    ],
    [
      "a key that is a number",
      "config",
      provider({ apiKey: 5 }),
      "models.providers.acme.apiKey",
      "a string or an object",
    ],
    [
      "a header that is a list",
      "config",
      provider({ headers: { A: ["x"] } }),
      "models.providers.acme.headers.A",
      "a string or an object",
    ],
    [
      "authHeader that is text",
      "config",
      provider({ authHeader: "yes" }),
      "models.providers.acme.authHeader",
      "true or false",
    ],
    ["models that are an object", "config", provider({ models: {} }), "models.providers.acme.models", "a list"],
    ["an order that is text", "config", { auth: { order: { acme: "a" } } }, "auth.order.acme", "a list"],
    ["an agent without id", "config", { agents: { list: [{}] } }, "agents.list.0.id", "a string"],
    ["a file without providers", "modelsFile", {}, "providers", "an object"],
    ["profiles that are a list", "authStore", { profiles: [] }, "profiles", "an object"],
  ];
  test.each(rows)("%s", (_title, kind, input, path, expected) => {
    expect(fits(shapes[kind], input)).toBe(false);
    const violation = violationOf(kind, input);
    expect(violation.path.join(".")).toBe(path);
    expect(violation.expected).toBe(expected);
  });
  test("unknown fields pass everywhere", () => {
    const input = {
      future: 1,
      models: { future: [], providers: { acme: { future: null, models: [{ future: {} }] } } },
    };
    expect(fits(shapes.config, input)).toBe(true);
  });
});
