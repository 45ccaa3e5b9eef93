import { isPlaceholder } from "../ref.js";

// A default with a digit, or digits within a small name, are what passwords have.
const VARIABLE =
  /\$\{[A-Za-z_][A-Za-z0-9_]{0,127}(?::?[-=+][^{}\d]{0,64}|:?\?[^{}]{0,64})?\}|\$(?:[A-Z_][A-Z0-9_]{0,127}|[A-Za-z_]{1,125}\d{0,2})(?![A-Za-z0-9_])/g;
const BRACES = /\$?\{\{[^{}]{0,128}\}\}|<[^<>\s]{0,64}>|%[({]?[A-Za-z_][A-Za-z0-9_]{0,63}[)}]?[s%]?/g;
const STAND_IN = /^(?:\{[^{}]{0,64}\}|[*x.…•]{3,}|\[?redacted\]?)$/i;
// A prefix or a separator beside a variable (`token-${NAME}`) is no secret yet.
const LONGEST_REST = 7;

/**
 * Whether a text names a credential without being one: `${NAME}`, `$NAME`, `{{ secrets.X }}`, `<token>`, `{token}`, `***`, with at
 * most a few fixed characters beside it. Blank is no template.
 */
export function isTemplate(text: string): boolean {
  const value = text.trim();
  if (value === "" || value.length > 4096) return false;
  if (STAND_IN.test(value) || isPlaceholder(value)) return true;
  const rest = value.replace(VARIABLE, "").replace(BRACES, "");
  return rest.length < value.length && rest.trim().length <= LONGEST_REST;
}
