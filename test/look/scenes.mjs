// State directories that make the pages worth looking at. All keys are invented.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
/** What no page may hold: runs of the invented key. */
export const SECRET_PARTS = [KEY.slice(8, 20), KEY.slice(-12)];

const EXEC = { source: "exec", provider: "vault", id: "llm/openai" };
const ENV = { source: "env", provider: "default", id: "ACME_KEY" };
const VAULT = { providers: { vault: { source: "exec", command: "/usr/local/bin/vault-read" } } };
const MODELS = [{ id: "large", name: "Large" }];
const row = (more = {}) => ({ baseUrl: "https://llm.example/v1", models: MODELS, ...more });
const modelsJson = (providers) => ({ providers });
const config = (providers, more = {}) => ({
  meta: { lastTouchedVersion: "2026.9.6" },
  secrets: VAULT,
  models: { providers },
  ...more,
});
const models = (agent) => `agents/${agent}/agent/models.json`;
const profiles = (agent) => `agents/${agent}/agent/auth-profiles.json`;

const SEALED = { "openclaw.json": config({ openai: row({ apiKey: EXEC }) }) };

const clean = {
  ...SEALED,
  [models("main")]: modelsJson({ openai: row({ apiKey: "secretref-managed" }) }),
};

const mixed = {
  "openclaw.json": config({
    acme: row({ apiKey: ENV }),
    openai: row({ apiKey: EXEC }),
    beta: row({ apiKey: KEY }),
    gamma: row({ apiKey: { source: "file", provider: "f", id: "no-pointer" } }),
    local: row(),
  }),
  ".env": `OPENAI_API_KEY=${KEY}\n`,
  [models("main")]: modelsJson({
    acme: row({ apiKey: "ACME_KEY" }),
    openai: row({ apiKey: KEY }),
    beta: row({ apiKey: KEY, headers: { "X-Api-Key": KEY } }),
    forgotten: row({ apiKey: KEY }),
  }),
  [`${models("main")}.bak`]: modelsJson({ openai: row({ apiKey: KEY }) }),
  [models("ops")]: modelsJson({ openai: row({ apiKey: "secretref-managed" }), acme: row({ apiKey: "ACME_KEY" }) }),
  [models("night-shift")]: '{ "providers": { "acme": ',
  [profiles("ops")]: {
    version: 1,
    profiles: {
      "openai:work": { type: "api_key", provider: "openai", key: KEY },
      "mail:oauth": { type: "oauth", provider: "mail", access: "EXAMPLE-access", refresh: "EXAMPLE-refresh" },
    },
  },
};

const NAMES = [
  "anthropic",
  "openai",
  "google",
  "mistral",
  "acme",
  "groq",
  "deepseek",
  "openrouter",
  "xai",
  "local-llama",
];

/** A hundred agents with ten providers each; every seventh has plaintext, one cannot be parsed. */
function large() {
  const files = {
    "openclaw.json": config(
      Object.fromEntries(NAMES.map((name, i) => [name, row({ apiKey: i % 3 === 0 ? ENV : EXEC })])),
    ),
  };
  for (let agent = 0; agent < 100; agent++) {
    const id = `tenant-${String(agent).padStart(3, "0")}-support`;
    const key = (i) => ((agent + i) % 7 === 0 ? KEY : i % 3 === 0 ? "ACME_KEY" : "secretref-managed");
    const rows = Object.fromEntries(NAMES.map((name, i) => [name, row({ apiKey: key(i) })]));
    if (agent % 20 === 3) rows.retired = row({ apiKey: KEY });
    files[models(id)] = agent === 42 ? "{" : modelsJson(rows);
  }
  return files;
}

const HOSTILE = [
  '</script><img src=x onerror="document.title=1">',
  "</style><script>document.title=1</script>",
  "a\u202egnp.exe\u2066",
  "\u05d0\u05d1\u05d2",
  'x" onmouseover="document.title=1',
  "<!--",
  "]]>&amp;&lt;",
  "a\u001b[2J\u0000b",
  "w".repeat(400),
];

const hostile = {
  "openclaw.json": config(Object.fromEntries(HOSTILE.map((id) => [id, row({ apiKey: KEY })]))),
  [models("main")]: modelsJson(Object.fromEntries(HOSTILE.map((id) => [id, row({ apiKey: KEY })]))),
  [models("<img src=x onerror=alert(1)>")]: modelsJson({ acme: row({ apiKey: KEY }) }),
  [models("\u202eevil")]: modelsJson({ acme: row({ apiKey: KEY }) }),
};

/** By name: files, and whether there is anything to filter. */
export const SCENES = { clean, mixed, large: large(), hostile, nothing: {} };

/** Writes a scene below a directory and returns its state directory. */
export function stateOf(name, base) {
  const state = join(base, name);
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true, mode: 0o700 });
  for (const [file, content] of Object.entries(SCENES[name])) {
    const path = join(state, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    chmodSync(path, 0o600);
  }
  return state;
}
