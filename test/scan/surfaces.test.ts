import { describe, expect, it } from "vitest";
import { credentialName } from "../../src/domain/scan/names.js";
import { credentialSurface } from "../../src/domain/scan/surfaces.js";
import type { JsonPath } from "../../src/domain/tree.js";

describe("credential surfaces below a provider", () => {
  it.each<[JsonPath, string]>([
    [["apiKey"], "apiKey"],
    [["baseUrl"], "url"],
    [["headers", "X-Title"], "header"],
    [["headers", 0, 1], "header"],
    [["headers", 0, "value"], "header"],
    [["headers", 0], "header"],
    [["request", "auth", "token"], "request"],
    [["request", "auth", "value"], "request"],
    [["request", "headers", "Authorization"], "header"],
    [["request", "tls", "ca"], "request"],
    [["request", "tls", "cert"], "request"],
    [["request", "tls", "key"], "request"],
    [["request", "tls", "passphrase"], "request"],
    [["request", "proxy", "url"], "url"],
    [["request", "proxy", "tls", "ca"], "request"],
    [["request", "proxy", "tls", "cert"], "request"],
    [["request", "proxy", "tls", "key"], "request"],
    [["request", "proxy", "tls", "passphrase"], "request"],
    [["localService", "env", "OLLAMA_HOST"], "env"],
    [["models", 3, "headers", "X-Api-Key"], "header"],
    [["models", 3, "apiKey"], "apiKey"],
    [["models", 0, "request", "auth", "token"], "request"],
    [["modelOverrides", "m", "headers", "X-Api-Key"], "header"],
    [["params", "clientSecret"], "other"],
    [["params", "passwords", "db_password", 0], "other"],
  ])("%j is one of kind %s", (path, kind) => {
    expect(credentialSurface(path)?.kind).toBe(kind);
  });

  it.each<[JsonPath]>([
    [["api"]],
    [["auth"]],
    [["models"]],
    [["models", 0, "id"]],
    [["request", "auth", "mode"]],
    [["request", "tls", "serverName"]],
    [["localService", "command"]],
    [["headers", 0, 0]],
    [["headers", 0, "name"]],
    [["params", "max_tokens"]],
    [["params", "tokenizer"]],
    [[]],
  ])("%j is none", (path) => {
    expect(credentialSurface(path)).toBeNull();
  });

  it("names the header, or where its name stands in the array forms", () => {
    expect(credentialSurface(["headers", "X-A"])?.headerName).toBe("X-A");
    expect(credentialSurface(["headers", "X-A", 0])?.headerName).toBe("X-A");
    expect(credentialSurface(["headers", 0, "Cookie"])?.headerName).toBe("Cookie");
    expect(credentialSurface(["models", 1, "headers", 2, 1])?.nameAt).toEqual([["models", 1, "headers", 2, 0]]);
    expect(credentialSurface(["request", "headers", 2, "value"])?.nameAt?.[0]).toEqual([
      "request",
      "headers",
      2,
      "name",
    ]);
  });
});

describe("names of credentials", () => {
  it.each([
    "apiKey api_key API-KEY APIKEY x-api-key OPENAI_API_KEY openaiApiKey apiKeys",
    "token accessToken refresh_token AUTH_TOKEN botToken token2 token_old tokenProd",
    "secret clientSecret CLIENT_SECRET webhook_secret secrets",
    "password db-password PASSWD pwd dbpassword passphrase userPass",
    "authorization Authorization Proxy-Authorization Cookie bearer jwt credentials",
    "secretAccessKey aws_secret_access_key accessKey privateKey private-key-value signingKey connectionString",
  ])("strong: %s", (names) => {
    for (const name of names.split(" ")) expect([name, credentialName(name)]).toEqual([name, "strong"]);
  });

  it.each(["key openaiKey groq_key", "auth dsn webhook pat"])("weak: %s", (names) => {
    for (const name of names.split(" ")) expect([name, credentialName(name)]).toEqual([name, "weak"]);
  });

  it.each([
    "maxTokens max_tokens tokens tokenizer tokenLimit contextTokens eos_token stop_token nextPageToken costPerToken",
    "tokenUrl secretName passwordFile apiKeyEnv keyId accessKeyId keyRef tokenEndpoint credentialType",
    "publicKey cacheKey primary_key sessionKey foreignKey publishableKey sortKey",
    "hasPassword requiresApiKey useToken isSecret showPassword",
    "monkey keyboard author passenger compass description name id model",
  ])("none: %s", (names) => {
    for (const name of names.split(" ")) expect([name, credentialName(name)]).toEqual([name, null]);
  });

  it("a name longer than any field's is none", () => {
    expect(credentialName(`${"x".repeat(200)}ApiKey`)).toBeNull();
  });
});
