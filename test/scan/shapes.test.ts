import { describe, expect, it } from "vitest";
import { reasonWords } from "../../src/domain/scan/finding.js";
import { findShape } from "../../src/domain/scan/shapes.js";

const HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const AN = "EXAMPLE4fQ9zLm2Xw7Rt5Kc8Vb1Nh6Js3Dg0PyTu4Wq9Ze2Mx7Ro5Kl8Ub1Ih6Gs";
const UUID = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";
const cut = (text: string, length: number): string => text.slice(0, length);

// One invented key for each form of each vendor.
const KEYS: readonly [id: string, key: string][] = [
  ["openai-key", `sk-proj-${AN}`],
  ["openai-key", `sk-svcacct-${AN}`],
  ["openai-key", `sk-admin-${AN}`],
  ["openai-key", "sk-proj-EXAMPLE-live"],
  ["sk-key", `sk-${cut(AN, 20)}T3BlbkFJ${cut(AN, 20)}`],
  ["sk-key", `sk-${HEX}`],
  ["sk-key", "sk-qWeRtYuIoPaSdFgHjKlZxCvB"],
  ["anthropic-key", `sk-ant-api03-${AN}AA`],
  ["anthropic-key", "sk-ant-EXAMPLE-1"],
  ["openrouter-key", `sk-or-v1-${HEX}${HEX}`],
  ["stripe-key", `sk_live_${cut(AN, 24)}`],
  ["stripe-key", `rk_test_${cut(AN, 24)}`],
  ["elevenlabs-key", `sk_${HEX}${cut(HEX, 16)}`],
  ["webhook-secret", `whsec_${cut(AN, 32)}`],
  ["groq-key", `gsk_${cut(AN, 52)}`],
  ["huggingface-token", `hf_${cut(AN, 34)}`],
  ["google-key", `AIza${cut(AN, 35)}`],
  ["google-oauth", `GOCSPX-${cut(AN, 28)}`],
  ["google-oauth", `ya29.${AN}`],
  ["xai-key", `xai-${AN}`],
  ["perplexity-key", `pplx-${cut(AN, 48)}`],
  ["replicate-token", `r8_${cut(AN, 37)}`],
  ["nvidia-key", `nvapi-${AN}`],
  ["tavily-key", `tvly-${cut(AN, 32)}`],
  ["cerebras-key", `csk-${cut(AN, 48)}`],
  ["fireworks-key", `fw_${cut(AN, 24)}`],
  ["together-key", `tgp_v1_${cut(AN, 43)}`],
  ["jina-key", `jina_${cut(AN, 60)}`],
  ["langsmith-key", `lsv2_pt_${HEX}_${cut(HEX, 10)}`],
  ["e2b-key", `e2b_${HEX}${cut(HEX, 8)}`],
  ["aws-key-id", "AKIAQ7LW2ZT9EXAMPLE4"],
  ["aws-key-id", "ASIAQ7LW2ZT9EXAMPLE4"],
  ["aws-bedrock-key", `ABSK${AN}`],
  ["github-token", `ghp_${cut(AN, 36)}`],
  ["github-token", `ghs_${cut(AN, 36)}`],
  ["github-token", `github_pat_${cut(AN, 22)}_${cut(AN, 59)}`],
  ["gitlab-token", `glpat-${cut(AN, 20)}`],
  ["gitlab-token", `GR1348941${cut(AN, 20)}`],
  ["slack-token", `xoxb-123456789012-123456789012-${cut(AN, 24)}`],
  ["slack-token", `xapp-1-A0EXAMPLE0-1234567890123-${HEX}${HEX}`],
  ["slack-webhook", `https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/${cut(AN, 24)}`],
  ["discord-webhook", `https://discord.com/api/webhooks/123456789012345678/${AN}`],
  ["discord-token", `MTIzNDU2Nzg5MDEyMzQ1Njc4.GxEXAM.${cut(AN, 38)}`],
  ["telegram-token", `1234567890:A${cut(AN, 34)}`],
  ["twilio-key", `SK${HEX}`],
  ["sendgrid-key", `SG.${cut(AN, 22)}.${cut(AN, 43)}`],
  ["mailgun-key", `key-${HEX}`],
  ["brevo-key", `xkeysib-${HEX}${HEX}-EXAMPLE`],
  ["npm-token", `npm_${cut(AN, 36)}`],
  ["pypi-token", `pypi-AgEIcHlwaS5vcmc${AN}`],
  ["registry-token", `rubygems_${HEX}${cut(HEX, 16)}`],
  ["docker-token", `dckr_pat_${cut(AN, 27)}`],
  ["databricks-token", `dapi${HEX}`],
  ["vault-token", `hvs.${AN}`],
  ["terraform-token", `${cut(AN, 14)}.atlasv1.${AN}`],
  ["doppler-token", `dp.pt.${cut(AN, 43)}`],
  ["onepassword-token", `ops_eyJ${AN}`],
  ["digitalocean-token", `dop_v1_${HEX}${HEX}`],
  ["shopify-token", `shpat_${HEX}`],
  ["linear-key", `lin_api_${cut(AN, 40)}`],
  ["notion-token", `ntn_${cut(AN, 46)}`],
  ["figma-token", `figd_${cut(AN, 40)}`],
  ["grafana-token", `glsa_${cut(AN, 32)}_0a1b2c3d`],
  ["newrelic-key", `NRAK-${cut(AN.toUpperCase(), 27)}`],
  ["postman-key", `PMAK-${cut(HEX, 24)}-${HEX}`],
  ["sentry-token", `sntryu_${HEX}${HEX}`],
  ["supabase-key", `sbp_${HEX}${cut(HEX, 8)}`],
  ["planetscale-token", `pscale_tkn_${cut(AN, 43)}`],
  ["prefect-key", `pnu_${cut(AN, 36)}`],
  ["pulumi-token", `pul-${HEX}${cut(HEX, 8)}`],
  ["atlassian-token", `ATATT3${AN}`],
  ["hubspot-token", `pat-na1-${UUID}`],
  ["airtable-token", `pat${cut(AN, 14)}.${HEX}${HEX}`],
  ["contentful-token", `CFPAT-${cut(AN, 43)}`],
  ["fly-token", `fo1_${cut(AN, 43)}`],
  ["heroku-key", `HRKU-AA${cut(AN, 58)}`],
  ["dropbox-token", `sl.${AN}${AN}`],
  ["dynatrace-token", `dt0c01.${cut(AN.toUpperCase(), 24)}.${cut(AN.toUpperCase(), 64)}`],
  ["square-token", `sq0csp-${cut(AN, 43)}`],
  ["facebook-token", `EAAM${AN}${AN}`],
  ["easypost-key", `EZAK${cut(AN, 54)}`],
  ["shippo-token", `shippo_live_${HEX}${cut(HEX, 8)}`],
  ["plaid-token", `access-sandbox-${UUID}`],
  ["launchdarkly-key", `sdk-${UUID}`],
  ["sonar-token", `squ_${HEX}${cut(HEX, 8)}`],
  ["sourcegraph-token", `sgp_${HEX}${cut(HEX, 8)}`],
  ["typeform-token", `tfp_${cut(AN, 44)}_${cut(AN, 14)}`],
  ["alibaba-key", `LTAI${cut(AN, 20)}`],
  ["tencent-key", `AKID${cut(AN, 32)}`],
  ["artifactory-key", `AKCp${AN}`],
  ["cloudflare-key", `v1.0-${cut(HEX, 24)}-${HEX.repeat(5)}`],
  ["openshift-token", `sha256~${cut(AN, 43)}`],
  ["yandex-key", `AQVN${cut(AN, 36)}`],
  ["infracost-key", `ico-${cut(AN, 32)}`],
  ["azure-secret", `aB38Q~${cut(AN, 34)}`],
  ["azure-storage-key", `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${cut(AN, 60)}==`],
  ["age-key", `AGE-SECRET-KEY-1${cut(AN.toUpperCase(), 58)}`],
  ["json-web-token", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJFWEFNUExFIn0.${cut(AN, 43)}`],
  ["private-key", `-----BEGIN RSA PRIVATE KEY-----\n${cut(AN, 64)}\n-----END RSA PRIVATE KEY-----`],
  ["private-key", `-----BEGIN PRIVATE KEY-----\\n${cut(AN, 64)}\\n`],
  ["private-key", `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${cut(AN, 64)}`],
  ["private-key", "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED"],
  ["private-key", "PuTTY-User-Key-File-3: ssh-ed25519"],
];

const CLEAN: readonly string[] = [
  "sk-",
  "sk-proj-...",
  "sk-ant-api03-…",
  "sk-your-key-here",
  "sk-proj-your-api-key-goes-here",
  "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
  "sk-0000000000000000000000",
  "sk-learn-compatible-model-v2",
  "sk-ant-REPLACE_ME_PLEASE",
  "AKIAXXXXXXXXXXXXXXXX",
  "AKIA_is_a_prefix_of_keys",
  "task-project-alpha-2024-final",
  "hf_hub_download_with_resume",
  "npm_config_registry_default",
  "ghp_your_token_goes_right_here_please",
  "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUEXAMPLE",
  "-----BEGIN PUBLIC KEY-----\nMIIBszCCAVmgAwIBAgIUEXAMPLE",
  'if (key.startsWith("-----BEGIN PRIVATE KEY-----")) throw error;',
  "-----BEGIN PRIVATE KEY-----\nXXXX\nXXXX\n-----END PRIVATE KEY-----",
  "xoxb-REDACTED",
  "eyJ is how the payload of a token starts",
  "glpat-",
  "claude-sonnet-4-5-20250929",
];

describe("the known shapes of secrets", () => {
  it.each(KEYS)("%s: %s", (id, key) => {
    expect(findShape(key)?.id).toBe(id);
    expect(findShape(`before "${key}" behind`)?.id).toBe(id);
  });

  it.each(KEYS)("%s has words for a message", (id) => {
    expect(reasonWords(id)).toMatch(/^an? [\w .'"-]+$/);
  });

  it.each(CLEAN)("%s is none", (text) => {
    expect(findShape(text)).toBeUndefined();
  });

  it("counts from an offset on, and not in the middle of a word", () => {
    const key = `gsk_${cut(AN, 30)}`;
    expect(findShape(`${key} ${key}`, 5)?.start).toBe(key.length + 1);
    expect(findShape(`x${key}`)).toBeUndefined();
  });
});
