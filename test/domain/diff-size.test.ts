import { describe, expect, test } from "vitest";
import { maskedDiff } from "../../src/domain/diff.js";
import type { JsonObject } from "../../src/domain/tree.js";

const rows = (count: number, prefix: string): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, { models: [] }]));

describe("a diff of texts that have little in common", () => {
  const before = { aaa: { models: [] }, ...rows(20_000, "old"), zzz: { models: [] } };
  const after = { aaa: { models: [] }, ...rows(3, "new"), zzz: { models: [] } };
  const started = performance.now();
  const lines = maskedDiff("models.json", JSON.stringify({ providers: before }), after, () => []).split("\n");
  const seconds = (performance.now() - started) / 1000;
  const [, , header = "", ...hunk] = lines.slice(0, -1);
  const side = (signs: string) => hunk.filter((line) => signs.includes(line.charAt(0))).map((line) => line.slice(1));

  test("does not take the square of their length", () => {
    expect(seconds).toBeLessThan(10);
  });

  test("is one hunk between the first and the last difference, with three lines around it", () => {
    expect(header).toBe(`@@ -3,${side(" -").length} +3,${side(" +").length} @@`);
    expect(hunk.slice(0, 3)).toEqual(['     "aaa": {', '       "models": []', "     },"]);
    expect(side("-").filter((line) => line.includes('"old'))).toHaveLength(20_000);
    expect(side("+").filter((line) => line.includes('"new'))).toHaveLength(3);
    expect(side(" ").some((line) => line.includes('"old') || line.includes('"new'))).toBe(false);
  });
});
