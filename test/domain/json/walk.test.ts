import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hidesNothing } from "../../../src/domain/json/hidden.js";
import { parseJson } from "../../../src/domain/json/parse.js";
import { type FoundComment, type FoundValue, walkValues } from "../../../src/domain/json/walk.js";
import type { JsonPath } from "../../../src/domain/tree.js";
import { accidentsArb, choicesArb, damage, type Node, nodeArb, picker, writeJson, writeJson5 } from "./documents.js";

function walk(text: string): { values: FoundValue[]; comments: FoundComment[] } {
  const values: FoundValue[] = [];
  const comments: FoundComment[] = [];
  walkValues(text, (found) => {
    if (found.kind === "value") values.push(found);
    else comments.push(found);
  });
  return { values, comments };
}

/** What must be found: every scalar in the order of the text, and whether a later duplicate hides it. */
function scalars(
  node: Node,
  path: JsonPath = [],
  shadowed = false,
): { path: JsonPath; value: string; shadowed: boolean }[] {
  if (node.type === "scalar") return [{ path, value: String(node.value), shadowed }];
  if (node.type === "array") return node.items.flatMap((item, index) => scalars(item, [...path, index], shadowed));
  return node.members.flatMap(([key, item], index) => {
    const later = node.members.slice(index + 1).some(([other]) => other === key);
    return scalars(item, [...path, key], shadowed || later);
  });
}

const hasNumber = (node: Node): boolean =>
  node.type === "scalar"
    ? typeof node.value === "number"
    : (node.type === "array" ? node.items : node.members.map(([, item]) => item)).some(hasNumber);

