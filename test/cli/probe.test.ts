import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Context } from "../../src/cli/context.js";
import { main } from "../../src/cli/main.js";
import type { ProbeReport } from "../../src/domain/probe-report.js";
import { newState, type Run, type State } from "../support/state.js";

const STORE = "agents/main/agent/auth-profiles.json";
const LEGACY = "Auth profile credentials are missing or expired.";
const NOW = 1_800_000_000_000;
const ref = (id: string) => ({ source: "exec", provider: "vault", id });

const CONFIG = {
  agents: { defaults: { model: { primary: "anthropic/claude-opus-5", fallbacks: ["moonshot/kimi-k3"] } } },
  models: {
    providers: {
      moonshot: {
        baseUrl: "https://api.moonshot.example/v1",
        api: "openai-completions",
        models: [{ id: "kimi-k3", name: "Kimi" }],
      },
    },
  },
};
type Profiles = Record<string, Record<string, unknown>>;
const PROFILES: Profiles = {
  "anthropic:default": { type: "api_key", provider: "anthropic", keyRef: ref("anthropic/key") },
  "anthropic:setup": { type: "token", provider: "anthropic", tokenRef: ref("anthropic/token"), expires: NOW + 1 },
  "moonshot:default": { type: "api_key", provider: "moonshot", keyRef: ref("moonshot/key") },
};
const SECRETS: Record<string, string> = {
  "anthropic/key": "sk-ant-EXAMPLE-7c1f0a94e2",
  "anthropic/token": "tok-EXAMPLE-b83d55f1c0",
  "moonshot/key": "sk-EXAMPLE-moon-9e22aa7714",
};

interface Scene {
  profiles?: Profiles;
  config?: Record<string, unknown>;
  order?: Record<string, string[]>;
  values?: Record<string, string>;
  script?: string;
}

/** The setup that people have after moving their keys behind exec SecretRefs. */
function moved({ profiles = PROFILES, config = CONFIG, order, values = SECRETS, script }: Scene = {}): State {
  const state = newState({ [STORE]: { version: 1, profiles, ...(order && { order }) } });
  onTestFinished(state.drop);
  const answer = JSON.stringify({ protocolVersion: 1, values });
  state.write("bin/resolver", script ?? `#!/bin/sh\ncat >/dev/null\nprintf '%s' '${answer}'\n`, 0o700);
  const secrets = { providers: { vault: { source: "exec", command: state.path("bin/resolver") } } };
  state.write("openclaw.json", { secrets, ...config });
  return state;
}

const json = (run: Run): ProbeReport => JSON.parse(run.stdout);
const codes = (run: Run) => Object.fromEntries(json(run).results.map((r) => [r.profileId ?? r.source, r.reasonCode]));
const without = (id: string): Profiles => Object.fromEntries(Object.entries(PROFILES).filter(([key]) => key !== id));
const changed = (id: string, change: Record<string, unknown>): Profiles => ({
  ...PROFILES,
  [id]: { ...PROFILES[id], ...change },
});

