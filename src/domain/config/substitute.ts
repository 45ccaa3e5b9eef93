import { isObject, type Json, type JsonPath, put } from "../tree.js";

/** Names that are set, with their values. */
export type Env = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g;

/** The value of a variable; unset, and empty as OpenClaw judges it, is undefined. */
export function variable(env: Env, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === "" ? undefined : value;
}

/** The names that substitution would replace in the text (`$${NAME}` is the escape for a literal one). */
export function referencedNames(text: string): string[] {
  if (!text.includes("${")) return [];
  return [...text.matchAll(REFERENCE)].flatMap(([, escaped, name]) =>
    escaped === "" && name !== undefined ? [name] : [],
  );
}

/** Whether the text holds a reference that substitution would replace. */
export function hasReference(text: string): boolean {
  return referencedNames(text).length > 0;
}

/**
 * Replaces `${NAME}` by the variable and `$${NAME}` by a literal `${NAME}`, as OpenClaw's loader does; `missing` gets each
 * name that is not set, whose reference stays as it is. Source: `src/config/env-substitution.ts`.
 */
export function substitute(text: string, env: Env, missing?: (name: string) => void): string {
  if (!text.includes("${")) return text;
  return text.replace(REFERENCE, (whole, escaped: string, name: string) => {
    if (escaped) return whole.slice(1);
    const value = variable(env, name);
    if (value === undefined) missing?.(name);
    return value ?? whole;
  });
}

/**
 * The same tree with every string substituted, except where `skip` says that the path is a credential: there a reference
 * is a SecretRef, decided by its source text and never resolved. Parts without a reference are shared with the input.
 */
export function substituteTree(
  value: Json,
  env: Env,
  path: JsonPath,
  options: { skip: (path: JsonPath, text: string) => boolean; missing: (name: string, path: JsonPath) => void },
): Json {
  if (typeof value === "string") {
    if (!value.includes("${") || options.skip(path, value)) return value;
    return substitute(value, env, (name) => options.missing(name, path));
  }
  if (Array.isArray(value)) {
    let changed = false;
    const items = value.map((item, i) => {
      const next = substituteTree(item, env, [...path, i], options);
      changed ||= next !== item;
      return next;
    });
    return changed ? items : value;
  }
  if (!isObject(value)) return value;
  let changed = false;
  const result: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    const next = substituteTree(item, env, [...path, key], options);
    changed ||= next !== item;
    put(result, key, next);
  }
  return changed ? result : value;
}
