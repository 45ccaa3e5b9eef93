import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { releaseRange } from "../../src/domain/openclaw/releases.js";
import { type LocateOptions, locate } from "../../src/io/locate.js";
import { directory, refusal } from "./scene.js";

type Env = Record<string, string>;
/** What the cases below are given: a home directory, `$H` in them. */
interface Case {
  options?: LocateOptions;
  env?: Env;
  /** Files below the home directory. */
  files?: readonly string[];
}

const ALL = ["2026.3.1", "2026.9.6"];

function at(release: string, { options = {}, env = {}, files = [] }: Case) {
  const { dir } = directory(Object.fromEntries(files.map((name) => [name, "{}"])));
  const fill = (text: string) => text.replaceAll("$H", dir);
  const filled = Object.fromEntries(Object.entries({ HOME: dir, ...env }).map(([name, value]) => [name, fill(value)]));
  const flags = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value && fill(value)]));
  const found = locate(flags, filled, releaseRange(release, undefined).newest);
  const short = (path: string | undefined) => path?.replace(dir, "$H");
  return {
    stateDir: short(found.stateDir),
    config: short(found.config.file),
    named: found.config.named,
    agentDir: short(found.agentDir),
    roots: found.config.includeRoots.map((root) => root.replace(dir, "$H")),
  };
}

const rows: [title: string, scene: Case, stateDir: string, config: string, releases: readonly string[]][] = [
  ["the default", {}, "$H/.openclaw", "$H/.openclaw/openclaw.json", ALL],
  ["OPENCLAW_STATE_DIR", { env: { OPENCLAW_STATE_DIR: "$H/d" } }, "$H/d", "$H/d/openclaw.json", ALL],
  [
    "blank variables are not set",
    { env: { OPENCLAW_STATE_DIR: " ", OPENCLAW_CONFIG_PATH: "" } },
    "$H/.openclaw",
    "$H/.openclaw/openclaw.json",
    ALL,
  ],
  [
    "OPENCLAW_STATE_DIR without a config, one in the home directory, old release",
    { env: { OPENCLAW_STATE_DIR: "$H/d" }, files: [".openclaw/openclaw.json"] },
    "$H/d",
    "$H/.openclaw/openclaw.json",
    ["2026.3.1"],
  ],
  [
    "OPENCLAW_STATE_DIR without a config, one in the home directory, new release",
    { env: { OPENCLAW_STATE_DIR: "$H/d" }, files: [".openclaw/openclaw.json"] },
    "$H/d",
    "$H/d/openclaw.json",
    ["2026.9.6"],
  ],
  ["OPENCLAW_CONFIG_PATH", { env: { OPENCLAW_CONFIG_PATH: "$H/c.json" } }, "$H/.openclaw", "$H/c.json", ALL],
  [
    "OPENCLAW_HOME",
    { env: { OPENCLAW_HOME: "$H/other" } },
    "$H/other/.openclaw",
    "$H/other/.openclaw/openclaw.json",
    ALL,
  ],
  [
    "OPENCLAW_HOME from ~",
    { env: { OPENCLAW_HOME: "~/other" } },
    "$H/other/.openclaw",
    "$H/other/.openclaw/openclaw.json",
    ALL,
  ],
  ["--profile", { options: { profile: "p1" } }, "$H/.openclaw-p1", "$H/.openclaw-p1/openclaw.json", ALL],
  ["--profile default", { options: { profile: "Default" } }, "$H/.openclaw", "$H/.openclaw/openclaw.json", ALL],
  ["OPENCLAW_PROFILE alone", { env: { OPENCLAW_PROFILE: "p1" } }, "$H/.openclaw", "$H/.openclaw/openclaw.json", ALL],
  [
    "--profile beside OPENCLAW_STATE_DIR, which wins",
    { options: { profile: "p1" }, env: { OPENCLAW_STATE_DIR: "$H/d" } },
    "$H/d",
    "$H/d/openclaw.json",
    ALL,
  ],
  ["only ~/.clawdbot", { files: [".clawdbot/openclaw.json"] }, "$H/.clawdbot", "$H/.clawdbot/openclaw.json", ALL],
  [
    "~/.clawdbot with its old config",
    { files: [".clawdbot/clawdbot.json"] },
    "$H/.clawdbot",
    "$H/.clawdbot/clawdbot.json",
    ALL,
  ],
  [
    "~/.clawdbot beside ~/.openclaw",
    { files: [".clawdbot/openclaw.json", ".openclaw/x"] },
    "$H/.openclaw",
    "$H/.openclaw/openclaw.json",
    ALL,
  ],
  ["only ~/.moltbot, old release", { files: [".moltbot/x"] }, "$H/.moltbot", "$H/.moltbot/openclaw.json", ["2026.3.1"]],
  [
    "only ~/.moltbot, new release",
    { files: [".moltbot/x"] },
    "$H/.openclaw",
    "$H/.openclaw/openclaw.json",
    ["2026.9.6"],
  ],
  [
    "CLAWDBOT_STATE_DIR, old release",
    { env: { CLAWDBOT_STATE_DIR: "$H/d" } },
    "$H/d",
    "$H/d/openclaw.json",
    ["2026.3.1"],
  ],
  [
    "CLAWDBOT_STATE_DIR, new release",
    { env: { CLAWDBOT_STATE_DIR: "$H/d" } },
    "$H/.openclaw",
    "$H/.openclaw/openclaw.json",
    ["2026.9.6"],
  ],
  [
    "--state-dir before every variable",
    { options: { stateDir: "$H/f" }, env: { OPENCLAW_STATE_DIR: "$H/d" } },
    "$H/f",
    "$H/f/openclaw.json",
    ALL,
  ],
  ["--state-dir from ~", { options: { stateDir: "~/f/" } }, "$H/f", "$H/f/openclaw.json", ALL],
  [
    "--config before every variable",
    { options: { config: "$H/f.json" }, env: { OPENCLAW_CONFIG_PATH: "$H/c.json" } },
    "$H/.openclaw",
    "$H/f.json",
    ALL,
  ],
];

