import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { table, wrap } from "../../src/report/table.js";

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

describe("wrapping", () => {
  test.each<[string, string, number, string[]]>([
    ["at white space", "one two three", 8, ["one two", "three"]],
    ["behind a separator of ids", "provider/model-name", 12, ["provider/", "model-name"]],
    ["anywhere, if there is no better place", "abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["not inside of a surrogate pair", "ab\u{1f511}cd", 3, ["ab", "\u{1f511}c", "d"]],
    ["not at all where it fits", "abc", 3, ["abc"]],
  ])("%s", (_, text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });

  test("keeps room for the indent of further lines", () => {
    expect(wrap("aa-bb-cc-dd", 6, 3)).toEqual(["aa-bb-", "cc-", "dd"]);
  });

  test("loses nothing but white space, and no line is longer than the width", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("a table", () => {
  test("aligns its columns and ends no line in white space", () => {
    expect(table(["A", "Long", "C"], [cells("aaa", "b", ""), cells("a", "bbbbb", "c")])).toBe(
      "A    Long   C\naaa  b\na    bbbbb  c\n",
    );
  });

  test("wraps the widest cells where the width asks for it", () => {
    const text = table(["First", "Second"], [cells("short", "a-rather-long-name-of-something")], 28);
    expect(text).toBe("First  Second\nshort  a-rather-long-name-\n       of-something\n");
  });

  test("becomes a list where columns have no room", () => {
    expect(table(["First", "Second"], [cells("aaaaaaaaaaaa", "bbbbbbbbbbbb")], 14)).toBe(
      "aaaaaaaaaaaa\n  Second  bbbb\n          bbbb\n          bbbb\n",
    );
  });

  test("paints what is there, never the space around it", () => {
    const paint = (text: string) => `<${text}>`;
    expect(
      table(
        ["A", "B"],
        [
          [
            { text: "x", paint },
            { text: "y", paint },
          ],
        ],
      ),
    ).toBe("A  B\n<x>  <y>\n");
  });
});
