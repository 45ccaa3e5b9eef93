import fc from "fast-check";
import { expect, test } from "vitest";
import { firstInvalid } from "../../../src/io/files/utf8.js";

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 24 }),
  fc
    .tuple(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 3 }), fc.string({ unit: "binary" }))
    .map(([before, odd, after]) => Uint8Array.from([...Buffer.from(before), ...odd, ...Buffer.from(after)])),
);

function strict(input: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    return undefined;
  }
}

test("there is an invalid byte exactly where a strict decoder refuses", () => {
  fc.assert(
    fc.property(bytes, (input) => {
      expect(firstInvalid(input) === undefined).toBe(strict(input) !== undefined);
    }),
    { numRuns: 2000 },
  );
});

test("the place is the end of the longest part that is valid", () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const place = firstInvalid(input);
      if (place === undefined) return;
      let valid = "";
      for (let n = input.length; n >= 0; n--) {
        const text = strict(input.subarray(0, n));
        if (text === undefined) continue;
        valid = text;
        break;
      }
      const lines = valid.split("\n");
      expect(place).toEqual({ line: lines.length, column: (lines.at(-1) ?? "").length + 1 });
    }),
    { numRuns: 2000 },
  );
});
