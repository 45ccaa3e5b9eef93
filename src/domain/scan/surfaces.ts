import type { JsonPath } from "../tree.js";
import { credentialName } from "./names.js";

/** What a credential is for at its place below a provider. */
export type SurfaceKind = "apiKey" | "header" | "request" | "env" | "url" | "other";

/**
 * A place below a provider that can hold a credential. A header's name is `headerName`, or, in the array forms, the string at
 * the first path of `nameAt` that exists (below the same provider).
 */
export interface CredentialSurface {
  kind: SurfaceKind;
  headerName?: string;
  nameAt?: readonly JsonPath[];
}

// "*" is any one step. Sources: OpenClaw 2026.9.6 `src/config/zod-schema.core.ts`, `src/secrets/audit.ts`; models[] and
// modelOverrides are the rows of the generated models.json.
const FIELDS: readonly [pattern: string, kind: SurfaceKind][] = [
  ["apiKey", "apiKey"],
  ["baseUrl", "url"],
  ["request.auth.token", "request"],
  ["request.auth.value", "request"],
  ["request.tls.ca", "request"],
  ["request.tls.cert", "request"],
  ["request.tls.key", "request"],
  ["request.tls.passphrase", "request"],
  ["request.proxy.url", "url"],
  ["request.proxy.tls.ca", "request"],
  ["request.proxy.tls.cert", "request"],
  ["request.proxy.tls.key", "request"],
  ["request.proxy.tls.passphrase", "request"],
  ["localService.env.*", "env"],
];
const PATTERNS = FIELDS.map(([pattern, kind]) => ({ steps: pattern.split("."), kind }));

// Where the table and the header maps begin: nearly every field of a model row is none of them.
const HEADS: ReadonlySet<string | number | undefined> = new Set(["headers", ...PATTERNS.map(({ steps }) => steps[0])]);

/** Whether a field of a provider or model row is a credential surface or holds some, whatever it is called. */
export function isSurfaceHead(field: string | number | undefined): boolean {
  return HEADS.has(field);
}

const ROWS: ReadonlySet<string | number | undefined> = new Set(["models", "modelOverrides"]);

/** Whether a field of a provider holds the rows of models, for which the same table holds. */
export function isRowList(field: string | number | undefined): boolean {
  return ROWS.has(field);
}

const NAME_KEYS = ["name", "key", "header"];
const VALUE_KEYS = ["value", "values", "val", "content"];

const OTHER: CredentialSurface = { kind: "other" };

/**
 * The credential surface at a path below a provider (`["headers", "Authorization"]`, `["models", 0, "apiKey"]`), or null. The
 * same table holds below each model row. `other` is a field outside the table whose name can only mean a credential.
 */
export function credentialSurface(pathBelowProvider: JsonPath): CredentialSurface | null {
  const rowDepth = pathBelowProvider.length > 2 && ROWS.has(pathBelowProvider[0]) ? 2 : 0;
  if (HEADS.has(pathBelowProvider[rowDepth])) {
    const path = pathBelowProvider.slice(rowDepth);
    const headers = headersDepth(path);
    if (headers > 0) return headerSurface(pathBelowProvider, rowDepth + headers);
    for (const { steps, kind } of PATTERNS) if (matches(steps, path)) return { kind };
  }
  for (let i = pathBelowProvider.length - 1; i >= rowDepth; i--) {
    const name = pathBelowProvider[i];
    if (typeof name === "string") return credentialName(name) === "strong" ? OTHER : null;
  }
  return null;
}

/** How many steps lead to the header map: `headers` and `request.headers`; 0 when the path is not inside one. */
function headersDepth(path: JsonPath): number {
  if (path[0] === "headers") return 1;
  return path[0] === "request" && path[1] === "headers" ? 2 : 0;
}

/** `{Name: value}`, `{Name: [value]}`, `[["Name", value]]`, `[{name, value}]`, `["Name: value"]` and one such string. */
function headerSurface(whole: JsonPath, depth: number): CredentialSurface | null {
  const [first, second] = whole.slice(depth);
  if (typeof first === "string") return { kind: "header", headerName: first };
  if (first === undefined || second === undefined) return { kind: "header" };
  const entry = whole.slice(0, depth + 1);
  if (typeof second === "number") return second === 0 ? null : { kind: "header", nameAt: [[...entry, 0]] };
  if (NAME_KEYS.includes(second)) return null;
  if (!VALUE_KEYS.includes(second)) return { kind: "header", headerName: second };
  return { kind: "header", nameAt: NAME_KEYS.map((key) => [...entry, key]) };
}

function matches(steps: readonly string[], path: JsonPath): boolean {
  return steps.length === path.length && steps.every((step, i) => step === "*" || step === path[i]);
}
