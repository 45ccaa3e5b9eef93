import { hasModels } from "../provider-rows.js";
import { asObject, isObject, type Json, nonBlank, own } from "../tree.js";
import type { ReleaseFacts } from "./releases.js";

/**
 * Why a provider works without a credential that OpenClaw could look up: its server is on this machine or network, the AWS
 * SDK finds its own, or the program behind it keeps its own sign-in.
 */
export type Keyless = "local" | "aws" | "own-sign-in";

// OpenClaw 2026.9.6, `cliBackends` of the bundled plugin manifests; complete.
const CLI_BACKENDS: ReadonlySet<string> = new Set(["claude-cli", "google-gemini-cli"]);
// OpenClaw 2026.9.6, `src/agents/model-auth-provider-config.ts` (code).
const HOST_ALIASES: ReadonlySet<string> = new Set([
  "localhost",
  "0.0.0.0",
  "[::1]",
  "docker.orb.internal",
  "host.docker.internal",
  "host.orb.internal",
]);
const PRIVATE_IPV4 = /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$/;

/**
 * Whether OpenClaw asks a provider without any credential of its own; `row` is its entry in the config. Measured with a
 * loopback baseUrl on 2026.5.18 and 2026.9.6, where 2026.3.1 and 2026.3.8 send nothing; the rest is code of 2026.9.6.
 */
export function keyless(id: string, row: Json | undefined, facts: ReleaseFacts): Keyless | undefined {
  if (CLI_BACKENDS.has(id)) return "own-sign-in";
  const entry = asObject(row);
  const key = own(entry, "apiKey");
  if (isObject(key) || nonBlank(key) !== undefined) return undefined;
  const auth = own(entry, "auth");
  if (id === "amazon-bedrock" && auth === undefined) return "aws";
  if (!facts.asksLocalServersWithoutKey || (auth !== undefined && auth !== "api-key")) return undefined;
  const isCustom = hasModels(entry) && nonBlank(own(entry, "api")) !== undefined;
  return isCustom && isLocal(nonBlank(own(entry, "baseUrl"))) ? "local" : undefined;
}

function isLocal(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return false;
  const host = new URL(baseUrl).hostname.toLowerCase();
  return HOST_ALIASES.has(host) || host.endsWith(".local") || PRIVATE_IPV4.test(host);
}
