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
      return { t: "any" };
    case "string":
    case "number":
    case "boolean":
    case "null":
      return { t: def.type };
    case "enum":
      return { t: "enum", values: Object.values(def.entries) };
    case "array":
      return { t: "array", of: shapeOf(def.element) };
    case "record":
      return { t: "record", of: shapeOf(def.valueType) };
    case "union":
      return { t: "union", of: def.options.map(shapeOf) };
    case "object":
      return {
        t: "object",
        props: Object.entries(def.shape).map(([name, field]) => {
          const inner = (field as unknown as z.core.$ZodTypes)._zod.def;
          return inner.type === "optional" ? [name, shapeOf(inner.innerType), true] : [name, shapeOf(field), false];
        }),
      };
    default:
      throw new Error(`no shape for a schema of type ${def.type}`);
  }
}

export const shapes = {
  config: shapeOf(configSchema),
  modelsFile: shapeOf(modelsFileSchema),
  authStore: shapeOf(authStoreSchema),
};
