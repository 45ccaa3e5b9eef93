import { describe, expect, it } from "vitest";
import { scanPlainText } from "../../src/domain/scan/plain-text.js";

const told = (text: string): string[] =>
  scanPlainText(text).map(({ reason, line, column }) => `${reason} ${line}:${column}`);

describe("a file of any kind", () => {
  it.each<[text: string, expected: string[]]>([
    ['const key = "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1";', ["groq-key 1:14"]],
    ["a\nb xoxb-123456789012-EXAMPLE0 c", ["slack-token 2:3"]],
    ["git clone https://ci:hunter2-EXAMPLE@git.acme.test/x.git", ["url-userinfo 1:11"]],
    ["-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8", ["private-key 1:1"]],
  ])("%s", (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it.each([
    "const key = process.env.OPENAI_API_KEY;",
    'if (password === "hunter2") throw new Error();',
    "const SHAPE = /^sk-(?:proj-)?[A-Za-z0-9_-]{20,}$/;",
    "export OPENAI_API_KEY=sk-your-key-here",
    "curl https://user:password@llm.example/v1",
    "curl https://anonymous:someone@ftp.example/",
    "postgres://postgres:postgres@localhost:5432/app",
    "https://${USER}:${PASSWORD}@h",
    "https://{user}:{password}@h",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "sha512-q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0aRuYeW2iQo4Bc==",
    "h1:q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0aRuYeW2iQo4Bc=",
    '"apiKey": "whatever"',
    "cvs://:pserver:anoncvs@host:/src",
  ])("%s is nothing", (text) => {
    expect(told(text)).toEqual([]);
  });
});
