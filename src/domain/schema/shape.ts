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
  | { props: readonly Property[] }
  | { record: Shape }
  | { array: Shape }
  | { union: readonly Shape[] };

type Property = readonly [name: string, shape: Shape, required?: true];

/** Whether the value has the shape. Keys beyond those of an object shape are allowed, as in every schema of ours. */
export function fits(shape: Shape, value: unknown): boolean {
  if (shape === "any") return true;
  if (shape === "null") return value === null;
  if (shape === "object") return isObject(value);
  if (typeof shape === "string") return typeof value === shape;
  if ("union" in shape) return shape.union.some((option) => fits(option, value));
  if ("array" in shape) return Array.isArray(value) && allFit(shape.array, value);
  if ("oneOf" in shape) return shape.oneOf.includes(value as string);
  if (!isObject(value)) return false;
  if ("record" in shape) return allFit(shape.record, Object.values(value));
  // By index, here and below: an iterator makes an object for each item, and a start of the gateway asks this of every model.
  for (let i = 0; i < shape.props.length; i++) {
    const property = shape.props[i] as Property;
    const name = property[0];
    if (Object.hasOwn(value, name) ? !fits(property[1], value[name]) : property[2]) return false;
  }
  return true;
}

function allFit(shape: Shape, values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (!fits(shape, values[i])) return false;
  return true;
}
