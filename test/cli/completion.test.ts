import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMON_FLAGS } from "../../src/cli/flags.js";
import { helpFor } from "../../src/cli/help.js";
import { COMMANDS, type Command } from "../../src/cli/table.js";
import { newState, type State } from "../support/state.js";

let dir: string;
let state: State;
const scripts: Record<string, string> = {};
const commands = new Map<string, Command>();

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "modelseal-completion-")));
  mkdirSync(join(dir, "some dir"));
  writeFileSync(join(dir, "some file.json"), "");
  state = newState();
  for (const shell of ["bash", "zsh", "fish"]) scripts[shell] = (await state.run(["completion", shell])).stdout;
  for (const [name, load] of Object.entries(COMMANDS)) commands.set(name, await load());
});
afterAll(() => {
  state.drop();
  rmSync(dir, { recursive: true, force: true });
});

const has = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** What bash offers after these words; the last one is being typed. */
function offered(...words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const script = `${scripts["bash"]}
COMP_WORDS=(modelseal ${list}); COMP_CWORD=${words.length}
_modelseal
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { cwd: dir, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("modelseal completion", () => {
  test("bash completes every command", () => {
    expect(offered("")).toEqual([...commands.keys(), "help", "--help", "--version"]);
    expect(offered("gen")).toEqual(["generate"]);
    expect(offered("help", "gen")).toEqual(["generate"]);
  });

  test("bash completes exactly the flags that each command takes", () => {
    for (const [name, { flags }] of commands) {
      const all = Object.keys({ ...flags, ...COMMON_FLAGS }).map((flag) => `--${flag}`);
      expect([name, offered(name, "--")]).toEqual([name, all]);
    }
  });

  test.each([
    [["generate", "--key-form", "m"], ["marker"]],
    [["generate", "--key-form", "=", "o"], ["omit"]],
    [
      ["generate", "--key-form", "="],
      ["auto", "marker", "omit"],
    ],
    [
      ["run", "--on-failure", ""],
      ["block", "warn"],
    ],
    [
      ["generate", "--format", ""],
      ["text", "json"],
    ],
    [["recipe", "s"], ["systemd"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["recipe", "--profile", "s"], []],
    [["generate", "--state-dir", "some"], ["some dir"]],
    [
      ["generate", "--config", "some"],
      ["some dir", "some file.json"],
    ],
    [["run", "--", "bash"], ["bash"]],
    [["generate", "--", "bash"], []],
    [["nonsense", ""], []],
  ])("bash completes %j", (words, expected) => {
    const found = offered(...words);
    expect(words.includes("--") ? [...new Set(found)].filter((word) => expected.includes(word)) : found.sort()).toEqual(
      words.includes("--") ? expected : [...expected].sort(),
    );
  });

  test("the words offered for a flag are words that it takes, and no others are", async () => {
    const takes = async (args: string[]) => !(await state.run(args)).stderr.includes("takes one of");
    for (const word of offered("generate", "--key-form", "")) {
      expect(await takes(["generate", "--dry-run", "--key-form", word])).toBe(true);
    }
    for (const word of offered("run", "--on-failure", "")) {
      expect(await takes(["run", "--on-failure", word, "--", "true"])).toBe(true);
    }
    expect(await takes(["generate", "--key-form", "other"])).toBe(false);
    expect(await takes(["run", "--on-failure", "other", "--", "true"])).toBe(false);
  });

  test("zsh and fish know every command and every flag with its summary", () => {
    for (const [name, { flags }] of commands) {
      expect(scripts["zsh"]).toContain(`\n    ${name})\n      `);
      expect(scripts["fish"]).toContain(`\ncomplete -c modelseal -n __fish_is_first_token -a ${name} -d '`);
      for (const flag of Object.keys({ ...flags, ...COMMON_FLAGS })) {
        expect(scripts["zsh"]).toMatch(new RegExp(`\\n {8}'\\*?--${flag}\\b`));
        expect(scripts["fish"]).toContain(`'__fish_seen_subcommand_from ${name}' -l ${flag}`);
      }
    }
    expect(scripts["zsh"]).toContain(
      "'--dry-run[print the masked diff, write nothing; exit 1 if something would change]'",
    );
    expect(scripts["fish"]).toContain("-l openclaw -d 'the release that reads the files' -x");
  });

  test.each([
    ["bash", ["-n"]],
    ["zsh", ["-n"]],
    ["fish", ["--no-execute"]],
  ])("%s itself reads the script, where it is installed; its quotes are balanced in any case", (shell, flags) => {
    const script = scripts[shell] as string;
    const file = join(dir, `modelseal.${shell}`);
    writeFileSync(file, script);
    if (has(shell))
      expect(spawnSync(shell, [...flags, file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    const bare = script.replaceAll(/^#.*$/gm, "").replaceAll("'\\''", "").replaceAll("\\'", "");
    for (const line of bare.split("\n")) expect([line, (line.match(/'/g) ?? []).length % 2]).toEqual([line, 0]);
  });

  test("every flag of a command stands in its help", () => {
    for (const [name, { flags }] of commands) {
      for (const flag of Object.keys({ ...flags, ...COMMON_FLAGS }).filter((flag) => flag !== "help")) {
        expect([name, flag, helpFor(name)?.includes(`--${flag}`)]).toEqual([name, flag, true]);
      }
    }
  });

  test.each([[[]], [["powershell"]], [["bash", "zsh"]], [["constructor"]]])("%j is bad usage", async (words) => {
    const { code, stdout, stderr } = await state.run(["completion", ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("bash, zsh, fish");
  });
});
