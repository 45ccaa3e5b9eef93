import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SealError } from "../../../src/domain/errors.js";
import {
  insertProperties,
  removeShadowed as removeAllShadowed,
  removeDuplicates,
  removeProperties,
  replaceValues,
} from "../../../src/domain/json/edit.js";
import { parseJson } from "../../../src/domain/json/parse.js";
import { locate } from "../../../src/domain/json/positions.js";
import { walkStructure } from "../../../src/domain/json/structure.js";
import { at, isObject, type Json, type JsonObject, type JsonPath, own, put } from "../../../src/domain/tree.js";
import { tokenize } from "../../support/tokens.js";
import { choicesArb, comparable, keyArb, nodeArb, picker, writeJson, writeJson5 } from "./documents.js";

/** The same value, whatever order its keys have. */
function keysSorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(keysSorted);
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort()) put(sorted, key, keysSorted(value[key] as Json));
  return sorted;
}

const replaceValue = (text: string, path: JsonPath, value: string) => replaceValues(text, [{ path, value }]);
const insertProperty = (text: string, object: JsonPath, key: string, value: string) =>
  insertProperties(text, [{ object, key, value }]);
const removeProperty = (text: string, path: JsonPath) => removeProperties(text, [path]);
const removeShadowed = (text: string, path: JsonPath) => removeAllShadowed(text, [path]);

const json5 = (text: string): Json => parseJson(text, { file: "openclaw.json", json5: true });

function paths(value: Json, path: JsonPath = []): JsonPath[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, index) => paths(item, [...path, index]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => paths(item, [...path, key]))];
}

/** A copy of the tree after a change of the value at a path; objects and arrays are changed in place by `change`. */
function changed(tree: Json, path: JsonPath, change: (value: Json) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(structuredClone(tree));
  if (Array.isArray(tree)) return tree.map((item, index) => (index === step ? changed(item, rest, change) : item));
  const copy: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(tree as object))
    put(copy, key, key === step ? changed(item, rest, change) : item);
  return copy;
}

const documentArb = fc
  .tuple(nodeArb, choicesArb, fc.nat(2))
  .map(([node, choices, style]) =>
    style === 0
      ? writeJson(node, picker(choices))
      : style === 1
        ? writeJson(node, picker(choices), true)
        : writeJson5(node, picker(choices)),
  );
/** A document and the path of one of its values. */
const placeArb = fc.tuple(documentArb, fc.nat(999)).map(([text, choice]) => {
  const all = paths(json5(text));
  return { text, path: all[choice % all.length] ?? [] };
});
const valueTextArb = fc.constantFrom('"EXAMPLE"', "null", "{source: 'env', id: \"A\"}", '{\n  "a": [\n    1\n  ]\n}');

/**
 * The bytes that an edit put in or took out must be one property and its comma and white space: the rest stays in its
 * order.
 */
