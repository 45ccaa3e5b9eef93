import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineColumn, lineFinder } from "../../../src/domain/json/lines.js";
import { parseJson } from "../../../src/domain/json/parse.js";
import { locate } from "../../../src/domain/json/positions.js";
import { at, isObject, type Json, type JsonPath } from "../../../src/domain/tree.js";
import { choicesArb, comparable, nodeArb, picker, writeJson5 } from "./documents.js";

const json5 = (text: string): Json => parseJson(text, { file: "openclaw.json", json5: true });

/** Every path of a tree, the root's included. */
function paths(value: Json, path: JsonPath = []): JsonPath[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, index) => paths(item, [...path, index]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => paths(item, [...path, key]))];
}

const sliceAt = (text: string, path: JsonPath): string | undefined => {
  const range = locate(text, path);
  return range === undefined ? undefined : text.slice(range.start, range.end);
};

describe("locate", () => {
  it("points at exactly the text of the value that the parser gives, at every path of any document", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, (node, choices) => {
        const text = writeJson5(node, picker(choices));
        const tree = json5(text);
        for (const path of paths(tree)) {
          const found = sliceAt(text, path);
          expect(comparable(json5(found ?? ""))).toEqual(comparable(at(tree, path)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes the last of duplicate keys at every level", () => {
    const text = '{"a": {"b": 1}, "a": {"b": 2, "b": 3}, "c": 4}';
    expect(sliceAt(text, ["a", "b"])).toBe("3");
    expect(locate(text, ["a"])).toEqual({ start: 21, end: 37, line: 1, column: 22 });
  });

  it("finds nothing where only an overwritten duplicate has the path", () => {
    expect(locate('{"a": {"b": 1}, "a": {}}', ["a", "b"])).toBe(undefined);
    expect(locate('{"a": {"b": 1}, "a": 5}', ["a", "b"])).toBe(undefined);
  });

  it.each<[string, string, JsonPath]>([
    ["an absent key", '{"a": 1}', ["b"]],
    ["a key of the prototype", '{"a": {}}', ["a", "constructor"]],
    ["a step below a scalar", '{"a": 1}', ["a", "undefined"]],
    ["an index out of range", "[1]", [1]],
    ["a key in an array", '["a"]', ["0"]],
    ["an empty text", "", []],
  ])("finds nothing at %s", (_, text, path) => {
    expect(locate(text, path)).toBe(undefined);
  });

  it("decodes escaped keys", () => {
    expect(sliceAt(String.raw`{"\u0061piKey": "EXAMPLE"}`, ["apiKey"])).toBe('"EXAMPLE"');
  });

  it("counts lines and columns from 1 and leaves a byte order mark out", () => {
    expect(locate('{\n  "a": {\r\n\t"b": 7}}', ["a", "b"])).toMatchObject({ line: 3, column: 7 });
    expect(locate("\ufeff5", [])).toEqual({ start: 1, end: 2, line: 1, column: 1 });
  });

  it.each([
    ["truncated", '{"a": [1, {"b": "EXAMPLE"'],
    ["cut in the value", '{"a": [1, {"b": "EXAMPLE'],
    ["followed by junk", '{"a": [1, {"b": "EXAMPLE", @@ }} ]: "'],
    ["followed by an unclosed comment", '{"a": [1, {"b": "EXAMPLE" /* '],
  ])("stands damage behind the place: %s", (_, text) => {
    expect(sliceAt(text, ["a", 1, "b"])).toMatch(/^"EXAMPLE/);
  });

  it("gives an unclosed container up to the end of the text", () => {
    expect(sliceAt('{"a": [1, 2', ["a"])).toBe("[1, 2");
  });

  it("takes a missing colon or comma as meant", () => {
    expect(sliceAt('{"a" 1 "b": 2 "c": [3 4]}', ["a"])).toBe("1");
    expect(sliceAt('{"a" 1 "b": 2 "c": [3 4]}', ["c", 1])).toBe("4");
  });
});

describe("lineColumn", () => {
  it("ends a line at LF, CRLF or CR and counts in UTF-16 units", () => {
    const text = "a\r\n😀b\rc\n";
    expect([0, 3, 5, 7, 9, 99].map((offset) => lineColumn(text, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 1 },
    ]);
  });

  it("agrees with counting character by character", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "é") }), fc.nat(60), (text, offset) => {
        const before = text.slice(0, offset).split("\n");
        expect(lineFinder(text)(offset)).toEqual({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      }),
    );
  });
});
