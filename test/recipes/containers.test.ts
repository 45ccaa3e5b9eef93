import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gateway, type Machine, newMachine } from "../support/recipes.js";
import { parseYaml, type Yaml, yamlAt } from "../support/yaml.js";

let machine: Machine;
beforeEach(() => {
  machine = newMachine();
});
afterEach(() => machine.drop());

function recipe(name: string, ...flags: string[]): string {
  const { code, stdout, stderr } = machine.modelseal("recipe", name, "--openclaw", "2026.9.6", ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

const brokenConfig = () => machine.run(["sh", "-c", 'echo "{" > "$1/openclaw.json"', "sh", machine.stateDir]);

describe("the docker recipe", () => {
  interface Instruction {
    name: string;
    value: string;
  }

  const instructions = (dockerfile: string): Instruction[] =>
    dockerfile
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const [, name, value] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
        return { name: name as string, value: value as string };
      });

  /** What a container of this image runs, in its working directory, with its variables. */
  function start(dockerfile: string) {
    const all = instructions(dockerfile);
    const last = (name: string) => all.findLast((i) => i.name === name)?.value as string;
    const command = [...(JSON.parse(last("ENTRYPOINT")) as string[]), ...(JSON.parse(last("CMD")) as string[])];
    const [, variable, value] = /^(\w+)=(.*)$/.exec(last("ENV")) ?? [];
    machine.write(
      "app/openclaw.mjs",
      gateway(machine).replace(/^.*\n.*\n/, 'import { readFileSync } from "node:fs";\n'),
    );
    const env = { [variable as string]: JSON.parse((value as string).replaceAll("\\$", "$")) as string };
    return machine.run(command.map(inPath), { cwd: join(machine.dir, "app"), env });
  }

  const inPath = (word: string) => (word === "modelseal" ? join(machine.dir, "bin", word) : word);

  test("is a Dockerfile: OpenClaw's image of that release, modelseal at its version, the image's own user at the end", () => {
    const all = instructions(recipe("docker"));
    expect(all.map(({ name }) => name)).toEqual(["FROM", "USER", "RUN", "USER", "ENTRYPOINT", "CMD"]);
    expect(all[0]?.value).toBe("ghcr.io/openclaw/openclaw:2026.9.6");
    expect(all[2]?.value).toMatch(
      /^npm install --global --ignore-scripts modelseal@\d+\.\d+\.\d+ && modelseal precompile$/,
    );
    expect(all[3]?.value).toBe("node");
  });

  test("its entrypoint seals, then becomes its command", () => {
    const { code, stdout } = start(recipe("docker", "--state-dir", machine.stateDir));
    expect(JSON.parse(stdout)).toEqual({ plaintext: false, args: ["gateway", "--allow-unconfigured"] });
    expect({ code, sealed: machine.sealed() }).toEqual({ code: 0, sealed: true });
  });

  test("the container ends when sealing fails", () => {
    brokenConfig();
    const { code, stdout } = start(recipe("docker", "--state-dir", machine.stateDir));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("the compose entrypoint does the same in front of the service's own command", () => {
    const service = yamlAt(
      parseYaml(recipe("compose", "--state-dir", machine.stateDir)),
      "services",
      "openclaw-gateway",
    ) as Record<string, Yaml>;
    expect(service["init"]).toBe(true);
    const plain = (text: Yaml) => (text as string).replaceAll("$$", "$");
    machine.program("gateway", gateway(machine));
    const env = { OPENCLAW_STATE_DIR: plain(yamlAt(service, "environment", "OPENCLAW_STATE_DIR")) };
    const words = (service["entrypoint"] as string[]).map((word) => inPath(plain(word)));
    const { stdout } = machine.run([...words, "gateway", "--bind", "lan"], { env });
    expect(JSON.parse(stdout)).toEqual({ plaintext: false, args: ["--bind", "lan"] });
  });
});

describe("the kubernetes recipe", () => {
  interface Container {
    name: string;
    command: string[];
    args?: string[];
    env: { name: string; value: string }[];
    volumeMounts: { name: string; mountPath: string }[];
    securityContext: Record<string, Yaml>;
  }

  const pod = (text: string) => yamlAt(parseYaml(text), "spec", "template", "spec");
  const containers = (text: string) =>
    [yamlAt(pod(text), "initContainers", 0), yamlAt(pod(text), "containers", 0)] as unknown as [Container, Container];

  /** Runs a container as the kubelet does: its command and arguments, its variables. */
  function start({ command, args = [], env }: Container) {
    const words = [...command, ...args].map((word) => word.replaceAll("$$(", "$("));
    const [file, ...rest] = words as [string, ...string[]];
    const path = file === "modelseal" ? join(machine.dir, "bin", file) : file;
    return machine.run([path, ...rest], { env: Object.fromEntries(env.map(({ name, value }) => [name, value])) });
  }

  test("the init container makes a private state directory below a mount that its group can write to, and seals in it", () => {
    const mount = join(machine.dir, "mount");
    mkdirSync(mount);
    chmodSync(mount, 0o2775);
    const stateDir = join(mount, "openclaw");
    const [init] = containers(recipe("kubernetes", "--state-dir", stateDir));
    expect(init.volumeMounts).toEqual([{ name: "state", mountPath: mount }]);
    expect(start(init).code).toBe(0);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
    machine.state(stateDir);
    chmodSync(stateDir, 0o2770);
    expect(start(init).code).toBe(0);
    expect({ mode: statSync(stateDir).mode & 0o777, sealed: machine.sealed(stateDir) }).toEqual({
      mode: 0o700,
      sealed: true,
    });
  });

  test("the pod does not get past it when sealing fails", () => {
    brokenConfig();
    const [init] = containers(recipe("kubernetes", "--state-dir", machine.stateDir));
    expect(start(init)).toMatchObject({ code: 2, stdout: "" });
  });

  test("the gateway's container seals as well, because a restart of it does not run the init container again", () => {
    const [, main] = containers(recipe("kubernetes", "--state-dir", machine.stateDir));
    machine.program("node", gateway(machine));
    const words = {
      ...main,
      command: [process.execPath, join(machine.dir, "bin", "modelseal"), ...main.command.slice(1)],
    };
    const { stdout } = start(words);
    expect(JSON.parse(stdout)).toEqual({ plaintext: false, args: ["openclaw.mjs", "gateway", "--allow-unconfigured"] });
  });

  test("both run without root and without capabilities, with the same variables and volume", () => {
    const text = recipe("kubernetes");
    const [init, main] = containers(text);
    expect(yamlAt(pod(text), "securityContext")).toMatchObject({
      runAsNonRoot: true,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    for (const container of [init, main])
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      });
    expect({ ...main, securityContext: undefined, name: "", command: [], args: undefined }).toEqual({
      ...init,
      securityContext: undefined,
      name: "",
      command: [],
      args: undefined,
    });
    expect(init.env).toEqual([{ name: "OPENCLAW_STATE_DIR", value: "/data/openclaw" }]);
  });

  test("a state directory at the root of the file system becomes a mount with the state below it", () => {
    const [init] = containers(recipe("kubernetes", "--state-dir", "/state"));
    expect(init.volumeMounts[0]?.mountPath).toBe("/state");
    expect(init.env[0]?.value).toBe("/state/openclaw");
  });
});
