import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gateway, type Machine, newMachine } from "../support/recipes.js";

let machine: Machine;
beforeEach(() => {
  machine = newMachine();
});
afterEach(() => machine.drop());

/** A unit as OpenClaw 2026.3.1 writes it. */
const unit = (start: string) => `[Unit]
Description=OpenClaw Gateway
After=network-online.target
Wants=network-online.target

[Service]
ExecStart="${start}" gateway --port 18789
Restart=always
RestartSec=5
KillMode=process

[Install]
WantedBy=default.target
`;

/** The sections of unit files, later ones over earlier ones, lists added up. */
function sections(...texts: string[]): Map<string, string[]> {
  const entries = new Map<string, string[]>();
  let section = "";
  for (const line of texts.join("\n").split("\n")) {
    const head = /^\[(\w+)\]$/.exec(line);
    if (head) section = head[1] as string;
    else if (line !== "" && !line.startsWith("#")) {
      const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined || section === "") throw new Error("This line is none of a unit file.");
      entries.set(`${section}.${key}`, [...(entries.get(`${section}.${key}`) ?? []), value as string]);
    }
  }
  return entries;
}

/** The words of a command line as systemd reads them: quotes, backslashes, then % and $. */
function words(line: string): string[] {
  const found = line.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  return found.map((word) => {
    const text = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word;
    if (/%[^%]|\$[^$]/.test(text.replaceAll("%%", "").replaceAll("$$", ""))) throw new Error("An unescaped sign.");
    return text.replaceAll("%%", "%").replaceAll("$$", "$");
  });
}

/** What systemd does at a start: every ExecStartPre= in turn, and ExecStart= only if all of them end with 0. */
function start(files: Map<string, string[]>) {
  for (const line of files.get("Service.ExecStartPre") ?? []) {
    const ran = machine.run(words(line));
    if (ran.code !== 0) return { failed: ran, started: undefined };
  }
  const ran = machine.run(words((files.get("Service.ExecStart") as string[])[0] as string));
  return { failed: undefined, started: JSON.parse(ran.stdout) as { plaintext: boolean; args: string[] } };
}

function recipe(...flags: string[]): string {
  const { code, stdout, stderr } = machine.modelseal("recipe", "systemd", "--state-dir", machine.stateDir, ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("the systemd recipe", () => {
  test("seals before the gateway starts", () => {
    const files = sections(unit(machine.write("gateway", gateway(machine), 0o700)), recipe());
    expect(start(files)).toEqual({
      failed: undefined,
      started: { plaintext: false, args: ["gateway", "--port", "18789"] },
    });
    expect(machine.sealed()).toBe(true);
  });

  test("keeps the gateway from starting when sealing fails, and says why", () => {
    const files = sections(unit(machine.write("gateway", gateway(machine), 0o700)), recipe());
    machine.run(["sh", "-c", 'echo "{" > "$1/openclaw.json"', "sh", machine.stateDir]);
    const { failed, started } = start(files);
    expect(started).toBe(undefined);
    expect(failed?.code).toBe(2);
    expect(failed?.stderr).toContain("openclaw.json");
  });

  test("ends endless attempts, with the start limit of OpenClaw's newer units", () => {
    const files = sections(unit("/bin/true"), recipe());
    const wait = Number(files.get("Service.RestartSec")?.[0]);
    const [burst, interval] = ["Burst", "IntervalSec"].map((key) => Number(files.get(`Unit.StartLimit${key}`)?.[0]));
    expect((burst as number) * wait).toBeLessThan(interval as number);
  });

  test("starts node and the program by absolute path, with the release it is for", () => {
    const line = words(
      (sections(recipe("--openclaw", "2026.9.6")).get("Service.ExecStartPre") as string[])[0] as string,
    );
    expect(line.slice(0, 2).every((word) => word.startsWith("/"))).toBe(true);
    expect(line.slice(2)).toEqual(["generate", "--openclaw", "2026.9.6", "--state-dir", machine.stateDir]);
  });

  test.each([
    [[], "openclaw-gateway.service"],
    [["--profile", "work"], "openclaw-gateway-work.service"],
    [["--profile", "Default"], "openclaw-gateway.service"],
  ])("names the unit of the profile: %j", (flags, name) => {
    const text = recipe(...flags);
    expect(text).toContain(`~/.config/systemd/user/${name}.d/modelseal.conf`);
    expect(text).toContain(`systemctl --user restart ${name}\n`);
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  test(`is a drop-in that ${hasSystemd ? "systemd itself" : "a reader of unit files"} takes without a word`, () => {
    const base = machine.write("units/openclaw-gateway.service", unit("/bin/true"));
    const text = recipe();
    machine.write("units/openclaw-gateway.service.d/modelseal.conf", text);
    if (hasSystemd) {
      const { code, stdout, stderr } = machine.run(["systemd-analyze", "--user", "verify", base]);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    }
    expect([...sections(text).keys()].sort()).toEqual([
      "Service.ExecStartPre",
      "Unit.StartLimitBurst",
      "Unit.StartLimitIntervalSec",
    ]);
  });
});
