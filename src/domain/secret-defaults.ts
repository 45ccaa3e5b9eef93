import { isSecretSource, type SecretDefaults } from "./ref.js";
import { at, isObject, type Json, nonBlank } from "./tree.js";

/** `secrets.defaults` of a config of any shape. */
export function secretDefaults(config: unknown): SecretDefaults {
  const block = at(config as Json, ["secrets", "defaults"]);
  const defaults: SecretDefaults = {};
  for (const [source, alias] of Object.entries(isObject(block) ? block : {})) {
    const name = nonBlank(alias);
    if (isSecretSource(source) && name !== undefined) defaults[source] = name;
  }
  return defaults;
}
