import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Machine, newMachine } from "../support/recipes.js";

let machine: Machine;
beforeEach(() => {
  machine = newMachine();
});
afterEach(() => machine.drop());

function recipe(...flags: string[]): string {
  const { code, stdout, stderr } = machine.modelseal("recipe", "hook", "--state-dir", machine.stateDir, ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** Installs the hook and gives it one event, as the gateway does. */
function fire(type: string, action: string) {
  const script = machine.write("install-hook.sh", recipe());
  expect(machine.run(["sh", script])).toEqual({ code: 0, stdout: "", stderr: "" });
  const file = JSON.stringify(join(machine.stateDir, "hooks", "modelseal", "handler.js"));
  const event = JSON.stringify({ type, action, messages: [] });
  const code = `import(${file}).then(async (m) => { await m.default(${event}); console.log("still up"); });`;
  return machine.run([process.execPath, "--input-type=module", "--eval", code]);
}

/** The config that the comment asks for. */
function config(text: string): unknown {
  const lines = text.split("\n").map((line) => line.replace(/^# {0,3}/, ""));
  return JSON.parse(lines.slice(lines.indexOf("{"), lines.indexOf("}") + 1).join("\n"));
}

describe("the hook recipe", () => {
  test("installs the two files that OpenClaw looks for, for nobody else to read", () => {
    fire("other", "event");
    const dir = join(machine.stateDir, "hooks", "modelseal");
    expect(readFileSync(join(dir, "HOOK.md"), "utf8")).toMatch(
      /^---\nname: modelseal\ndescription: ".+"\nmetadata:\n {2}\{ "openclaw": \{ "events": \["gateway:startup"\] \} \}\n---\n/,
    );
    expect(["HOOK.md", "handler.js"].map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test("seals once the gateway is up", () => {
    expect(fire("gateway", "startup")).toEqual({ code: 0, stdout: "still up\n", stderr: "" });
    expect(machine.sealed()).toBe(true);
  });

  test("leaves every other event alone", () => {
    expect(fire("command", "new").stdout).toBe("still up\n");
    expect(machine.sealed()).toBe(false);
  });

  test("says in the gateway's log when sealing fails, and throws nothing into it", () => {
    machine.run(["sh", "-c", 'echo "{" > "$1/openclaw.json"', "sh", machine.stateDir]);
    const { code, stdout, stderr } = fire("gateway", "startup");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "still up\n" });
    expect(stderr).toMatch(/^\[modelseal\] generate did not succeed\. modelseal: .*openclaw\.json/);
  });

  test("switches on this hook alone where OpenClaw loads the named ones", () => {
    expect(config(recipe("--openclaw", "2026.9.6"))).toEqual({
      hooks: { internal: { enabled: true, entries: { modelseal: { enabled: true } } } },
    });
  });

  test("warns that older releases switch on every bundled hook, and keeps those off", () => {
    const text = recipe("--openclaw", "2026.3.1");
    const off = { enabled: false };
    expect(config(text)).toEqual({
      hooks: {
        internal: {
          enabled: true,
          entries: {
            modelseal: { enabled: true },
            "boot-md": off,
            "bootstrap-extra-files": off,
            "command-logger": off,
            "session-memory": off,
          },
        },
      },
    });
    expect(text).toContain("switches on every bundled hook");
  });

  test("writes nothing by itself: the recipe is only printed", () => {
    recipe();
    expect(existsSync(join(machine.stateDir, "hooks"))).toBe(false);
  });
});
