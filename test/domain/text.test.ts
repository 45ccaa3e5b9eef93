import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonDocument, showPath, showPlace } from "../../src/domain/escape.js";
import { show, showJsonPath } from "../../src/domain/text.js";

const SECRET = "sk-EXAMPLE-t2Zp6Xf4NjE9yKcG1bVd";

describe("names from outside", () => {
  test.each([
    ["a line break", "a\nb", "a\\u{a}b"],
    ["an escape sequence", "\u001b[2J", "\\u{1b}[2J"],
    ["a bidi override", "a\u202eb", "a\\u{202e}b"],
    ["a zero-width space", "a\u200bb", "a\\u{200b}b"],
    ["a lone surrogate", "a\ud800", "a\\u{d800}"],
    ["a variation selector", "a\ufe0f", "a\\u{fe0f}"],
    ["letters of any script", "zürich 東京", "zürich 東京"],
  ])("show %s as text", (_, name, shown) => {
    expect(show(name)).toBe(shown);
  });

  test("are cut where nobody would read on, a path later than an id", () => {
    expect(show("x y ".repeat(100))).toHaveLength(121);
    expect(showPath(`/${"x/".repeat(500)}`)).toHaveLength(321);
  });

  test("are masked if they have the form of a secret, alone and as a step of a path", () => {
    expect(show(SECRET)).toBe("[secret]");
    expect(showJsonPath(["models", "providers", SECRET, "apiKey"])).toBe("models.providers.[secret].apiKey");
  });

  test.each([
    "anthropic",
    "openai:user@mail.example",
    "claude-sonnet-4-5-20250929",
    "amazon-bedrock",
    "X-Goog-Api-Key",
  ])("that are ordinary stay as they are: %s", (name) => {
    expect(show(name)).toBe(name);
  });

  test("of a file never are, because a temporary directory looks like a secret as well", () => {
    expect(showPlace({ file: `/tmp/${SECRET}/x.json`, line: 3, column: 4 })).toBe(`/tmp/${SECRET}/x.json:3:4`);
  });
});

describe("a JSON document", () => {
  test("reads the same, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        expect(JSON.parse(jsonDocument(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("holds no character that acts on a terminal", () => {
    const text = jsonDocument({ "a\u202eb\n": ["\u001b", "\u007f", "\u009b", "\u{e0001}", "ü"] });
    expect(text).toBe(
      '{\n  "a\\u202eb\\n": [\n    "\\u001b",\n    "\\u007f",\n    "\\u009b",\n    "\\udb40\\udc01",\n    "ü"\n  ]\n}\n',
    );
  });
});