describe("the state directory and the config", () => {
  test.each(rows)("%s", (_title, scene, stateDir, config, releases) => {
    for (const release of releases) expect(at(release, scene)).toMatchObject({ stateDir, config });
  });
  test("a config has to exist only where a flag or a variable names it", () => {
    expect(at("2026.9.6", {}).named).toBe(false);
    expect(at("2026.9.6", { options: { stateDir: "$H/f", profile: "p" } }).named).toBe(false);
    expect(at("2026.9.6", { options: { config: "$H/f" } }).named).toBe(true);
    expect(at("2026.9.6", { env: { OPENCLAW_CONFIG_PATH: "$H/f" } }).named).toBe(true);
  });
  test("a relative path is taken from the working directory", () =>
    expect(at("2026.9.6", { options: { stateDir: "f" } }).stateDir).toBe(join(process.cwd(), "f")));
  test("without HOME the account's home directory counts", () =>
    expect(locate({}, {}, releaseRange(undefined, undefined).newest).home).toBe(homedir()));
  test.each(["", "../x", "a/b", ".", "a b", "x".repeat(65)])("a profile %j is a usage error", async (profile) =>
    expect(await refusal(() => at("2026.9.6", { options: { profile } }))).toMatchObject({ code: "USAGE" }),
  );
});

describe("further directories", () => {
  test("OPENCLAW_AGENT_DIR comes before its older name", () => {
    const older = { PI_CODING_AGENT_DIR: "$H/b" };
    for (const release of ALL) {
      expect(at(release, { env: { OPENCLAW_AGENT_DIR: "~/a", ...older } }).agentDir).toBe("$H/a");
      expect(at(release, { env: older }).agentDir).toBe("$H/b");
      expect(at(release, {}).agentDir).toBe(undefined);
    }
  });
  test("OPENCLAW_INCLUDE_ROOTS is a list", () => {
    const OPENCLAW_INCLUDE_ROOTS = ["$H/a", " ~/b ", "", "$H/c/"].join(delimiter);
    expect(at("2026.9.6", { env: { OPENCLAW_INCLUDE_ROOTS } }).roots).toEqual(["$H/a", "$H/b", "$H/c"]);
    expect(at("2026.9.6", {}).roots).toEqual([]);
  });
  test("a file in place of the state directory is not mistaken for a missing one", () => {
    const { dir } = directory({ ".openclaw": "text" });
    mkdirSync(join(dir, ".clawdbot"));
    expect(locate({}, { HOME: dir }, releaseRange(undefined, undefined).newest).stateDir).toBe(join(dir, ".openclaw"));
  });
});
