import { isObject } from "../tree.js";

/**
 * A schema reduced to plain data, so that checking an input costs no validator library at start-up. Shapes are made from
 * the zod schemas by `shapeOf` when the package is built; they are never written by hand.
 */
export type Shape =
  | "any"
  | "string"
  | "number"
  | "boolean"
  | "null"
  | "object"
  | { oneOf: readonly (string | number)[] }
  | { props: readonly (readonly [name: string, shape: Shape, required?: true])[] }
  | { record: Shape }
  | { array: Shape }
  | { union: readonly Shape[] };

/** Whether the value has the shape. Keys beyond those of an object shape are allowed, as in every schema of ours. */
export function fits(shape: Shape, value: unknown): boolean {
  if (shape === "any") return true;
  if (shape === "null") return value === null;
  if (shape === "object") return isObject(value);
  if (typeof shape === "string") return typeof value === shape;
  if ("union" in shape) return shape.union.some((option) => fits(option, value));
  if ("array" in shape) return Array.isArray(value) && value.every((item) => fits(shape.array, item));
  if ("oneOf" in shape) return shape.oneOf.includes(value as string);
  if (!isObject(value)) return false;
  if ("record" in shape) return Object.keys(value).every((key) => fits(shape.record, value[key]));
  return shape.props.every(([name, of, required]) => (Object.hasOwn(value, name) ? fits(of, value[name]) : !required));
}
