import { describe, expect, it } from "vitest";
import { isNonSecretMarker } from "../../src/domain/marker.js";
import {
  DOTENV_EXTRA_ENV_NAMES,
  EXTERNAL_ENV_NAMES,
  envCandidates,
  isKnownEnvName,
  LEGACY_ENV_NAMES,
  MARCH_ENV_NAMES,
  PLAIN_ENV_NAMES,
} from "../../src/domain/openclaw/env-names.js";
import { authProviderKey, normalizeProviderId } from "../../src/domain/openclaw/providers.js";

describe("canonical provider ids", () => {
  it("are trimmed and in lower case", () => expect(normalizeProviderId("  Acme-LLM\n")).toBe("acme-llm"));
  it.each(["z.ai", "z-ai", "qwen", "bedrock", "kimi-code", "__proto__", ""])("%j stays as it is in 2026.9.6", (id) => {
    expect(normalizeProviderId(id)).toBe(id);
    expect(normalizeProviderId(id, "2026.9.6")).toBe(id);
  });
  const march: [id: string, canonical: string][] = [
    ["z.ai", "zai"],
    ["Z-AI", "zai"],
    ["opencode-zen", "opencode"],
    ["qwen", "qwen-portal"],
    ["kimi-code", "kimi-coding"],
    ["bedrock", "amazon-bedrock"],
    ["aws-bedrock", "amazon-bedrock"],
    ["bytedance", "volcengine"],
    ["doubao", "volcengine"],
    ["acme", "acme"],
  ];
  it.each(march)("%s is %s in 2026.3.1", (id, canonical) =>
    expect(normalizeProviderId(id, "2026.3.1")).toBe(canonical),
  );
});

describe("the provider of a credential lookup", () => {
  const aliases: [alias: string, provider: string][] = [
    ["claude-cli", "anthropic"],
    ["minimax-cn", "minimax"],
    ["minimax-api", "minimax"],
    ["minimax-cloud", "minimax"],
    ["minimax-api-lightning", "minimax"],
    ["minimax-api-key-cn", "minimax"],
    ["minimax-portal-cn", "minimax-portal"],
    ["x-ai", "xai"],
  ];
  it.each(aliases)("%s looks up the credentials of %s", (alias, provider) => {
    expect(authProviderKey(` ${alias.toUpperCase()} `)).toBe(provider);
  });
  const external: [alias: string, provider: string][] = [
    ["byteplus-plan", "byteplus"],
    ["gmi-cloud", "gmi"],
    ["gmicloud", "gmi"],
    ["meituan-longcat", "longcat"],
    ["novita-ai", "novita"],
    ["novitaai", "novita"],
    ["kimi-coding", "kimi"],
    ["qwencloud", "qwen"],
    ["modelstudio", "qwen"],
    ["dashscope", "qwen"],
    ["fireworks-ai", "fireworks"],
    ["moonshotai", "moonshot"],
    ["moonshot-ai", "moonshot"],
    ["z-ai", "zai"],
    ["z.ai", "zai"],
    ["volcengine-plan", "volcengine"],
  ];
  it.each(external)("%s is %s only with the external plugin", (alias, provider) => {
    expect(authProviderKey(alias)).toBe(alias);
    expect(authProviderKey(alias, { externalPlugins: true })).toBe(provider);
  });
  it("follows the spellings of 2026.3.1 instead of aliases there", () => {
    expect(authProviderKey("z.ai", { release: "2026.3.1" })).toBe("zai");
    expect(authProviderKey("claude-cli", { release: "2026.3.1" })).toBe("claude-cli");
  });
});

