import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/domain/json/parse.js";
import { printJson, printSorted } from "../../../src/domain/json/print.js";
import { isObject, type Json, type JsonObject, RawNumber } from "../../../src/domain/tree.js";
import { comparable, expectedValue, nodeArb } from "./documents.js";

const valueArb = nodeArb.map(expectedValue);

describe("printJson", () => {
  it("prints as JSON.stringify does with two spaces, and a final newline", () => {
    fc.assert(
      fc.property(valueArb, (value) => {
        expect(printJson(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
      }),
    );
  });

  it("prints the same where a raw number stands beside, and the raw number as its source text", () => {
    fc.assert(
      fc.property(valueArb, (value) => {
        const expected = JSON.stringify([value, 7], null, 2).replace(/7\n\]$/, "12345678901234567890\n]\n");
        expect(printJson([value, new RawNumber("12345678901234567890")])).toBe(expected);
      }),
    );
  });

  it("gives text that reads back as the same value, numbers beyond 2^53 included", () => {
    const text = '{\n  "contextWindow": 12345678901234567890,\n  "__proto__": {\n    "cost": 1e999\n  }\n}\n';
    expect(printJson(parseJson(text, { file: "models.json" }))).toBe(text);
  });
});

describe("printSorted", () => {
  const sortKeys = (value: Json) => parseJson(printSorted(value), { file: "models.json" });
  const isSorted = (value: Json): boolean => {
    if (Array.isArray(value)) return value.every(isSorted);
    if (!isObject(value)) return true;
    const keys = Object.keys(value).filter((key) => String(Number(key) >>> 0) !== key);
    return (
      keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key) && Object.values(value).every(isSorted)
    );
  };

  it("orders the keys of every object by UTF-16 code units; keys like array indexes come first anyway", () => {
    fc.assert(
      fc.property(valueArb, (value) => {
        expect(isSorted(sortKeys(value))).toBe(true);
      }),
    );
    expect(Object.keys(sortKeys({ "\uff5e": 1, "😀": 2, b: 3, B: 4, "10": 5, "9": 6 }) as JsonObject)).toEqual([
      "9",
      "10",
      "B",
      "b",
      "😀",
      "\uff5e",
    ]);
  });

  it("keeps every value, every key and the order of arrays", () => {
    const shape = (value: Json): unknown => {
      if (Array.isArray(value)) return value.map(shape);
      if (!isObject(value)) return comparable(value);
      return Object.entries(value)
        .map(([key, item]) => [key, shape(item)])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    };
    fc.assert(
      fc.property(valueArb, (value) => {
        expect(shape(sortKeys(value))).toEqual(shape(parseJson(printJson(value), { file: "models.json" })));
      }),
    );
  });

  it("keeps __proto__ as an own key and raw numbers as they are", () => {
    const tree = parseJson('{"b": 12345678901234567890, "__proto__": {"y": 1, "x": 2}}', { file: "models.json" });
    expect(printSorted(tree)).toBe(
      '{\n  "__proto__": {\n    "x": 2,\n    "y": 1\n  },\n  "b": 12345678901234567890\n}\n',
    );
  });

  it("leaves its input as it was", () => {
    const input = { b: [{ d: 1, c: 2 }], a: 0 };
    printSorted(input);
    expect(JSON.stringify(input)).toBe('{"b":[{"d":1,"c":2}],"a":0}');
  });
});
