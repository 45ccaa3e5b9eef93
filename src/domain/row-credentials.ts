import { keyState } from "./key-state.js";
import type { SecretDefaults } from "./ref.js";
import { sealRow } from "./seal-row.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, own } from "./tree.js";

/** Where a row of models.json holds plaintext, its key first. `owned`: environment names that the row may show. */
export function rowCredentials(row: JsonObject, owned: readonly string[], defaults: SecretDefaults): JsonPath[] {
  const paths: JsonPath[] = [];
  if (keyState(own(row, "apiKey"), owned) === "plaintext") paths.push(["apiKey"]);
  sealRow(row, { env: {}, defaults }, ({ held, path }) => {
    if (held === "plaintext") paths.push(path);
  });
  return paths;
}

/** The same for every row of a models.json, as paths from its root. */
export function modelsCredentials(
  tree: Json,
  owned: (key: string) => readonly string[],
  defaults: SecretDefaults,
): JsonPath[] {
  return Object.entries(asObject(at(tree, ["providers"]))).flatMap(([key, row]) =>
    isObject(row) ? rowCredentials(row, owned(key), defaults).map((path) => ["providers", key, ...path]) : [],
  );
}
