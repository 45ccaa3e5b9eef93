import { createRequire } from "node:module";
import { expect } from "vitest";
import { OUTPUT_NAMES, type OutputName, publishedSchema } from "../../src/domain/schema/published.js";

interface Validator {
  (document: unknown): boolean;
  errors?: { dataPath: string; message: string }[] | null;
}

const Ajv = createRequire(import.meta.url)("ajv");
const validators = new Map<OutputName, Validator>(
  OUTPUT_NAMES.map((name) => [name, new Ajv({ allErrors: true }).compile(publishedSchema(name))]),
);

/** What a document breaks of its published schema; empty if nothing. */
export function violations(name: OutputName, document: unknown): string[] {
  const validator = validators.get(name) as Validator;
  return validator(document) ? [] : (validator.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`);
}

export function expectSchema(name: OutputName, document: unknown): void {
  expect(violations(name, document)).toEqual([]);
}

/** Checks what a command printed with --json: its report, or the failure that stands in place of it. */
export function expectPrinted(name: OutputName, stdout: string): void {
  const document = JSON.parse(stdout);
  expectSchema("schemaVersion" in document ? name : "failure", document);
}