describe("walkValues", () => {
  it("visits every scalar of any document in order, with its path, its value and whether it is overwritten", () => {
    fc.assert(
      fc.property(
        nodeArb.filter((node) => !hasNumber(node)),
        choicesArb,
        (node, choices) => {
          const text = writeJson5(node, picker(choices));
          const found = walk(text).values.map(({ path, value, shadowed }) => ({ path, value, shadowed }));
          expect(found).toEqual(scalars(node));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives offsets at which exactly the value stands", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, (node, choices) => {
        const text = writeJson5(node, picker(choices));
        for (const { start, end, value, valueKind } of walk(text).values) {
          const raw = text.slice(start, end);
          expect(valueKind === "string" ? parseJson(raw, { file: "x", json5: true }) : raw).toBe(value);
        }
      }),
    );
  });

  it("names the kind of each value and keeps what is no string as it is written", () => {
    const text = `[1e5, 0x1F, true, null, 'a', NaN, sk-EXAMPLE, @x]`;
    expect(walk(text).values.map(({ valueKind, value }) => [valueKind, value])).toEqual([
      ["number", "1e5"],
      ["number", "0x1F"],
      ["boolean", "true"],
      ["null", "null"],
      ["string", "a"],
      ["word", "NaN"],
      ["word", "sk-EXAMPLE"],
      ["junk", "@x"],
    ]);
  });

  it("sees the secret that a later duplicate hides from the parser", () => {
    const { values } = walk('{"apiKey": "sk-EXAMPLE", "apiKey": "secretref-managed"}');
    expect(values).toMatchObject([
      { path: ["apiKey"], key: "apiKey", value: "sk-EXAMPLE", shadowed: true },
      { path: ["apiKey"], key: "apiKey", value: "secretref-managed", shadowed: false },
    ]);
  });

  it("takes everything in an overwritten object as overwritten, and nothing behind it", () => {
    const { values } = walk('{"a": {"k": 1, "l": [2]}, "b": 3, "a": {"k": 4}}');
    expect(values.map(({ value, shadowed }) => [value, shadowed])).toEqual([
      ["1", true],
      ["2", true],
      ["3", false],
      ["4", false],
    ]);
  });

  it("treats __proto__ and escaped spellings of a key as that key", () => {
    const { values } = walk(String.raw`{"__proto__": {"apiKey": "EXAMPLE-1"}, "ap\u0069Key": "EXAMPLE-2", apiKey: 3}`);
    expect(values).toMatchObject([
      { path: ["__proto__", "apiKey"], value: "EXAMPLE-1", shadowed: false },
      { key: "apiKey", value: "EXAMPLE-2", shadowed: true },
      { key: "apiKey", value: "3", shadowed: false },
    ]);
  });

  it("visits every comment where it stands", () => {
    const text = '{ // "apiKey": "sk-EXAMPLE"\n "a": /* one */ 1 } /* open';
    expect(walk(text).comments.map(({ text: comment, start }) => [comment, start])).toEqual([
      ['// "apiKey": "sk-EXAMPLE"', 2],
      ["/* one */", 34],
      ["/* open", 48],
    ]);
  });

  it.each<[string, string, JsonPath]>([
    ["truncated in the value", '{"p": {"apiKey": "sk-EXAMPLE', ["p", "apiKey"]],
    ["truncated behind the value", '{"p": {"apiKey": "sk-EXAMPLE",', ["p", "apiKey"]],
    ["missing its quotes", '{"p": {"apiKey": sk-EXAMPLE}}', ["p", "apiKey"]],
    ["missing its colon", '{"p": {"apiKey" "sk-EXAMPLE"}}', ["p", "apiKey"]],
    ["missing a comma before it", '{"p": {"a": 1 "apiKey": "sk-EXAMPLE"}}', ["p", "apiKey"]],
    ["with a wrong closing bracket before it", '{"p": {"a": [1}, "apiKey": "sk-EXAMPLE"}', ["apiKey"]],
    ["with too many closing brackets before it", '{"a": 1}}] "apiKey": "sk-EXAMPLE"}', ["apiKey"]],
    ["without an opening bracket", '"apiKey": "sk-EXAMPLE"}', ["apiKey"]],
    ["broken over two lines", '{"apiKey": "sk-EXAMPLE\n"}', ["apiKey"]],
    ["with a value in place of a property", '{"p": {"sk-EXAMPLE"}}', ["p"]],
    ["with NUL and junk around it", '\0{"p": \ufffd, "apiKey": "sk-EXAMPLE"@', ["apiKey"]],
    ["of two documents", '{"a": 1}\n{"apiKey": "sk-EXAMPLE"}', ["apiKey"]],
  ])("finds the secret in a file that is %s", (_, text, path) => {
    const found = walk(text).values.filter(({ value }) => value === "sk-EXAMPLE");
    expect(found).toMatchObject([{ path }]);
  });

  it("finds every string that is still whole after any damage elsewhere", () => {
    fc.assert(
      fc.property(
        nodeArb,
        choicesArb,
        fc.nat(5000),
        fc.constantFrom("", "{", "}", "]", ",", ":", "@"),
        (node, choices, place, put) => {
          const text = writeJson(node, picker(choices));
          const secret = '"sk-EXAMPLE"';
          const broken = `${damage(text, [[place, put]])}\n${secret}`;
          // A quote that is gone can turn text of a string into the start of a comment, which is visited as a whole.
          const { values, comments } = walk(broken);
          const seen = [...values.map(({ value }) => value), ...comments.map(({ text }) => text)];
          expect(seen.some((found) => found.includes("sk-EXAMPLE"))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("never throws, visits each value once and in order, whatever the text", () => {
    const textArb = fc.oneof(
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.tuple(nodeArb, choicesArb, accidentsArb).map(([n, c, a]) => damage(writeJson5(n, picker(c)), a)),
    );
    fc.assert(
      fc.property(textArb, (text) => {
        let at = 0;
        for (const { start, end } of walk(text).values) {
          expect(start).toBeGreaterThanOrEqual(at);
          at = end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["arrays, open", "[1,".repeat(100_000)],
    ["objects, open", '{"a":1,"b":'.repeat(100_000)],
    ["objects, balanced", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["brackets that do not match", "[".repeat(100_000) + "}".repeat(100_000)],
    ["brackets that match in part", "{[".repeat(50_000) + "}]".repeat(50_000)],
  ])(
    "walks 100,000 levels in a blink: %s",
    (_, text) => {
      expect(walk(text).values.every(({ path }) => path.length <= 256)).toBe(true);
    },
    2000,
  );

  it("walks an object of 100,000 duplicates in a blink", () => {
    const { values } = walk(`{${'"apiKey":"EXAMPLE",'.repeat(100_000)}}`);
    expect(values.filter(({ shadowed }) => !shadowed)).toHaveLength(1);
  }, 10_000);
});

describe("hidesNothing", () => {
  const judge = (text: string) => hidesNothing(text, parseJson(text, { file: "x", json5: true }));

  it("is true only where the walk meets no comment and no overwritten value", () => {
    const texts = fc.oneof(
      fc.tuple(nodeArb, choicesArb).map(([node, choices]) => writeJson(node, picker(choices))),
      fc.tuple(nodeArb, choicesArb).map(([node, choices]) => writeJson5(node, picker(choices))),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { values, comments } = walk(text);
        if (judge(text)) expect(comments.length + values.filter(({ shadowed }) => shadowed).length).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["what JSON.stringify writes", '{\n  "a": [\n    1\n  ]\n}\n', true],
    ["any other layout", '{"a":\t{"b": "x: // y", "c": ["\\":"]}}', true],
    ["bare keys and trailing commas", "{a: 1,}", true],
    ["a duplicate", '{"a": 1, "a": 1}', false],
    ["a duplicate further down", '[{"a": {"b": 1, "b": 2}}]', false],
    ["an overwritten __proto__", '{"__proto__": 1, "__proto__": 2}', false],
    ["a comment", '{"a": 1} // x', false],
  ])("of %s", (_, text, expected) => {
    expect(judge(text)).toBe(expected);
  });
});
