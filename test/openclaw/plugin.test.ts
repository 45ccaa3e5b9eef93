import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RELEASES } from "../../src/domain/openclaw/releases.js";
import type { AuditContext, AuditFinding, Host, Program } from "../../src/openclaw/host.js";
import plugin from "../../src/openclaw/plugin.js";
import { newState, type State } from "../support/state.js";

const SECRET = "sk-proj-EXAMPLE8fJ2kQmZ7xWvT4bN9cRyL3hGsD6pEaUo";
const MODELS = "agents/main/agent/models.json";
const newest = RELEASES.at(-1)?.from as string;
const root = fileURLToPath(new URL("../..", import.meta.url));

let state: State;
beforeEach(() => {
  const acme = {
    baseUrl: "https://llm.example/v1",
    api: "openai-completions",
    models: [{ id: "acme-large", name: "Acme" }],
  };
  const ref = { source: "exec", provider: "vault", id: "acme/key" };
  state = newState({
    "openclaw.json": {
      secrets: { providers: { vault: { source: "exec", command: "/usr/bin/vault" } } },
      models: { providers: { acme: { ...acme, apiKey: ref } } },
    },
    [MODELS]: { providers: { acme: { ...acme, apiKey: SECRET } } },
  });
  vi.stubEnv("HOME", state.dir);
  vi.stubEnv("OPENCLAW_STATE_DIR", state.dir);
});
afterEach(() => {
  vi.unstubAllEnvs();
  state.drop();
});

type Start = (event: unknown, context?: { abortSignal?: AbortSignal }) => Promise<void>;
type Mount = (context: { program: Program }) => void;

interface Gateway {
  api: Host;
  log: string[];
  starts: Start[];
  mounts: { registrar: Mount; options: unknown }[];
  collectors: ((context: AuditContext) => Promise<AuditFinding[]>)[];
}

/** A gateway that keeps what is registered; what a generation has of its own comes with `more`. */
function gateway(more: Partial<Host> = {}): Gateway {
  const log: string[] = [];
  const starts: Start[] = [];
  const mounts: Gateway["mounts"] = [];
  const api: Host = {
    logger: {
      info: (text) => log.push(`info ${text}`),
      warn: (text) => log.push(`warn ${text}`),
      error: (text) => log.push(`error ${text}`),
    },
    on: (_hook, handler) => starts.push(handler),
    registerCli: (registrar, options) => mounts.push({ registrar, options }),
    ...more,
  };
  return { api, log, starts, mounts, collectors: [] };
}

/** 2026.3.1 tells no registration mode, no collector, and a version that is no release. */
const older = () => gateway({ runtime: { version: "1.0.0" } });

function newer(registrationMode = "full"): Gateway {
  const made = gateway({ registrationMode, runtime: { version: newest } });
  made.api.registerSecurityAuditCollector = (collector) => made.collectors.push(collector);
  return made;
}

const GENERATIONS = [
  ["2026.3.1", older],
  ["2026.9.6", newer],
] as const;

async function started({ api, starts, log }: Gateway, signal?: AbortSignal): Promise<string[]> {
  expect(plugin.register(api)).toBe(undefined);
  for (const start of starts) await start({ port: 18789 }, signal ? { abortSignal: signal } : {});
  return log;
}

describe.each(GENERATIONS)("the plugin in a gateway of %s", (_release, make) => {
  test("registering is synchronous, says nothing and does nothing", () => {
    const host = make();
    expect(plugin.register(host.api)).toBe(undefined);
    expect(host.log).toEqual([]);
    expect(host.starts.length).toBe(1);
  });

  test("at gateway start it says one line per finding, with place and way out but without the secret", async () => {
    const log = await started(make());
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(
      /^warn modelseal: PLAINTEXT_FOUND in \S+models\.json:\d+:\d+ \(providers\.acme\.apiKey\)\. .+ `modelseal generate`/,
    );
    expect(log[0]).not.toContain(SECRET.slice(0, 12));
  });

  test("it writes nothing", async () => {
    const before = [...state.files()];
    await started(make());
    expect([...state.files()]).toEqual(before);
  });

  test("it says that all is well where no secret is at rest", async () => {
    await state.run(["generate"]);
    expect(await started(make())).toEqual([
      expect.stringMatching(/^info modelseal: No secret is at rest in \d+ files?\.$/),
    ]);
  });

  test("it throws nothing into the gateway: what cannot be read is said", async () => {
    state.write("openclaw.json", "{");
    const log = await started(make());
    expect(log.length).toBeGreaterThan(0);
    expect(log.join("\n")).toContain("openclaw.json");
  });

  test("it throws nothing into the gateway: not even when its logger does", async () => {
    const host = make();
    const fail = () => {
      throw new Error("closed");
    };
    host.api.logger = { info: fail, warn: fail, error: fail };
    expect(await started(host)).toEqual([]);
  });

  test("a thousand findings are fifty lines and a number", async () => {
    const providers: Record<string, unknown> = {};
    for (let i = 0; i < 60; i++)
      providers[`p${i}`] = { baseUrl: "https://llm.example/v1", models: [], apiKey: `${SECRET}${i}x` };
    state.write(MODELS, { providers });
    const log = await started(make());
    expect(log).toHaveLength(51);
    expect(log[50]).toBe("warn modelseal: 10 more; `modelseal check` lists them all.");
  });
});

