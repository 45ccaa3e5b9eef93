import { decidingProfile, storedProfileIds } from "./auth/order.js";
import { type AuthCredential, type AuthProfileStore, keyOf } from "./auth/profiles.js";
import { type Env, hasReference } from "./config/substitute.js";
import { lazy } from "./lazy.js";
import { AWS_MARKERS, isNonSecretMarker } from "./marker.js";
import { envCandidates } from "./openclaw/env-names.js";
import { coerceSecretRef, isPlaceholder, isValidSecretRef, type SecretRef } from "./ref.js";
import { describeInvalidRef, type RefProblem, refProblem } from "./ref-problem.js";
import { commandCarriesSecret } from "./scan/literal.js";
import { Secret } from "./secret.js";
import { secretDefaults } from "./secret-defaults.js";
import type { AuthSource, RuleName, RuleReason, Source } from "./source.js";
import { isObject, type Json, type JsonObject, nonBlank, own } from "./tree.js";

/** What only the outside world knows, looked up by the caller. */
export interface LocalEvidence {
  /** Google application default credentials exist: the file of GOOGLE_APPLICATION_CREDENTIALS or gcloud's default path. */
  googleCredentialsFile?: boolean;
}

export interface ClassifyContext {
  /** openclaw.json before substitution. */
  config: JsonObject;
  store: AuthProfileStore;
  env: Env;
  evidence: LocalEvidence;
  /** The release that was named, where reading differs. */
  release: string | undefined;
}

type Outcome = Source | RuleReason;
type Rule = (id: string, row: Json | undefined, context: ClassifyContext) => Outcome;

/**
 * What decides the bytes of models.json, first match wins. On purpose not OpenClaw's order at run time: a profile comes
 * before the environment, so that a shell variable cannot change the file.
 */
const RULES: readonly (readonly [RuleName, Rule])[] = [
  ["config-ref", configRef],
  ["config-marker", configMarker],
  ["config-profile-id", configProfileId],
  ["config-equals-environment", configEqualsEnvironment],
  ["config-plaintext", configPlaintext],
  ["aws-sdk", awsSdk],
  ["auth-profile", authProfile],
  ["environment", environment],
  ["local-evidence", localEvidence],
];

/** The canonical auth source of one provider; `row` is its entry in the config, or undefined. Never throws. */
export function classifyProvider(id: string, row: Json | undefined, context: ClassifyContext): AuthSource {
  let source: Source | undefined;
  for (const [, rule] of RULES) {
    const outcome = rule(id, row, context);
    if (typeof outcome === "string") continue;
    source = outcome;
    break;
  }
  // What explains the source is worked out when it is asked for: planning needs the source alone.
  const judged = lazy(() => judgeAll(id, row, context));
  return {
    provider: id,
    kind: source?.kind ?? "none",
    ...(source ? { source } : {}),
    get trace() {
      return judged().trace;
    },
    get shadowed() {
      return judged().shadowed;
    },
  };
}

function judgeAll(id: string, row: Json | undefined, context: ClassifyContext): Pick<AuthSource, "trace" | "shadowed"> {
  const trace: { rule: RuleName; reason: RuleReason }[] = [];
  const sources: Source[] = [];
  for (const [name, rule] of RULES) {
    const outcome = rule(id, row, context);
    trace.push({ rule: name, reason: typeof outcome === "string" ? outcome : "matched" });
    if (typeof outcome === "object") sources.push(outcome);
  }
  return { trace, shadowed: sources.slice(1) };
}

/** The ids of env refs that a provider has in config and profiles: names that its own entry may show. */
export function ownedEnvNames(id: string, row: Json | undefined, context: ClassifyContext): string[] {
  const defaults = secretDefaults(context.config);
  const refs: (SecretRef | null | undefined)[] = [isObject(row) ? coerceSecretRef(own(row, "apiKey"), defaults) : null];
  const { store } = context;
  const ids = store.profiles.size === 0 ? [] : storedProfileIds(store, id);
  for (const profileId of ids) refs.push(keyOf(store.profiles.get(profileId) as AuthCredential)?.ref);
  return refs.flatMap((ref) => (ref?.source === "env" ? [ref.id] : []));
}

/** The key of the config entry as text that may be a literal, trimmed and as written, or why there is none. */
function literalKey(row: Json | undefined): { text: string; written: string } | RuleReason {
  if (!isObject(row)) return "no-config-entry";
  const key = own(row, "apiKey");
  if (key === undefined) return "no-key";
  if (typeof key !== "string") return "taken";
  const text = nonBlank(key);
  if (text === undefined) return "blank";
  return isPlaceholder(text) ? "placeholder" : { text, written: key };
}

/** The same, where the text is not the id of a stored profile, which is a reference and never a key. */
function ownKey(row: Json | undefined, { store }: ClassifyContext): ReturnType<typeof literalKey> {
  const key = literalKey(row);
  return typeof key === "object" && store.profiles.has(key.text) ? "names-a-profile" : key;
}

// What OpenClaw never takes for the value of a variable (`secret-helpers`, 2026.9.6).
const NAME_SHAPED = /^[A-Z_][A-Z0-9_]*$/;

