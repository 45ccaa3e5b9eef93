import * as z from "zod/mini";
import { SCHEMA_VERSION } from "../report.js";
import { named, OUTPUT_WORDS, outputs } from "./outputs.js";

export type OutputName = keyof typeof outputs;
export const OUTPUT_NAMES = Object.keys(outputs) as OutputName[];

/** The JSON Schema (draft 7) of one output, as `modelseal/schema/NAME.json` has it. Run by the build and by tests only. */
export function publishedSchema(name: OutputName): object {
  const { $schema, ...rest } = z.toJSONSchema(outputs[name], {
    target: "draft-7",
    metadata: named,
    override: ({ jsonSchema }) => {
      // The largest integer that a number can hold says nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return {
    $schema,
    $id: `urn:modelseal:schema:${SCHEMA_VERSION}:${name}`,
    title: `modelseal ${name}`,
    description: OUTPUT_WORDS[name],
    ...rest,
  };
}
