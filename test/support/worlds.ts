import fc from "fast-check";
import type { JsonObject } from "../../src/domain/tree.js";

/** What a generated provider has as its source, in rule order; `none` has nothing anywhere but perhaps in the file. */
export const SOURCE_KINDS = [
  "config-env-ref",
  "config-file-ref",
  "config-exec-ref",
  "config-store-ref",
  "config-template",
  "config-marker",
  "config-command",
  "config-plaintext",
  "config-equals-environment",
  "config-profile-id",
  "aws-sdk",
  "profile-env-ref",
  "profile-exec-ref",
  "profile-token-ref",
  "profile-plaintext",
  "profile-oauth",
  "environment",
  "none",
] as const;
export type SourceChoice = (typeof SOURCE_KINDS)[number];

/** What the existing models.json holds for the provider. */
export const SEED_KINDS = [
  "no-file",
  "no-entry",
  "plaintext",
  "omitted",
  "marker",
  "env-name",
  "blank",
  "template",
  "ref-object",
] as const;
export type SeedChoice = (typeof SEED_KINDS)[number];

/** A world in which every secret is a number in angle brackets, to be filled in by `withSecrets`. */
export interface World {
  config: JsonObject;
  store: JsonObject;
  existing: JsonObject | undefined;
  env: Record<string, string>;
  release: string | undefined;
  providers: { id: string; source: SourceChoice; seed: SeedChoice; configured: boolean }[];
  /** How many different secrets there are. */
  secrets: number;
}

const slot = (n: number) => `<secret ${n}>`;
const MODEL = { id: "acme-large", name: "Acme Large", contextWindow: 128000 };

const release = fc.constantFrom(undefined, "2026.2.26", "2026.3.1", "2026.3.8", "2026.5.18", "2026.7.1", "2026.9.6");

/** The value with keys that mean nothing: a generated key such as `jwt` would make its value a credential. */
function plainKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.values(value).map((item, i) => [`k${i}`, plainKeys(item)]));
}

const provider = fc.record({
  source: fc.constantFrom(...SOURCE_KINDS),
  seed: fc.constantFrom(...SEED_KINDS),
  /** A provider that only the file has can have no source in the config. */
  configured: fc.boolean(),
  authHeader: fc.boolean(),
  models: fc.boolean(),
  header: fc.constantFrom("none", "plaintext", "ref", "harmless"),
  oldHeader: fc.boolean(),
  url: fc.constantFrom("plain", "userinfo", "query"),
  request: fc.boolean(),
  extra: fc.dictionary(
    fc.constantFrom("params", "timeoutSeconds", "future"),
    fc.jsonValue({ maxDepth: 2 }).map(plainKeys),
    {
      maxKeys: 2,
    },
  ),
  envLike: fc.boolean(),
});

const IDS = ["acme", "openai", "google", "__proto__", "constructor", "z.ai", "Upper-LLM"];
const ENV_OF: Record<string, string> = { openai: "OPENAI_API_KEY", google: "GEMINI_API_KEY" };
const EXEC = { source: "exec", provider: "vault", id: "acme/key" };

