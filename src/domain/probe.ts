import { orderKey } from "./auth/order.js";
import { envCandidates } from "./openclaw/env-names.js";
import { keyless } from "./openclaw/keyless.js";
import { authProviderKey } from "./openclaw/providers.js";
import { configCredential } from "./probe/config-key.js";
import type { Credential, ProbeContext, Verdict } from "./probe/credential.js";
import { evidenceCredential, keylessCredential, variableCredentials } from "./probe/environment.js";
import { profileCredentials } from "./probe/profiles.js";
import { configProviders, providerRows } from "./provider-rows.js";
import { refKey, type SecretRef } from "./ref.js";
import type { RefFailure, Resolution } from "./resolution.js";
import { show } from "./text.js";

export type { Credential, ProbeContext, Verdict } from "./probe/credential.js";

/** A credential of models.json that exists nowhere else. */
export interface Orphan {
  provider: string;
  /** Where in the file, as in `providers.acme.apiKey`. */
  path: string;
}

/** Looks up what a ref resolved to. */
export type Resolved = (ref: SecretRef) => Resolution | undefined;

/** Credentials by the id under which they are looked up and ordered, which providers can share. */
export type CredentialGroups = ReadonlyMap<string, readonly Credential[]>;

/**
 * Every credential of some providers (canonical ids), one row each: auth profiles, first those that OpenClaw tries, in its
 * order; then per provider the key of the config, variables that are set, and orphans of models.json. Never throws.
 */
export function credentialsOf(
  ids: readonly string[],
  orphans: readonly Orphan[],
  context: ProbeContext,
): CredentialGroups {
  const rows = providerRows(configProviders(context.config), context.release);
  const keyOf = (id: string) => orderKey({ ...context, provider: id });
  const groups = profileCredentials(new Set(ids.map(keyOf)), context);
  for (const id of ids) {
    const key = keyOf(id);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    const row = rows.get(id)?.value;
    const ofConfig = configCredential(id, row, context);
    if (ofConfig) group.push(ofConfig);
    group.push(...variableCredentials(id, key, ofProvider(id, group), context));
    const evidence = ofConfig ? undefined : evidenceCredential(id, row, context);
    if (evidence) group.push(evidence);
    for (const orphan of orphans) if (orphan.provider === id) group.push(orphanCredential(orphan));
    const why = ofProvider(id, group).length > 0 ? undefined : keyless(id, row, context.facts);
    if (why) group.push(keylessCredential(id, why));
  }
  return new Map(
    [...groups].map(([key, group]) => {
      const model = context.models.get(authProviderKey(key));
      return [key, group.map((credential) => ({ ...credential, model }))];
    }),
  );
}

/** Profiles and variables belong to all providers that share their credentials, the rest to one provider. */
function ofProvider(id: string, group: readonly Credential[]): Credential[] {
  return group.filter(({ source, provider }) => source === "profile" || source === "env" || provider === id);
}

/** Measured on 2026.3.1 to 2026.9.6: a key that only models.json holds is in no request. */
function orphanCredential({ provider, path }: Orphan): Credential {
  const detail =
    `${show(path, 400)} holds a credential that exists nowhere else, and OpenClaw takes none from there. ` +
    "Give it a home with `modelseal migrate --to-file PATH`.";
  return { provider, source: "models.json", isTried: false, verdict: { reasonCode: "missing_credential", detail } };
}

/** The reason code of a credential and the sentences for it, in OpenClaw's order of checks. */
export function judge({ verdict, ref, provider, model }: Credential, resolved: Resolved): Verdict {
  if (verdict.reasonCode !== "ok") return verdict;
  const resolution = ref && resolved(ref);
  if (ref && !resolution?.ok) return { reasonCode: "unresolved_ref", detail: unresolvedText(ref, resolution) };
  if (model === undefined) {
    const name = show(provider);
    const detail =
      `There is no model of ${name} in the config or in models.json. ` +
      `Add one to models.providers.${name}.models, or name one in agents.defaults.model.`;
    return { reasonCode: "no_model", detail };
  }
  return verdict;
}

function unresolvedText(ref: SecretRef, failure: RefFailure | undefined): string {
  const key = show(refKey(ref));
  if (!failure) return `${key} was not resolved.`;
  const message = failure.message.includes(key) ? failure.message : `${key}: ${failure.message}`;
  return failure.hint === undefined ? message : `${message} ${failure.hint}`;
}

/**
 * What a provider in use lacks, as a sentence, or undefined if it has a usable credential. A SecretRef that fails stays
 * authoritative: no environment variable takes its place.
 */
export function lack(
  id: string,
  credentials: CredentialGroups,
  resolved: Resolved,
  context: ProbeContext,
): string | undefined {
  const mine = ofProvider(id, credentials.get(orderKey({ ...context, provider: id })) ?? []);
  const tried = mine.filter((credential) => credential.isTried);
  const fails = (c: Credential) => c.invalid !== undefined || (c.ref !== undefined && !resolved(c.ref)?.ok);
  const failed = tried.find(fails);
  const usable = tried.filter((c) => isUsable(c, fails(c)));
  if (usable.some(({ source }) => failed === undefined || source !== "env")) return undefined;

  const name = show(id);
  if (usable.length > 0)
    return `${name} has no usable credential: a SecretRef of it fails, and OpenClaw puts no environment variable in its place.`;
  if (mine.length > 0)
    return mine.length === 1
      ? `The only credential of ${name} cannot be used.`
      : `None of the ${mine.length} credentials of ${name} can be used.`;
  const names = envCandidates(id, context.release);
  const unset = names.length === 0 ? "" : `, and ${names.join(" or ")} is not set`;
  return `${name} has no credential: no auth profile, no apiKey in the config${unset}.`;
}

/** A profile that only a list of vanished profiles leaves out is tried all the same, whatever its code. */
function isUsable({ verdict, model }: Credential, fails: boolean): boolean {
  const isEligible = verdict.reasonCode === "ok" || verdict.reasonCode === "excluded_by_auth_order";
  return isEligible && !fails && model !== undefined;
}
