// The main job on a copy of fixtures/demo: two providers behind exec SecretRefs, one with stale plaintext in models.json.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const state = mkdtempSync(join(tmpdir(), "modelseal-demo-"));
const say = (text) => process.stdout.write(text);

/** Runs the built command line on the copy and shows what a user would see. */
function show(...args) {
  say(`\n$ modelseal ${args.join(" ")}\n`);
  const env = { PATH: process.env.PATH, HOME: state, OPENCLAW_STATE_DIR: state };
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, "bin/modelseal.js"), ...args], {
    env,
    encoding: "utf8",
  });
  say(`${stdout}${stderr}(exit ${status})\n`.replaceAll(state, "$OPENCLAW_STATE_DIR"));
}

try {
  cpSync(join(root, "fixtures/demo"), state, { recursive: true });
  // A copy has the modes of the checkout, which git and umask decide.
  for (const dir of ["", "agents", "agents/main", "agents/main/agent"]) chmodSync(join(state, dir), 0o700);
  say("A state directory whose keys are in a vault, with one stale key left in models.json.\n");
  show("explain");
  show("generate", "--dry-run");
  show("generate");
  say("\n$ cat agents/main/agent/models.json\n");
  say(readFileSync(join(state, "agents/main/agent/models.json"), "utf8"));
  show("generate");
} finally {
  rmSync(state, { recursive: true, force: true });
}
