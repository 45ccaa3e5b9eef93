import fc from "fast-check";
import { type Json, type JsonObject, put, RawNumber } from "../../../src/domain/tree.js";

/** A document before it is written: members in their order, duplicates included. */
export type Node =
  | { type: "scalar"; value: null | boolean | number | string }
  | { type: "array"; items: Node[] }
  | { type: "object"; members: [string, Node][] };

const odd = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "1",
  "a b",
  "ключ",
  "'\"",
  "\\",
  "//",
  "/*",
  "\u2028",
  "\ud800",
  "é𝒳",
];
/** Without the key of one backslash: after it, the JSON.parse of Node 24 misreads others, and it is what we compare with. */
export const keyArb = fc
  .oneof(fc.constantFrom("a", "b", "c", "apiKey"), fc.constantFrom(...odd), fc.string())
  .filter((key) => key !== "\\");
const textArb = fc.oneof(
  fc.constantFrom(...odd, "a // b", "/* c */", "x,}", "\n\t\0"),
  fc.string(),
  fc.string({ unit: "binary" }),
);
const numberArb = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 0.1, 1e21),
);

/** Trees of up to four levels, with duplicate and odd keys. */
export const nodeArb: fc.Arbitrary<Node> = fc.letrec<{ node: Node; scalar: Node; array: Node; object: Node }>(
  (tie) => ({
    scalar: fc.record({
      type: fc.constant("scalar" as const),
      value: fc.oneof(fc.constant(null), fc.boolean(), numberArb, textArb),
    }),
    array: fc.record({ type: fc.constant("array" as const), items: fc.array(tie("node"), { maxLength: 4 }) }),
    object: fc.record({
      type: fc.constant("object" as const),
      members: fc.array(fc.tuple(keyArb, tie("node")), { maxLength: 5 }),
    }),
    node: fc.oneof({ maxDepth: 4, depthIdentifier: "node" }, tie("scalar"), tie("array"), tie("object")),
  }),
).node;

export const objectArb = nodeArb.filter((node) => node.type === "object");

/** What a parser must make of a node: the last duplicate wins, every key is an own key. */
export function expectedValue(node: Node): Json {
  if (node.type === "scalar") return node.value;
  if (node.type === "array") return node.items.map(expectedValue);
  const object: JsonObject = {};
  for (const [key, item] of node.members) put(object, key, expectedValue(item));
  return object;
}

/** Decides each free choice of a writer, in turn and over again. */
export const choicesArb = fc.array(fc.nat(999), { minLength: 1, maxLength: 60 });
export type Pick = (count: number) => number;
export function picker(choices: readonly number[]): Pick {
  let turn = 0;
  return (count) => (choices[turn++ % choices.length] ?? 0) % count;
}

const GAPS = [
  "",
  "",
  "",
  " ",
  "  ",
  "\n",
  "\r\n",
  "\n    ",
  "\t",
  "\u00a0",
  "/* , } ' \" */",
  "// ] , \" '\n",
  "/**/",
  "/* * **/",
];
const PLAIN_GAPS = ["", "", " ", "\n", "\r\n  ", "\t"];
const WORD = /^[A-Za-z_$][\w$]*$/;

