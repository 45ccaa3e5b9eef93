import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeString } from "../../../src/domain/json/strings.js";
import { tokenize } from "../../support/tokens.js";
import { accidentsArb, choicesArb, damage, nodeArb, picker, writeJson5 } from "./documents.js";

const kinds = (text: string) => tokenize(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe("tokenize", () => {
  it.each([
    [
      "strings of both quotes",
      `"a'b" 'a"b'`,
      [
        ["string", `"a'b"`],
        ["string", `'a"b'`],
      ],
    ],
    [
      "escaped quotes",
      String.raw`"a\"b"'\\'`,
      [
        ["string", String.raw`"a\"b"`],
        ["string", String.raw`'\\'`],
      ],
    ],
    [
      "continued lines",
      "'a\\\r\nb' 1",
      [
        ["string", "'a\\\r\nb'"],
        ["number", "1"],
      ],
    ],
    [
      "an unclosed string, up to the end of its line",
      '"abc\n"d"',
      [
        ["string", '"abc'],
        ["string", '"d"'],
      ],
    ],
    ["an unclosed string, up to the end of the text", "'abc\\", [["string", "'abc\\"]]],
    [
      "both comments",
      "// a\n/* b\n*/1",
      [
        ["comment", "// a"],
        ["comment", "/* b\n*/"],
        ["number", "1"],
      ],
    ],
    [
      "a line comment up to a line separator",
      "//a\u2028b",
      [
        ["comment", "//a"],
        ["word", "b"],
      ],
    ],
    ["an unclosed comment, up to the end of the text", "/* a\n}", [["comment", "/* a\n}"]]],
    [
      "comments right behind a bare value",
      "1//a",
      [
        ["number", "1"],
        ["comment", "//a"],
      ],
    ],
    ["punctuation", "{}[],:", [..."{}[],:"].map((char) => ["punct", char])],
    [
      "numbers of every form",
      "-1.5e+3 +.5 0xFF 12ab",
      [..."-1.5e+3 +.5 0xFF 12ab".split(" ")].map((n) => ["number", n]),
    ],
    ["words", "true $a_1 ключ \\u0061b a-b", [..."true $a_1 ключ \\u0061b a-b".split(" ")].map((n) => ["word", n])],
    ["a bare secret in one piece", "sk-EXAMPLE/a=", [["word", "sk-EXAMPLE/a="]]],
    [
      "junk",
      "@a \0 \ufffd /",
      [
        ["junk", "@a"],
        ["junk", "\0"],
        ["junk", "\ufffd"],
        ["junk", "/"],
      ],
    ],
    ["all white space of JSON5 as nothing", "\ufeff\u00a0\v\f\t\r\n\u2028\u2029\u3000", []],
  ])("reads %s", (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  const textArb = fc.oneof(
    fc.string({ unit: "binary", maxLength: 100 }),
    fc.string({ unit: fc.constantFrom(..."{}[],:\"'/*\\\n\r 1a\u2028\0"), maxLength: 60 }),
    fc.tuple(nodeArb, choicesArb, accidentsArb).map(([n, c, a]) => damage(writeJson5(n, picker(c)), a)),
  );

  it("covers any text without gaps or overlaps: between tokens stands white space alone", () => {
    fc.assert(
      fc.property(textArb, (text) => {
        let at = 0;
        for (const token of tokenize(text)) {
          expect(text.slice(at, token.start).trim()).toBe("");
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.start).toBeGreaterThanOrEqual(at);
          at = token.end;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("scans five megabytes in well under a second", () => {
    const text = `[${'{"id": "model", "n": 12.5, \'b\': [true, null], c: "x\\n"}, // c\n'.repeat(80_000)}]`;
    const start = performance.now();
    const { length } = tokenize(text);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(length).toBe(2 + 80_000 * 23);
  });
});

describe("decodeString", () => {
  const decode = (text: string) => decodeString(text, 0, text.length);

  it.each([
    [String.raw`"a\"\\\/\b\f\n\r\tA😀"`, 'a"\\/\b\f\n\r\tA😀'],
    [String.raw`'\v\0\x41\'\q'`, "\v\0A'q"],
    ["'a\\\nb\\\r\nc\\\u2028d'", "abcd"],
    ["'\\\\'", "\\"],
    ['""', ""],
    ['"open', "open"],
    ['"', ""],
    [String.raw`"open\"`, 'open"'],
    [String.raw`"\u12 \xZ \9 \08"`, "u12 xZ 9 \0" + "8"],
    ['"end\\', "end"],
  ])("%j gives %j", (text, value) => {
    expect(decode(text)).toBe(value);
  });

  it("undoes what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(decode(JSON.stringify(value))).toBe(value);
      }),
    );
  });
});
