import {
  coerceSecretRef,
  defaultAlias,
  isEnvId,
  isProviderAlias,
  isSecretSource,
  isValidSecretRef,
  type SecretDefaults,
  type SecretSource,
} from "./ref.js";
import { isObject, type JsonObject, nonBlank, own } from "./tree.js";

/** Why a value that looks like a SecretRef is not usable, and the spelling to use. */
export interface RefProblem {
  message: string;
  hint: string;
}

const EXAMPLE_ID: Record<SecretSource, string> = {
  env: "ACME_API_KEY",
  file: "/providers/acme/apiKey",
  exec: "acme/api-key",
  store: "ACME_API_KEY",
};

const ID_RULE: Record<SecretSource, string> = {
  env: "an environment variable name of A-Z, 0-9 and _ that starts with a letter and has at most 128 characters",
  store: "a name of A-Z, 0-9 and _ that starts with a letter and has at most 128 characters",
  file: 'the word "value" or a JSON pointer that starts with "/"',
  exec: '1 to 256 letters, digits and . _ : / # -, starting with a letter or digit, without a "." or ".." segment',
};

/** The way out where nothing is known of the ref that was meant. */
export const WRITE_A_REF = 'Write {"source": "env", "provider": "default", "id": "NAME"}.';

const startsWith = (prefix: string) => `A string that starts with "${prefix}"`;

/** Spellings that people invent or that older releases wrote; what follows the prefix may be a secret. */
const SPELLINGS: readonly { form: RegExp; source: SecretSource; name: string }[] = [
  { form: /^secretref-env:(.*)$/s, source: "env", name: 'The retired string form "secretref-env:"' },
  { form: /^__env__:(.*)$/s, source: "env", name: 'The retired string form "__env__:"' },
  { form: /^secretref:(.*)$/is, source: "env", name: startsWith("SecretRef:") },
  { form: /^env:(?:[a-z][a-z0-9_-]{0,63}:)?(.*)$/s, source: "env", name: startsWith("env:") },
  { form: /^store:(?:[a-z][a-z0-9_-]{0,63}:)?(.*)$/s, source: "store", name: startsWith("store:") },
  { form: /^file:/, source: "file", name: startsWith("file:") },
  { form: /^exec:/, source: "exec", name: startsWith("exec:") },
  { form: /^\$\{[^{}:]*:-[^{}]*\}$/, source: "env", name: "A variable with a shell default value" },
  { form: /^\$\{(?![A-Z_][A-Z0-9_]*\})[^{}]*\}$/, source: "env", name: "A variable with a name beyond A-Z, 0-9 and _" },
];

/**
 * Why a credential value of config or of an auth profile that is written like a SecretRef cannot be used, or null: the
 * value is a usable ref, or it does not look like one. `Bearer ${X}` and `${_X}` give null: the config loader replaces
 * them. Of the value, only a variable name that follows the grammar is repeated, because the rest may be a secret.
 */
export function describeInvalidRef(value: unknown, defaults?: SecretDefaults): RefProblem | null {
  if (typeof value === "string") return describeSpelling(value.trim(), defaults);
  if (!isObject(value) || !Object.hasOwn(value, "source")) return null;
  const ref = coerceSecretRef(value, defaults);
  if (ref && isValidSecretRef(ref)) return null;
  const source = own(value, "source");
  if (!isSecretSource(source))
    return {
      message: 'The SecretRef has a "source" that does not exist.',
      hint: `Use "env", "file", "exec" or "store", as in ${example("env", undefined, defaults)}.`,
    };
  return { message: objectMessage(source, value), hint: `Write it as ${example(source, undefined, defaults)}.` };
}

/** As `describeInvalidRef` for what stands where nothing but a ref can: then an object without a source is a problem, too. */
export function refProblem(value: unknown, defaults?: SecretDefaults): RefProblem | null {
  const isOther = isObject(value) && !Object.hasOwn(value, "source");
  if (!isOther) return describeInvalidRef(value, defaults);
  return { message: "The object is no SecretRef: it has no source.", hint: WRITE_A_REF };
}

function objectMessage(source: SecretSource, value: JsonObject): string {
  const provider = own(value, "provider");
  if (nonBlank(own(value, "id")) === undefined) return 'The SecretRef has no "id".';
  if (provider !== undefined && !(typeof provider === "string" && isProviderAlias(provider)))
    return 'The "provider" of the SecretRef must be a provider alias: a lower-case letter, then at most 63 of a-z, 0-9, _ and -.';
  if (provider !== undefined && Object.keys(value).length !== 3)
    return 'The SecretRef has a key besides "source", "provider" and "id".';
  if (provider === undefined && isValidSecretRef({ source, provider: "default", id: own(value, "id") }))
    return `The "provider" of the SecretRef is taken from secrets.defaults.${source}, which must be a provider alias.`;
  return `The "id" of the SecretRef must be ${ID_RULE[source]}.`;
}

function describeSpelling(text: string, defaults: SecretDefaults | undefined): RefProblem | null {
  if (coerceSecretRef(text)) return null;
  for (const { form, source, name } of SPELLINGS) {
    const match = form.exec(text);
    if (!match) continue;
    const id = match[1] !== undefined && isEnvId(match[1]) ? match[1] : undefined;
    return { message: `${name} is not a SecretRef.`, hint: `Write the object ${example(source, id, defaults)}.` };
  }
  return null;
}

function example(source: SecretSource, id: string | undefined, defaults: SecretDefaults | undefined): string {
  const builtIn = source === "env" || source === "store" ? defaultAlias(source, defaults) : "my-provider";
  const provider = isProviderAlias(builtIn) ? builtIn : "default";
  return JSON.stringify({ source, provider, id: id ?? EXAMPLE_ID[source] });
}
