import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gateway, type Machine, newMachine } from "../support/recipes.js";

let machine: Machine;
beforeEach(() => {
  machine = newMachine();
});
afterEach(() => machine.drop());

function wrapper(...flags: string[]): string {
  const { code, stdout, stderr } = machine.modelseal("recipe", "launchd", "--state-dir", machine.stateDir, ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return machine.write("home/.local/bin/openclaw-sealed", stdout, 0o700);
}

describe("the launchd recipe", () => {
  test("is handed the gateway's arguments by OpenClaw, seals, and becomes openclaw with them", () => {
    machine.program("openclaw", gateway(machine));
    const { code, stdout, stderr } = machine.run([wrapper("--openclaw", "2026.9.6"), "gateway", "--port", "18 789"]);
    expect(JSON.parse(stdout)).toEqual({ plaintext: false, args: ["gateway", "--port", "18 789"] });
    expect({ code, sealed: machine.sealed() }).toEqual({ code: 0, sealed: true });
    expect(stderr).toContain("main  updated");
  });

  test("before OpenClaw took wrappers, it stands in front of the whole command of the launch agent", () => {
    const program = machine.write("gateway.js", gateway(machine), 0o700);
    const { stdout } = machine.run([wrapper("--openclaw", "2026.3.1"), process.execPath, program, "gateway"]);
    expect(JSON.parse(stdout)).toEqual({ plaintext: false, args: ["gateway"] });
  });

  test("does not start the gateway when sealing fails", () => {
    machine.program("openclaw", gateway(machine));
    machine.run(["sh", "-c", 'echo "{" > "$1/openclaw.json"', "sh", machine.stateDir]);
    const { code, stdout, stderr } = machine.run([wrapper("--openclaw", "2026.9.6"), "gateway"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("openclaw.json");
  });

  test("passes on how the gateway ends", () => {
    machine.program("openclaw", "#!/bin/sh\nexit 7\n");
    expect(machine.run([wrapper("--openclaw", "2026.9.6"), "gateway"]).code).toBe(7);
  });

  test.each([
    ["2026.9.6", [], "openclaw gateway install --wrapper ~/.local/bin/openclaw-sealed --force"],
    [
      "2026.5.18",
      ["--profile", "work"],
      "openclaw --profile work gateway install --wrapper ~/.local/bin/openclaw-sealed",
    ],
    ["2026.3.8", [], "~/Library/LaunchAgents/ai.openclaw.gateway.plist"],
    ["2026.3.8", ["--profile", "work"], "launchctl bootout gui/$UID/ai.openclaw.work"],
  ])("tells for %s %j how it is installed", (release, flags, line) => {
    const { stdout } = machine.modelseal("recipe", "launchd", "--openclaw", release, ...flags);
    expect(stdout).toContain(line);
  });
});
