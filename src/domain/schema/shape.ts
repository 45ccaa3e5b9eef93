import { isObject } from "../tree.js";

/**
 * A schema reduced to plain data, so that checking an input costs no validator library at start-up. Shapes are made from
 * the zod schemas by `shapeOf` when the package is built; they are never written by hand.
 */
export type Shape =
  | { t: "any" | "string" | "number" | "boolean" | "null" }
  | { t: "enum"; values: readonly (string | number)[] }
  | { t: "object"; props: readonly (readonly [name: string, shape: Shape, optional: boolean])[] }
  | { t: "record" | "array"; of: Shape }
  | { t: "union"; of: readonly Shape[] };

/** Whether the value has the shape. Keys beyond those of an object shape are allowed, as in every schema of ours. */
export function fits(shape: Shape, value: unknown): boolean {
  switch (shape.t) {
    case "any":
      return true;
    case "null":
      return value === null;
    case "enum":
      return shape.values.includes(value as string);
    case "union":
      return shape.of.some((option) => fits(option, value));
    case "array":
      return Array.isArray(value) && value.every((item) => fits(shape.of, item));
    case "record":
      return isObject(value) && Object.keys(value).every((key) => fits(shape.of, value[key]));
    case "object":
      return (
        isObject(value) &&
        shape.props.every(([name, of, optional]) => (Object.hasOwn(value, name) ? fits(of, value[name]) : optional))
      );
    default:
      return typeof value === shape.t;
  }
}
