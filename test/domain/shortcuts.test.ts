import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { stripLines } from "../../src/domain/json/strip.js";
import { PLAIN_FIELDS } from "../../src/domain/openclaw/plain-fields.js";
import { isLiteralCredential } from "../../src/domain/scan/literal.js";
import { strengthOf } from "../../src/domain/scan/name-words.js";
import { sealRow } from "../../src/domain/seal-row.js";
import type { JsonObject } from "../../src/domain/tree.js";

/** What JSON.parse makes of a text without its lines of comment; undefined if it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(stripLines(text));
  } catch {
    return undefined;
  }
}

describe("the quick way without comments and trailing commas", () => {
  test("reads what most configs look like", () => {
    const text = '{\n  // comment, with "quotes" and https://url\n  "a": [\n    1, // no\n  ],\n}';
    expect(parsed(text)).toBeUndefined();
    expect(parsed(text.replace(" // no", ""))).toEqual({ a: [1] });
    expect(parsed('{\r\n\t// x\r\n\t"a": "https://x",\r\n}\r\n// end')).toEqual({ a: "https://x" });
  });

  test.each([
    ["a paragraph separator ends a comment", '{\n// x\u2029"a": 1\n}'],
    ["a line separator stands in a string", '{"a": "b\u2028// c\u2028d"}'],
    ["a string goes on behind a backslash", '{"a": "b\\\n// c", "d": "e"}'],
    ["a block comment holds lines of comment", '{/*\n// */ "a": 1,\n// */\n"b": 2}'],
    ["a comma and a bracket stand in a string", '{"a": ", ]",\n"b": "x,\\\n]"}'],
  ])("never means something else: %s", (_rule, text) => {
    const quick = parsed(text);
    if (quick !== undefined) expect(quick).toEqual(JSON5.parse(text));
  });

  test("never means something else, whatever the text", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "'",
      "\\",
      "\n",
      "\r",
      " ",
      "//",
      "/*",
      "*/",
      "1",
      "\u2028",
      "x",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join("");
        const quick = parsed(text);
        if (quick !== undefined) expect(quick).toEqual(JSON5.parse(text));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("what is passed over unread", () => {
  test("nothing shorter than twelve characters is a literal credential", () => {
    const word = fc.constantFrom("Bearer ", "Basic ", "token ", "sk-", "ghp_", "AKIA", "a1B2", "9", "-", "_", " ");
    const short = fc
      .array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 6 })
      .map((p) => p.join("").slice(0, 11));
    fc.assert(
      fc.property(short, (text) => !isLiteralCredential(text)),
      { numRuns: 5_000 },
    );
  });

  test("a row without credentials and references is shared, and one credential anywhere in it is found", () => {
    const rows = (extra: JsonObject): JsonObject => ({ models: [{ id: "m", cost: { input: 1 }, ...extra }] });
    const clean = rows({});
    const seal = (row: JsonObject) => sealRow(row, { env: { NAME: "value" }, defaults: {} }, () => {});
    expect(seal(clean)).toBe(clean);
    expect(seal(rows({ headers: { Authorization: "EXAMPLE-not-a-key" } }))).toEqual(rows({ headers: {} }));
    expect(seal(rows({ deep: { apiKey: "EXAMPLE-not-a-key" } }))).toEqual(rows({ deep: {} }));
    expect(seal(rows({ name: "${NAME}" }))).toEqual(rows({ name: "value" }));
  });
});

test("the fields that are not taken apart would be found to name no credential", () => {
  expect(PLAIN_FIELDS.filter((name) => strengthOf(name) !== null)).toEqual([]);
});
