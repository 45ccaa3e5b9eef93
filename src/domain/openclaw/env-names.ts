import { lazy } from "../lazy.js";
import { authProviderKey, hasMarchFacts, normalizeProviderId } from "./providers.js";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Built into OpenClaw from of old, independent of any plugin manifest (`model-auth-markers`, 2026.9.6). */
export const LEGACY_ENV_NAMES = words(`
  GOOGLE_API_KEY DEEPSEEK_API_KEY PERPLEXITY_API_KEY FIREWORKS_API_KEY NOVITA_API_KEY AZURE_OPENAI_API_KEY AZURE_API_KEY
  MINIMAX_CODE_PLAN_KEY`);

/** What a plain OpenClaw 2026.9.6 knows from its bundled manifests (run). Complete for that release. */
export const PLAIN_ENV_NAMES = words(`
  ANTHROPIC_ADMIN_API_KEY ANTHROPIC_ADMIN_KEY ANTHROPIC_API_KEY ANTHROPIC_OAUTH_TOKEN AZURE_OPENAI_API_KEY
  AZURE_SPEECH_API_KEY AZURE_SPEECH_KEY AZURE_SPEECH_REGION CEREBRAS_API_KEY CLAWROUTER_API_KEY CODEX_API_KEY
  COPILOT_GITHUB_TOKEN DASHSCOPE_API_KEY DEEPGRAM_API_KEY ELEVENLABS_API_KEY FAL_API_KEY FAL_KEY GEMINI_API_KEY
  GOOGLE_API_KEY GOOGLE_CLOUD_API_KEY HF_TOKEN HUGGINGFACE_HUB_TOKEN LITELLM_API_KEY LM_API_TOKEN MINIMAX_API_KEY
  MINIMAX_CODE_PLAN_KEY MINIMAX_CODING_API_KEY MINIMAX_OAUTH_TOKEN MODELSTUDIO_API_KEY NVIDIA_API_KEY OLLAMA_API_KEY
  OPENAI_ADMIN_KEY OPENAI_API_KEY OPENCODE_API_KEY OPENCODE_ZEN_API_KEY OPENROUTER_API_KEY QWEN_API_KEY
  RUNWAYML_API_SECRET RUNWAY_API_KEY SENSEAUDIO_API_KEY SGLANG_API_KEY SPEECH_KEY SPEECH_REGION TOGETHER_API_KEY
  VLLM_API_KEY VOYAGE_API_KEY XAI_API_KEY XI_API_KEY`);

/** Known to OpenClaw 2026.9.6 only with the external plugin installed (its documentation, `docs/help/environment.md`). */
export const EXTERNAL_ENV_NAMES = words(`
  AI_GATEWAY_API_KEY ARCEEAI_API_KEY BASETEN_API_KEY BRAVE_API_KEY BYTEPLUS_API_KEY BYTEPLUS_SEED_SPEECH_API_KEY
  CHUTES_API_KEY CHUTES_OAUTH_TOKEN CLOUDFLARE_AI_GATEWAY_API_KEY COHERE_API_KEY COMFY_API_KEY COMFY_CLOUD_API_KEY
  DEEPINFRA_API_KEY EXA_API_KEY FEATHERLESS_API_KEY FIRECRAWL_API_KEY FISH_API_KEY FISH_AUDIO_API_KEY GCLOUD_PROJECT
  GMI_API_KEY GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CLOUD_LOCATION GOOGLE_CLOUD_PROJECT GRADIUM_API_KEY GROQ_API_KEY
  INWORLD_API_KEY KILOCODE_API_KEY KIMICODE_API_KEY KIMI_API_KEY LLAMA_SERVER_API_KEY LONGCAT_API_KEY MISTRAL_API_KEY
  MODEL_API_KEY MOONSHOT_API_KEY PARALLEL_API_KEY PIXVERSE_API_KEY QIANFAN_API_KEY QWEN_TOKEN_PLAN_API_KEY
  RADIUS_API_KEY STEPFUN_API_KEY SYNTHETIC_API_KEY TAVILY_API_KEY TOKENHUB_API_KEY TOKENPLAN_API_KEY VENICE_API_KEY
  VOLCANO_ENGINE_API_KEY VOLCENGINE_TTS_API_KEY VOLCENGINE_TTS_APPID VOLCENGINE_TTS_TOKEN VYDRA_API_KEY XIAOMI_API_KEY
  XIAOMI_TOKEN_PLAN_API_KEY ZAI_API_KEY Z_AI_API_KEY`);

/** Known to OpenClaw 2026.3.1 and dropped since. */
export const MARCH_ENV_NAMES = words("GH_TOKEN GITHUB_TOKEN QWEN_OAUTH_TOKEN QWEN_PORTAL_API_KEY");

/** What the audit of `.env` files looks at beyond the names above (2026.9.6). */
export const DOTENV_EXTRA_ENV_NAMES = words("GH_TOKEN GITHUB_TOKEN");

const known = lazy(() => new Set([...LEGACY_ENV_NAMES, ...PLAIN_ENV_NAMES, ...EXTERNAL_ENV_NAMES, ...MARCH_ENV_NAMES]));

/** Whether the audit of `.env` files takes this name for one of a provider. */
export function isDotenvName(name: string): boolean {
  return isKnownEnvName(name) || DOTENV_EXTRA_ENV_NAMES.includes(name);
}

