import { describe, expect, it } from "vitest";
import { type DetectContext, detectSecret } from "../../src/domain/scan/detect.js";
import { randomness } from "../../src/domain/scan/random-text.js";

const RANDOM = "q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0";
const HEX32 = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const SHA40 = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d";
const UUID = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";

function confidence(value: string, context: Partial<DetectContext>): string | null {
  return detectSecret(value, { surface: "field", path: [], ...context })?.confidence ?? null;
}

describe("on a credential surface any literal is a secret by name", () => {
  it.each<[string, Partial<DetectContext>]>([
    ["x", { surface: "apiKey" }],
    [UUID, { surface: "apiKey" }],
    ["ALLCAPS_SAMPLE_VALUE", { surface: "apiKey" }],
    ["prefix secretref-managed", { surface: "apiKey" }],
    ["x", { surface: "header", headerName: "Authorization" }],
    ["OPENAI_API_KEY", { surface: "header", headerName: "X-Api-Key" }],
    ["theme=dark", { surface: "header", headerName: "cookie" }],
    ["4096", { surface: "header", headerName: "X-Max-Tokens-Hint" }],
    ["/etc/ssl/ca.pem", { surface: "request" }],
    ["x", { surface: "env", key: "UPSTREAM_TOKEN" }],
    ["hunter2", { surface: "other", key: "clientSecret" }],
    ["hunter2", { key: "db_password" }],
    [HEX32.slice(0, 16), { key: "openaiKey" }],
    ["https://u:hunter2@h", { surface: "url" }],
    ["$hunter2example", { surface: "apiKey" }],
    ["${ACME_KEY:-hunter2}", { surface: "apiKey" }],
    ["${ACME_KEY:-sk-proj-EXAMPLEq7Lw2Zt9Kp4}", { surface: "apiKey" }],
    ["{sk-proj-EXAMPLEq7Lw2Zt9Kp4}", { surface: "header", headerName: "Authorization" }],
  ])("%s in %j", (value, context) => {
    expect(confidence(value, context)).toBe("name");
  });
});

describe("anywhere else a secret shows by its shape", () => {
  it.each<[string, Partial<DetectContext>]>([
    ["gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1", {}],
    ["see https://u:hunter2-EXAMPLE@h/v1 for more", {}],
    ["https://h/v1?api_key=hunter2-EXAMPLE", {}],
    ["Bearer hunter2-EXAMPLE", {}],
    ["Server=db;Password=hunter2-EXAMPLE;", {}],
    ["Bearer hunter2-EXAMPLE", { surface: "header", headerName: "X-Forward" }],
    ["!curl -u svc:hunter2-EXAMPLE https://h", { surface: "apiKey" }],
    ["tool --password=correct-horse", { surface: "command" }],
    ["hunter2-EXAMPLE", { surface: "argument", before: "--api-key" }],
    ["secretref-managedgsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1", {}],
    ["https://h/login?next=https%3A%2F%2Fu%3Ahunter2-EXAMPLE%40h", {}],
    [JSON.stringify({ apiKey: "hunter2-EXAMPLE" }), {}],
    [JSON.stringify(JSON.stringify({ apiKey: "hunter2-EXAMPLE" })), {}],
    [Buffer.from("sk-proj-EXAMPLEq7Lw2Zt9Kp4").toString("base64"), {}],
  ])("%s in %j", (value, context) => {
    expect(confidence(value, context)).toBe("shape");
  });
});

describe("and what nobody would write by its randomness", () => {
  it.each<[string, Partial<DetectContext>]>([
    [RANDOM, { key: "handle" }],
    [HEX32, { key: "handle" }],
    [`${HEX32}${HEX32}`, { key: "note" }],
    ["qZ7/Lw2+t9Kp4Xc8Vb3/Nm6Hs1Jd5Fg0aRuYeW2iQo4=", { key: "blob64" }],
    [`https://h/x?q=${RANDOM}`, { surface: "url" }],
    [`the value is ${RANDOM} for now`, {}],
    [RANDOM, { surface: "header", headerName: "X-Route" }],
    [`data:text/plain;base64,${RANDOM}`, { key: "icon" }],
    [RANDOM, { key: "sha256" }],
  ])("%s in %j", (value, context) => {
    expect(confidence(value, context)).toBe("entropy");
  });
});

