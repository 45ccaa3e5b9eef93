// The cells: a kind of configuration times what models.json held before (the seed) times how modelseal takes part.
import { MODES } from "./modes.mjs";
import { SECRETS } from "./secrets.mjs";

export const ENV_NAME = "ACME_API_KEY";
export const MARKER = "secretref-managed";

const EXEC = { source: "exec", provider: "keychain", id: "value" };
const ENV = { source: "env", provider: "default", id: ENV_NAME };
const FILE = { source: "file", provider: "vault", id: "/acme" };
const PLAIN_HEADER = { "X-Api-Key": SECRETS.header };
const withEnv = { env: { [ENV_NAME]: SECRETS.env } };

/**
 * Kinds of configuration. `key`, `headers`, `authHeader`, `row` go into the provider of the config; `profile` into the
 * auth store; `inConfig: false` leaves the provider out of the config. `sends` names the secret that is right, `header`
 * the one that is right in X-Api-Key; without `sends` no secret may be sent at all. `needs` names a fact of releases.mjs
 * without which the kind cannot exist, `sendsIf` one without which the client sends nothing for it.
 */
export const KINDS = {
  a: { title: "exec ref in the auth store", profile: { keyRef: EXEC }, sends: "exec" },
  b: { title: "exec ref in config", key: EXEC, sends: "exec" },
  c1: { title: "env ref in config", key: ENV, sends: "env", ...withEnv },
  c2: { title: `"\${${ENV_NAME}}" in config`, key: `\${${ENV_NAME}}`, sends: "env", ...withEnv },
  d: {
    title: "built-in provider, exec ref in the auth store",
    provider: "openai",
    profile: { keyRef: EXEC },
    sends: "exec",
  },
  d0: {
    title: "as d, config overrides only the baseUrl",
    provider: "openai",
    model: "gpt-4o",
    models: [],
    profile: { keyRef: EXEC },
    sends: "exec",
  },
  e: { title: "env ref in the auth store", profile: { keyRef: ENV }, sends: "env", ...withEnv },
  f: { title: "file ref in config", key: FILE, sends: "file" },
  ah: { title: "as a, authHeader", profile: { keyRef: EXEC }, authHeader: true, sends: "exec" },
  bah: { title: "as b, authHeader", key: EXEC, authHeader: true, sends: "exec" },
  c1ah: { title: "as c1, authHeader", key: ENV, authHeader: true, sends: "env", ...withEnv },
  eah: { title: "as e, authHeader", profile: { keyRef: ENV }, authHeader: true, sends: "env", ...withEnv },
  p: { title: "plaintext in config", key: SECRETS.config, sends: "config" },
  s: { title: "plaintext in the auth store", profile: { key: SECRETS.profile }, sends: "profile" },
  hp: {
    title: "as a, plaintext header in config",
    profile: { keyRef: EXEC },
    headers: PLAIN_HEADER,
    sends: "exec",
    header: "header",
  },
  hr: {
    title: "as a, exec ref header in config",
    profile: { keyRef: EXEC },
    headers: { "X-Api-Key": EXEC },
    sends: "exec",
    header: "exec",
    needs: "hasHeaderRefs",
  },
  he: {
    title: "as a, env ref header in config",
    profile: { keyRef: EXEC },
    headers: { "X-Api-Key": ENV },
    sends: "exec",
    header: "env",
    needs: "hasHeaderRefs",
    ...withEnv,
  },
  mr: {
    title: "as b, header with plaintext in a model row of config",
    key: EXEC,
    modelHeaders: PLAIN_HEADER,
    sends: "exec",
    header: "header",
  },
  rq: {
    title: "as b, plaintext in request.headers of config",
    key: EXEC,
    row: { request: { headers: PLAIN_HEADER } },
    sends: "exec",
    header: "header",
    needs: "hasRequestBlock",
  },
  m: {
    title: "exec ref in the auth store, provider only in models.json",
    inConfig: false,
    profile: { keyRef: EXEC },
    sends: "exec",
    sendsIf: "usesProvidersOfFile",
  },
  mah: {
    title: "as m, authHeader",
    inConfig: false,
    profile: { keyRef: EXEC },
    authHeader: true,
    sends: "exec",
    sendsIf: "usesProvidersOfFile",
  },
  mn: { title: "nothing but models.json", inConfig: false },
  n: { title: "provider in config, no key" },
  o: {
    title: "OAuth profile",
    profile: { type: "oauth", access: SECRETS.access, refresh: SECRETS.refresh },
    sends: "access",
  },
  bo: {
    title: "built-in provider that has nothing but an exec ref in the auth store, beside a provider with an exec ref",
    provider: "openai",
    inConfig: false,
    profile: { keyRef: EXEC },
    other: { key: EXEC },
    sends: "exec",
  },
  bos: {
    title: "as bo, plaintext in the auth store",
    provider: "openai",
    inConfig: false,
    profile: { key: SECRETS.profile },
    other: { key: EXEC },
    sends: "exec",
  },
  aws: {
    title: "aws-sdk beside a provider with an exec ref",
    row: { auth: "aws-sdk" },
    other: { key: EXEC },
    sends: "exec",
  },
};

