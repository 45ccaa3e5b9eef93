import { ENV_MARKER_PREFIX, MANAGED_MARKER } from "../marker.js";
import { authProviderKey } from "../openclaw/providers.js";
import { isEnvId } from "../ref.js";
import { describeInvalidRef } from "../ref-problem.js";
import { show } from "../text.js";
import { nonBlank } from "../tree.js";
import { type ConfigKey, ok, type ProbeContext, uncheckedOk, type Verdict } from "./credential.js";
import { googleVerdict } from "./environment.js";

/** What a marker in the place of a key stands for; undefined if it stands for an auth profile, which has a row of its own. */
export function markerKey(id: string, marker: string, context: ProbeContext): ConfigKey | undefined {
  if (marker === MANAGED_MARKER)
    return missing(`Its apiKey is only the marker ${marker}, which refers to nothing. Put the SecretRef itself there.`);
  if (marker.startsWith(ENV_MARKER_PREFIX)) {
    const problem = describeInvalidRef(marker);
    const detail = problem ? `${problem.message} ${problem.hint}` : "Its apiKey is not a SecretRef.";
    return { verdict: { reasonCode: "unresolved_ref", detail } };
  }
  if (isEnvId(marker)) return { variable: marker, verdict: variableVerdict(marker, context) };
  if (marker === "gcp-vertex-credentials") return { verdict: googleVerdict(context) };
  if (marker === "minimax-oauth" || marker.startsWith("oauth:")) {
    if (hasSignIn(id, context)) return undefined;
    return missing(`Its apiKey ${show(marker)} stands for a sign-in, and no auth profile holds one. Sign in.`);
  }
  const what = "stands for a server without a key, or for the sign-in of another program";
  return { verdict: uncheckedOk(`Its apiKey ${show(marker)} ${what}; neither was asked.`) };
}

function missing(detail: string): ConfigKey {
  return { verdict: { reasonCode: "missing_credential", detail } };
}

function variableVerdict(name: string, { env }: ProbeContext): Verdict {
  if (nonBlank(env[name]) !== undefined) return ok(`Its apiKey names the environment variable ${name}, which is set.`);
  const detail = `Its apiKey names the environment variable ${name}, which is not set. Set ${name} where the gateway runs.`;
  return { reasonCode: "unresolved_ref", detail };
}

function hasSignIn(id: string, { store }: ProbeContext): boolean {
  const key = authProviderKey(id);
  return [...store.profiles.values()].some(
    ({ type, provider }) => type === "oauth" && authProviderKey(provider) === key,
  );
}