function hex(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function writeString(value: string, pick: Pick): string {
  const quote = pick(2) === 0 ? '"' : "'";
  let text = "";
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    const style = pick(12);
    if (style === 0) text += hex(char);
    else if (style === 1 && char.charCodeAt(0) < 256) text += `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
    else if (char === quote || char === "\\") text += `\\${char}`;
    else if (char === "\n" || char === "\r") text += hex(char);
    else text += char;
    if (style === 2) text += ["\\\n", "\\\r\n", "\\\u2029"][pick(3)];
  }
  return quote + text + quote;
}

function writeNumber(value: number, pick: Pick): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  const style = pick(5);
  if (style === 0 && !text.startsWith("-")) return `+${text}`;
  if (style === 1 && Number.isInteger(value) && /^\d/.test(text) && value < 2 ** 53) return `0x${value.toString(16)}`;
  if (style === 2 && /^\d+$/.test(text)) return `${text}.`;
  return style === 3 ? text.replace(/^0\./, ".") : text;
}

/** The node as JSON5, with comments, odd white space, any quotes, bare keys, escapes and trailing commas. */
export function writeJson5(node: Node, pick: Pick): string {
  const gap = (): string => GAPS[pick(GAPS.length)] ?? "";
  const write = (here: Node): string => {
    if (here.type === "scalar") {
      if (typeof here.value === "string") return writeString(here.value, pick);
      return typeof here.value === "number" ? writeNumber(here.value, pick) : String(here.value);
    }
    const array = here.type === "array";
    const parts = array
      ? here.items.map((item) => gap() + write(item) + gap())
      : here.members.map(([key, item]) => {
          const name = WORD.test(key) && pick(2) === 0 ? key : writeString(key, pick);
          return `${gap()}${name}${gap()}:${gap()}${write(item)}${gap()}`;
        });
    const inner = parts.length > 0 ? parts.join(",") + (pick(2) === 0 ? `,${gap()}` : "") : gap();
    return array ? `[${inner}]` : `{${inner}}`;
  };
  return gap() + write(node) + gap();
}

/**
 * The node as strict JSON with any white space; with `noise` also comments and trailing commas, and nothing else of
 * JSON5.
 */
export function writeJson(node: Node, pick: Pick, noise = false): string {
  const gaps = noise ? GAPS.filter((text) => text !== "\u00a0") : PLAIN_GAPS;
  const gap = (): string => gaps[pick(gaps.length)] ?? "";
  const write = (here: Node): string => {
    if (here.type === "scalar") return Object.is(here.value, -0) ? "-0" : JSON.stringify(here.value);
    const array = here.type === "array";
    const parts = array
      ? here.items.map((item) => gap() + write(item) + gap())
      : here.members.map(([key, item]) => `${gap()}${JSON.stringify(key)}${gap()}:${gap()}${write(item)}${gap()}`);
    const comma = noise && parts.length > 0 && pick(2) === 0 ? `,${gap()}` : "";
    return array ? `[${parts.join(",") || gap()}${comma}]` : `{${parts.join(",") || gap()}${comma}}`;
  };
  return gap() + write(node) + gap();
}

/** A text after a few small accidents: characters lost, doubled or put in. */
export function damage(text: string, accidents: readonly [number, string][]): string {
  let result = text;
  for (const [place, put] of accidents) {
    const at = place % (result.length + 1);
    result = put === "" ? result.slice(0, at) + result.slice(at + 1) : result.slice(0, at) + put + result.slice(at);
  }
  return result;
}
export const accidentsArb = fc.array(
  fc.tuple(
    fc.nat(5000),
    fc.constantFrom(
      "",
      "",
      '"',
      "'",
      ",",
      ":",
      "{",
      "}",
      "[",
      "]",
      "/",
      "*",
      "//",
      "/*",
      "*/",
      "\\",
      "\n",
      "\r",
      "0",
      "e",
      "-",
      "+",
      ".",
      "x",
      "u",
      "a",
      "\u2028",
      "\0",
      "#",
      "\ufeff",
      "\u0085",
    ),
  ),
  { minLength: 1, maxLength: 4 },
);

/**
 * A tree in a form that assertions compare exactly: objects as lists of their own keys and values in order, because
 * matchers trip over keys like `constructor` and `__proto__`; raw numbers as the doubles that other parsers give.
 */
export function comparable(value: unknown): unknown {
  if (value instanceof RawNumber) return comparable(Number(value.text));
  if (Object.is(value, -0)) return { number: "-0" };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return { members: Object.entries(value).map(([key, item]) => [key, comparable(item)]) };
}

/** What a parser makes of a text, for comparison with another parser's answer. */
export function outcome(parse: () => unknown): unknown {
  let value: unknown;
  try {
    value = parse();
  } catch {
    return "refused";
  }
  return { value: comparable(value) };
}
