import { judgeCredential, probeReason } from "../auth/eligibility.js";
import { configuredProvider } from "../auth/settings.js";
import { classifyProvider } from "../classify.js";
import { substitute } from "../config/substitute.js";
import { authProviderKey } from "../openclaw/providers.js";
import { isPlaceholder } from "../ref.js";
import type { Source } from "../source.js";
import { show } from "../text.js";
import { at, type Json, nonBlank, own } from "../tree.js";
import { type ConfigKey, type Credential, ok, type ProbeContext, uncheckedOk, type Verdict } from "./credential.js";
import { markerKey } from "./marker-key.js";
import { invalidRef, presence, refPresence } from "./presence.js";
import { ineligibleText } from "./profile-text.js";

/** The credential that the config entry of a provider holds; undefined if it has none but that of an auth profile. */
export function configCredential(id: string, row: Json | undefined, context: ProbeContext): Credential | undefined {
  const found = configKey(id, row, context);
  return found && { provider: id, source: "config", isTried: true, ...found };
}

function configKey(id: string, row: Json | undefined, context: ProbeContext): ConfigKey | undefined {
  const key = at(row, ["apiKey"]);
  if (typeof key === "string" && isPlaceholder(key)) {
    const detail = "Its apiKey is a redaction placeholder. Put the SecretRef or the key back.";
    return { verdict: { reasonCode: "missing_credential", detail } };
  }
  const { source, shadowed } = classifyProvider(id, row, context);
  const sources = source ? [source, ...shadowed] : [];
  const spelledOut = sources.find(({ rule }) => rule.startsWith("config-"));
  if (spelledOut) return describe(id, spelledOut, key, context);
  const aws = sources.find(({ rule }) => rule === "aws-sdk");
  return aws && { verdict: awsVerdict(aws.envName) };
}

function describe(id: string, source: Source, key: Json | undefined, context: ProbeContext): ConfigKey | undefined {
  const { kind, ref, problem, envName } = source;
  if (source.rule === "config-profile-id") return boundProfile(id, source.profileId ?? "", context);
  if (problem) return invalidRef(problem);
  if (ref) return refPresence(ref, "apiKey");
  if (kind === "command")
    return { verdict: uncheckedOk("Its apiKey is a command, which was not run: whether it gives a key is not known.") };
  if (kind === "marker") return markerKey(id, source.literal ?? "", context);
  if (kind === "environment" && envName !== undefined)
    return { variable: envName, verdict: ok(`Its apiKey is there, in plaintext; ${envName} is the same.`) };
  if (source.template) return { verdict: templateVerdict(nonBlank(key) ?? "", context) };
  return { verdict: ok("Its apiKey is there, in plaintext.") };
}

/** Source: OpenClaw 2026.9.6, `src/agents/model-auth-provider-config.ts` (code). */
function boundProfile(id: string, profileId: string, context: ProbeContext): ConfigKey | undefined {
  const credential = context.store.profiles.get(profileId);
  // Then the profile is the credential, and has a row of its own.
  if (!credential || authProviderKey(credential.provider) === authProviderKey(id)) return undefined;
  const name = show(profileId);
  const ineligible = (detail: string): ConfigKey => ({
    profileId,
    verdict: { reasonCode: "ineligible_profile", detail },
  });
  if (credential.type === "oauth")
    return ineligible(
      `Its apiKey names ${name}, an oauth profile; only api_key and token profiles can take its place.`,
    );
  if (!sameServer(id, credential.provider, context))
    return ineligible(
      `Its apiKey names ${name}, a profile of ${show(credential.provider)}, which has another baseUrl. Name a profile of ${show(id)}.`,
    );
  const reason = judgeCredential(credential, { now: context.now });
  if (reason === "ok") return { profileId, ...presence(credential) };
  const detail = `Its apiKey names ${name}. ${ineligibleText(reason, credential, context.rawProfile(profileId))}`;
  return { profileId, verdict: { reasonCode: probeReason(reason), detail } };
}

function sameServer(a: string, b: string, { config }: ProbeContext): boolean {
  const [first, second] = [a, b].map((id) => {
    const entry = configuredProvider(config, id);
    return (entry && nonBlank(own(entry, "baseUrl")))?.toLowerCase().replace(/\/+$/, "");
  });
  return first !== undefined && first === second;
}

function templateVerdict(text: string, { env }: ProbeContext): Verdict {
  const missing = new Set<string>();
  substitute(text, env, (name) => missing.add(name));
  if (missing.size === 0) return ok("Its apiKey is put together from environment variables, which are set.");
  const names = [...missing].map((name) => show(name)).join(", ");
  const detail = `Its apiKey needs environment variables that are not set: ${names}. Set them where the gateway runs.`;
  return { reasonCode: "unresolved_ref", detail };
}

/** The AWS SDK asks its own sources when it is needed; an unset variable says nothing about them. */
function awsVerdict(variable: string | undefined): Verdict {
  const found = variable === undefined ? "no AWS variable is set" : `${variable} is set`;
  return uncheckedOk(`The AWS SDK finds its credentials itself (${found}); it was not asked.`);
}