/** Whether some release, with or without external plugins, knows this exact environment name as one of a provider. */
export function isKnownEnvName(name: string): boolean {
  return known().has(name);
}

// OpenClaw 2026.9.6 (run): the bundled providers, one or more a line, with their variables in the order in which they are tried.
const BUNDLED = `
  alibaba: MODELSTUDIO_API_KEY DASHSCOPE_API_KEY QWEN_API_KEY
  anthropic: ANTHROPIC_OAUTH_TOKEN ANTHROPIC_API_KEY
  anthropic-openai: ANTHROPIC_API_KEY
  cerebras: CEREBRAS_API_KEY
  clawrouter: CLAWROUTER_API_KEY
  github-copilot: COPILOT_GITHUB_TOKEN
  google: GEMINI_API_KEY GOOGLE_API_KEY
  google-vertex: GOOGLE_CLOUD_API_KEY
  huggingface: HUGGINGFACE_HUB_TOKEN HF_TOKEN
  litellm: LITELLM_API_KEY
  lmstudio: LM_API_TOKEN
  microsoft-foundry: AZURE_OPENAI_API_KEY
  minimax: MINIMAX_CODE_PLAN_KEY MINIMAX_CODING_API_KEY MINIMAX_API_KEY
  minimax-portal: MINIMAX_OAUTH_TOKEN MINIMAX_API_KEY
  nvidia: NVIDIA_API_KEY
  ollama ollama-cloud: OLLAMA_API_KEY
  openai: CODEX_API_KEY OPENAI_API_KEY
  opencode opencode-go: OPENCODE_API_KEY OPENCODE_ZEN_API_KEY
  openrouter: OPENROUTER_API_KEY
  qwen-dashscope: DASHSCOPE_API_KEY
  sglang: SGLANG_API_KEY
  together: TOGETHER_API_KEY
  vllm: VLLM_API_KEY
  voyage: VOYAGE_API_KEY
  xai: XAI_API_KEY`;

// OpenClaw 2026.9.6, documentation of the external provider plugins.
const EXTERNAL = `
  arcee: ARCEEAI_API_KEY
  baseten: BASETEN_API_KEY
  byteplus byteplus-plan: BYTEPLUS_API_KEY
  chutes: CHUTES_API_KEY CHUTES_OAUTH_TOKEN
  cloudflare-ai-gateway: CLOUDFLARE_AI_GATEWAY_API_KEY
  deepinfra: DEEPINFRA_API_KEY
  deepseek: DEEPSEEK_API_KEY
  featherless: FEATHERLESS_API_KEY
  fireworks: FIREWORKS_API_KEY
  groq: GROQ_API_KEY
  kilocode: KILOCODE_API_KEY
  kimi: KIMI_API_KEY KIMICODE_API_KEY
  longcat: LONGCAT_API_KEY
  meta: MODEL_API_KEY
  mistral: MISTRAL_API_KEY
  moonshot: MOONSHOT_API_KEY KIMI_API_KEY
  novita: NOVITA_API_KEY
  qianfan: QIANFAN_API_KEY
  qwen: QWEN_API_KEY MODELSTUDIO_API_KEY DASHSCOPE_API_KEY
  qwen-token-plan: QWEN_TOKEN_PLAN_API_KEY
  radius: RADIUS_API_KEY
  stepfun stepfun-plan: STEPFUN_API_KEY
  synthetic: SYNTHETIC_API_KEY
  tencent-tokenhub: TOKENHUB_API_KEY
  tencent-tokenplan: TOKENPLAN_API_KEY
  venice: VENICE_API_KEY
  vercel-ai-gateway: AI_GATEWAY_API_KEY
  volcengine volcengine-plan: VOLCANO_ENGINE_API_KEY
  vydra: VYDRA_API_KEY
  xiaomi: XIAOMI_API_KEY
  xiaomi-token-plan: XIAOMI_TOKEN_PLAN_API_KEY
  zai: ZAI_API_KEY Z_AI_API_KEY`;

// OpenClaw 2026.3.1, where it differs from the above.
const MARCH = `
  chutes: CHUTES_OAUTH_TOKEN CHUTES_API_KEY
  github-copilot: COPILOT_GITHUB_TOKEN GH_TOKEN GITHUB_TOKEN
  qwen-portal: QWEN_OAUTH_TOKEN QWEN_PORTAL_API_KEY`;

function table(rows: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rows
      .trim()
      .split("\n")
      .flatMap((row) => {
        const [ids = "", names = ""] = row.split(": ");
        return words(ids).map((id) => [id, words(names)]);
      }),
  );
}

const newest = lazy(() => table(BUNDLED + EXTERNAL));
const march = lazy(() => table(BUNDLED + EXTERNAL + MARCH));

/**
 * The environment variables of a provider in the order in which OpenClaw tries them; empty for a provider that OpenClaw
 * does not know. Aliases are followed. `<ID>_API_KEY` is never guessed: it would tie a custom provider to a variable
 * that OpenClaw does not read.
 */
export function envCandidates(provider: string, release?: string): readonly string[] {
  const candidates = hasMarchFacts(release) ? march() : newest();
  const id = normalizeProviderId(provider, release);
  return candidates.get(id) ?? candidates.get(authProviderKey(id, { externalPlugins: true })) ?? [];
}
