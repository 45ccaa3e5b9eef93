import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { nonBlank } from "../domain/tree.js";

/**
 * Whether Google application default credentials are there: the named file, else the one of gcloud's own directory.
 * Source: `openclaw.plugin.json` of the google extension, 2026.9.6.
 */
export function googleCredentialsFile(env: Env, home: string): boolean {
  const set = (name: string) => nonBlank(env[name]);
  const named = set("GOOGLE_APPLICATION_CREDENTIALS");
  if (named !== undefined) return existsSync(named);
  const ownDir = set("CLOUDSDK_CONFIG");
  const appData = set("APPDATA");
  const standard = [join(set("HOME") ?? home, ".config", "gcloud"), ...(appData ? [join(appData, "gcloud")] : [])];
  const dirs = ownDir === undefined ? standard : [ownDir];
  return dirs.some((dir) => existsSync(join(dir, "application_default_credentials.json")));
}
