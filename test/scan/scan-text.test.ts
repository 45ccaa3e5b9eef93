import { describe, expect, it } from "vitest";
import { type FileKind, type ScanFinding, type ScanOptions, scanJsonText } from "../../src/domain/scan/scan-text.js";

const SECRET = "hunter2-EXAMPLE";

function scan(value: unknown, fileKind: FileKind, more: Partial<ScanOptions> = {}): ScanFinding[] {
  return scanJsonText(JSON.stringify(value, null, 2), { fileKind, ...more });
}
const told = (findings: readonly ScanFinding[]): string[] =>
  findings.map(({ code, jsonPath }) => `${code} ${jsonPath}`);
const models = (row: object): object => ({ providers: { acme: row } });
const config = (row: object): object => ({ models: { providers: { acme: row } } });
const REF = { source: "exec", provider: "vault", id: "llm/acme" };

describe("models.json", () => {
  it.each<[why: string, row: object, expected: string[]]>([
    ["a key that is no marker is plaintext", { apiKey: SECRET }, ["PLAINTEXT_FOUND providers.acme.apiKey"]],
    ["a marker is clean", { apiKey: "secretref-managed" }, []],
    ["an empty key is clean", { apiKey: " " }, []],
    ["a ref object as key is unresolved", { apiKey: REF }, ["REF_UNRESOLVED providers.acme.apiKey"]],
    [
      "a ref without provider as key is unresolved",
      { apiKey: { source: "env", id: "X" } },
      ["REF_UNRESOLVED providers.acme.apiKey"],
    ],
    ["${NAME} as key is unresolved", { apiKey: "${ACME_KEY}" }, ["REF_UNRESOLVED providers.acme.apiKey"]],
    ["$NAME as key is unresolved", { apiKey: "$ACME_KEY" }, ["REF_UNRESOLVED providers.acme.apiKey"]],
    [
      "a ref object as any header is unresolved",
      { headers: { "X-Title": REF } },
      ["REF_UNRESOLVED providers.acme.headers.X-Title"],
    ],
    [
      "${NAME} as any header is unresolved",
      { headers: { "X-Title": "${T}" } },
      ["REF_UNRESOLVED providers.acme.headers.X-Title"],
    ],
    ["a mixed template is neither", { headers: { Authorization: "Bearer ${T}" } }, []],
    [
      "a sensitive header without a header marker is plaintext",
      { headers: { "X-Api-Key": "HF_TOKEN" } },
      ["PLAINTEXT_FOUND providers.acme.headers.X-Api-Key"],
    ],
    ["a sensitive header with one is clean", { headers: { "X-Api-Key": "secretref-env:ACME" } }, []],
    ["a harmless header is clean", { headers: { "X-Title": "demo" } }, []],
    [
      "a model row's header is judged alike",
      { models: [{ id: "m", headers: { Cookie: "a=b" } }] },
      ["PLAINTEXT_FOUND providers.acme.models[0].headers.Cookie"],
    ],
    ["a placeholder is told as such", { apiKey: "***" }, ["PLACEHOLDER_VALUE providers.acme.apiKey"]],
    [
      "a placeholder in a sensitive header as well",
      { headers: { Authorization: "[REDACTED]" } },
      ["PLACEHOLDER_VALUE providers.acme.headers.Authorization"],
    ],
    ["a placeholder elsewhere is a word", { description: "[REDACTED]" }, []],
  ])("%s", (_why, row, expected) => {
    expect(told(scan(models(row), "models"))).toEqual(expected);
  });

  it("a custom environment name is clean for the provider whose ref owns it, and for no other", () => {
    const ownedEnvNames = (id: string): string[] => (id === "acme" ? ["ACME_KEY"] : []);
    const file = { providers: { acme: { apiKey: "ACME_KEY" }, other: { apiKey: "ACME_KEY" } } };
    expect(told(scan(file, "models", { ownedEnvNames }))).toEqual(["PLAINTEXT_FOUND providers.other.apiKey"]);
    expect(told(scan(file, "models"))).toHaveLength(2);
    expect(told(scan(file, "models", { ownedEnvNames }))).toHaveLength(1);
  });

  it("a finding has severity, place, provider and reason", () => {
    const [finding] = scan(models({ api: "x", apiKey: SECRET }), "models");
    expect(finding).toEqual({
      code: "PLAINTEXT_FOUND",
      severity: "warn",
      jsonPath: "providers.acme.apiKey",
      offset: 67,
      line: 5,
      column: 17,
      reason: "api-key",
      confidence: "name",
      provider: "acme",
    });
  });

  it("a plugin's catalog is judged alike", () => {
    expect(told(scan(models({ apiKey: REF }), "catalog"))).toEqual(["REF_UNRESOLVED providers.acme.apiKey"]);
    expect(told(scan({ apiKey: SECRET, models: [] }, "catalog"))).toEqual(["PLAINTEXT_FOUND apiKey"]);
  });
});

