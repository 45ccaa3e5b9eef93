/** Names that are set, with their values. */
export type Env = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g;

/** The value of a variable; unset, and empty as OpenClaw judges it, is undefined. */
function variable(env: Env, name: string): string | undefined {
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