describe("after moving keys behind exec SecretRefs", () => {
  test("keyRef and tokenRef of anthropic and keyRef of moonshot are ok, exit 0", async () => {
    const run = await moved().run(["probe", "--json"]);
    expect(codes(run)).toEqual({ "anthropic:default": "ok", "anthropic:setup": "ok", "moonshot:default": "ok" });
    expect(json(run)).toMatchObject({ schemaVersion: 1, ok: true, missing: [], failures: [] });
    expect([run.code, run.stderr]).toEqual([0, ""]);
  });

  test.each<[string, Scene, Record<string, string>, number]>([
    [
      "the resolver fails",
      { script: "#!/bin/sh\nexit 3\n" },
      {
        "anthropic:default": "unresolved_ref",
        "anthropic:setup": "unresolved_ref",
        "moonshot:default": "unresolved_ref",
      },
      1,
    ],
    ["one id is missing", { values: { ...SECRETS, "moonshot/key": "" } }, { "moonshot:default": "unresolved_ref" }, 1],
    [
      "the token's time is over, and the key is left",
      { profiles: changed("anthropic:setup", { expires: NOW - 1 }) },
      { "anthropic:setup": "expired" },
      0,
    ],
    [
      "the token's time is over, and nothing is left",
      {
        profiles: Object.fromEntries(
          Object.entries(changed("anthropic:setup", { expires: NOW - 1 })).filter(([id]) => id !== "anthropic:default"),
        ),
      },
      { "anthropic:setup": "expired" },
      1,
    ],
    [
      "expires is 0",
      { profiles: changed("anthropic:setup", { expires: 0 }) },
      { "anthropic:setup": "invalid_expires" },
      0,
    ],
    ["the order leaves it out", { order: { moonshot: [] } }, { "moonshot:default": "excluded_by_auth_order" }, 1],
    [
      "there is no model",
      {
        config: {
          ...CONFIG,
          models: { providers: { moonshot: { baseUrl: "https://x.example", models: [] } } },
          agents: { defaults: { model: "anthropic/claude-opus-5" } },
        },
      },
      { "moonshot:default": "no_model" },
      1,
    ],
    [
      "key and ref are absent",
      { profiles: changed("moonshot:default", { keyRef: undefined }) },
      { "moonshot:default": "missing_credential" },
      1,
    ],
  ])("%s", async (_, scene, expected, exit) => {
    const run = await moved(scene).run(["probe", "--json"]);
    expect(codes(run)).toMatchObject(expected);
    expect(run.code).toBe(exit);
  });

  test("an oauth profile with a keyRef is a hard failure that names the field, exit 2", async () => {
    const state = moved({ profiles: changed("moonshot:default", { type: "oauth", access: "acc-EXAMPLE" }) });
    const run = await state.run(["probe", "--json"]);
    expect(run.code).toBe(2);
    expect(json(run)).toMatchObject({ ok: false, results: [], failures: [{ code: "OAUTH_REF_FORBIDDEN" }] });
    expect(run.stderr).toMatch(/profiles\.moonshot:default\.keyRef/);
  });

  test("a provider that is in use and has nothing at all is named with what it could use", async () => {
    const run = await moved({ profiles: without("moonshot:default") }).run(["probe"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/moonshot has no credential: .*MOONSHOT_API_KEY or KIMI_API_KEY is not set/);
  });

  test("--no-exec runs nothing and calls no such row ok", async () => {
    const state = moved({ script: '#!/bin/sh\n: > "${0%/*}/../ran"\n' });
    const run = await state.run(["probe", "--no-exec", "--json"]);
    expect(new Set(Object.values(codes(run)))).toEqual(new Set(["unresolved_ref"]));
    expect(run.code).toBe(1);
    expect(existsSync(state.path("ran"))).toBe(false);
  });

  test("nothing on any stream holds 8 characters of a secret, whatever the resolver does", async () => {
    const all = Object.values(SECRETS);
    const noisy = (tail: string) => `#!/bin/sh\necho '${all.join(" ")}' >&2\n${tail}\n`;
    const literal = { type: "api_key", provider: "moonshot", key: "sk-EXAMPLE-literal-5d0e77" };
    const scenes: Scene[] = [
      {},
      { script: noisy("exit 1") },
      { script: noisy(`echo '${all[0]}'`) },
      {
        script: noisy(
          `printf '%s' '{"protocolVersion":1,"values":{},"errors":{"moonshot/key":{"code":"${all[1]}","message":"${all[1]}"}}}'`,
        ),
      },
      { profiles: { ...PROFILES, "moonshot:default": literal } },
    ];
    for (const scene of scenes) {
      const state = moved(scene);
      for (const flags of [[], ["--json"]]) {
        const { stdout, stderr } = await state.run(["probe", ...flags]);
        for (const secret of [...all, literal.key])
          for (let at = secret.indexOf("EXAMPLE") + 8; at + 8 <= secret.length; at++)
            expect(stdout + stderr).not.toContain(secret.slice(at, at + 8));
      }
    }
  });
});

describe("the table", () => {
  const lines = (run: Run) => run.stdout.split("\n");

  test("names model, profile, status with its reason, order and time", async () => {
    const [head, ...rest] = lines(await moved().run(["probe"]));
    expect(head).toMatch(/^Model +Profile +Status +Order +Time$/);
    expect(rest[0]).toMatch(/^anthropic\/claude-opus-5 +anthropic:setup +ok +1 +\d+ ms$/);
    expect(rest[2]).toMatch(/^moonshot\/kimi-k3 +moonshot:default +ok +1 +\d+ ms$/);
    expect(rest.at(-2)).toBe("3 credentials, 3 ok. Every provider in use has a usable credential.");
  });

  test.each<[string, Scene]>([
    ["missing_credential", { profiles: changed("moonshot:default", { keyRef: undefined }) }],
    ["expired", { profiles: changed("anthropic:setup", { expires: 1 }) }],
    ["invalid_expires", { profiles: changed("anthropic:setup", { expires: -1 }) }],
    ["unresolved_ref", { values: { ...SECRETS, "moonshot/key": " " } }],
    [
      "ineligible_profile",
      { config: { ...CONFIG, auth: { profiles: { "moonshot:default": { provider: "moonshot", mode: "token" } } } } },
    ],
  ])("the first error line for %s is the one that scripts know, with the reason below", async (code, scene) => {
    const all = lines(await moved(scene).run(["probe"]));
    const at = all.indexOf(LEGACY);
    expect(all.slice(0, at).join("\n")).toMatch(new RegExp(`failed: ${code}`));
    expect(all[at + 1]).toMatch(
      new RegExp(
        `^↳ Auth reason \\[${code}\\]: (anthropic:setup of anthropic|moonshot:default of moonshot) in .*auth-profiles\\.json\\. `,
      ),
    );
  });

  test.each<[string, Scene, string]>([
    [
      "excluded_by_auth_order",
      { order: { anthropic: ["anthropic:setup"] } },
      "Excluded by auth.order for this provider.",
    ],
    [
      "no_model",
      { profiles: { ...PROFILES, "x:1": { type: "api_key", provider: "x", key: "sk-EXAMPLE" } } },
      "No model available for probe.",
    ],
  ])("%s has a first line of its own", async (code, scene, first) => {
    const all = lines(await moved(scene).run(["probe"]));
    expect(all).not.toContain(LEGACY);
    expect(all[all.indexOf(first) + 1]).toContain(`↳ Auth reason [${code}]: `);
  });

  test("shows the agent as soon as there are several", async () => {
    const state = moved();
    state.write("agents/ops/agent/models.json", { providers: {} });
    const all = lines(await state.run(["probe"]));
    expect(all[0]).toMatch(/^Model +Profile +Agent +Status/);
    expect(all[1]).toContain("main, ops");
  });

  test.each([100, 60, 44, 20])("fits into %i columns, with nothing lost", async (columns) => {
    const long = {
      ...PROFILES,
      "moonshot:a-profile-with-a-name-that-is-longer-than-most-terminals": PROFILES["moonshot:default"] ?? {},
    };
    const run = await moved({ profiles: long, script: "#!/bin/sh\nexit 1\n" }).run(["probe"], {
      COLUMNS: String(columns),
    });
    for (const line of lines(run))
      if (line !== LEGACY && !line.includes("without a usable")) expect(line.length).toBeLessThanOrEqual(columns);
    expect(run.stdout.replace(/\n */g, "")).toContain("a-profile-with-a-name-that-is-longer-than-most-terminals of");
  });

  test("has colours on a terminal only", async () => {
    const state = moved();
    expect((await state.run(["probe"])).stdout).not.toContain("\u001b[");
    const coloured = await runWith(state, ["probe"], { colours: () => true });
    expect(coloured).toContain("\u001b[32mok\u001b[39m");
  });
});

/** Runs with other facts about the terminal; gives what went to both streams. */
async function runWith(state: State, args: string[], facts: Partial<Context>): Promise<string> {
  let streams = "";
  const take = (text: string) => {
    streams += text;
  };
  const env = { HOME: state.dir, OPENCLAW_STATE_DIR: state.dir };
  await main(args, { env, sink: { out: take, err: take }, now: NOW, colours: () => false, ...facts });
  return streams;
}

describe("the progress line", () => {
  const slow = {
    script: `#!/bin/sh\nsleep 0.8\nprintf '%s' '${JSON.stringify({ protocolVersion: 1, values: SECRETS })}'\n`,
  };

  test("appears on a terminal after half a second, and is taken away", async () => {
    const streams = await runWith(moved(slow), ["probe"], { stderrIsTerminal: () => true });
    expect(streams).toMatch(/^Resolving credentials…\r +\rModel /);
  });

  test("appears for nothing that is quick, without a terminal, or with --quiet", async () => {
    expect(await runWith(moved(), ["probe"], { stderrIsTerminal: () => true })).not.toContain("Resolving");
    const state = moved(slow);
    expect(await runWith(state, ["probe"], { stderrIsTerminal: () => false })).not.toContain("Resolving");
    expect(await runWith(state, ["probe", "--quiet"], { stderrIsTerminal: () => true })).not.toContain("Resolving");
  });
});

describe("--env-file", () => {
  const profiles: Profiles = {
    m: { type: "api_key", provider: "moonshot", keyRef: { source: "env", provider: "default", id: "SERVICE_KEY" } },
  };
  const config = { models: CONFIG.models };

  test("the file's environment counts, and nothing of the shell's", async () => {
    const state = moved({ profiles, config });
    const file = join(state.dir, "gateway.env");
    writeFileSync(file, "# of the service\nOTHER='x'\n");
    const run = await state.run(["probe", "--json", "--env-file", file], {
      SERVICE_KEY: "sk-EXAMPLE",
      MOONSHOT_API_KEY: "sk-EXAMPLE",
    });
    expect(codes(run)).toEqual({ m: "unresolved_ref" });
    expect(json(run).results[0]?.detail).toMatch(/SERVICE_KEY is not set/);
    writeFileSync(file, 'export SERVICE_KEY="sk-EXAMPLE"\n');
    expect((await state.run(["probe", "--env-file", file])).code).toBe(0);
  });

  test("a file that is not there is no answer", async () => {
    const state = moved({ profiles, config });
    const run = await state.run(["probe", "--env-file", join(state.dir, "none")]);
    expect([run.code, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toMatch(/The environment file does not exist/);
  });
});

describe("flags", () => {
  test.each([
    [["probe", "a", "b"], /one provider at most/],
    [["probe", "--timeout", "soon"], /--timeout must be a number/],
    [["probe", "--timeout", "0"], /above 0/],
    [["probe", "--exec"], /There is no flag/],
  ])("%j is bad usage", async (args, message) => {
    const run = await moved().run(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
  });

  test("--timeout ends a resolver that hangs", async () => {
    const run = await moved({ script: "#!/bin/sh\nexec sleep 20\n" }).run(["probe", "--timeout", "200"]);
    expect(run.stdout).toMatch(/did not end within 200 ms/);
    expect(run.code).toBe(1);
  });

  test("--output puts the report into a file, as wide as it is", async () => {
    const state = moved();
    const file = join(state.dir, "report.txt");
    const run = await state.run(["probe", "--output", file], { COLUMNS: "20" });
    expect([run.code, run.stdout]).toEqual([0, ""]);
    expect(readFileSync(file, "utf8")).toMatch(/^Model +Profile/);
  });

  test("the help tells the flags and the exit status", async () => {
    const { stdout } = await moved().run(["probe", "--help"]);
    for (const word of ["--no-exec", "--env-file", "--timeout", "Exit status:", "Examples:"])
      expect(stdout).toContain(word);
  });
});
