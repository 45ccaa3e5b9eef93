import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it, vi } from "vitest";
import { SealError } from "../../../src/domain/errors.js";
import { parseJson } from "../../../src/domain/json/parse.js";
import { readTree } from "../../../src/domain/json/read.js";
import { quoteKeys, stripNoise } from "../../../src/domain/json/strip.js";
import { type Json, RawNumber } from "../../../src/domain/tree.js";
import {
  accidentsArb,
  choicesArb,
  comparable,
  damage,
  expectedValue,
  nodeArb,
  outcome,
  picker,
  writeJson,
  writeJson5,
} from "./documents.js";

const FILE = "openclaw.json";
const json = (text: string): Json => parseJson(text, { file: FILE });
const json5 = (text: string): Json => parseJson(text, { file: FILE, json5: true });

function refusal(text: string, options: { json5?: boolean } = {}): SealError {
  try {
    parseJson(text, { file: FILE, ...options });
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error("the text was accepted");
}

/** NaN and Infinity are JSON5, but no strict JSON can hold them; an overflow of digits is another matter. */
function refuseNonFinite(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError();
  if (typeof value === "object" && value !== null) for (const item of Object.values(value)) refuseNonFinite(item);
  return value;
}

describe("parseJson on strict JSON", () => {
  it("gives what JSON.parse gives, whatever the white space", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, (node, choices) => {
        const text = writeJson(node, picker(choices));
        expect(comparable(json(text))).toEqual(comparable(JSON.parse(text)));
      }),
    );
  });

  it("accepts and refuses what JSON.parse accepts and refuses", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, accidentsArb, (node, choices, accidents) => {
        const text = damage(writeJson(node, picker(choices)), accidents).replace(/^\ufeff+/, "");
        expect(outcome(() => json(text))).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it("has a reader of its own that agrees with JSON.parse on any text", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, accidentsArb, (node, choices, accidents) => {
        const text = damage(writeJson(node, picker(choices)), accidents.slice(1)).replace(/^\ufeff+/, "");
        const ours = outcome(() => readTree(text, { file: FILE, json5: false, maxDepth: 99 }));
        expect(ours).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it("drops a leading byte order mark and no second one", () => {
    expect(json('\ufeff{"a":1}')).toStrictEqual({ a: 1 });
    expect(refusal("\ufeff\ufeff1").place).toMatchObject({ line: 1, column: 1 });
  });

  it("lets the last of duplicate keys win", () => {
    expect(json('{"a":1,"b":2,"a":{"c":3}}')).toStrictEqual({ a: { c: 3 }, b: 2 });
  });

  it.each(["json", "json5"])("keeps __proto__ as an own key and leaves the prototype alone (%s)", (language) => {
    const tree = parseJson('{"__proto__":{"apiKey":"EXAMPLE"},"big":12345678901234567890}', {
      file: FILE,
      json5: language === "json5",
    });
    expect(Object.keys(tree as object)).toEqual(["__proto__", "big"]);
    expect(Object.getPrototypeOf(tree)).toBe(Object.prototype);
    expect((tree as Record<string, unknown>)["apiKey"]).toBe(undefined);
  });

  it.each([
    ["a comment", "// c\n{}"],
    ["a trailing comma", "[1,]"],
    ["single quotes", "{'a':1}"],
    ["a bare key", "{a:1}"],
    ["a hexadecimal number", "0x10"],
    ["a plus sign", "+1"],
    ["a no-break space", "\u00a0{}"],
  ])("refuses %s", (_, text) => {
    expect(refusal(text).code).toBe("INVALID_SYNTAX");
  });
});

describe("a key of one escaped character", () => {
  it("is read as written, also after an object with the key of one backslash", () => {
    for (const spelled of ["\\u0041", "\\u0020", "\\/", "\\n"]) {
      parseJson('{"layout":[],"\\\\":{}}', { file: "f" });
      const text = `{"layout":[],"${spelled}":{}}`;
      expect(Object.keys(parseJson(text, { file: "f" }) as object)[1]).toBe(JSON.parse(`"${spelled}"`));
    }
  });
});

describe("parseJson on JSON5", () => {
  it("gives the value that was written, in every spelling of JSON5", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, (node, choices) => {
        const tree = json5(writeJson5(node, picker(choices)));
        expect(comparable(tree)).toEqual(comparable(expectedValue(node)));
      }),
      { numRuns: 500 },
    );
  });

  it("gives what the json5 package gives or refuses what it refuses; NaN and Infinity are refused on purpose", () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    fc.assert(
      fc.property(nodeArb, choicesArb, accidentsArb, (node, choices, accidents) => {
        const text = damage(writeJson5(node, picker(choices)), accidents);
        const judge = /NaN|Infinity/.test(text) ? refuseNonFinite : (value: unknown) => value;
        const theirs = outcome(() => judge(JSON5.parse(text)));
        expect(outcome(() => json5(text))).toEqual(theirs);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["line separators in strings", '"a\u2028b\u2029c"', "a\u2028b\u2029c"],
    ["line separators as line ends", "// c\u20281", 1],
    ["line continuations", "'a\\\nb\\\r\nc\\\u2028d'", "abcd"],
    ["a byte order mark as white space", "\ufeff[\ufeff1]", [1]],
    ["escapes in bare keys", "{\\u0061b:1}", { ab: 1 }],
    ["reserved words as bare keys", "{null:1,NaN:2,Infinity:3}", { null: 1, NaN: 2, Infinity: 3 }],
    ["numbers with a bare point", "[.5,5.,-.5e1]", [0.5, 5, -5]],
    ["hexadecimal numbers with a sign", "[0xFf,-0X10,+0x1]", [255, -16, 1]],
    ["control characters in strings", '"a\tb\0c"', "a\tb\0c"],
  ])("reads %s", (_, text, value) => {
    expect(json5(text)).toStrictEqual(value);
  });

  it.each([
    ["NaN", "[1,NaN]", 4],
    ["Infinity", "[-Infinity]", 2],
    ["NaN with a sign", "+NaN", 1],
  ])("refuses %s, which JSON cannot hold, with its place", (_, text, column) => {
    const error = refusal(text, { json5: true });
    expect(error).toMatchObject({ code: "INVALID_SYNTAX", place: { file: FILE, line: 1, column } });
  });

  it.each([
    "[,]",
    "{,}",
    "[1,,]",
    "[/* c */,]",
    "{// c\n,}",
    "1/**/2",
    ",",
    "1,",
    '{"a":,}',
    "/* c",
    '"a/*b\n*/c"',
    "[1]//\n]",
  ])("refuses %j, although it is JSON once stripped of commas and comments without care", (text) => {
    expect(refusal(text, { json5: true }).code).toBe("INVALID_SYNTAX");
  });
});

describe("stripping comments and trailing commas", () => {
  const stripped = (text: string) => outcome(() => JSON.parse(stripNoise(text)));
  const read = (text: string) => outcome(() => readTree(text, { file: FILE, json5: true, maxDepth: 99 }));

  it("is enough for strict JSON with comments and trailing commas", () => {
    fc.assert(
      fc.property(nodeArb, choicesArb, (node, choices) => {
        const text = writeJson(node, picker(choices), true);
        expect(stripped(text)).toEqual({ value: comparable(expectedValue(node)) });
      }),
      { numRuns: 300 },
    );
  });

  const textArb = fc.oneof(
    fc.tuple(nodeArb, choicesArb, accidentsArb).map(([n, c, a]) => damage(writeJson(n, picker(c), true), a)),
    fc.tuple(nodeArb, choicesArb).map(([n, c]) => writeJson5(n, picker(c))),
    fc.tuple(nodeArb, choicesArb).map(([n, c]) => writeJson(n, picker(c), true).replace(/"([a-z]+)"(?=\s*:)/gi, "$1")),
    fc.string({ unit: fc.constantFrom(..."{}[],:\"'/*\\\n 1a\u2028") }),
    fc
      .array(fc.constantFrom(..."{}[],:\"'/*\\\n a", "//", "/*", "*/", '"a"', "a:", ', "a:', "1"), { maxLength: 15 })
      .map((parts) => parts.join("")),
  );

  it("never changes the meaning: what it accepts, the JSON5 reader reads as the same value", () => {
    fc.assert(
      fc.property(textArb, (text) => {
        const result = stripped(text);
        if (result !== "refused") expect(read(text)).toEqual(result);
      }),
      { numRuns: 2000 },
    );
  });

  it("never changes the meaning by quoting bare keys either, whatever strings hold", () => {
    fc.assert(
      fc.property(textArb, (text) => {
        const result = outcome(() => JSON.parse(quoteKeys(stripNoise(text))));
        if (result !== "refused") expect(read(text)).toEqual(result);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["{a: 1, b_2: {$c: [2,], }} // end", '{ "a": 1, "b_2": {"$c": [2 ] }}'],
    ['{"a, b: c": "{x: 1}"}', undefined],
  ])("reads %j with quotes around its bare keys, or leaves it to the reader", (text, value) => {
    const result = outcome(() => JSON.parse(quoteKeys(stripNoise(text))));
    expect(result).toEqual(value === undefined ? "refused" : { value: comparable(JSON.parse(value)) });
    expect(comparable(json5(text))).toEqual(comparable(JSON.parse(value ?? text)));
  });
});

describe("numbers", () => {
  const raw = (text: string) => new RawNumber(text);
  it.each([
    ["0", 0],
    ["-0", -0],
    ["1.0", 1],
    ["1.10", 1.1],
    ["100000000000000000000", 100000000000000000000],
    ["1e21", 1e21],
    ["0e999", 0],
    ["0.1", 0.1],
    ["0.30000000000000004", 0.30000000000000004],
    ["1.7976931348623157e308", 1.7976931348623157e308],
    ["9007199254740992", 9007199254740992],
    ["1700000000000", 1700000000000],
    ["9007199254740993", raw("9007199254740993")],
    ["12345678901234567890", raw("12345678901234567890")],
    ["0.12345678901234567890", raw("0.12345678901234567890")],
    ["-0.30000000000000000001", raw("-0.30000000000000000001")],
    ["1e999", raw("1e999")],
    ["-1E+999", raw("-1E+999")],
    ["1e-999", raw("1e-999")],
    ["4.9e-324", raw("4.9e-324")],
    ["5e-324", 5e-324],
    ["1e99999999999999999999", raw("1e99999999999999999999")],
  ])("%s stays the same decimal value", (text, value) => {
    expect(json(`{"n": ${text}}`)).toStrictEqual({ n: value });
    expect(json5(`[${text},]`)).toStrictEqual([value]);
  });

  it.each([
    ["+9007199254740993", "9007199254740993"],
    [".30000000000000000001", "0.30000000000000000001"],
    ["-.5e999", "-0.5e999"],
    ["5.e999", "5e999"],
    ["0x20000000000001", "9007199254740993"],
    ["-0x20000000000001", "-9007199254740993"],
  ])("JSON5's %s is kept in JSON's spelling", (text, kept) => {
    expect(json5(text)).toStrictEqual(raw(kept));
  });

  it("are never changed: printing what was read gives the decimal value of the source", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 25 });
    const sources = fc
      .tuple(fc.constantFrom("", "-"), digits, fc.option(digits), fc.option(fc.integer({ min: -400, max: 400 })))
      .map(([sign, whole, part, exp]) => {
        const head = whole.replace(/^0+(?=\d)/, "");
        return `${sign}${head}${part === null ? "" : `.${part}`}${exp === null ? "" : `e${exp}`}`;
      });
    const scaled = (text: string): bigint => {
      const [, sign, whole = "", part = "", exp = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
      return BigInt(`${sign}${whole}${part}`) * 10n ** BigInt(900 + Number(exp) - part.length);
    };
    fc.assert(
      fc.property(sources, (source) => {
        const [value] = json(`[${source}]`) as [number | RawNumber];
        expect(scaled(value instanceof RawNumber ? value.text : String(value))).toBe(scaled(source));
        if (value instanceof RawNumber) expect(value.text).toBe(source);
      }),
      { numRuns: 1000 },
    );
  });

  it("inside strings and comments are no numbers", () => {
    expect(json5('{"id": "12345678901234567890", /* 12345678901234567890 */ "u": "a: 1e999 "}')).toStrictEqual({
      id: "12345678901234567890",
      u: "a: 1e999 ",
    });
  });
});

describe("errors", () => {
  it.each([
    ["", 1, 1, "The file is empty; a value was expected here."],
    [" \n// nothing\n", 1, 1, "The file is empty; a value was expected here."],
    ['{\n  "a": 1', 2, 9, 'The file ends too early; "," or "}" was expected here.'],
    ['{\n  "a" 1}', 2, 7, 'A ":" was expected here.'],
    ['{"a": 1\n "b": 2}', 2, 2, '"," or "}" was expected here.'],
    ["[1\r\n2]", 2, 1, '"," or "]" was expected here.'],
    ["[1}", 1, 3, '"," or "]" was expected here.'],
    ["{5: 1}", 1, 2, 'A property name or "}" was expected here.'],
    ["{a: }", 1, 5, "A value was expected here."],
    ["[@]", 1, 2, 'A value or "]" was expected here.'],
    ["{} x", 1, 4, "The end of the file was expected here."],
    ["{a: 'x\n}", 1, 5, "A closing quote was expected for the string that starts here."],
    ["['\\x4g']", 1, 3, "A valid escape sequence was expected after this backslash."],
    ["[01]", 1, 2, "A valid number was expected here."],
    ["[] /* x", 1, 4, 'A closing "*/" was expected for the comment that starts here.'],
    ["\ufeff[", 1, 2, 'The file ends too early; a value or "]" was expected here.'],
  ])("%j is refused at line %i, column %i", (text, line, column, message) => {
    expect(refusal(text, { json5: true })).toMatchObject({
      code: "INVALID_SYNTAX",
      message,
      place: { file: FILE, line, column },
    });
  });

  it.each([
    ["{a: 1}", 1, 2, 'A property name in double quotes or "}" was expected here.'],
    ['{"a": 1,}', 1, 9, "A property name in double quotes was expected here."],
    ['{"a": 1} // c', 1, 10, "No comment was expected here, because the file must be strict JSON."],
    ['["a\tb"]', 1, 4, "An escape sequence was expected here in place of a control character."],
    ["[1,\u00a02]", 1, 4, "A space, tab or line break was expected here, or nothing."],
  ])("%j is refused as strict JSON at line %i, column %i", (text, line, column, message) => {
    expect(refusal(text)).toMatchObject({ message, place: { file: FILE, line, column } });
  });

  it("name the object that a truncated file leaves open", () => {
    expect(refusal('{"a": {\n"b": 1', { json5: true }).hint).toBe(
      "Complete the object that starts at line 1, column 7.",
    );
  });

  it("hold nothing of the text, and always a place", () => {
    const secret = "SKEXAMPLEQZJXW0123456789";
    fc.assert(
      fc.property(nodeArb, choicesArb, accidentsArb, fc.boolean(), (node, choices, accidents, lenient) => {
        const marked = writeJson5(node, picker(choices)).replaceAll(/[a-z"']/g, (c) => c + secret);
        let error: SealError;
        try {
          error = refusal(damage(marked, accidents), { json5: lenient });
        } catch {
          return;
        }
        const printed = JSON.stringify([error.message, error.hint, error.place, String(error.stack), error.cause]);
        for (let at = 0; at + 6 <= secret.length; at++) expect(printed).not.toContain(secret.slice(at, at + 6));
        expect(error.place?.line).toBeGreaterThan(0);
        expect(error.place?.column).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it("are the only thing that any text can cause", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.boolean(), (text, lenient) => {
        try {
          parseJson(text, { file: FILE, json5: lenient });
        } catch (error) {
          expect(error).toBeInstanceOf(SealError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("depth", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

  it.each([true, false])("256 levels are read and 257 are refused at the bracket too many (json5: %s)", (lenient) => {
    expect(parseJson(nested(256), { file: FILE, json5: lenient })).toHaveLength(1);
    expect(refusal(nested(257), { json5: lenient })).toMatchObject({
      code: "TOO_DEEP",
      place: { file: FILE, line: 1, column: 257 },
    });
  });

  it.each([
    ["small", 10],
    ["that grows when it is printed", 20_000],
    ["of 300 kB", 150_000],
  ])("counts in a file %s as well, whatever stands beside it", (_size, members) => {
    const wide = (depth: number) =>
      `{"a":1,"b":${"[".repeat(depth - 2)}{}${",1".repeat(members)}${"]".repeat(depth - 2)},"c":"\\n${" ".repeat(600)}["}`;
    expect(Object.keys(parseJson(wide(256), { file: FILE }) as object)).toEqual(["a", "b", "c"]);
    expect(refusal(wide(257), { json5: false })).toMatchObject({ code: "TOO_DEEP" });
  });

  it("is a matter of the limit alone, not of the stack", () => {
    expect(readTree(`//\n${nested(50_000)}`, { file: FILE, json5: true, maxDepth: 50_000 })).toHaveLength(1);
  });

  it.each([
    ["balanced arrays", nested(100_000)],
    ["open arrays", "[".repeat(100_000)],
    ["open objects", '{"a":'.repeat(100_000)],
    ["balanced objects with a comment", `//\n${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["open arrays behind a comment in each", "[/**/".repeat(100_000)],
  ])("100,000 levels of %s are refused without a stack overflow", (_, text) => {
    expect(refusal(text, { json5: true }).code).toBe("TOO_DEEP");
    expect(["TOO_DEEP", "INVALID_SYNTAX"]).toContain(refusal(text).code);
  });

  it.each([
    ["unclosed comments", "/*".repeat(500_000)],
    ["slashes", "/".repeat(1_000_000)],
    ["commas", ",".repeat(1_000_000)],
    ["commas with comments", `[1${", // , // ,\n".repeat(100_000)}`],
    ["brackets with comments", "[ /* [ */ // [\n".repeat(100_000)],
    ["quotes", '"'.repeat(1_000_001)],
    ["hexadecimal digits", `0x${"f".repeat(1_000_000)}`],
    ["backslashes", `"${"\\".repeat(1_000_000)}`],
    ["digits", "1".repeat(1_000_000)],
    ["digits and points", `[${"1.".repeat(500_000)}]`],
    ["one long string with a comment", `["${"x".repeat(5_000_000)}"] //`],
    ["white space", `[1,${" ".repeat(5_000_000)}] //`],
  ])(
    "a million %s take linear time",
    (_, text) => {
      outcome(() => json5(text));
    },
    2000,
  );
});
