import type * as z from "zod";
import { authStoreSchema, configSchema, modelsFileSchema } from "./inputs.js";
import type { Shape } from "./shape.js";

// Evaluated by the build, which puts the resulting data in place of this module: zod itself is not loaded at run time.

/** Reduces the kinds of schema that inputs.ts uses; any other kind is an error at build time, never a silent pass. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const def = (schema as unknown as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "unknown":
    case "any":
      return "any";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return def.type;
    case "enum":
      return { oneOf: Object.values(def.entries) };
    case "array":
      return { array: shapeOf(def.element) };
    case "record":
      return { record: shapeOf(def.valueType) };
    case "union":
      return { union: def.options.map(shapeOf) };
    case "object": {
      const props = Object.entries(def.shape).map(([name, field]): [string, Shape, true?] => {
        const inner = (field as unknown as z.core.$ZodTypes)._zod.def;
        return inner.type === "optional" ? [name, shapeOf(inner.innerType)] : [name, shapeOf(field), true];
      });
      return props.length === 0 ? "object" : { props };
    }
    default:
      throw new Error(`no shape for a schema of type ${def.type}`);
  }
}

export const shapes = {
  config: shapeOf(configSchema),
  modelsFile: shapeOf(modelsFileSchema),
  authStore: shapeOf(authStoreSchema),
};
