import { isBefore } from "../../domain/openclaw/releases.js";
import { BUNDLED_HOOKS, NAMED_HOOKS_SINCE } from "../../domain/openclaw/services.js";
import { listOf, shellWords } from "./quote.js";
import { comment, heading, type Recipe, type RecipeInput, sealCommand, watchAdvice } from "./recipe.js";

/**
 * A managed hook: the two files that OpenClaw looks for, written by a script. It seals after the start-up writes of the
 * gateway and before its first turn, and is no gate: the gateway is up already.
 */
export const hook: Recipe = {
  summary: "a managed hook that seals again once the gateway is up",
  file: "install-hook.sh",
  text(input) {
    const lines = [
      ...heading(input, "Installs an OpenClaw hook that seals models.json again once the gateway is up."),
      "",
      "  modelseal recipe hook | sh",
      "",
      "It comes after the writes of the start and before the first turn, and cannot keep a gateway from starting:",
      "for that, use the recipe for systemd, launchd, docker or kubernetes. Then in openclaw.json, and restart:",
      ...config(input)
        .split("\n")
        .map((line) => `  ${line}`),
      ...warning(input),
      ...watchAdvice(input),
    ];
    const dir = `${input.stateDir.path}/hooks/modelseal`;
    const file = (name: string, text: string) => `cat >"$dir"/${name} <<'MODELSEAL'\n${text}MODELSEAL\n`;
    return `#!/bin/sh
${comment(lines)}set -eu
umask 077
dir=${shellWords([dir])}
mkdir -p "$dir"
${file("HOOK.md", HOOK)}${file("handler.js", handler(input))}`;
  },
};

const HOOK = `---
name: modelseal
description: "Seals models.json once the gateway is up"
metadata:
  { "openclaw": { "events": ["gateway:startup"] } }
---

# modelseal

Runs \`modelseal generate\` once the gateway is up, and says in its log what went wrong, if anything.
`;

function switchesOnOthers({ openclaw }: RecipeInput): boolean {
  return isBefore(openclaw, NAMED_HOOKS_SINCE);
}

function config(input: RecipeInput): string {
  const others = switchesOnOthers(input) ? BUNDLED_HOOKS.map((name) => [name, { enabled: false }] as const) : [];
  const entries = Object.fromEntries([["modelseal", { enabled: true }], ...others]);
  return JSON.stringify({ hooks: { internal: { enabled: true, entries } } }, null, 2);
}

function warning(input: RecipeInput): string[] {
  if (!switchesOnOthers(input)) return [];
  return [
    "",
    "Careful: hooks.internal.enabled switches on every bundled hook of this release too. Those that you do not use",
    "already stand there with enabled: false; take away the lines of those that you do.",
  ];
}

/** Plain JavaScript with nothing of OpenClaw; a hook must not throw into the gateway nor hold it up for long. */
function handler(input: RecipeInput): string {
  const [node, ...args] = sealCommand(input);
  return `import { execFile } from "node:child_process";

const node = ${JSON.stringify(node)};
const args = ${listOf(args)};

export default function handler(event) {
  if (event?.type !== "gateway" || event?.action !== "startup") return undefined;
  return new Promise((done) => {
    execFile(node, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) console.error(\`[modelseal] generate did not succeed. \${stderr || stdout || "It could not be run."}\`);
      done();
    });
  });
}
`;
}
