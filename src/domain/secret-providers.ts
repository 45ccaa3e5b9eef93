import type { Env } from "./config/substitute.js";
import { substituteTree } from "./config/substitute-tree.js";
import { providerRules } from "./openclaw/provider-limits.js";
import { type ProviderSettings, readSettings } from "./provider-settings.js";
import { defaultAlias, isSecretSource, isValidSecretRef, refKey, type SecretRef } from "./ref.js";
import { describeInvalidRef } from "./ref-problem.js";
import { failure, type RefFailure } from "./resolution.js";
import { secretDefaults } from "./secret-defaults.js";
import { show } from "./text.js";
import { at, isObject, type Json, type JsonObject, own } from "./tree.js";

/** The entry of an alias in `secrets.providers` as it is written, or undefined. */
export function providerEntry(config: Json | undefined, alias: string): Json | undefined {
  return at(config, ["secrets", "providers", alias]);
}

/** Where the provider of a ref is looked up. */
export interface ProviderContext {
  /** The parsed openclaw.json before substitution. */
  config: Json | undefined;
  /** For `${NAME}` in the settings of a provider. */
  env: Env;
  /** Decides which settings are known; without it the newest known release does. */
  release?: string | undefined;
}

/**
 * The settings of the provider that a ref names. An entry of the ref's source wins; without one, env and store are built
 * in under their default alias, also when an entry of another source has that alias. Source: OpenClaw 2026.9.6,
 * `src/secrets/resolve.ts`.
 */
export function lookupProvider(
  ref: Pick<SecretRef, "source" | "provider">,
  { config, env, release }: ProviderContext,
): { ok: true; settings: ProviderSettings } | RefFailure {
  const { source, provider } = ref;
  const place = `secrets.providers.${show(provider)}`;
  const entry = providerEntry(config, provider);
  if (isObject(entry) && own(entry, "source") === source) return settingsOf(entry, source, place, env, release);
  if ((source === "env" || source === "store") && provider === defaultAlias(source, secretDefaults(config)))
    return { ok: true, settings: { kind: source } };
  if (entry === undefined)
    return failure(
      "SECRET_PROVIDER_NOT_CONFIGURED",
      `The provider alias ${show(provider)} is not configured.`,
      `Add ${place} with source "${source}", or use an alias that is there.`,
    );
  const other = at(entry, ["source"]);
  if (isSecretSource(other))
    return failure(
      "SECRET_PROVIDER_INVALID",
      `${place} has the source "${other}", but the ref asks for "${source}".`,
      "Give the ref the source of its provider, or another alias.",
    );
  return failure("SECRET_PROVIDER_INVALID", `${place} is not an object with a known "source".`);
}

function settingsOf(
  entry: JsonObject,
  source: SecretRef["source"],
  place: string,
  env: Env,
  release: string | undefined,
): { ok: true; settings: ProviderSettings } | RefFailure {
  const unset = new Set<string>();
  const ready = substituteTree(entry, env, [], { skip: () => false, missing: (name) => unset.add(name) });
  if (unset.size > 0)
    return failure(
      "SECRET_PROVIDER_INVALID",
      `${place} needs environment variables that are not set: ${[...unset].map((name) => show(name)).join(", ")}.`,
    );
  const result = readSettings(ready as JsonObject, source, providerRules(release));
  if ("settings" in result) return { ok: true, settings: result.settings };
  const hint = result.retired
    ? "Remove it, and configure the real path of a file that only its owner can write."
    : undefined;
  return failure("SECRET_PROVIDER_INVALID", `In ${place}, ${result.problem}.`, hint);
}

/**
 * All that can be said about a ref without reading or running anything: grammar, provider, settings, and whether the
 * provider can have this id.
 */
export function checkRef(
  ref: unknown,
  context: ProviderContext,
): { ok: true; ref: SecretRef; settings: ProviderSettings } | RefFailure {
  if (!isValidSecretRef(ref)) {
    const problem = describeInvalidRef(ref, secretDefaults(context.config));
    return failure("SECRET_REF_INVALID", problem?.message ?? "The value is not a SecretRef.", problem?.hint);
  }
  const valid = ref as SecretRef;
  const found = lookupProvider(valid, context);
  if (!found.ok) return found;
  return idProblem(valid, found.settings) ?? { ok: true, ref: valid, settings: found.settings };
}

function idProblem(ref: SecretRef, settings: ProviderSettings): RefFailure | null {
  const place = `secrets.providers.${ref.provider}`;
  if (settings.kind === "env" && settings.allowlist && !settings.allowlist.includes(ref.id))
    return failure(
      "SECRET_REF_POLICY_DENIED",
      `The environment variable ${ref.id} is not on the allowlist of ${place}.`,
      `Add it to ${place}.allowlist.`,
    );
  if (settings.kind === "file" && settings.mode === "singleValue" && ref.id !== "value")
    return failure(
      "SECRET_REF_INVALID",
      `${place} holds a single value, so ${show(refKey(ref))} does not exist.`,
      'Use the id "value".',
    );
  if (settings.kind === "file" && settings.mode === "json" && ref.id === "value")
    return failure(
      "SECRET_REF_INVALID",
      `${place} holds a JSON object, so the id "value" does not exist.`,
      `Use a JSON pointer such as "/providers/acme/apiKey", or set ${place}.mode to "singleValue".`,
    );
  return null;
}
