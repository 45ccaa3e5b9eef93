import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RECIPES } from "../../src/report/recipes/index.js";
import { BIN, type Machine, newMachine } from "../support/recipes.js";

const NAMES = Object.keys(RECIPES);

let machine: Machine;
beforeEach(() => {
  machine = newMachine();
});
afterEach(() => machine.drop());

const stated = (...flags: string[]) => machine.modelseal("recipe", ...flags, "--state-dir", machine.stateDir);

describe("modelseal recipe", () => {
  test.each(NAMES)("%s passes the release that was named", (name) => {
    const { stdout } = stated(name, "--openclaw", "2026.3.8");
    expect(stdout).toMatch(/--openclaw"?,? "?2026\.3\.8/);
    expect(stdout).toContain("For OpenClaw 2026.3.8 (as named with --openclaw)");
  });

  test.each(NAMES)("%s takes the release from the config's stamp, and says so", (name) => {
    const { stdout } = stated(name);
    expect(stdout).toMatch(/--openclaw"?,? "?2026\.7\.1/);
    expect(stdout).toContain("For OpenClaw 2026.7.1 (the release that last touched your config;");
  });

  test("without a stamp it takes the newest release known, and says so", () => {
    mkdirSync(join(machine.dir, "empty"));
    const { stdout } = machine.modelseal("recipe", "systemd", "--state-dir", join(machine.dir, "empty"));
    expect(stdout).toContain("(the newest release that modelseal knows; name yours with --openclaw)");
  });

  test.each(["{", '{"meta":{"lastTouchedVersion":"soon"}}', '{"models":3}'])(
    "a config that says nothing about its release is no obstacle: %s",
    (config) => {
      machine.write("broken/openclaw.json", config);
      const { code, stdout } = machine.modelseal("recipe", "systemd", "--state-dir", join(machine.dir, "broken"));
      expect(code).toBe(0);
      expect(stdout).toContain("the newest release that modelseal knows");
    },
  );

  test.each([
    ["launchd", /exec .* run --watch --openclaw 2026\.3\.1 /],
    ["docker", /ENTRYPOINT \["modelseal", "run", "--watch", /],
    ["compose", /entrypoint: \["modelseal", "run", "--watch", /],
    ["kubernetes", /command: \["modelseal", "run", "--watch", /],
    ["systemd", /^# {3}.* watch --openclaw 2026\.3\.1 /m],
    ["hook", /^# {3}.* watch --openclaw 2026\.3\.1 /m],
  ])("%s watches beside a gateway that can lose keys while it starts, and beside no other", (name, watches) => {
    expect(stated(name, "--openclaw", "2026.3.1").stdout).toMatch(watches);
    expect(stated(name, "--openclaw", "2026.3.8").stdout).not.toContain("watch");
  });

  test("passes on --config, --profile and --agent, with whole paths", () => {
    const flags = ["--config", "~/c.json", "--profile", "work", "--agent", "main", "--agent", "it's"];
    const { stdout } = machine.modelseal("recipe", "launchd", ...flags);
    expect(stdout).toContain(
      `--config ${join(machine.home, "c.json")} --profile work --agent main --agent 'it'\\''s' --`,
    );
  });

  test("names programs by the path in PATH, not by the place they lead to, which goes with an update", () => {
    const { stdout } = machine.modelseal("recipe", "systemd");
    const bin = join(machine.dir, "bin");
    expect(stdout).toContain(`ExecStartPre=${join(bin, "node")} ${join(bin, "modelseal")} generate`);
  });

  test("names them by their own place where PATH leads elsewhere", () => {
    machine.program("modelseal", "");
    const { stdout } = machine.run([process.execPath, BIN, "recipe", "systemd"]);
    expect(stdout).toContain(` ${BIN} generate`);
  });

  test("warns when it runs from npx's cache", () => {
    const bin = join(machine.dir, "_npx", "a");
    mkdirSync(bin, { recursive: true });
    symlinkSync(BIN, join(bin, "modelseal"));
    const { stderr } = machine.run([join(bin, "modelseal"), "recipe", "systemd"], {
      env: { PATH: `${bin}:/usr/bin:/bin` },
    });
    expect(stderr).toContain("npx's cache");
  });

  test("names no copy that OpenClaw runs its plugins from", () => {
    const copy = join(machine.dir, "plugin-captures", "a");
    mkdirSync(copy, { recursive: true });
    symlinkSync(BIN, join(copy, "modelseal"));
    const recipe = (name: string) =>
      machine.run([join(copy, "modelseal"), "recipe", name], { env: { PATH: "/usr/bin:/bin" } });
    for (const name of ["systemd", "launchd", "hook"]) {
      const { code, stdout, stderr } = recipe(name);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("Run `modelseal recipe` of an installation by npm.");
    }
    expect(recipe("docker").code).toBe(0);
  });

  test("the same flags give the same text", () => {
    for (const name of NAMES) expect(stated(name).stdout).toBe(stated(name).stdout);
  });

  test("--json gives the text with the name of its file and its release", () => {
    const { openclaw, openclawFrom, file, recipe, text } = JSON.parse(stated("docker", "--json").stdout);
    expect({ openclaw, openclawFrom, file, recipe }).toEqual({
      openclaw: "2026.7.1",
      openclawFrom: "config",
      file: "Dockerfile",
      recipe: "docker",
    });
    expect(text).toBe(stated("docker").stdout);
  });

  test.each([
    [["recipe"], "recipe takes one name."],
    [["recipe", "constructor"], "There is no such recipe. Name one of systemd, "],
    [["recipe", "docker", "hook"], "recipe takes one name."],
    [["recipe", "docker", "--openclaw", "latest"], "no OpenClaw release"],
    [["recipe", "systemd", "--profile", "a b"], "--profile"],
    [["recipe", "systemd", "--agent", "a\nExecStart=/bin/sh"], "control characters"],
  ])("%j is bad usage", (args, message) => {
    const { code, stdout, stderr } = machine.modelseal(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
