import { isObject, type Json, type JsonObject, nonBlank, own } from "./tree.js";

/** Where a SecretRef's value comes from; `store` is known since 2026.8. */
export type SecretSource = "env" | "file" | "exec" | "store";

/** OpenClaw's reference to a credential: the provider alias of `secrets.providers` and the id within it. */
export interface SecretRef {
  source: SecretSource;
  provider: string;
  id: string;
}

/** `secrets.defaults`: the provider alias of a ref that names none, per source. */
export type SecretDefaults = Partial<Record<SecretSource, string>>;

const SOURCES: readonly unknown[] = ["env", "file", "exec", "store"];
const ALIAS = /^[a-z][a-z0-9_-]{0,63}$/;
const NAME = /^[A-Z][A-Z0-9_]{0,127}$/;
const POINTER = /^\/(?:[^~]|~[01])*$/;
const EXEC_ID = /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,255}$/;
const SHORTHAND = /^\$(?:\{([A-Z][A-Z0-9_]{0,127})\}|([A-Z][A-Z0-9_]{0,127}))$/;

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "__OPENCLAW_REDACTED__",
  "REDACTED",
  "xoxb-REDACTED",
  "xapp-REDACTED",
  "***",
  "[redacted]",
  "[REDACTED]",
  "<redacted>",
  "[REDACTED_PRIVATE_KEY]",
  "[REDACTED CREDENTIAL]",
]);

/** Whether a value is one of the four sources. */
export function isSecretSource(value: unknown): value is SecretSource {
  return SOURCES.includes(value);
}

/** The grammar of a provider alias, a key of `secrets.providers`. */
export function isProviderAlias(alias: string): boolean {
  return alias === "default" || ALIAS.test(alias);
}

/** The grammar of env and store ids: a name that may stand in `${NAME}`. */
export function isEnvId(id: string): boolean {
  return NAME.test(id);
}

/** Whether the whole trimmed value is what OpenClaw prints in place of a credential; never a credential itself. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.has(value.trim());
}

/** The key of a ref in caches, result maps and messages. */
export function refKey(ref: SecretRef): string {
  return `${ref.source}:${ref.provider}:${ref.id}`;
}

/** The alias of a ref of this source that names no provider. */
export function defaultAlias(source: SecretSource, defaults?: SecretDefaults): string {
  return nonBlank(defaults && own(defaults as JsonObject, source)) ?? "default";
}

/**
 * The SecretRef that a value of config or of an auth profile stands for, or null. Shape only: whether alias and id are
 * well formed is `isValidSecretRef`'s question, so that a ref with a bad id is a bad ref and not a literal.
 * Source: OpenClaw 2026.9.6, `src/config/types.secrets.ts`.
 */
export function coerceSecretRef(value: unknown, defaults?: SecretDefaults): SecretRef | null {
  try {
    return coerced(value, defaults);
  } catch {
    // A getter or a proxy of a caller of the library.
    return null;
  }
}

function coerced(value: unknown, defaults?: SecretDefaults): SecretRef | null {
  if (typeof value === "string") {
    const match = value.includes("$") ? SHORTHAND.exec(value.trim()) : null;
    const id = match?.[1] ?? match?.[2];
    return id === undefined ? null : { source: "env", provider: defaultAlias("env", defaults), id };
  }
  if (!isObject(value)) return null;
  const source = own(value, "source");
  const provider = own(value, "provider");
  const id = own(value, "id");
  if (!isSecretSource(source) || !isFilled(id)) return null;
  if (provider === undefined) return { source, provider: defaultAlias(source, defaults), id };
  return isFilled(provider) && Object.keys(value).length === 3 ? { source, provider, id } : null;
}

/** Whether a value is a canonical SecretRef object whose alias and id follow the grammar of its source. */
export function isValidSecretRef(ref: unknown): boolean {
  try {
    return isValid(ref);
  } catch {
    return false;
  }
}

function isValid(ref: unknown): boolean {
  if (!isObject(ref) || Object.keys(ref).length !== 3) return false;
  const source = own(ref, "source");
  const provider = own(ref, "provider");
  const id = own(ref, "id");
  if (!isSecretSource(source) || typeof provider !== "string" || typeof id !== "string") return false;
  return isProviderAlias(provider) && isValidId(source, id);
}

function isValidId(source: SecretSource, id: string): boolean {
  if (source === "file") return id === "value" || POINTER.test(id);
  if (source === "exec") return EXEC_ID.test(id) && !id.split("/").some((part) => part === "." || part === "..");
  return isEnvId(id);
}

function isFilled(value: Json | undefined): value is string {
  return nonBlank(value) !== undefined;
}