function configRef(_id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  if (!isObject(row)) return "no-config-entry";
  const key = own(row, "apiKey");
  if (key === undefined) return "no-key";
  const defaults = secretDefaults(context.config);
  const ref = coerceSecretRef(key, defaults);
  if (ref && isValidSecretRef(ref)) return { kind: `${ref.source}-ref`, rule: "config-ref", where: "config", ref };
  // `${lower}` and `${X:-y}` are literals for OpenClaw: the key is there, only not the one that is meant.
  if (typeof key === "string" && (isNonSecretMarker(key) || key.trim().startsWith("$"))) return "not-a-ref";
  const problem = refProblem(ref ?? key, defaults);
  return problem ? { kind: "invalid-ref", rule: "config-ref", where: "config", problem } : "not-a-ref";
}

function configMarker(id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  const key = literalKey(row);
  if (typeof key === "string") return key;
  const { text } = key;
  const base = { rule: "config-marker", where: "config", literal: text } as const;
  if (text.startsWith("!")) return commandCarriesSecret(text) ? "not-a-marker" : { kind: "command", ...base };
  return isNonSecretMarker(text, { ownedEnvNames: ownedEnvNames(id, row, context) })
    ? { kind: "marker", ...base }
    : "not-a-marker";
}

function configProfileId(_id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  const key = literalKey(row);
  if (typeof key === "string") return key;
  const credential = context.store.profiles.get(key.text);
  if (!credential) return "no-such-profile";
  return profileSource(key.text, credential, "config-profile-id") ?? "empty-profile";
}

function configEqualsEnvironment(id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  const key = ownKey(row, context);
  if (typeof key === "string") return key;
  const name = firstSetVariable(id, context);
  if (!name || context.env[name] !== key.written || NAME_SHAPED.test(key.text)) return "no-equal-variable";
  const secret = new Secret(key.text);
  return { kind: "environment", rule: "config-equals-environment", where: "config", envName: name, secret };
}

function configPlaintext(id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  const key = ownKey(row, context);
  if (typeof key === "string") return key;
  const others = [configRef, configMarker, configEqualsEnvironment];
  if (others.some((rule) => typeof rule(id, row, context) === "object")) return "taken";
  const source = { kind: "plaintext", rule: "config-plaintext", where: "config" } as const;
  const problem = describeInvalidRef(key.text, secretDefaults(context.config));
  if (problem) return { ...source, template: true, problem };
  return hasReference(key.text) ? { ...source, template: true } : { ...source, secret: new Secret(key.text) };
}

function awsSdk(_id: string, row: Json | undefined, context: ClassifyContext): Outcome {
  if (!isObject(row) || own(row, "auth") !== "aws-sdk") return "not-aws";
  const [bearer, keyId, profile] = AWS_MARKERS;
  const isSet = (name: string) => nonBlank(context.env[name]) !== undefined;
  const source = { kind: "aws-sdk", rule: "aws-sdk", where: "environment" } as const;
  if (isSet(bearer)) return { ...source, envName: bearer };
  if (isSet(keyId) && isSet("AWS_SECRET_ACCESS_KEY")) return { ...source, envName: keyId };
  return isSet(profile) ? { ...source, envName: profile } : source;
}

function authProfile(id: string, _row: Json | undefined, { config, store }: ClassifyContext): Outcome {
  if (store.profiles.size === 0) return "no-profile";
  const deciding = decidingProfile({ config, store, provider: id });
  return (deciding && profileSource(deciding.profileId, deciding.credential, "auth-profile")) ?? "no-profile";
}

/** What a profile contributes to a key: its ref, its plaintext, or, for OAuth, that there is no key to write. */
export function profileSource(profileId: string, credential: AuthCredential, rule: RuleName): Source | undefined {
  const key = keyOf(credential);
  if (!key) return { kind: "oauth", rule, where: "profile", profileId };
  const { field, ref, secret } = key;
  const base = { rule, where: "profile", profileId, field } as const;
  if (ref) {
    if (isValidSecretRef(ref)) return { kind: `${ref.source}-ref`, ...base, ref };
    return { kind: "invalid-ref", ...base, problem: refProblem(ref) as RefProblem };
  }
  return secret && { kind: "plaintext", ...base, secret };
}

function environment(id: string, _row: Json | undefined, context: ClassifyContext): Outcome {
  const name = firstSetVariable(id, context);
  if (name) return { kind: "environment", rule: "environment", where: "environment", envName: name };
  return envCandidates(id, context.release).length === 0 ? "no-candidates" : "no-variable-set";
}

/** The first variable of the provider that is set; blank counts as unset. */
function firstSetVariable(id: string, context: ClassifyContext): string | undefined {
  return envCandidates(id, context.release).find((name) => nonBlank(context.env[name]) !== undefined);
}

/** Source: contract of 2026.9.6 for Vertex; other providers have no evidence outside of OpenClaw's own plugins. */
function localEvidence(id: string, _row: Json | undefined, { env, evidence }: ClassifyContext): Outcome {
  if (id !== "google-vertex") return "no-evidence";
  const isSet = (name: string) => nonBlank(env[name]) !== undefined;
  const complete =
    evidence.googleCredentialsFile === true &&
    (isSet("GOOGLE_CLOUD_PROJECT") || isSet("GCLOUD_PROJECT")) &&
    isSet("GOOGLE_CLOUD_LOCATION");
  if (!complete) return "no-evidence";
  return { kind: "evidence", rule: "local-evidence", where: "environment", literal: "gcp-vertex-credentials" };
}