describe("openclaw.json", () => {
  it.each<[path: string, row: object]>([
    ["apiKey", { apiKey: SECRET }],
    ["headers.Authorization", { headers: { Authorization: SECRET } }],
    ["request.auth.token", { request: { auth: { token: SECRET } } }],
    ["request.auth.value", { request: { auth: { value: SECRET } } }],
    ["request.headers.Api-Key", { request: { headers: { "Api-Key": SECRET } } }],
    ["request.tls.ca", { request: { tls: { ca: SECRET } } }],
    ["request.tls.cert", { request: { tls: { cert: SECRET } } }],
    ["request.tls.key", { request: { tls: { key: SECRET } } }],
    ["request.tls.passphrase", { request: { tls: { passphrase: SECRET } } }],
    ["request.proxy.tls.ca", { request: { proxy: { tls: { ca: SECRET } } } }],
    ["request.proxy.tls.cert", { request: { proxy: { tls: { cert: SECRET } } } }],
    ["request.proxy.tls.key", { request: { proxy: { tls: { key: SECRET } } } }],
    ["request.proxy.tls.passphrase", { request: { proxy: { tls: { passphrase: SECRET } } } }],
  ])("%s of a provider must not be plaintext", (path, row) => {
    expect(told(scan(config(row), "config"))).toEqual([`PLAINTEXT_FOUND models.providers.acme.${path}`]);
  });

  it.each<[why: string, row: object]>([
    ["a ref object", { apiKey: REF, headers: { Authorization: REF } }],
    ["${NAME} and $NAME", { apiKey: "${ACME}", headers: { Authorization: "$ACME" } }],
    ["a marker as key", { apiKey: "OPENROUTER_API_KEY" }],
    ["a harmless header", { headers: { "X-Title": "demo" } }],
    ["a command without a literal secret", { apiKey: "!op read op://vault/item/field" }],
  ])("%s is no finding", (_why, row) => {
    expect(scan(config(row), "config")).toEqual([]);
  });

  it("the id of a stored profile as key is a reference", () => {
    const profileIds = new Set(["acme:default"]);
    expect(scan(config({ apiKey: "acme:default" }), "config", { profileIds })).toEqual([]);
    expect(scan(config({ apiKey: "acme:other" }), "config", { profileIds })).toHaveLength(1);
  });

  const TOKEN = "xoxb-123456789012-EXAMPLE0";
  it.each<[why: string, config: object, severity: string | undefined]>([
    ["a name that can mean nothing else", { skills: { entries: { x: { apiKey: SECRET } } } }, "warn"],
    ["a credential header", { agents: { defaults: { params: { headers: { Authorization: SECRET } } } } }, "warn"],
    ["a vendor's form under such a name", { channels: { x: { botToken: TOKEN } } }, "warn"],
    ["a vendor's form under any name", { channels: { x: { note: TOKEN } } }, "warn"],
    ["a vendor's form in what OpenClaw makes for itself", { gateway: { auth: { token: TOKEN } } }, "warn"],
    ["what OpenClaw makes for itself", { gateway: { auth: { token: SECRET } } }, "info"],
    ["a name that can mean something else", { session: { mainKey: "q7Lw2Zt9Kp4X" } }, "info"],
    ["a key of a profile, which the config only names", { auth: { profiles: { "a:b": { key: SECRET } } } }, "warn"],
    ["a reference", { channels: { x: { botToken: "${X_TOKEN}" } } }, undefined],
  ])("of other parts of OpenClaw: %s", (_, config, severity) => {
    expect(scan(config, "config")[0]?.severity).toBe(severity);
  });

  it("the values of the env block and of resolvers count", () => {
    const file = {
      env: { vars: { ACME_API_KEY: SECRET } },
      secrets: { providers: { v: { env: { VAULT_TOKEN: SECRET } } } },
    };
    expect(scan(file, "config").map(({ severity, jsonPath }) => [severity, jsonPath])).toEqual([
      ["warn", "env.vars.ACME_API_KEY"],
      ["warn", "secrets.providers.v.env.VAULT_TOKEN"],
    ]);
  });
});

