import { ALNUM, DIGITS, HEX, LOWER, type Random, UPPER } from "./random.js";

/**
 * How much a value tells by itself: "shape" has a vendor's form and is a secret anywhere; "random" is a secret anywhere because
 * nothing else is that random; "named" is one only where a field says so (a short password, a UUID).
 */
export type Telling = "shape" | "random" | "named";

export interface SecretKind {
  kind: string;
  telling: Telling;
  make(random: Random): string;
}

const B64 = `${ALNUM}+/`;
const URLSAFE = `${ALNUM}_-`;

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** A body of `length` that shows that it is invented and is random for the rest. */
function marked(random: Random, length: number, alphabet = ALNUM): string {
  const at = random.int(length - 7);
  return `${random.text(at, alphabet)}EXAMPLE${random.text(length - 7 - at, alphabet)}`;
}

function mixed(random: Random, length: number): string {
  return `${random.pick([...DIGITS])}${random.pick([...LOWER])}${random.pick([...UPPER])}${random.text(length - 3)}`;
}

/**
 * Kinds that the public rule tests of secretlint (openai, anthropic, aws, github, gitlab, slack, npm, sendgrid, stripe, basicauth,
 * privatekey, ...) and gitleaks (cmd/generate/config/rules) cover, and the credentials of model providers.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  {
    kind: "openai-project",
    telling: "shape",
    make: (r) => `sk-proj-${marked(r, 74, URLSAFE)}T3BlbkFJ${r.text(74, URLSAFE)}`,
  },
  { kind: "openai-service", telling: "shape", make: (r) => `sk-svcacct-${marked(r, 58)}T3BlbkFJ${r.text(58)}` },
  { kind: "openai-legacy", telling: "shape", make: (r) => `sk-${r.text(20)}T3BlbkFJ${r.text(20)}` },
  { kind: "openai-compatible", telling: "shape", make: (r) => `sk-${mixed(r, 29)}` },
  { kind: "deepseek", telling: "shape", make: (r) => `sk-${r.text(32, HEX)}` },
  { kind: "anthropic", telling: "shape", make: (r) => `sk-ant-api03-${marked(r, 93, URLSAFE)}AA` },
  { kind: "anthropic-oauth", telling: "shape", make: (r) => `sk-ant-oat01-${marked(r, 93, URLSAFE)}AA` },
  { kind: "openrouter", telling: "shape", make: (r) => `sk-or-v1-${r.text(64, HEX)}` },
  { kind: "groq", telling: "shape", make: (r) => `gsk_${marked(r, 52)}` },
  { kind: "huggingface", telling: "shape", make: (r) => `hf_${r.text(34, LOWER + UPPER)}` },
  { kind: "google", telling: "shape", make: (r) => `AIza${marked(r, 35, URLSAFE)}` },
  { kind: "xai", telling: "shape", make: (r) => `xai-${marked(r, 80)}` },
  { kind: "perplexity", telling: "shape", make: (r) => `pplx-${marked(r, 48)}` },
  { kind: "replicate", telling: "shape", make: (r) => `r8_${marked(r, 37)}` },
  { kind: "aws-access-key", telling: "shape", make: (r) => `AKIA${r.text(9, `${UPPER}234567`)}EXAMPLE` },
  { kind: "aws-secret-key", telling: "random", make: (r) => `${mixed(r, 33)}${r.text(7, B64)}` },
  { kind: "github-classic", telling: "shape", make: (r) => `ghp_${marked(r, 36)}` },
  { kind: "github-fine-grained", telling: "shape", make: (r) => `github_pat_${r.text(22)}_${marked(r, 59)}` },
  { kind: "gitlab", telling: "shape", make: (r) => `glpat-${r.text(20, URLSAFE)}` },
  {
    kind: "slack-bot",
    telling: "shape",
    make: (r) => `xoxb-${r.text(12, DIGITS)}-${r.text(12, DIGITS)}-${r.text(24)}`,
  },
  {
    kind: "slack-app",
    telling: "shape",
    make: (r) => `xapp-1-A${r.text(10, UPPER + DIGITS)}-${r.text(13, DIGITS)}-${r.text(64, HEX)}`,
  },
  { kind: "stripe", telling: "shape", make: (r) => `sk_live_${marked(r, 24)}` },
  { kind: "npm", telling: "shape", make: (r) => `npm_${marked(r, 36)}` },
  { kind: "pypi", telling: "shape", make: (r) => `pypi-AgEIcHlwaS5vcmc${r.text(70, URLSAFE)}` },
  { kind: "sendgrid", telling: "shape", make: (r) => `SG.${r.text(22, URLSAFE)}.${r.text(43, URLSAFE)}` },
  { kind: "twilio", telling: "shape", make: (r) => `SK${r.text(32, HEX)}` },
  { kind: "databricks", telling: "shape", make: (r) => `dapi${r.text(32, HEX)}` },
  { kind: "vault", telling: "shape", make: (r) => `hvs.${marked(r, 95, URLSAFE)}` },
  { kind: "shopify", telling: "shape", make: (r) => `shpat_${r.text(32, HEX)}` },
  { kind: "linear", telling: "shape", make: (r) => `lin_api_${marked(r, 40)}` },
  { kind: "docker", telling: "shape", make: (r) => `dckr_pat_${r.text(27, URLSAFE)}` },
  { kind: "digitalocean", telling: "shape", make: (r) => `dop_v1_${r.text(64, HEX)}` },
  { kind: "telegram", telling: "shape", make: (r) => `${r.text(10, "123456789")}:AA${r.text(33, URLSAFE)}` },
  {
    kind: "jwt",
    telling: "shape",
    make: (r) =>
      `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(`{"sub":"EXAMPLE-${r.text(8)}","exp":${1900000000 + r.int(9999)}}`)}.${r.text(43, URLSAFE)}`,
  },
  {
    kind: "private-key",
    telling: "shape",
    make: (r) =>
      `-----BEGIN ${r.pick(["RSA ", "EC ", "", "OPENSSH "])}PRIVATE KEY-----\nEXAMPLE${r.text(57, B64)}\n${r.text(64, B64)}\n-----END PRIVATE KEY-----\n`,
  },
  { kind: "azure-search", telling: "random", make: (r) => `${r.text(24)}${mixed(r, 12)}AzSe${r.text(12)}` },
  { kind: "azure-openai", telling: "random", make: (r) => `${mixed(r, 72)}JQQJ99${r.text(6, UPPER + DIGITS)}` },
  { kind: "hex32", telling: "random", make: (r) => `${r.text(15, HEX)}a7${r.text(15, HEX)}` },
  { kind: "hex64", telling: "random", make: (r) => `${r.text(31, HEX)}c4${r.text(31, HEX)}` },
  { kind: "base64-44", telling: "random", make: (r) => `${mixed(r, 20)}${r.text(23, B64)}=` },
  { kind: "alnum40", telling: "random", make: (r) => mixed(r, 40) },
  {
    kind: "uuid-key",
    telling: "named",
    make: (r) => [8, 4, 4, 4, 12].map((length) => r.text(length, HEX)).join("-"),
  },
  {
    kind: "short-password",
    telling: "named",
    make: (r) =>
      `${r.pick(["hunter", "Winter", "dragon", "Passw0rd", "letmein"])}${r.text(3, DIGITS)}${r.pick(["", "!", "#"])}`,
  },
  {
    kind: "word-password",
    telling: "named",
    make: (r) => `${r.text(5, LOWER)}-${r.text(6, LOWER)}-${r.text(4, LOWER)}`,
  },
];
