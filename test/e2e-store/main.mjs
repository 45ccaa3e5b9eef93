// Migrates a prepared state directory into each secret store that this machine has, with the built command line:
// node test/e2e-store/main.mjs [NAME]. Prints one line per recipe; exit 1 if one fails.
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RECIPES } from "./recipes.mjs";

const BIN = process.env.MODELSEAL_BIN ?? fileURLToPath(new URL("../../bin/modelseal.js", import.meta.url));
const SECRETS = ["sk-EXAMPLE-config-0123456789", "sk-EXAMPLE-profile-0123456789", "sk-EXAMPLE-orphan-0123456789"];
const ROW = { baseUrl: "https://llm.example/v1", models: [{ id: "m", name: "M" }] };
const exists = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

function write(file, content) {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(content, null, 2), { mode: 0o600 });
}

function filesBelow(dir) {
  return readdirSync(dir).flatMap((name) => {
    const file = join(dir, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [readFileSync(file, "utf8")];
  });
}

function attempt(recipe) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "store-")));
  const state = join(base, "state");
  const vault = join(base, "vault");
  mkdirSync(state, { mode: 0o700 });
  mkdirSync(vault, { mode: 0o700 });
  try {
    const { env, command, passEnv, storeCommand } = recipe.prepare(vault);
    const provider = { source: "exec", command, passEnv, timeoutMs: 30000 };
    write(join(state, "openclaw.json"), {
      models: { providers: { acme: { ...ROW, apiKey: SECRETS[0] } } },
      secrets: { providers: { vault: provider } },
    });
    const agent = join(state, "agents/main/agent");
    write(join(agent, "auth-profiles.json"), {
      version: 1,
      profiles: { "p:d": { type: "api_key", provider: "p", key: SECRETS[1] } },
    });
    write(join(agent, "models.json"), { providers: { acme: ROW, lost: { ...ROW, apiKey: SECRETS[2] } } });
    const modelseal = [
      process.execPath,
      BIN,
      "migrate",
      "--yes",
      "--state-dir",
      state,
      "--to",
      "vault",
      "--store-command",
      storeCommand,
    ];
    const whole = { PATH: process.env.PATH, HOME: base, ...env };
    // Twice in one session: the second run has to find everything done, which it only can if all refs resolve.
    const twice = ["sh", "-c", '"$@" || exit; "$@"', "sh", ...modelseal];
    const [program, args] = recipe.wrap ? recipe.wrap(twice) : [twice[0], twice.slice(1)];
    const { status, stdout, stderr } = spawnSync(program, args, { env: whole, encoding: "utf8" });
    const shown = stdout + stderr;
    if (status !== 0) return `exit ${status}: ${shown.trim().split("\n").at(-1)}`;
    if (!stdout.includes("exec:vault:openclaw/")) return "no ref to the store was written";
    if (!stdout.trim().endsWith("no plaintext credential was found.")) return "the second run was not clean";
    const rest = [shown, ...filesBelow(state)].join("\n");
    return SECRETS.some((secret) => rest.includes(secret)) ? "plaintext is left, or was shown" : undefined;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

let failed = false;
for (const recipe of RECIPES.filter(({ name }) => process.argv[2] === undefined || name === process.argv[2])) {
  const missing = recipe.needs.filter((program) => !exists(program));
  const problem = missing.length === 0 ? attempt(recipe) : undefined;
  failed ||= problem !== undefined;
  process.stdout.write(
    `${missing.length > 0 ? `not here (${missing.join(", ")})` : (problem ?? "ok")}  ${recipe.name}\n`,
  );
}
process.exitCode = failed ? 1 : 0;