describe("no secret", () => {
  it.each<[string, Partial<DetectContext>]>([
    ["", { surface: "apiKey" }],
    ["  ", { surface: "request" }],
    ["secretref-managed", { surface: "apiKey" }],
    [" secretref-managed\n", { surface: "apiKey" }],
    ["OPENAI_API_KEY", { surface: "apiKey" }],
    ["ACME_KEY", { surface: "apiKey", ownedEnvNames: ["ACME_KEY"] }],
    ["oauth:chutes", { surface: "apiKey" }],
    ["${ACME_KEY}", { surface: "apiKey" }],
    ["$ACME_KEY", { surface: "request" }],
    ["${A}${B}", { surface: "apiKey" }],
    ["!op read op://vault/item/field", { surface: "apiKey" }],
    ["***", { surface: "apiKey" }],
    ["__OPENCLAW_REDACTED__", { surface: "request" }],
    ["secretref-env:ACME", { surface: "header", headerName: "Authorization" }],
    ["Bearer ${ACME}", { surface: "header", headerName: "Authorization" }],
    ["Bearer $ACME", { surface: "header", headerName: "Authorization" }],
    ["OpenClaw", { surface: "header", headerName: "X-Title" }],
    ["2023-06-01", { surface: "header", headerName: "anthropic-version" }],
    ["org-EXAMPLEq7Lw2Zt9Kp4Xc8Vb3", { surface: "header", headerName: "OpenAI-Organization" }],
    [UUID, { surface: "header", headerName: "X-Request-Id" }],
    ["secretref-managed", { surface: "request" }],
    ["secretref-env:ACME", { surface: "request" }],
    ["127.0.0.1:11434", { surface: "env", key: "OLLAMA_HOST" }],
    ["https://h:8443/v1beta/openai/deployments/gpt-4o?api-version=2024-10-21", { surface: "url" }],
    ["https://u:${PASS}@h/v1?key=${KEY}", { surface: "url" }],
    [`https://h/client/v4/accounts/${HEX32}/ai/v1`, { surface: "url" }],
    [`https://h/acme/x/blob/${SHA40}/README.md`, {}],
    [`ghcr.io/acme/x@sha256:${HEX32}${HEX32}`, { key: "image" }],
    [`sha256:${HEX32}${HEX32}`, { key: "layer0" }],
    [SHA40, { key: "commit" }],
    [SHA40, { key: "gitHead" }],
    [HEX32, { key: "md5" }],
    [HEX32, { key: "x86", path: ["digests", "x86"] }],
    [HEX32, { key: "traceId" }],
    [UUID, { key: "handle" }],
    [`sha512-${RANDOM}${RANDOM}${RANDOM}==`, { key: "integrity" }],
    ["claude-sonnet-4-5-20250929", { key: "id" }],
    ["deepseek-r1-distill-qwen-32b", { key: "id" }],
    ["accounts/fireworks/models/llama-v3p1-405b-instruct", { key: "id" }],
    ["hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", { key: "id" }],
    ["@cf/meta/llama-3.1-8b-instruct-fp8-fast", { key: "id" }],
    ["anthropic.claude-3-5-sonnet-20241022-v2:0", { key: "id" }],
    [
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0",
      { key: "id" },
    ],
    ["2026-08-04T08:52:19.385406455-07:00", { key: "modified_at" }],
    ["v1.104.0-insiders+build.20260930", { key: "version" }],
    ["/srv/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", { key: "path" }],
    ["openai-completions", { key: "api" }],
    ["api-key", { key: "authentication" }],
    ["/run/secrets/llm", { key: "credentials" }],
    ["op://vault/item/field", { key: "token" }],
    ["Set OPENAI_API_KEY or a key that starts with sk-proj-..., the password is never stored.", { key: "description" }],
    ["password: ask the platform team", { key: "description" }],
    ["cl100k_base", { key: "tokenizer" }],
    ["Bearer $acme_token", { surface: "header", headerName: "Authorization" }],
    ["${ACME_KEY:?set it in 1 of the 3 files}", { surface: "apiKey" }],
    [`00-${HEX32}-0a1b2c3d4e5f6071-01`, { key: "traceparent" }],
    [`MFkwEwYHKoZIzj0CAQYI${RANDOM}`, { key: "publicKey" }],
    [`123456789012-${HEX32}.apps.googleusercontent.com`, { key: "clientId" }],
    ["data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4", { key: "icon" }],
    ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0aRuY", { key: "hostKey" }],
    ["GDPR/HIPAA/CCPA/LGDP/DPDPA/PIPL/WKT/WKB", { key: "description" }],
  ])("%s in %j", (value, context) => {
    expect(confidence(value, context)).toBeNull();
  });
});

describe("randomness", () => {
  it.each([
    "noVueVTextVHtmlAndOtherOptions",
    "max_completion_tokens_for_reasoning",
    "Llama-3_3-Nemotron-Super-49B-v1_5",
    "Qwen3-Coder-480B-A35B-Instruct-FP8",
    "gemini-2.5-flash-preview-native-audio-dialog",
    "DeepSeek-R1-0528-Qwen3-8B-GGUF:UD-Q4_K_XL",
    "us-central1-aiplatform.googleapis.com",
    "12345678901234567890123456789012",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ])("%s has none", (text) => {
    expect(randomness(text)).toBeNull();
  });
});
