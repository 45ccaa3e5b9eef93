import { describe, expect, test } from "vitest";
import { keyless } from "../../src/domain/openclaw/keyless.js";
import { releaseRange } from "../../src/domain/openclaw/releases.js";

const newest = releaseRange(undefined, undefined).newest;
const row = (entry: object) => ({
  baseUrl: "http://localhost:1/v1",
  api: "openai-completions",
  models: [{ id: "m" }],
  ...entry,
});

describe("providers without a credential", () => {
  test.each([
    "http://localhost:11434/v1",
    "http://LOCALHOST/",
    "http://127.0.0.1:8080",
    "http://127.1.2.3",
    "http://[::1]:1",
    "http://0.0.0.0:1",
    "http://10.0.0.7/v1",
    "http://192.168.1.2",
    "http://172.16.0.1",
    "http://172.31.9.9",
    "http://gpu.local:8000",
    "http://host.docker.internal:1",
  ])("a server at %s is asked without one", (baseUrl) => {
    expect(keyless("acme", row({ baseUrl }), newest)).toBe("local");
  });

  test.each([
    "https://acme.example",
    "http://172.32.0.1",
    "http://127.0.0.1.acme.example",
    "http://11.0.0.1",
    "no url",
    "",
  ])("a server at %j is not", (baseUrl) => {
    expect(keyless("acme", row({ baseUrl }), newest)).toBeUndefined();
  });

  test.each<[string, object]>([
    ["a key", { apiKey: "sk-EXAMPLE" }],
    ["a SecretRef", { apiKey: { source: "env", id: "X" } }],
    ["no models", { models: [] }],
    ["no api", { api: " " }],
    ["another way to authenticate", { auth: "oauth" }],
  ])("nor is a local one with %s", (_, entry) => {
    expect(keyless("acme", row(entry), newest)).toBeUndefined();
  });

  test("a local server is asked from 2026.5.18 on", () => {
    const facts = (release: string) => releaseRange(release, undefined).newest;
    expect(keyless("acme", row({}), facts("2026.3.8"))).toBeUndefined();
    expect(keyless("acme", row({}), facts("2026.5.18"))).toBe("local");
  });

  test("amazon-bedrock leaves it to the AWS SDK, unless the config says otherwise", () => {
    expect(keyless("amazon-bedrock", undefined, newest)).toBe("aws");
    expect(keyless("amazon-bedrock", { apiKey: "k" }, newest)).toBeUndefined();
    expect(keyless("amazon-bedrock", { auth: "token" }, newest)).toBeUndefined();
  });

  test("command line programs keep their own sign-in", () => {
    expect(keyless("claude-cli", undefined, newest)).toBe("own-sign-in");
    expect(keyless("google-gemini-cli", undefined, newest)).toBe("own-sign-in");
    expect(keyless("anthropic", undefined, newest)).toBeUndefined();
  });
});
