import { describe, expect, it } from "vitest";
import { type EnvOptions, scanEnvText } from "../../src/domain/scan/env-text.js";

const SECRET = "hunter2-EXAMPLE";
const KEY = "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1";
const told = (text: string, options?: EnvOptions): string[] =>
  scanEnvText(text, options).map(({ code, severity, jsonPath, line }) => `${code} ${severity} ${jsonPath} ${line}`);

describe("environment files", () => {
  it.each<[why: string, text: string, expected: string[]]>([
    ["a known name with a value", `OPENAI_API_KEY=${SECRET}\n`, ["PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 1"]],
    ["a known name with any value", "OPENAI_API_KEY=x", ["PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 1"]],
    ["export before it", `\nexport GROQ_API_KEY=${SECRET}`, ["PLAINTEXT_FOUND warn $env.GROQ_API_KEY 2"]],
    ["quotes around it", `HF_TOKEN='${SECRET}'`, ["PLAINTEXT_FOUND warn $env.HF_TOKEN 1"]],
    ["spaces around the sign", ` GITHUB_TOKEN = "${SECRET}" # mine`, ["PLAINTEXT_FOUND warn $env.GITHUB_TOKEN 1"]],
    ["Windows line ends", `A=1\r\nGH_TOKEN=${SECRET}\r\n`, ["PLAINTEXT_FOUND warn $env.GH_TOKEN 2"]],
    ["an unknown name with a shape", `ACME_THING=${KEY}`, ["PLAINTEXT_FOUND warn $env.ACME_THING 1"]],
    [
      "an unknown name that means a credential",
      `ACME_PASSWORD=${SECRET}`,
      ["PLAINTEXT_FOUND info $env.ACME_PASSWORD 1"],
    ],
    ["a URL with a password", `DB=postgres://u:${SECRET}@db/x`, ["PLAINTEXT_FOUND warn $env.DB 1"]],
    ["a key that is out of use", `# ACME_KEY=${KEY}`, ["PLAINTEXT_FOUND warn $env.ACME_KEY 1"]],
    ["a shape beside such a name", `ACME_PASSWORD=${KEY}`, ["PLAINTEXT_FOUND warn $env.ACME_PASSWORD 1"]],
    ["a shape within braces", `ACME={"x":"${KEY}"}`, ["PLAINTEXT_FOUND warn $env.ACME 1"]],
    ["a colon, which dotenv takes as well", `HF_TOKEN: ${SECRET}`, ["PLAINTEXT_FOUND warn $env.HF_TOKEN 1"]],
    ["set, as Windows spells it", `set HF_TOKEN=${SECRET}`, ["PLAINTEXT_FOUND warn $env.HF_TOKEN 1"]],
    ["a shape on a line that sets nothing", `\nsetx HF_TOKEN ${KEY}`, ["PLAINTEXT_FOUND warn <root> 2"]],
    [
      "a private key on several lines",
      'ACME="-----BEGIN PRIVATE KEY-----\nMIIEXAMPLE0123456789\n"',
      ["PLAINTEXT_FOUND warn <root> 1"],
    ],
    ["a placeholder", "OPENAI_API_KEY=***", ["PLACEHOLDER_VALUE error $env.OPENAI_API_KEY 1"]],
    ["an empty value", 'OPENAI_API_KEY=\nGROQ_API_KEY=""\nHF_TOKEN="  "', []],
    ["an example that is out of use", "# OPENAI_API_KEY=your-key-here", []],
    ["another variable", "OPENAI_API_KEY=${OTHER}\nGROQ_API_KEY=$OTHER", []],
    ["a reference of 1Password", "OPENAI_API_KEY=op://vault/openai/credential", []],
    ["settings", "LANG=en_US.UTF-8\nNODE_ENV=production\nPORT=18789\nPATH=/usr/bin:/bin", []],
    ["names that hold no secret", "GOOGLE_CLOUD_PROJECT=acme-prod\nAWS_PROFILE=dev\nSPEECH_REGION=westeurope", []],
    ["no assignment", "just some words\n=\nA B=c\n", []],
  ])("%s", (_why, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it("what a name owns is at home on all of its lines", () => {
    const text = `ACME_KEY="-----BEGIN PRIVATE KEY-----\nMIIEXAMPLE0123456789\n"\nACME_KEY: ${KEY}`;
    expect(told(text, { ownedEnvNames: ["ACME_KEY"] })).toEqual([]);
  });

  it("a name that a ref owns is at home here, unless OpenClaw's audit knows it", () => {
    const options = { ownedEnvNames: ["ACME_KEY", "OPENAI_API_KEY"] };
    expect(told(`ACME_KEY=${KEY}\nOPENAI_API_KEY=${KEY}`, options)).toEqual([
      "PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 2",
    ]);
  });
});

describe("service units", () => {
  const unit = (line: string): string[] =>
    told(`[Service]\nExecStart=/usr/bin/openclaw gateway\n${line}\n`, { form: "unit" });

  it.each<[line: string, expected: string[]]>([
    [`Environment=OPENAI_API_KEY=${SECRET}`, ["PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 3"]],
    [
      `Environment="OPENAI_API_KEY=${SECRET}" 'HF_TOKEN=${SECRET}' LANG=C`,
      ["PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 3", "PLAINTEXT_FOUND warn $env.HF_TOKEN 3"],
    ],
    [`# Environment=X_KEY=${KEY}`, ["PLAINTEXT_FOUND warn $env.X_KEY 3"]],
    ["EnvironmentFile=/etc/openclaw/gateway.env", []],
    ["Environment=LANG=C.UTF-8 HOME=/srv/openclaw", []],
    [`OPENAI_API_KEY=${SECRET}`, []],
    [`Environment=LANG=C \\\n  "OPENAI_API_KEY=${SECRET}"`, ["PLAINTEXT_FOUND warn $env.OPENAI_API_KEY 4"]],
    [`ExecStart=/usr/bin/env A_TOKEN=${SECRET} /usr/bin/openclaw`, ["PLAINTEXT_FOUND warn <root> 3"]],
    [`ExecStartPre=-/bin/tool --api-key ${SECRET}`, ["PLAINTEXT_FOUND warn <root> 3"]],
    [`SetCredential=key:${KEY}`, ["PLAINTEXT_FOUND warn <root> 3"]],
    ["LoadCredential=key:/etc/credstore/key", []],
  ])("%s", (line, expected) => {
    expect(unit(line)).toEqual(expected);
  });
});