function withoutSpaceAndCommas(text: string): string[] {
  return tokenize(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter((token) => token !== ",");
}
const comments = (text: string): string[] =>
  tokenize(text)
    .filter(({ kind }) => kind === "comment")
    .map(({ start, end }) => text.slice(start, end));

/** The properties that have an earlier one of the same name in the same object, as JSON of their paths. */
function twins(text: string): string[] {
  const found: string[] = [];
  const open: { path: unknown[]; seen: Set<unknown> }[] = [];
  const meet = (step: unknown): unknown[] => {
    const container = open.at(-1);
    const path = container === undefined ? [] : [...container.path, step];
    if (container?.seen.has(step)) found.push(JSON.stringify(path));
    container?.seen.add(step);
    return path;
  };
  walkStructure(text, {
    open: ({ step }) => open.push({ path: meet(step), seen: new Set() }),
    close: () => open.pop(),
    scalar: ({ step }) => meet(step),
  });
  return found;
}

const CONFIG = `// my gateway
{
  models: {
    mode: "merge", // keep
    providers: {
      acme: {
        baseUrl: "https://acme.example",
        /* the old key */
        apiKey: 'sk-EXAMPLE', // rotate
        models: [ { id: "a" }, ],
      },
    },
  },
}
`;

describe("replaceValue", () => {
  it("changes the value in the tree and not one byte outside of it, in any document", () => {
    fc.assert(
      fc.property(placeArb, valueTextArb, ({ text, path }, valueText) => {
        const range = locate(text, path);
        const edited = replaceValue(text, path, valueText);
        expect(edited.startsWith(text.slice(0, range?.start))).toBe(true);
        expect(edited.endsWith(text.slice(range?.end))).toBe(true);
        expect(comparable(json5(edited))).toEqual(comparable(changed(json5(text), path, () => json5(valueText))));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps comments, quotes and layout around the value", () => {
    const edited = replaceValue(CONFIG, ["models", "providers", "acme", "apiKey"], '"${ACME_API_KEY}"');
    expect(edited).toBe(CONFIG.replace("'sk-EXAMPLE'", '"${ACME_API_KEY}"'));
  });

  it("indents the further lines of a value like the line on which it starts, with the line ends of the file", () => {
    expect(replaceValue('{\r\n    "a": 1\r\n}', ["a"], '{\n  "b": 2\n}')).toBe(
      '{\r\n    "a": {\r\n      "b": 2\r\n    }\r\n}',
    );
  });

  it("changes the last of duplicate keys", () => {
    expect(replaceValue('{"a": 1, "a": 2}', ["a"], "3")).toBe('{"a": 1, "a": 3}');
  });

  it("refuses a path that leads nowhere", () => {
    expect(() => replaceValue("{}", ["a"], "1")).toThrow(SealError);
  });
});

describe("insertProperty", () => {
  it("adds the property to the tree and changes nothing else, in any document", () => {
    fc.assert(
      fc.property(placeArb, keyArb, valueTextArb, ({ text, path }, key, valueText) => {
        const object = at(json5(text), path);
        fc.pre(isObject(object) && own(object, key) === undefined);
        const edited = insertProperty(text, path, key, valueText);
        const expected = changed(json5(text), path, (value) => {
          if (isObject(value)) put(value, key, json5(valueText));
          return value;
        });
        expect(comparable(json5(edited))).toEqual(comparable(expected));
        expect(comments(edited)).toEqual(comments(text));
        const before = withoutSpaceAndCommas(text);
        const after = withoutSpaceAndCommas(edited);
        const added = after.length - before.length;
        const place = after.findIndex((token, index) => token !== before[index]);
        const rest = [...after.slice(0, place), ...after.slice(place + added)];
        expect(rest).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps strict JSON strict", () => {
    const strictArb = fc.tuple(nodeArb, choicesArb).map(([node, choices]) => writeJson(node, picker(choices)));
    fc.assert(
      fc.property(strictArb, fc.nat(999), keyArb, (text, choice, key) => {
        const objects = paths(json5(text)).filter((path) => isObject(at(json5(text), path)));
        fc.pre(objects.length > 0);
        JSON.parse(insertProperty(text, objects[choice % objects.length] ?? [], key, '"EXAMPLE"'));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["an empty file", "{}\n", '{\n  "k": 1\n}\n'],
    ["lines without a trailing comma", '{\n  "a": 1\n}', '{\n  "a": 1,\n  "k": 1\n}'],
    ["lines with a trailing comma", "{\n\ta: 1,\n}", "{\n\ta: 1,\n\tk: 1,\n}"],
    ["lines that end in CRLF", '{\r\n  "a": 1\r\n}', '{\r\n  "a": 1,\r\n  "k": 1\r\n}'],
    ["a comment behind the last line", "{\n  'a': 1 // one\n}", "{\n  'a': 1, // one\n  'k': 1\n}"],
    ["a comment behind the last comma", "{\n  a: 1, // one\n  // end\n}", "{\n  a: 1, // one\n  k: 1,\n  // end\n}"],
    ["one line", '{ "a": 1, "b": 2 }', '{ "a": 1, "b": 2, "k": 1 }'],
    ["one compact line", '{"a":1,"b":2}', '{"a":1,"b":2,"k":1}'],
    ["one line with a trailing comma", "{ a: 1, }", "{ a: 1, k: 1, }"],
    ["one line with a comment", "{ a: 1 /* one */ }", "{ a: 1 /* one */, k: 1 }"],
    ["one line with a line comment", "{ a: 1 // one\n}", "{ a: 1, // one\n  k: 1\n}"],
    ["a closing brace behind the last line", '{\n  "a": 1}', '{\n  "a": 1,\n  "k": 1}'],
    ["an object that holds a comment only", "{\n    // nothing yet\n}", '{\n    // nothing yet\n  "k": 1\n}'],
    ["an object that holds a comment on its line", "{ /* none */ }", '{ /* none */ "k": 1 }'],
    ["odd blanks around colons", "{a :1}", "{a :1,k :1}"],
  ])("writes it like %s", (_, text, edited) => {
    expect(insertProperty(text, [], "k", "1")).toBe(edited);
  });

  it("writes it into an empty object as the file is written", () => {
    expect(insertProperty('{\n    "a": {}\n}', ["a"], "k", "1")).toBe('{\n    "a": {\n        "k": 1\n    }\n}');
    expect(insertProperty("{\n\t'a': {},\n}", ["a"], "k", "1")).toBe("{\n\t'a': {\n\t\t'k': 1,\n\t},\n}");
    expect(insertProperty('{"a":{}}', ["a"], "k", "1")).toBe('{"a":{"k":1}}');
    expect(insertProperty("{ a: {} }", ["a"], "k", "1")).toBe("{ a: { k: 1 } }");
  });

  it("quotes a key that cannot stand bare, and escapes what the quotes need", () => {
    expect(insertProperty("{a: 1}", [], "x-y", "1")).toBe('{a: 1, "x-y": 1}');
    expect(insertProperty("{a: 1, 'b-c': 2}", [], "x-y", "1")).toBe("{a: 1, 'b-c': 2, 'x-y': 1}");
    expect(insertProperty("{'a': 1}", [], "it's \"\\", "1")).toBe(`{'a': 1, 'it\\'s "\\\\': 1}`);
    expect(insertProperty('{"a": 1}', [], '"', "1")).toBe('{"a": 1, "\\"": 1}');
  });

  it("indents a value of several lines like the property", () => {
    expect(insertProperty('{\n  "a": {\n    "b": 1\n  }\n}', ["a"], "k", '{\n  "c": 2\n}')).toBe(
      '{\n  "a": {\n    "b": 1,\n    "k": {\n      "c": 2\n    }\n  }\n}',
    );
  });

  it("gives a property that is there the new value", () => {
    expect(insertProperty('{"k": 2, "a": 3}', [], "k", "1")).toBe('{"k": 1, "a": 3}');
  });

  it.each([
    ["no object", "[1]"],
    ["nothing", '{"b": {}}'],
  ])("refuses a path to %s", (_, text) => {
    expect(() => insertProperty(text, ["a"], "k", "1")).toThrow(SealError);
  });
});

describe("removeProperty", () => {
  it("takes the property out of the tree, whatever its duplicates, and changes nothing else, in any document", () => {
    fc.assert(
      fc.property(placeArb, ({ text, path }) => {
        const key = path.at(-1);
        fc.pre(typeof key === "string");
        const edited = removeProperty(text, path);
        const expected = changed(json5(text), path.slice(0, -1), (value) => {
          if (isObject(value)) delete value[String(key)];
          return value;
        });
        expect(comparable(json5(edited))).toEqual(comparable(expected));
        const rest = withoutSpaceAndCommas(text);
        for (const token of withoutSpaceAndCommas(edited)) {
          const place = rest.indexOf(token);
          expect(place).toBeGreaterThanOrEqual(0);
          rest.splice(0, place + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps strict JSON strict", () => {
    const strictArb = fc.tuple(nodeArb, choicesArb).map(([node, choices]) => writeJson(node, picker(choices)));
    fc.assert(
      fc.property(strictArb, fc.nat(999), (text, choice) => {
        const all = paths(json5(text)).filter((path) => typeof path.at(-1) === "string");
        fc.pre(all.length > 0);
        JSON.parse(removeProperty(text, all[choice % all.length] ?? []));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["a line in the middle", '{\n  "a": 1,\n  "k": 2,\n  "b": 3\n}', '{\n  "a": 1,\n  "b": 3\n}'],
    ["the last line, with the comma before it", '{\n  "a": 1,\n  "k": 2\n}', '{\n  "a": 1\n}'],
    ["the last line of a list with trailing commas", "{\n  a: 1,\n  k: 2,\n}", "{\n  a: 1,\n}"],
    ["the last line before the closing brace", '{\n  "a": 1,\n  "k": 2}', '{\n  "a": 1\n}'],
    ["lines that end in CRLF", '{\r\n  "k": 2,\r\n  "b": 3\r\n}', '{\r\n  "b": 3\r\n}'],
    ["a value of several lines", '{\n  "k": {\n    "c": 1\n  },\n  "b": 3\n}', '{\n  "b": 3\n}'],
    ["the first of a line", "{ k: 1, b: 2 }", "{ b: 2 }"],
    ["the first of a compact line", '{"k": 1, "b": 2}', '{"b": 2}'],
    ["the middle of a line", "{ a: 1, k: 2, b: 3 }", "{ a: 1, b: 3 }"],
    ["the last of a line", "{ a: 1, k: 2 }", "{ a: 1 }"],
    ["the last of a line with a trailing comma", "{ a: 1, k: 2, }", "{ a: 1, }"],
    ["the only one", '{\n  "k": 1\n}', "{}"],
    ["the first of several on a line", "{\n  k: 1, b: 2,\n  c: 3\n}", "{\n  b: 2,\n  c: 3\n}"],
  ])("takes out %s", (_, text, edited) => {
    expect(removeProperty(text, ["k"])).toBe(edited);
  });

  it.each([
    ["above and behind", "{\n  // above\n  k: 1, // behind\n  b: 2\n}", "{\n  // above\n  // behind\n  b: 2\n}"],
    ["before the comma", "{ a: 1, k: 2 /* two */, b: 3 }", "{ a: 1,  /* two */ b: 3 }"],
    ["on the line of the only one", "{ k: 1 /* one */ }", "{ /* one */ }"],
    ["behind the comma that goes", "{\n  a: 1, // one\n  k: 2\n}", "{\n  a: 1 // one\n}"],
  ])("keeps the comment %s", (_, text, edited) => {
    expect(removeProperty(text, ["k"])).toBe(edited);
  });

  it("takes out every duplicate, so that no earlier one comes to life", () => {
    expect(removeProperty('{"k": "sk-EXAMPLE", "a": 1, "\\u006b": 2}', ["k"])).toBe('{"a": 1}');
  });

  it("leaves a text without the property as it is", () => {
    expect(removeProperty('{"a": [1]}', ["b", "c"])).toBe('{"a": [1]}');
    expect(removeProperty('{"a": [1]}', ["a", 0])).toBe('{"a": [1]}');
  });
});

describe("removeShadowed", () => {
  it("takes overwritten values on the path out and leaves the parsed value as it is", () => {
    fc.assert(
      fc.property(placeArb, ({ text, path }) => {
        const edited = removeShadowed(text, path);
        expect(comparable(keysSorted(json5(edited)))).toEqual(comparable(keysSorted(json5(text))));
        const hidden = twins(edited);
        for (const i of path.keys()) expect(hidden).not.toContain(JSON.stringify(path.slice(0, i + 1)));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves nothing of a secret that a later duplicate hides, at any level of the path", () => {
    const text = '{"p": {"apiKey": "sk-EXAMPLE-1"}, "p": {"apiKey": "sk-EXAMPLE-2", "apiKey": "${ACME}"}}';
    expect(removeShadowed(text, ["p", "apiKey"])).toBe('{"p": {"apiKey": "${ACME}"}}');
  });
});

const isBelow = (path: JsonPath, other: JsonPath) =>
  other.length > path.length && path.every((step, i) => other[i] === step);

describe("many edits at once", () => {
  const manyArb = fc.tuple(placeArb, choicesArb).map(([{ text }, choices]) => {
    const pick = picker(choices);
    return { text, some: paths(json5(text)).filter((path) => path.length > 0 && pick(2) === 0) };
  });
  const inTurn = (text: string, all: readonly JsonPath[], edit: (text: string, path: JsonPath) => string) =>
    all.reduce((result, path) => edit(result, path), text);

  it("do what they do one after another: values", () => {
    fc.assert(
      fc.property(manyArb, ({ text, some }) => {
        const leaves = some.filter((path) => !some.some((other) => other !== path && isBelow(path, other)));
        expect(
          replaceValues(
            text,
            leaves.map((path) => ({ path, value: '"EXAMPLE"' })),
          ),
        ).toBe(inTurn(text, leaves, (result, path) => replaceValue(result, path, '"EXAMPLE"')));
      }),
    );
  });

  it("do what they do one after another: properties that go", () => {
    fc.assert(
      fc.property(manyArb, ({ text, some }) => {
        const named = some.filter((path) => typeof path.at(-1) === "string");
        const once = json5(removeProperties(text, named));
        expect(comparable(once)).toEqual(comparable(json5(inTurn(text, named, removeProperty))));
      }),
    );
  });

  it("do what they do one after another: properties that come", () => {
    fc.assert(
      fc.property(manyArb, ({ text, some }) => {
        const objects = [[], ...some].filter((path) => isObject(at(json5(text), path)));
        const edits = objects.flatMap((object) =>
          ["EXAMPLE_1", "EXAMPLE_2"].map((key) => ({ object, key, value: "1" })),
        );
        const apart = edits.reduce(
          (result, { object, key, value }) => insertProperty(result, object, key, value),
          text,
        );
        expect(comparable(json5(insertProperties(text, edits)))).toEqual(comparable(json5(apart)));
      }),
    );
  });

  it("two properties join an object like one after the other", () => {
    const edits = ["x", "y"].map((key) => ({ object: [], key, value: "1" }));
    for (const text of [
      "{}",
      "{ a: 1 }",
      '{"a":1,"b":2}',
      "{\n  a: 1, // one\n}",
      '{\n  "a": 1 // one\n}',
      "{ /* c */ }",
    ])
      expect(insertProperties(text, edits)).toBe(insertProperty(insertProperty(text, [], "x", "1"), [], "y", "1"));
  });

  it("removeDuplicates takes the earlier ones of one name and nothing above", () => {
    const text = '{"p": {"k": 1}, "p": {"k": 2, "a": {}, "k": 3, "k": 4}}';
    expect(removeDuplicates(text, [["p", "k"]])).toBe('{"p": {"k": 1}, "p": {"a": {}, "k": 4}}');
  });
});
