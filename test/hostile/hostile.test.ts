import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.js";
import { COMMANDS, hostileCases } from "./cases.js";
import { judge, type Outcome, snapshot } from "./judge.js";
import { type HostileCase, type Scene, sceneOf } from "./scene.js";

async function run(args: readonly string[], scene: Scene): Promise<Outcome> {
  const outcome: Outcome = { code: null, stdout: "", stderr: "" };
  const sink = {
    out: (text: string) => {
      outcome.stdout += text;
    },
    err: (text: string) => {
      outcome.stderr += text;
    },
  };
  const env = { HOME: scene.base, OPENCLAW_STATE_DIR: scene.state };
  outcome.code = await main(args, { env, sink, now: 1_800_000_000_000, colours: () => false });
  return outcome;
}

const filled = (args: readonly string[], { base, state }: Scene) =>
  args.map((arg) => arg.replace("{home}", base).replace("{state}", state));

/** `generate` takes every input, the others two of their turn; HOSTILE=all gives every input to every command. */
function commandsFor(turn: number): readonly (readonly string[])[] {
  if (process.env["HOSTILE"] === "all") return COMMANDS;
  const [generate = [], ...others] = COMMANDS;
  return [generate, ...others.filter((_, i) => (turn + i) % 4 === 0)];
}

async function troubles(hostile: HostileCase, turn: number): Promise<string[]> {
  const found: string[] = [];
  for (const command of commandsFor(turn)) {
    const scene = sceneOf(hostile);
    try {
      const before = snapshot(scene.state);
      const outcome = await run(filled([...command, ...(hostile.args ?? [])], scene), scene);
      const wrong = judge(hostile, command.join(" "), outcome, before, snapshot(scene.state));
      found.push(...wrong.map((what) => `${command.join(" ")}: ${what}`));
    } finally {
      scene.drop();
    }
  }
  return found;
}

const cases = hostileCases();

describe("hostile inputs", () => {
  test("each has a name of its own", () => {
    expect(cases.length).toBeGreaterThan(900);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases.filter(({ heavy }) => !heavy))("$name", async (hostile) => {
    expect(await troubles(hostile, cases.indexOf(hostile))).toEqual([]);
  });
});