describe("the plugin where only newer gateways have something", () => {
  test("once the gateway is ending it says nothing more", async () => {
    const ending = new AbortController();
    const host = newer();
    const running = started(host, ending.signal);
    ending.abort();
    expect(await running).toEqual([]);
    expect(await started(newer(), ending.signal)).toEqual([]);
  });

  test.each(["discovery", "tool-discovery", "cli-metadata", "setup-only", "setup-runtime"])(
    "loaded for %s it waits for no gateway start and touches nothing live",
    (mode) => {
      const host = newer(mode);
      Object.defineProperty(host.api, "runtime", {
        get() {
          throw new Error("not live");
        },
      });
      plugin.register(host.api);
      expect(host.starts).toEqual([]);
      expect(host.mounts).toHaveLength(1);
    },
  );

  test("the security audit lists the findings in its own shape", async () => {
    const host = newer();
    plugin.register(host.api);
    const [collect] = host.collectors as [(context: AuditContext) => Promise<AuditFinding[]>];
    const findings = await collect({ env: { HOME: state.dir }, stateDir: state.dir });
    expect(findings).toEqual([
      {
        checkId: "modelseal.plaintext_found",
        severity: "warn",
        title: expect.any(String),
        detail: expect.stringContaining("models.json"),
        remediation: expect.any(String),
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain(SECRET.slice(0, 12));
  });

  test("an audit that cannot be made is a finding of its own", async () => {
    const host = newer();
    plugin.register(host.api);
    const [collect] = host.collectors as [(context: AuditContext) => Promise<AuditFinding[]>];
    const findings = await collect({
      env: { HOME: state.dir, OPENCLAW_CONFIG_PATH: "" },
      stateDir: 3 as unknown as string,
    });
    expect(findings).toEqual([
      {
        checkId: "modelseal.check_failed",
        severity: "warn",
        title: "modelseal could not search for secrets at rest",
        detail: "The search for secrets at rest did not come to its end.",
      },
    ]);
  });
});

describe("openclaw modelseal", () => {
  /** A Commander that keeps the action. */
  function program() {
    const made = { name: "", action: async () => {} };
    const self: Program = {
      command(name) {
        made.name = name;
        return self;
      },
      description: () => self,
      allowUnknownOption: () => self,
      allowExcessArguments: () => self,
      helpOption: () => self,
      action(run) {
        made.action = run;
        return self;
      },
    };
    return { made, self };
  }

  test.each([
    [["modelseal", "explain", "--json"], 0, '"schemaVersion": 1'],
    [["modelseal", "check", "--format", "text"], 1, "Secrets check: findings."],
    [["--no-color", "modelseal", "generate", "--dry-run", "--agent", "main"], 1, '"secretref-managed"'],
    [["modelseal", "recipe", "systemd"], 0, "/bin/modelseal.js generate"],
    [["modelseal", "nonsense"], 2, ""],
  ])("%j is modelseal with the same words, exit code included", async (words, code, text) => {
    const host = newer("cli-metadata");
    plugin.register(host.api);
    const { made, self } = program();
    host.mounts[0]?.registrar({ program: self });
    expect(made.name).toBe("modelseal");
    const said: string[] = [];
    const sink = await import("../../src/io/sink.js");
    const write = vi.spyOn(sink, "processSink").mockReturnValue({ out: (text) => said.push(text), err: () => {} });
    const before = { argv: process.argv, code: process.exitCode };
    process.argv = ["node", "openclaw", ...words];
    try {
      await made.action();
      expect({ code: process.exitCode, has: said.join("").includes(text) }).toEqual({ code, has: true });
    } finally {
      process.argv = before.argv;
      process.exitCode = before.code;
      write.mockRestore();
    }
  });
});

describe("the package as OpenClaw finds it", () => {
  const manifest = JSON.parse(readFileSync(`${root}openclaw.plugin.json`, "utf8"));
  const pack = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

  test("manifest and entry say the same", () => {
    const { id, name, configSchema } = plugin;
    expect({ id, name, configSchema }).toEqual({
      id: manifest.id,
      name: manifest.name,
      configSchema: manifest.configSchema,
    });
    expect(manifest.version).toBe(pack.version);
    const host = newer("cli-metadata");
    plugin.register(host.api);
    expect(host.mounts[0]?.options).toEqual({ commands: ["modelseal"], descriptors: manifest.cliCommands });
  });

  test("newer gateways load it at their start", () => {
    expect(manifest.activation).toEqual({ onStartup: true });
  });

  test("package.json names an entry that is packed, and packs the manifest", () => {
    expect(pack.openclaw).toEqual({ extensions: ["./dist/openclaw-plugin.js"] });
    expect(pack.files).toEqual(expect.arrayContaining(["dist", "bin", "openclaw.plugin.json"]));
  });

  test("the built entry is one plain ES module that imports nothing of OpenClaw and loads what it needs from beside it", async () => {
    const file = `${root}dist/openclaw-plugin.js`;
    const text = readFileSync(file, "utf8");
    const imports = [...text.matchAll(/from\s*"([^"]+)"/g)].map((match) => match[1] as string);
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual([]);
    const { default: built } = (await import(pathToFileURL(file).href)) as { default: typeof plugin };
    const host = newer();
    built.register(host.api);
    await host.starts[0]?.({});
    expect(host.log.join("\n")).toContain("PLAINTEXT_FOUND");
  });

  test("the built entry's command is modelseal, and knows the program that it belongs to", () => {
    const code = `
      const { default: plugin } = await import(process.argv[1]);
      let mounted, run;
      const program = new Proxy({}, { get: (_, name) => (given) => { if (name === "action") run = given; return program; } });
      plugin.register({ on() {}, registerCli: (registrar) => { mounted = registrar; } });
      mounted({ program });
      process.argv = ["node", "openclaw", "modelseal", "recipe", "systemd", "--state-dir", "/state"];
      await run();`;
    const file = pathToFileURL(`${root}dist/openclaw-plugin.js`).href;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code, file], {
      encoding: "utf8",
      env: { HOME: state.dir },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`${root}bin/modelseal.js generate `);
  });
});