/** What models.json holds for the provider before modelseal runs; null: there is no file. */
export const SEEDS = {
  i: null,
  ii: { apiKey: SECRETS.stale },
  iii: {},
  iv: { apiKey: MARKER },
  v: { apiKey: ENV_NAME },
  vi: { apiKey: MARKER, authHeader: true },
  viii: { apiKey: `\${${ENV_NAME}}` },
  ix: { apiKey: `!printf ${SECRETS.command}` },
  h3: { apiKey: SECRETS.stale, headers: { "X-Api-Key": SECRETS.staleHeader } },
};

/** Seeds that put the stale header where the kind has its header. */
const SEED_OF_KIND = {
  mr: { h3: { apiKey: SECRETS.stale, modelHeaders: { "X-Api-Key": SECRETS.staleHeader } } },
  rq: { h3: { apiKey: SECRETS.stale, request: { headers: { "X-Api-Key": SECRETS.staleHeader } } } },
};

/** The suite: `kind:seed` with `generate` before the start, or `kind:seed/MODE`. */
export const SUITE = [
  ...["a:i", "a:ii", "a:iii", "a:vi", "a:ix"],
  ...["b:i", "b:ii", "b:iii", "b:viii"],
  ...["c1:i", "c1:ii", "c2:i", "c2:ii", "c2:iv"],
  ...["d:i", "d:ii", "d0:ii", "e:i", "e:ii", "f:i", "f:ii"],
  ...["ah:ii", "bah:i", "bah:ii", "c1ah:ii", "eah:ii"],
  ...["p:i", "p:ii", "s:i", "s:ii"],
  ...["hp:h3", "hr:h3", "he:h3", "mr:h3", "rq:h3"],
  ...["m:ii", "m:iii", "mah:ii", "mn:ii", "n:ii", "n:iv"],
  ...["o:i", "o:ii", "aws:i", "aws:ii", "bo:i", "bos:i"],
  ...["b:ii/run", "c2:i/run", "a:iii/watch", "p:ii/watch", "c2:ii/run-watch"],
  ...["b:ii/systemd", "b:ii/launchd", "b:ii/docker", "b:ii/hook", "b:ii/plugin", "mn:ii/plugin"],
];

/** A cell by its name. Throws on a name that is made of no known kind, seed and mode. */
export function cell(name) {
  const [base = "", mode = "generate"] = name.split("/");
  const [kindName = "", seedName = ""] = base.split(":");
  if (!Object.hasOwn(KINDS, kindName) || !Object.hasOwn(SEEDS, seedName) || !Object.hasOwn(MODES, mode))
    throw new Error(`"${name}" is no cell: write KIND:SEED or KIND:SEED/MODE, for instance b:ii or b:ii/watch`);
  const kind = { provider: "acme", model: "mock-model", inConfig: true, ...KINDS[kindName] };
  return { name, mode, kind, seed: SEED_OF_KIND[kindName]?.[seedName] ?? SEEDS[seedName] };
}

/** The cell as this release can have it; null if it cannot. */
export function forRelease(one, facts) {
  const { needs, sendsIf } = one.kind;
  if (needs && !facts[needs]) return null;
  return sendsIf && !facts[sendsIf] ? { ...one, kind: { ...one.kind, sends: undefined } } : one;
}
