import fc from "fast-check";
import { expect, test } from "vitest";
import { newState } from "./support/state.js";
import { secretsFrom, type World, withSecrets, worlds } from "./support/worlds.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ONE = secretsFrom(LETTERS, 64);
const OTHER = secretsFrom([...LETTERS].reverse().join(""), 64);
const COMMANDS = [
  ["generate", "--dry-run"],
  ["explain", "--json"],
  ["generate"],
  ["generate", "--json"],
  ["check", "--json"],
];
const PAGES = [
  ["explain", "--format", "html"],
  ["check", "--format", "html"],
  ["generate"],
  ["check", "--format", "html"],
];

/** Everything that a run shows or leaves: streams, exit codes and files, with secrets replaced by their number. */
async function shown(world: World, secrets: readonly string[], commands = COMMANDS): Promise<string> {
  const { config, store, existing, env, release } = withSecrets(world, secrets);
  const state = newState({ "openclaw.json": config, "agents/main/agent/auth-profiles.json": store });
  try {
    if (existing) state.write("agents/main/agent/models.json", existing);
    const flags = release === undefined ? [] : ["--openclaw", release];
    let streams = "";
    for (const command of commands) {
      const { code, stdout, stderr } = await state.run([...command, ...flags], env);
      streams += `${code}\n${stdout}${stderr}`;
    }
    for (const secret of secrets) expect(streams).not.toContain(secret.slice(-8));
    const files = [...state.files()].map(([file, text]) => `${file}\n${text}`).join("\n");
    const all = `${streams}\n${files}`.replaceAll(state.dir, "$STATE");
    return secrets.reduce((text, secret, n) => text.replaceAll(secret, `<secret ${n}>`), all);
  } finally {
    state.drop();
  }
}

test("worlds that differ in nothing but their secrets look the same on every stream and in every file", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      expect(await shown(world, OTHER)).toBe(await shown(world, ONE));
    }),
    { numRuns: 1000 },
  );
});

test("worlds that differ in nothing but their secrets have the same pages", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      expect(await shown(world, OTHER, PAGES)).toBe(await shown(world, ONE, PAGES));
    }),
    { numRuns: 300 },
  );
});
