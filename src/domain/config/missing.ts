import { credentialSurface } from "../scan/surfaces.js";
import type { Json, JsonObject, JsonPath } from "../tree.js";
import { own } from "../tree.js";
import { type Env, substituteTree } from "./substitute.js";

// An unset variable elsewhere is OpenClaw's business and no reason to leave models.json unsealed.
const SECTIONS = ["models", "auth", "secrets", "agents"];

/** Whether a path of the config holds a credential: a reference there is a SecretRef and is never substituted. */
export function isCredentialPath(path: JsonPath): boolean {
  if (path[0] !== "models" || path[1] !== "providers" || path.length < 4) return false;
  const surface = credentialSurface(path.slice(3));
  return surface !== null && surface.kind !== "url";
}

/** The references of the sections that matter here whose variable is not set, in document order. */
export function missingVariables(config: JsonObject, env: Env): { name: string; path: JsonPath }[] {
  const missing: { name: string; path: JsonPath }[] = [];
  const options = {
    skip: isCredentialPath,
    missing: (name: string, path: JsonPath) => missing.push({ name, path }),
  };
  for (const section of SECTIONS) {
    const value: Json | undefined = own(config, section);
    if (value !== undefined) substituteTree(value, env, [section], options);
  }
  return missing;
}
