import { normalizeProviderId } from "../openclaw/providers.js";
import { coerceSecretRef, isPlaceholder, type SecretDefaults, type SecretRef } from "../ref.js";
import { Secret } from "../secret.js";
import { asObject, isObject, type Json, type JsonObject, nonBlank, own, RawNumber } from "../tree.js";

/** The last millisecond that a Date holds: a later time is no time. */
export const LATEST_TIME = 8.64e15;

interface ApiKeyCredential {
  type: "api_key";
  provider: string;
  /** Absent beside a keyRef: OpenClaw drops it on load. */
  key?: Secret;
  keyRef?: SecretRef;
  /** The store holds a literal beside the ref, which nothing uses and which is still at rest. */
  hadPlaintextBesideRef: boolean;
}

interface TokenCredential {
  type: "token";
  provider: string;
  /** Kept beside a tokenRef, which wins. */
  token?: Secret;
  tokenRef?: SecretRef;
  /** Epoch milliseconds; 0 stands for any value that is no positive finite number. */
  expires?: number;
  hadPlaintextBesideRef: boolean;
}

interface OAuthCredential {
  type: "oauth";
  provider: string;
  access?: Secret;
  refresh?: Secret;
  /** Epoch milliseconds of the access token; 0 as in a token. */
  expires?: number;
  /** Points to the retired side file of OAuth material (`oauthRef`). */
  hasRetiredSidecar: boolean;
}

export type AuthCredential = ApiKeyCredential | TokenCredential | OAuthCredential;

/** What a profile that is no OAuth one holds: the field that OpenClaw reads, and what stands in it. */
export interface ProfileKey {
  field: "key" | "token";
  ref: SecretRef | undefined;
  secret: Secret | undefined;
}

/** The key or token of a profile; undefined for OAuth. */
export function keyOf(credential: AuthCredential): ProfileKey | undefined {
  if (credential.type === "oauth") return undefined;
  return credential.type === "token"
    ? { field: "token", ref: credential.tokenRef, secret: credential.token }
    : { field: "key", ref: credential.keyRef, secret: credential.key };
}

/** Both in epoch milliseconds; 0 means never. */
interface ProfileUsage {
  lastUsed: number;
  /** The latest of cooldownUntil, blockedUntil and disabledUntil. */
  unusableUntil: number;
}

/** An auth-profile store as OpenClaw 2026.9.6 sees it after loading; profiles keep the order of the store. */
export interface AuthProfileStore {
  profiles: ReadonlyMap<string, AuthCredential>;
  /** By canonical provider id; an empty list means that no profile may be used. */
  order: ReadonlyMap<string, readonly string[]>;
  usage: ReadonlyMap<string, ProfileUsage>;
}

const entriesOf = (value: Json | undefined): [string, Json][] => Object.entries(asObject(value));

/**
 * Reads the store object (`version`, `profiles`, `order`, `usageStats`) with every alias that OpenClaw accepts; what it
 * drops is dropped. `defaults` (`secrets.defaults`) fills the provider of refs that name none. Anything that is no store
 * is an empty one. Source: OpenClaw 2026.9.6, `src/agents/auth-profiles/persisted.ts`.
 */
export function readAuthProfileStore(value: unknown, defaults?: SecretDefaults): AuthProfileStore {
  const root = asObject(value);
  const profiles = new Map<string, AuthCredential>();
  for (const [id, entry] of entriesOf(own(root, "profiles"))) {
    const credential = readCredential(entry, defaults);
    if (credential && credential.provider !== "") profiles.set(id, credential);
  }
  const usage = new Map<string, ProfileUsage>();
  for (const [id, entry] of entriesOf(own(root, "usageStats"))) if (isObject(entry)) usage.set(id, readUsage(entry));
  return { profiles, order: readOrders(own(root, "order")), usage };
}

/**
 * The profiles that an agent sees: the shared or main store, overlaid by its own. A local profile wins by id, a local
 * order by provider, and local profiles come first, also in an inherited order that does not know them.
 * Source: OpenClaw 2026.9.6, `src/agents/auth-profiles/persisted.ts`.
 */
export function overlayStores(main: AuthProfileStore, local: AuthProfileStore): AuthProfileStore {
  const order = new Map([...main.order, ...local.order]);
  for (const [provider, inherited] of main.order) {
    if (local.order.has(provider)) continue;
    const locals = [...local.profiles].filter(([, credential]) => credential.provider === provider).map(([id]) => id);
    order.set(provider, [...new Set([...locals, ...inherited])]);
  }
  return {
    profiles: new Map([...local.profiles, ...[...main.profiles].filter(([id]) => !local.profiles.has(id))]),
    order,
    usage: new Map([...main.usage, ...local.usage]),
  };
}

