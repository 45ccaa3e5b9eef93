import type * as z from "zod";
import type { JsonPath } from "../tree.js";
import { authStoreSchema, configSchema, modelsFileSchema } from "./inputs.js";

const SCHEMAS = { config: configSchema, modelsFile: modelsFileSchema, authStore: authStoreSchema };
export type InputKind = keyof typeof SCHEMAS;

const WORDS: Record<string, string> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

/** The deepest first complaint: a union complains for each of its options, and what it wants is said in one word. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return WORDS[issue.expected] ?? "of another type";
  if (issue.code === "invalid_value") return issue.values.map((v) => `"${String(v)}"`).join(" or ");
  if (issue.code === "invalid_union") return "a string or an object";
  return "of another form";
}

/**
 * What is wrong with a value that does not fit its shape: where, and what has to stand there. Loaded only then. The text
 * names schema words only, never anything of the value.
 */
export function violationOf(kind: InputKind, value: unknown): { path: JsonPath; expected: string } {
  const result = SCHEMAS[kind].safeParse(value);
  const issue = result.success ? undefined : result.error.issues[0];
  if (!issue) return { path: [], expected: "of another form" };
  return { path: issue.path.map((p) => (typeof p === "number" ? p : String(p))), expected: expected(issue) };
}