describe("environment variables of a provider", () => {
  const bundled: [provider: string, names: string][] = [
    ["anthropic", "ANTHROPIC_OAUTH_TOKEN ANTHROPIC_API_KEY"],
    ["openai", "CODEX_API_KEY OPENAI_API_KEY"],
    ["google", "GEMINI_API_KEY GOOGLE_API_KEY"],
    ["google-vertex", "GOOGLE_CLOUD_API_KEY"],
    ["huggingface", "HUGGINGFACE_HUB_TOKEN HF_TOKEN"],
    ["minimax", "MINIMAX_CODE_PLAN_KEY MINIMAX_CODING_API_KEY MINIMAX_API_KEY"],
    ["minimax-portal", "MINIMAX_OAUTH_TOKEN MINIMAX_API_KEY"],
    ["alibaba", "MODELSTUDIO_API_KEY DASHSCOPE_API_KEY QWEN_API_KEY"],
    ["opencode", "OPENCODE_API_KEY OPENCODE_ZEN_API_KEY"],
    ["opencode-go", "OPENCODE_API_KEY OPENCODE_ZEN_API_KEY"],
    ["github-copilot", "COPILOT_GITHUB_TOKEN"],
    ["lmstudio", "LM_API_TOKEN"],
    ["microsoft-foundry", "AZURE_OPENAI_API_KEY"],
    ["ollama", "OLLAMA_API_KEY"],
    ["ollama-cloud", "OLLAMA_API_KEY"],
    ["anthropic-openai", "ANTHROPIC_API_KEY"],
    ["qwen-dashscope", "DASHSCOPE_API_KEY"],
    ["claude-cli", "ANTHROPIC_OAUTH_TOKEN ANTHROPIC_API_KEY"],
  ];
  const external: [provider: string, names: string][] = [
    ["arcee", "ARCEEAI_API_KEY"],
    ["byteplus", "BYTEPLUS_API_KEY"],
    ["byteplus-plan", "BYTEPLUS_API_KEY"],
    ["chutes", "CHUTES_API_KEY CHUTES_OAUTH_TOKEN"],
    ["kimi", "KIMI_API_KEY KIMICODE_API_KEY"],
    ["meta", "MODEL_API_KEY"],
    ["moonshot", "MOONSHOT_API_KEY KIMI_API_KEY"],
    ["qwen", "QWEN_API_KEY MODELSTUDIO_API_KEY DASHSCOPE_API_KEY"],
    ["stepfun", "STEPFUN_API_KEY"],
    ["stepfun-plan", "STEPFUN_API_KEY"],
    ["tencent-tokenhub", "TOKENHUB_API_KEY"],
    ["tencent-tokenplan", "TOKENPLAN_API_KEY"],
    ["vercel-ai-gateway", "AI_GATEWAY_API_KEY"],
    ["volcengine", "VOLCANO_ENGINE_API_KEY"],
    ["volcengine-plan", "VOLCANO_ENGINE_API_KEY"],
    ["zai", "ZAI_API_KEY Z_AI_API_KEY"],
  ];
  it.each([...bundled, ...external])("of %s are %s", (provider, names) => {
    expect(envCandidates(provider)).toEqual(names.split(" "));
  });
  const namedLikeTheProvider =
    `cerebras clawrouter litellm nvidia openrouter sglang together vllm voyage xai baseten cloudflare-ai-gateway deepinfra
    deepseek featherless fireworks groq kilocode longcat mistral novita qianfan qwen-token-plan radius synthetic venice
    vydra xiaomi xiaomi-token-plan`.split(/\s+/);
  it.each(namedLikeTheProvider)("of %s is its own name with _API_KEY", (provider) => {
    expect(envCandidates(provider)).toEqual([`${provider.replaceAll("-", "_").toUpperCase()}_API_KEY`]);
  });
  it("are never guessed for a custom provider", () => {
    for (const id of ["acme-llm", "acme", "cohere", "__proto__", "constructor", ""])
      expect(envCandidates(id)).toEqual([]);
  });
  it("are found under any spelling of the id, and through aliases", () => {
    expect(envCandidates(" OpenAI ")).toEqual(["CODEX_API_KEY", "OPENAI_API_KEY"]);
    expect(envCandidates("x-ai")).toEqual(["XAI_API_KEY"]);
    expect(envCandidates("moonshotai")).toEqual(["MOONSHOT_API_KEY", "KIMI_API_KEY"]);
  });
  const march: [provider: string, names: string][] = [
    ["chutes", "CHUTES_OAUTH_TOKEN CHUTES_API_KEY"],
    ["github-copilot", "COPILOT_GITHUB_TOKEN GH_TOKEN GITHUB_TOKEN"],
    ["qwen", "QWEN_OAUTH_TOKEN QWEN_PORTAL_API_KEY"],
    ["z.ai", "ZAI_API_KEY Z_AI_API_KEY"],
  ];
  it.each(march)("of %s were %s in 2026.3.1", (provider, names) => {
    expect(envCandidates(provider, "2026.3.1")).toEqual(names.split(" "));
  });
  it("are all known names, so that each of them is a marker", () => {
    const ids = [...bundled, ...external, ...march].map(([id]) => id);
    for (const id of [...ids, ...namedLikeTheProvider]) {
      for (const name of [...envCandidates(id), ...envCandidates(id, "2026.3.1")]) {
        expect(isNonSecretMarker(name), name).toBe(true);
      }
    }
  });
});

describe("known environment names", () => {
  it.each([
    ["from of old", LEGACY_ENV_NAMES, 8],
    ["of a plain 2026.9.6", PLAIN_ENV_NAMES, 48],
    ["of external plugins", EXTERNAL_ENV_NAMES, 54],
    ["of 2026.3.1", MARCH_ENV_NAMES, 4],
  ])("%s are all known, each once", (_which, names, count) => {
    expect(new Set(names).size).toBe(count);
    expect(names).toHaveLength(count);
    for (const name of names) expect(isKnownEnvName(name), name).toBe(true);
  });
  it("of an external plugin are unknown to a plain install", () => {
    const plain = new Set([...LEGACY_ENV_NAMES, ...PLAIN_ENV_NAMES]);
    expect(EXTERNAL_ENV_NAMES.filter((name) => plain.has(name))).toEqual([]);
  });
  it("of the audit of .env files have the GitHub tokens on top", () => {
    expect(DOTENV_EXTRA_ENV_NAMES).toEqual(["GH_TOKEN", "GITHUB_TOKEN"]);
  });
});
