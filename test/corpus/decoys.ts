import { type Pair, Pairs, pairs } from "./json.js";
import { DIGITS, HEX, LOWER, type Random, UPPER } from "./random.js";

/** Something that looks like a secret and is none: pairs for a row of models.json. Nothing may be reported there. */
export interface Decoy {
  kind: string;
  make(random: Random): Pair[];
}

const one = (key: string, value: Pair["value"]): Pair[] => [{ key, value }];
const rows = (...ids: string[]): Pair[] =>
  one(
    "models",
    ids.map((id) => pairs({ id, name: id, contextWindow: 131072 })),
  );
const uuid = (r: Random): string => [8, 4, 4, 4, 12].map((length) => r.text(length, HEX)).join("-");
const key =
  (value: string): Decoy["make"] =>
  () =>
    one("apiKey", value);

export const DECOYS: readonly Decoy[] = [
  { kind: "marker-managed", make: key("secretref-managed") },
  { kind: "marker-custom-local", make: key("custom-local") },
  { kind: "marker-codex", make: key("codex-app-server") },
  { kind: "marker-vertex", make: key("gcp-vertex-credentials") },
  { kind: "marker-ollama", make: key("ollama-local") },
  { kind: "marker-lmstudio", make: key("lmstudio-local") },
  { kind: "marker-minimax", make: key("minimax-oauth") },
  { kind: "marker-oauth", make: key("oauth:chutes") },
  { kind: "marker-secretref-env", make: key("secretref-env:OPENAI_API_KEY") },
  {
    kind: "known-env-name",
    make: (r) => one("apiKey", r.pick(["OPENAI_API_KEY", "GROQ_API_KEY", "HF_TOKEN", "ZAI_API_KEY"])),
  },
  {
    kind: "aws-name",
    make: (r) => one("apiKey", r.pick(["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_BEARER_TOKEN_BEDROCK"])),
  },
  { kind: "command-keychain", make: key("!security find-generic-password -s modelseal-demo -w") },
  { kind: "command-op", make: key("!op read op://vault-prod/openai/credential") },
  { kind: "command-pass", make: key("!pass show llm/openai | head -n1") },
  { kind: "command-vault", make: key("!vault kv get -field=api_key secret/data/llm") },
  { kind: "command-variable", make: key('!curl -H "Authorization: Bearer $VAULT_TOKEN" https://vault.example/v1/llm') },
  {
    kind: "header-marker",
    make: () =>
      one("headers", pairs({ Authorization: "secretref-env:ACME_HDR_TOKEN", "X-Api-Key": "secretref-managed" })),
  },
  { kind: "header-template", make: () => one("headers", pairs({ Authorization: "Bearer ${ACME_TOKEN}" })) },
  {
    kind: "header-harmless",
    make: () =>
      one(
        "headers",
        pairs({
          "X-Title": "OpenClaw gateway",
          "HTTP-Referer": "https://openclaw.example/app",
          "anthropic-version": "2023-06-01",
          "anthropic-beta":
            "fine-grained-tool-streaming-2025-05-14,interleaved-thinking-2025-05-14,prompt-caching-2024-07-31",
          "User-Agent": "openclaw/2026.9.6 (linux; x64) node/24.21.0",
          "OpenAI-Organization": "org-acme-research",
          Accept: "application/json; charset=utf-8",
        }),
      ),
  },
  { kind: "header-request-id", make: (r) => one("headers", pairs({ "X-Request-Id": uuid(r) })) },
  {
    kind: "model-ids",
    make: () =>
      rows(
        "claude-sonnet-4-5-20250929",
        "deepseek-r1-distill-qwen-32b",
        "accounts/fireworks/models/llama-v3p1-405b-instruct",
        "Qwen/Qwen2.5-Coder-32B-Instruct-AWQ",
        "@cf/meta/llama-3.1-8b-instruct-fp8-fast",
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
        "nvidia/Llama-3_3-Nemotron-Super-49B-v1_5",
        "gpt-4o-mini-2024-07-18",
      ),
  },
  {
    kind: "sha256-digest",
    make: (r) =>
      one("ollama", pairs({ digest: `sha256:${r.text(64, HEX)}`, modified_at: "2026-08-04T08:52:19.385406455-07:00" })),
  },
  {
    kind: "bare-digest",
    make: (r) => one("source", pairs({ sha256: r.text(64, HEX), md5: r.text(32, HEX), commit: r.text(40, HEX) })),
  },
  {
    kind: "etag",
    make: (r) =>
      one("cache", pairs({ etag: `W/"${r.text(32, HEX)}"`, checksum: r.text(40, HEX), revision: r.text(40, HEX) })),
  },
  {
    kind: "integrity",
    make: (r) =>
      one(
        "package",
        pairs({ integrity: `sha512-${r.text(86, LOWER + UPPER + DIGITS)}==`, version: "2.14.0-rc.3+build.77" }),
      ),
  },
  { kind: "uuid-id", make: (r) => one("deploymentId", uuid(r)) },
  {
    kind: "base-url",
    make: () =>
      one(
        "baseUrl",
        "https://eu-west-1.llm-gateway.example:8443/v1beta/openai/deployments/gpt-4o?api-version=2024-10-21",
      ),
  },
  {
    kind: "base-url-template",
    make: () => one("baseUrl", "https://svc:${ACME_PROXY_PASSWORD}@llm.example/v1?key=${ACME_KEY}"),
  },
  { kind: "base-url-git-user", make: () => one("homepage", "ssh://git@github.example/acme/models.git") },
  {
    kind: "git-hash-url",
    make: (r) => one("documentation", `https://github.example/acme/models/blob/${r.text(40, HEX)}/README.md#L10-L20`),
  },
  {
    kind: "sizes",
    make: () => one("limits", pairs({ contextWindow: "1048576", maxTokens: "65536", maxOutputTokens: "8192" })),
  },
  {
    kind: "tokens",
    make: () => one("tokenizer", pairs({ name: "cl100k_base", eos_token: "<|end_of_text|>", stop_token: "</s>" })),
  },
  {
    kind: "dates",
    make: () =>
      one("meta", pairs({ created: "2026-09-30T12:34:56.789Z", knowledgeCutoff: "2025-07", ttl: "P30DT12H" })),
  },
  { kind: "localhost", make: () => one("baseUrl", "http://localhost:11434/v1") },
  {
    kind: "api-ids",
    make: () => [
      ...one("api", "openai-completions"),
      ...one("auth", "api-key"),
      ...one("authMode", "provider-default"),
    ],
  },
  {
    kind: "prose",
    make: () =>
      one(
        "description",
        "Set OPENAI_API_KEY, or a key that starts with sk-proj-..., before the first start; the password is never stored.",
      ),
  },
  {
    kind: "file-paths",
    make: () =>
      one(
        "localService",
        pairs({
          command: "/opt/llama.cpp/build/bin/llama-server",
          args: ["--model", "/srv/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "--ctx-size", "8192"],
        }),
      ),
  },
  {
    kind: "secret-paths",
    make: () =>
      one(
        "vendor",
        pairs({
          passwordFile: "/run/secrets/llm-password",
          tokenUrl: "https://login.example/oauth2/v2.0/token",
          secretName: "llm-credentials",
          apiKeyEnv: "ACME_API_KEY",
        }),
      ),
  },
  {
    kind: "arn",
    make: (r) =>
      rows(
        `arn:aws:bedrock:us-east-1:${r.text(12, DIGITS)}:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0`,
      ),
  },
  {
    kind: "region",
    make: () => [
      ...one("region", "ap-southeast-2"),
      ...one("project", "projects/acme-prod-482913/locations/europe-west4"),
    ],
  },
  {
    kind: "semver",
    make: () =>
      one("engine", pairs({ version: "v1.104.0-insiders", image: "ghcr.io/acme/llm-proxy:2026.9.6-bookworm" })),
  },
  {
    kind: "local-env",
    make: () =>
      one(
        "localService",
        pairs({
          env: pairs({ OLLAMA_HOST: "127.0.0.1:11434", CUDA_VISIBLE_DEVICES: "0,1", OLLAMA_KEEP_ALIVE: "24h" }),
        }),
      ),
  },
  { kind: "no-key", make: () => one("apiKey", "") },
  { kind: "marker-twice", make: () => [...one("apiKey", "secretref-managed"), ...one("apiKey", "OPENAI_API_KEY")] },
  { kind: "padded-marker", make: key(" secretref-managed\n") },
  {
    kind: "flags",
    make: () =>
      one(
        "compat",
        pairs({
          supportsStore: false,
          hasPassword: "false",
          requiresApiKey: "true",
          maxTokensField: "max_completion_tokens",
        }),
      ),
  },
  {
    kind: "schema",
    make: () => one("$schema", "https://json-schema.example/draft/2020-12/schema#/definitions/ModelProvider"),
  },
  { kind: "capabilities", make: () => one("input", ["text", "image"]) },
  { kind: "empty-object", make: () => one("request", new Pairs([])) },
];

/** Decoys of config and of profiles: a ref in each spelling. */
export const REF_VALUES: readonly (() => Pair["value"])[] = [
  () => "${ACME_LLM_KEY}",
  () => "$ACME_LLM_KEY",
  () => pairs({ source: "env", provider: "default", id: "ACME_LLM_KEY" }),
  () => pairs({ source: "file", provider: "vault", id: "/providers/acme/key" }),
  () => pairs({ source: "exec", provider: "onepassword", id: "op/llm/acme-EXAMPLE-9f2c7a11" }),
  () => pairs({ source: "store", provider: "default", id: "ACME_LLM_KEY" }),
];
