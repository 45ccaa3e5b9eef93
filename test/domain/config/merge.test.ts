import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deepMerge } from "../../../src/domain/config/merge.js";
import { type Json, RawNumber } from "../../../src/domain/tree.js";

describe("an include under its siblings", () => {
  const big = new RawNumber("12345678901234567890");
  const rows: [title: string, base: Json, over: Json, result: Json][] = [
    ["merges objects", { a: 1, b: { c: 1 } }, { b: { d: 2 } }, { a: 1, b: { c: 1, d: 2 } }],
    ["lets the sibling's scalar win", { a: 1 }, { a: "x" }, { a: "x" }],
    ["concatenates lists", { a: [1, 2] }, { a: [2, 3] }, { a: [1, 2, 2, 3] }],
    ["replaces a list by a scalar", { a: [1] }, { a: 1 }, { a: 1 }],
    ["replaces an object by a list", { a: { b: 1 } }, { a: [1] }, { a: [1] }],
    ["replaces by null", { a: { b: 1 } }, { a: null }, { a: null }],
    ["replaces null", { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["keeps the text of numbers", { a: 1 }, { a: big }, { a: big }],
  ];
  test.each(rows)("%s", (_title, base, over, result) => expect(deepMerge(base, over)).toEqual(result));

  test("has no special keys", () => {
    const merged = deepMerge(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"b":2}}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1,"b":2}}');
  });
  test("changes neither side, and merging nothing changes nothing", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>);
    fc.assert(
      fc.property(json, json, (a, b) => {
        const before = JSON.stringify([a, b]);
        deepMerge(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
        expect(JSON.stringify(deepMerge(a, {}))).toBe(JSON.stringify(a));
        expect(JSON.stringify(deepMerge({}, a))).toBe(JSON.stringify(a));
      }),
    );
  });
});
