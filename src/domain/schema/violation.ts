import { isObject, type JsonPath } from "../tree.js";
import { fits, type Shape } from "./shape.js";
import { shapes } from "./shapes.js";

export type InputKind = keyof typeof shapes;

const WORDS: Readonly<Record<Extract<Shape, string>, string>> = {
  any: "a value",
  null: "null",
  object: "an object",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

/**
 * What is wrong with a value that does not fit its shape: where, and what has to stand there. Loaded only then. The text
 * names schema words only, never anything of the value.
 */
export function violationOf(kind: InputKind, value: unknown): { path: JsonPath; expected: string } {
  return misfit(shapes[kind], value, []);
}

/** The first place, from outside to inside and in the order of the schema, that does not fit. */
function misfit(shape: Shape, value: unknown, path: JsonPath): { path: JsonPath; expected: string } {
  for (const [key, of, item] of parts(shape, value)) if (!fits(of, item)) return misfit(of, item, [...path, key]);
  return { path, expected: wordsFor(shape) };
}

function wordsFor(shape: Shape): string {
  if (typeof shape === "string") return WORDS[shape];
  if ("oneOf" in shape) return shape.oneOf.map((word) => `"${word}"`).join(" or ");
  if ("union" in shape) return "a string or an object";
  return "array" in shape ? "a list" : WORDS.object;
}

/** What stands in a value of the right type, with the shape that each has to have; nothing in one of another type. */
function parts(shape: Shape, value: unknown): (readonly [key: string | number, of: Shape, item: unknown])[] {
  if (typeof shape === "string") return [];
  if ("array" in shape && Array.isArray(value)) return value.map((item, i) => [i, shape.array, item]);
  if (!isObject(value)) return [];
  if ("record" in shape) return Object.entries(value).map(([key, item]) => [key, shape.record, item]);
  if (!("props" in shape)) return [];
  return shape.props
    .filter(([name, , required]) => required || Object.hasOwn(value, name))
    .map(([name, of]) => [name, of, Object.hasOwn(value, name) ? value[name] : undefined]);
}
