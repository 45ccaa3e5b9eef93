/** The fields of a provider and its models that name no credential, as OpenClaw 2026.9.6 declares them (`zod-schema.core`). */
export const PLAIN_FIELDS: readonly string[] =
  "baseUrl api models authHeader headers request region params agentRuntime localService timeoutSeconds injectNumCtxForOpenAICompat id name reasoning input cost output cacheRead cacheWrite tieredPricing range contextWindow contextTokens maxTokens compat supportsStore supportsDeveloperRole supportsReasoningEffort supportsUsageInStreaming supportsTools supportsStrictMode maxTokensField thinkingFormat".split(
    " ",
  );