/** Generated worlds: up to five providers, each with a source and a seed. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    rows: fc.uniqueArray(fc.tuple(fc.constantFrom(...IDS), provider), { selector: ([id]) => id, maxLength: 5 }),
    release,
    fileExists: fc.boolean(),
  })
  .map(({ rows, release: asked, fileExists }) => {
    let count = 0;
    const fresh = () => slot(count++);
    const config: [string, JsonObject][] = [];
    const old: [string, JsonObject][] = [];
    const profiles: [string, JsonObject][] = [];
    const env: Record<string, string> = {};
    const described: World["providers"] = [];
    for (const [id, shape] of rows) {
      const needsConfig = shape.source.startsWith("config-") || shape.source === "aws-sdk";
      const configured = shape.configured || needsConfig;
      const models = shape.models ? [MODEL] : [];
      const row: JsonObject = { baseUrl: "https://llm.example/v1", models, ...shape.extra };
      if (shape.url === "userinfo") row["baseUrl"] = `https://user:${fresh()}@llm.example/v1`;
      if (shape.url === "query") row["baseUrl"] = `https://llm.example/v1?api_key=${fresh()}&region=eu`;
      if (shape.authHeader) row["authHeader"] = true;
      if (shape.header === "plaintext") row["headers"] = { "X-Api-Key": fresh(), "X-Title": "gateway" };
      if (shape.header === "ref") row["headers"] = { Authorization: { ...EXEC } };
      if (shape.header === "harmless") row["headers"] = { "X-Title": "gateway" };
      if (shape.request) row["request"] = { auth: { mode: "header", token: fresh() }, tls: { passphrase: fresh() } };
      const variable = ENV_OF[id];
      const ref = { source: "env", provider: "default", id: "ACME_KEY" };
      const profile = (fields: JsonObject) => profiles.push([`${id}:p`, { type: "api_key", provider: id, ...fields }]);
      switch (shape.source) {
        case "config-env-ref":
          row["apiKey"] = ref;
          break;
        case "config-file-ref":
          row["apiKey"] = { source: "file", provider: "f", id: "/acme" };
          break;
        case "config-exec-ref":
          row["apiKey"] = { ...EXEC };
          break;
        case "config-store-ref":
          row["apiKey"] = { source: "store", provider: "default", id: "ACME_KEY" };
          break;
        case "config-template":
          row["apiKey"] = "${ACME_KEY}";
          break;
        case "config-marker":
          row["apiKey"] = "secretref-managed";
          break;
        case "config-command":
          row["apiKey"] = "!security find-generic-password -s acme -w";
          break;
        case "config-plaintext":
          row["apiKey"] = fresh();
          break;
        case "config-equals-environment": {
          const secret = fresh();
          row["apiKey"] = secret;
          if (variable) env[variable] = secret;
          break;
        }
        case "config-profile-id":
          row["apiKey"] = `${id}:p`;
          profile({ keyRef: { ...EXEC } });
          break;
        case "aws-sdk":
          row["auth"] = "aws-sdk";
          if (shape.envLike) env["AWS_PROFILE"] = "work";
          break;
        case "profile-env-ref":
          profile({ keyRef: ref });
          break;
        case "profile-exec-ref":
          profile({ keyRef: { ...EXEC }, ...(shape.envLike ? { key: fresh() } : {}) });
          break;
        case "profile-token-ref":
          profile({ type: "token", tokenRef: { ...EXEC }, expires: 1 });
          break;
        case "profile-plaintext":
          profile({ key: fresh() });
          break;
        case "profile-oauth":
          profile({ type: "oauth", access: fresh(), refresh: fresh() });
          break;
        case "environment":
          if (variable) env[variable] = fresh();
          break;
        default:
      }
      if (configured) config.push([id, row]);
      const seed = fileExists ? shape.seed : "no-file";
      const entry: JsonObject = { baseUrl: "https://llm.example/v1", models: [MODEL] };
      if (seed === "plaintext") entry["apiKey"] = fresh();
      if (seed === "marker") entry["apiKey"] = "secretref-managed";
      if (seed === "env-name") entry["apiKey"] = "OPENAI_API_KEY";
      if (seed === "blank") entry["apiKey"] = " ";
      if (seed === "template") entry["apiKey"] = "${ACME_KEY}";
      if (seed === "ref-object") entry["apiKey"] = { ...EXEC };
      if (shape.oldHeader) entry["headers"] = { Authorization: `Bearer ${fresh()}` };
      if (seed !== "no-file" && seed !== "no-entry") old.push([id, entry]);
      described.push({ id, source: shape.source, seed, configured });
    }
    // Object.fromEntries defines own properties, `__proto__` among them.
    return {
      config: { models: { providers: Object.fromEntries(config) } },
      store: { version: 1, profiles: Object.fromEntries(profiles) },
      existing: fileExists ? { providers: Object.fromEntries(old) } : undefined,
      env,
      release: asked,
      providers: described,
      secrets: count,
    };
  });

/** Secrets of a fixed length and character class whose other characters are drawn from `alphabet`. */
export function secretsFrom(alphabet: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const body = Array.from({ length: 24 }, (_, i) => alphabet[(n * 7 + i * 11 + i * i) % alphabet.length]).join("");
    return `zk-EXAMPLE${body}${String(n).padStart(3, "0")}`;
  });
}

/** The world with each slot filled by its secret. */
export function withSecrets(world: World, secrets: readonly string[]): World {
  const text = JSON.stringify(world, (_key, value) => (value === undefined ? null : value));
  const filled = JSON.parse(text.replace(/<secret (\d+)>/g, (_, n) => secrets[Number(n)] ?? "")) as World;
  return { ...filled, existing: filled.existing ?? undefined, release: filled.release ?? undefined };
}
