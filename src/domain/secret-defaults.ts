import { isSecretSource, type SecretDefaults } from "./ref.js";
import { asObject, at, type Json, nonBlank } from "./tree.js";

/** `secrets.defaults` of a config of any shape. */
export function secretDefaults(config: unknown): SecretDefaults {
  const defaults: SecretDefaults = {};
  for (const [source, alias] of Object.entries(asObject(at(config as Json, ["secrets", "defaults"])))) {
    const name = nonBlank(alias);
    if (isSecretSource(source) && name !== undefined) defaults[source] = name;
  }
  return defaults;
}