/**
 * One entry of `profiles`, or undefined if its type is none that OpenClaw keeps. `provider` is empty if it is missing,
 * which a store does not accept.
 */
export function readCredential(value: unknown, defaults?: SecretDefaults): AuthCredential | undefined {
  if (!isObject(value)) return undefined;
  const type = own(value, Object.hasOwn(value, "type") ? "type" : "mode");
  const provider = normalizeProviderId(nonBlank(own(value, "provider")) ?? "");
  if (type === "api_key" || type === "apiKey") return { type: "api_key", provider, ...readKey(value, defaults) };
  if (type === "token") return { type, provider, ...readToken(value, defaults), ...readExpires(value) };
  if (type === "oauth") return { type, provider, ...readOAuth(value), ...readExpires(value) };
  return undefined;
}

/** Provider orders as lists of profile ids, by canonical provider id; the canonical spelling wins, then the later one. */
export function readOrders(value: Json | undefined): ReadonlyMap<string, readonly string[]> {
  const orders = new Map<string, readonly string[]>();
  const canonical = new Set<string>();
  for (const [key, list] of entriesOf(value)) {
    const provider = normalizeProviderId(key);
    if (!Array.isArray(list) || (canonical.has(provider) && key !== provider)) continue;
    if (key === provider) canonical.add(provider);
    orders.set(
      provider,
      list.flatMap((id) => nonBlank(id) ?? []),
    );
  }
  return orders;
}

function readKey(entry: JsonObject, defaults: SecretDefaults | undefined) {
  const alias = own(entry, "apiKey");
  const key = Object.hasOwn(entry, "key") || typeof alias !== "string" ? own(entry, "key") : alias;
  const { ref, literal } = readPair(own(entry, "keyRef"), key, defaults);
  if (ref) return { keyRef: ref, hadPlaintextBesideRef: literal !== undefined };
  return { ...(literal && { key: literal }), hadPlaintextBesideRef: false };
}

function readToken(entry: JsonObject, defaults: SecretDefaults | undefined) {
  const { ref, literal } = readPair(own(entry, "tokenRef"), own(entry, "token"), defaults);
  const hadPlaintextBesideRef = ref !== null && literal !== undefined;
  return { ...(ref && { tokenRef: ref }), ...(literal && { token: literal }), hadPlaintextBesideRef };
}

function readOAuth(entry: JsonObject) {
  const access = readSecret(own(entry, "access"));
  const refresh = readSecret(own(entry, "refresh"));
  const sidecar = own(entry, "oauthRef");
  const hasRetiredSidecar = isObject(sidecar) || nonBlank(sidecar) !== undefined;
  return { ...(access && { access }), ...(refresh && { refresh }), hasRetiredSidecar };
}

/** The explicit ref field first, then a ref in the value field, then the literal. */
function readPair(explicit: Json | undefined, value: Json | undefined, defaults: SecretDefaults | undefined) {
  const inValue = coerceSecretRef(value, defaults);
  const ref = coerceSecretRef(explicit, defaults) ?? inValue;
  return { ref, literal: inValue ? undefined : readSecret(value) };
}

/** Kept as written, white space included, so that it can be compared and moved; blank and placeholders are nothing. */
function readSecret(value: Json | undefined): Secret | undefined {
  if (typeof value !== "string" || nonBlank(value) === undefined || isPlaceholder(value)) return undefined;
  return new Secret(value);
}

function readExpires(entry: JsonObject): { expires?: number } {
  const value = own(entry, "expires");
  return value === undefined ? {} : { expires: positive(value) };
}

function readUsage(entry: JsonObject): ProfileUsage {
  const until = ["cooldownUntil", "blockedUntil", "disabledUntil"].map((field) => positive(own(entry, field)));
  const unusableUntil = Math.max(...until.map((time) => (time <= LATEST_TIME ? time : 0)));
  return { lastUsed: positive(own(entry, "lastUsed")), unusableUntil };
}

/** The number if it is positive and finite, else 0. */
function positive(value: Json | undefined): number {
  const number = value instanceof RawNumber ? Number(value.text) : value;
  return typeof number === "number" && number > 0 && Number.isFinite(number) ? number : 0;
}
