// OpenClaw 2026.3.8 to 2026.9.6, `model-provider-header-policy` (same list, read in both).
const EXACT: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "api-key",
  "apikey",
  "x-auth-token",
  "auth-token",
  "x-access-token",
  "access-token",
  "x-secret-key",
  "secret-key",
]);
// Not sensitive for OpenClaw's own audit, although credentials travel in them: added here on purpose.
const ADDED: ReadonlySet<string> = new Set(["cookie", "set-cookie", "authentication"]);
const FRAGMENTS = ["api-key", "apikey", "token", "secret", "password", "credential"];

/**
 * Whether an HTTP header of this name carries a credential, so that its value must be a marker. Compared trimmed and in
 * lower case. Errs towards yes: `X-Max-Tokens-Hint` counts because it contains `token`.
 */
export function isSensitiveHeaderName(name: string): boolean {
  if (typeof name !== "string") return false;
  const key = name.trim().toLowerCase();
  return EXACT.has(key) || ADDED.has(key) || FRAGMENTS.some((fragment) => key.includes(fragment));
}
