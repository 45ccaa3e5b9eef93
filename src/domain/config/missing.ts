import { isSensitiveHeaderName } from "../header.js";
import { coerceSecretRef } from "../ref.js";
import { credentialSurface } from "../scan/surfaces.js";
import type { Json, JsonObject, JsonPath } from "../tree.js";
import { own } from "../tree.js";
import type { Env } from "./substitute.js";
import { substituteTree } from "./substitute-tree.js";

// An unset variable elsewhere is OpenClaw's business and no reason to leave models.json unsealed.
const SECTIONS = ["models", "auth", "secrets", "agents"];

/** Whether a text of the config is a credential: a reference there is a SecretRef, or goes with it, and is never resolved. */
function isCredential(path: JsonPath, text: string): boolean {
  if (path[0] !== "models" || path[1] !== "providers" || path.length < 4) return false;
  const surface = credentialSurface(path.slice(3));
  if (surface === null || surface.kind === "url") return false;
  const isPlainHeader = surface.headerName !== undefined && !isSensitiveHeaderName(surface.headerName);
  return !isPlainHeader || coerceSecretRef(text) !== null;
}

/** The references of the sections that matter here whose variable is not set, in document order. */
export function missingVariables(config: JsonObject, env: Env): { name: string; path: JsonPath }[] {
  const missing: { name: string; path: JsonPath }[] = [];
  const options = {
    skip: isCredential,
    missing: (name: string, path: JsonPath) => missing.push({ name, path }),
  };
  for (const section of SECTIONS) {
    const value: Json | undefined = own(config, section);
    if (value !== undefined) substituteTree(value, env, [section], options);
  }
  return missing;
}
