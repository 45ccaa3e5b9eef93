// Writes a throw-away OpenClaw state directory for one cell.
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SECRETS } from "./secrets.mjs";

const MONTH_MS = 30 * 86_400_000;

function modelRow(id, headers) {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const row = { id, name: id, reasoning: false, input: ["text"], cost, contextWindow: 128_000, maxTokens: 4096 };
  return headers ? { ...row, headers } : row;
}

function writePrivate(file, value) {
  writeFileSync(file, typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

/** An exec secret provider: answers every id of a request with the same secret, as the protocol of OpenClaw wants it. */
function writeResolver(file) {
  const lines = [
    `#!${process.execPath}`,
    `let text = "";`,
    `process.stdin.setEncoding("utf8").on("data", (chunk) => { text += chunk; }).on("end", () => {`,
    `  const values = Object.fromEntries(JSON.parse(text).ids.map((id) => [id, ${JSON.stringify(SECRETS.exec)}]));`,
    "  process.stdout.write(JSON.stringify({ protocolVersion: 1, values }));",
    "});",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  chmodSync(file, 0o700);
}

function providerRow(kind, mockUrl) {
  return {
    baseUrl: mockUrl,
    api: "openai-completions",
    ...(kind.authHeader ? { authHeader: true } : {}),
    ...(kind.key ? { apiKey: kind.key } : {}),
    ...(kind.headers ? { headers: kind.headers } : {}),
    ...kind.row,
    models: kind.models ?? [modelRow("mock-model", kind.modelHeaders)],
  };
}

/** What the config needs so that OpenClaw loads what a mode brings along. */
function extensionOf(mode, pluginDir) {
  const entries = { modelseal: { enabled: true } };
  if (mode === "hook") return { hooks: { internal: { enabled: true, entries } } };
  return mode === "plugin" ? { plugins: { load: { paths: [pluginDir] }, entries } } : {};
}

function configOf(kind, { mode, mockUrl, state, resolver, pluginDir }) {
  const providers = kind.inConfig ? { [kind.provider]: providerRow(kind, mockUrl) } : {};
  if (kind.other) providers.other = providerRow(kind.other, mockUrl);
  const primary = kind.other ? "other/mock-model" : `${kind.provider}/${kind.model}`;
  return {
    secrets: {
      providers: {
        default: { source: "env" },
        keychain: { source: "exec", command: resolver },
        vault: { source: "file", path: join(state, "secrets.json"), mode: "json" },
      },
    },
    models: { providers },
    agents: { defaults: { model: { primary }, workspace: join(state, "workspace") } },
    discovery: { mdns: { mode: "off" } },
    update: { checkOnStart: false },
    ...extensionOf(mode, pluginDir),
    gateway: { mode: "local", auth: { mode: "token", token: "EXAMPLE-gateway-token-5d2c7b90" } },
  };
}

function profileOf(kind) {
  if (kind.profile.type !== "oauth") return { type: "api_key", provider: kind.provider, ...kind.profile };
  return { provider: kind.provider, expires: Date.now() + MONTH_MS, ...kind.profile };
}

/** Writes config, secrets and auth profiles; models.json is left for `seedModelsJson`, after a possible import of profiles. */
export function writeState({ kind, mode }, mockUrl, pluginDir) {
  const root = mkdtempSync(join(tmpdir(), "modelseal-e2e-"));
  const [home, state] = [join(root, "home"), join(root, "state")];
  const agentDir = join(state, "agents", "main", "agent");
  for (const dir of [home, agentDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
  const resolver = join(root, "resolver.mjs");
  writeResolver(resolver);
  writePrivate(join(state, "openclaw.json"), configOf(kind, { mode, mockUrl, state, resolver, pluginDir }));
  writePrivate(join(state, "secrets.json"), { acme: SECRETS.file });
  if (kind.profile) {
    const profiles = { [`${kind.provider}:default`]: profileOf(kind) };
    writePrivate(join(agentDir, "auth-profiles.json"), { version: 1, profiles });
  }
  return { root, home, state, agentDir, modelsJson: join(agentDir, "models.json") };
}

/** Puts the seed of a cell into models.json, as an older release or an editor may have left it. */
export function seedModelsJson({ kind, seed }, modelsJson, mockUrl) {
  if (!seed) return;
  const { modelHeaders, ...rest } = seed;
  const row = {
    baseUrl: mockUrl,
    api: "openai-completions",
    ...(kind.authHeader ? { authHeader: true } : {}),
    ...kind.row,
    ...rest,
    models: [modelRow(kind.model, modelHeaders)],
  };
  const providers = { [kind.provider]: row };
  if (kind.other) providers.other = { ...providerRow(kind.other, mockUrl), apiKey: SECRETS.stale };
  writePrivate(modelsJson, { providers });
}
