import stringify from "fast-json-stable-stringify";
import type { Finding } from "./findings.js";

/**
 * What makes a finding the same one in the next run: its code, agent, provider and place; never anything of the secret.
 * `file` is the file's name in the report, `nth` tells findings apart that share all of that.
 */
export function fingerprint(finding: Finding, file: string, nth: number): string {
  const { code, agentId, provider, jsonPath } = finding;
  return stringify({ code, agent: agentId, provider, path: jsonPath, file, nth });
}
