import { isObject, type JsonPath } from "../tree.js";
import { fits, type Shape } from "./shape.js";
import { shapes } from "./shapes.js";

export type InputKind = keyof typeof shapes;

const WORDS: Readonly<Record<Exclude<Shape["t"], "enum">, string>> = {
  any: "a value",
  null: "null",
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  union: "a string or an object",
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
  const expected = shape.t === "enum" ? shape.values.map((word) => `"${word}"`).join(" or ") : WORDS[shape.t];
  return { path, expected };
}

/** What stands in a value of the right type, with the shape that each has to have; nothing in one of another type. */
function parts(shape: Shape, value: unknown): (readonly [key: string | number, of: Shape, item: unknown])[] {
  if (shape.t === "array" && Array.isArray(value)) return value.map((item, i) => [i, shape.of, item]);
  if (!isObject(value)) return [];
  if (shape.t === "record") return Object.entries(value).map(([key, item]) => [key, shape.of, item]);
  if (shape.t !== "object") return [];
  return shape.props
    .filter(([name, , optional]) => !optional || Object.hasOwn(value, name))
    .map(([name, of]) => [name, of, Object.hasOwn(value, name) ? value[name] : undefined]);
}
