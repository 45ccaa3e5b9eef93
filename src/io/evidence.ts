import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { nonBlank } from "../domain/tree.js";
import { userPath } from "./locate.js";

/** Whether Google application default credentials are there: the named file, else gcloud's default one. */
export function googleCredentialsFile(env: Env, home: string): boolean {
  const named = nonBlank(env["GOOGLE_APPLICATION_CREDENTIALS"]);
  if (named !== undefined) return existsSync(userPath(named, home));
  const appData = nonBlank(env["APPDATA"]);
  const dir = appData === undefined ? join(home, ".config", "gcloud") : join(appData, "gcloud");
  return existsSync(join(dir, "application_default_credentials.json"));
}