describe("auth profiles", () => {
  const store = (profile: object): object => ({ version: 1, profiles: { "acme:a": { provider: "acme", ...profile } } });

  it.each<[why: string, profile: object, expected: string[]]>([
    ["a plaintext key", { type: "api_key", key: SECRET }, ["PLAINTEXT_FOUND profiles.acme:a.key"]],
    [
      "a plaintext key beside a ref",
      { type: "api_key", key: SECRET, keyRef: REF },
      ["PLAINTEXT_FOUND profiles.acme:a.key"],
    ],
    ["a key under its alias", { type: "apiKey", apiKey: SECRET }, ["PLAINTEXT_FOUND profiles.acme:a.key"]],
    ["a plaintext token", { type: "token", token: SECRET }, ["PLAINTEXT_FOUND profiles.acme:a.token"]],
    ["an env shorthand is a ref", { type: "api_key", key: "${ACME}" }, []],
    ["a ref in the value field", { type: "api_key", key: REF }, []],
    ["a marker, judged as everywhere", { type: "api_key", key: "lmstudio-local" }, []],
    ["a placeholder", { type: "token", token: "REDACTED" }, ["PLACEHOLDER_VALUE profiles.acme:a.token"]],
    [
      "OAuth material once, at the profile",
      { type: "oauth", access: SECRET, refresh: SECRET },
      ["LEGACY_RESIDUE profiles.acme:a"],
    ],
    [
      "OAuth by mode, and before the type is read",
      { access: SECRET, mode: "oauth" },
      ["LEGACY_RESIDUE profiles.acme:a"],
    ],
    [
      "a vendor's key beside OAuth material, where none belongs",
      { type: "oauth", access: SECRET, note: "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1" },
      ["LEGACY_RESIDUE profiles.acme:a", "PLAINTEXT_FOUND profiles.acme:a.note"],
    ],
    [
      "OAuth material that has a vendor's form",
      { type: "oauth", access: "sk-ant-oat01-EXAMPLEq7Lw2Zt9Kp4", id_token: "eyJhbGciOiJ.eyJFWEFNUExF.EXAMPLE12" },
      ["LEGACY_RESIDUE profiles.acme:a"],
    ],
    ["OAuth without material", { type: "oauth", access: "" }, []],
    [
      "an unknown field",
      { type: "api_key", keyRef: REF, metadata: { clientSecret: SECRET } },
      ["PLAINTEXT_FOUND profiles.acme:a.metadata.clientSecret"],
    ],
    [
      "an e-mail address and dates are nothing",
      { type: "api_key", keyRef: REF, email: "a@b.example", created: "2026-09-30" },
      [],
    ],
  ])("%s", (_why, profile, expected) => {
    expect(told(scan(store(profile), "auth"))).toEqual(expected);
  });

  it("OAuth material is a remark that names its profile", () => {
    const [finding] = scan(store({ type: "oauth", access: SECRET }), "auth");
    expect(finding).toMatchObject({ severity: "info", profileId: "acme:a", reason: "oauth-material" });
  });

  it("a type that a duplicate hides does not excuse a key", () => {
    const text = `{"profiles":{"a":{"type":"oauth","type":"api_key","key":"${SECRET}"}}}`;
    expect(told(scanJsonText(text, { fileKind: "auth" }))).toEqual(["PLAINTEXT_FOUND profiles.a.key"]);
  });

  it("the flat files of old installations are read as well", () => {
    expect(told(scan({ acme: { apiKey: SECRET } }, "auth"))).toEqual(["PLAINTEXT_FOUND acme.apiKey"]);
    expect(told(scan({ acme: { type: "oauth", access: SECRET } }, "auth"))).toEqual(["LEGACY_RESIDUE acme"]);
  });
});

describe("a JSON file of any origin", () => {
  it("rows of providers and profiles are judged in full", () => {
    expect(told(scan(models({ apiKey: SECRET }), "unknown"))).toEqual(["PLAINTEXT_FOUND providers.acme.apiKey"]);
    expect(told(scan(config({ apiKey: SECRET }), "unknown"))).toEqual(["PLAINTEXT_FOUND models.providers.acme.apiKey"]);
  });

  it("elsewhere a name needs a token beside it, and randomness alone is no reason", () => {
    const noise = {
      token: "optional thing",
      scripts: { "test:cookies": "run -p test" },
      mappings: "q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0",
    };
    expect(scan(noise, "unknown")).toEqual([]);
    expect(scan({ token: "q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0" }, "unknown")).toHaveLength(1);
    expect(scan({ note: "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1" }, "unknown")).toHaveLength(1);
  });
});
