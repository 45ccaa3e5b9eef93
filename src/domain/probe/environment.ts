import { classifyProvider } from "../classify.js";
import { envCandidates } from "../openclaw/env-names.js";
import type { Keyless } from "../openclaw/keyless.js";
import type { Json } from "../tree.js";
import { nonBlank } from "../tree.js";
import { type Credential, ok, type ProbeContext, uncheckedOk, type Verdict } from "./credential.js";

/**
 * The variables of a provider that are set, except those that `others`, its profiles and config entry, already stand for;
 * `key` is the id that its credentials are listed under.
 * With a SecretRef in the config OpenClaw does not look at them. Source: OpenClaw 2026.9.6, `list.probe` (code).
 */
export function variableCredentials(
  id: string,
  key: string,
  others: readonly Credential[],
  context: ProbeContext,
): Credential[] {
  if (others.some((c) => c.source === "config" && (c.ref || c.invalid))) return [];
  const shown = new Set(others.flatMap((c) => c.variable ?? (c.ref?.source === "env" && c.isTried ? c.ref.id : [])));
  return setVariables(id, context)
    .filter((name) => !shown.has(name))
    .map((name, i, all) => {
      const first = all[0];
      const remark = i === 0 || first === undefined ? "" : ` OpenClaw takes ${first} first.`;
      return { ...variable(key, ok(`${name} is set.${remark}`)), variable: name };
    });
}

function setVariables(id: string, { env, release }: ProbeContext): string[] {
  return envCandidates(id, release).filter((name) => nonBlank(env[name]) !== undefined);
}

function variable(provider: string, verdict: Verdict): Credential {
  return { provider, source: "env", isTried: true, verdict };
}

/** Google's application default credentials, where they stand in for a key of google-vertex. */
export function evidenceCredential(id: string, row: Json | undefined, context: ProbeContext): Credential | undefined {
  const { trace } = classifyProvider(id, row, context);
  const isThere = trace.some(({ rule, reason }) => rule === "local-evidence" && reason === "matched");
  return isThere ? variable(id, googleVerdict(context)) : undefined;
}

/** On application default credentials and the variables that belong to them. */
export function googleVerdict({ env, evidence }: ProbeContext): Verdict {
  const isSet = (name: string) => nonBlank(env[name]) !== undefined;
  const lacks = [
    evidence.googleCredentialsFile ? [] : "the file of GOOGLE_APPLICATION_CREDENTIALS",
    isSet("GOOGLE_CLOUD_PROJECT") || isSet("GCLOUD_PROJECT") ? [] : "GOOGLE_CLOUD_PROJECT",
    isSet("GOOGLE_CLOUD_LOCATION") ? [] : "GOOGLE_CLOUD_LOCATION",
  ].flat();
  if (lacks.length === 0)
    return uncheckedOk("Google application default credentials are there; Google was not asked about them.");
  const detail = `Google application default credentials are not complete: ${lacks.join(", ")} is missing.`;
  return { reasonCode: "missing_credential", detail };
}

const KEYLESS: Record<Keyless, string> = {
  local: "It has no key, and OpenClaw asks a server on this machine or network without one; it was not asked.",
  aws: "The AWS SDK finds its credentials itself; it was not asked.",
  "own-sign-in": "The program behind it keeps its own sign-in, which was not tried.",
};

/** Of a provider that works without a credential of its own and has none. */
export function keylessCredential(id: string, why: Keyless): Credential {
  return { provider: id, source: "config", isTried: true, verdict: uncheckedOk(KEYLESS[why]) };
}
