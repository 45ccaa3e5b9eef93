import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import {
  AUTH,
  CONFIG,
  config,
  ENV_REF,
  EXEC_REF,
  KEY,
  MODELS,
  models,
  plaintext,
  profiles,
  type Row,
  run,
  unresolved,
  VAULT,
} from "../support/check-scene.js";
import type { State } from "../support/state.js";

describe("the config", () => {
  const at = (path: string) => plaintext(CONFIG, `models.providers.acme.${path}`);
  const rows: [string, Row, string[]][] = [
    ["a plaintext key is found", { apiKey: KEY }, [at("apiKey")]],
    ["a marker and a known name are exempt", { apiKey: "OPENROUTER_API_KEY" }, []],
    ["a composite with a variable is none", { headers: { Authorization: "Bearer ${ACME_KEY}" } }, []],
    [
      "a sensitive header is found, a harmless one is not",
      { headers: { "X-Api-Key": "EXAMPLE-k", "X-Title": "t" } },
      [at("headers.X-Api-Key")],
    ],
    ["request.auth.token is found", { request: { auth: { token: "EXAMPLE-t" } } }, [at("request.auth.token")]],
    ["request.auth.value is found", { request: { auth: { value: "EXAMPLE-v" } } }, [at("request.auth.value")]],
    ["request.headers are found", { request: { headers: { Cookie: "EXAMPLE-c" } } }, [at("request.headers.Cookie")]],
    ["request.tls is found", { request: { tls: { passphrase: "EXAMPLE-p" } } }, [at("request.tls.passphrase")]],
    [
      "request.proxy.tls is found",
      { request: { proxy: { tls: { passphrase: "EXAMPLE-p" } } } },
      [at("request.proxy.tls.passphrase")],
    ],
    [
      "a placeholder counts as unresolved",
      { apiKey: "__OPENCLAW_REDACTED__" },
      [`error PLACEHOLDER_VALUE ${CONFIG} models.providers.acme.apiKey`],
    ],
    [
      "a ref to an alias of another source is unresolved",
      { apiKey: EXEC_REF },
      [unresolved(CONFIG, "models.providers.acme.apiKey")],
    ],
    [
      "a ref that breaks the grammar is invalid",
      { apiKey: { ...ENV_REF, id: "lower" } },
      [`error INVALID_REF ${CONFIG} models.providers.acme.apiKey`],
    ],
    [
      "an object without a source is no ref",
      { apiKey: { enabled: true } },
      [`error INVALID_REF ${CONFIG} models.providers.acme.apiKey`],
    ],
  ];
  test.each(rows)("%s", async (_, fields, told) => {
    const secrets = { providers: { vault: { source: "file", path: "/srv/vault.json" } } };
    expect((await run({ files: { [CONFIG]: config(fields, { secrets }) } })).told).toEqual(told);
  });

  test("that cannot be read says nothing about the refs of profiles", async () => {
    const files = { [CONFIG]: "{ broken", [AUTH]: profiles({ keyRef: EXEC_REF }) };
    expect((await run({ files })).told).toEqual([unresolved(CONFIG, "<root>")]);
  });

  test("the id of a stored profile as key is a reference", async () => {
    const files = { [CONFIG]: config({ apiKey: "acme:p" }), [AUTH]: profiles({ keyRef: ENV_REF }) };
    expect((await run({ files })).told).toEqual([]);
  });

  test("an included file is judged by what it is in the config, at its own line", async () => {
    const report = await run({
      files: {
        [CONFIG]: '{ "models": { "providers": { "$include": "./providers.json5" } } }',
        "providers.json5": `{ acme: { baseUrl: "https://llm.example/v1",\n  apiKey: "hunter2-EXAMPLE", models: [] } }`,
      },
    });
    expect(report.told).toEqual([plaintext("providers.json5", "models.providers.acme.apiKey")]);
    expect(report.findings[0]).toMatchObject({ line: 2, column: 11 });
  });

  test("an invalid config is one error at its root; agents on disk are looked at all the same", async () => {
    for (const text of ["{ models: ", '{"models": {"providers": []}}']) {
      const report = await run({ files: { [CONFIG]: text, [MODELS]: models({ apiKey: KEY }) } });
      expect(report.told).toEqual([unresolved(CONFIG), plaintext(MODELS, "providers.acme.apiKey")]);
    }
  });

  test("plaintext in an invalid config and in its copies is found", async () => {
    const text = `{ models: { providers: { acme: { apiKey: "${KEY}" } } `;
    const report = await run({ files: { [CONFIG]: text, "openclaw.json.bak.1": config({ apiKey: KEY }) } });
    expect(report.told).toEqual([
      unresolved(CONFIG),
      plaintext(CONFIG, "models.providers.acme.apiKey"),
      plaintext("openclaw.json.bak.1", "models.providers.acme.apiKey"),
    ]);
  });

  test("what an invalid config includes is searched, each file once, and nothing outside of its directory", async () => {
    const report = await run({
      files: {
        [CONFIG]: '{ "models": { "providers": { "$include": ["./a.json5", "./gone.json", "../out.json"] } }, ',
        "a.json5": `{ $include: "conf/b.json", acme: { apiKey: "${KEY}" } }`,
        "conf/b.json": `{ "$include": "../a.json5", "beta": { "headers": { "Cookie": "EXAMPLE-c" }`,
        "../out.json": `{ "gamma": { "apiKey": "${KEY}" } }`,
      },
    });
    expect(report.told).toEqual([
      unresolved(CONFIG),
      plaintext("a.json5", "models.providers.acme.apiKey"),
      plaintext("conf/b.json", "models.providers.beta.headers.Cookie"),
    ]);
  });

  test("copies of an included file are searched, and nothing else beside it", async () => {
    const leak = { acme: { apiKey: "hunter2-EXAMPLE" } };
    const copies = ["conf/m.json.bak", "conf/m.json~", "conf/.m.json.swp", "conf/.#m.json"];
    const report = await run({
      files: {
        [CONFIG]: { models: { providers: { $include: "./conf/m.json" } } },
        "conf/m.json": {},
        "conf/other.bak": leak,
        ...Object.fromEntries(copies.map((file) => [file, leak])),
      },
    });
    const path = "models.providers.acme.apiKey";
    expect(report.told).toEqual(copies.map((file) => plaintext(file, path)).sort());
  });

  test("what a config of the wrong shape includes is searched as well", async () => {
    const report = await run({
      files: {
        [CONFIG]: '{ "models": { "providers": { "acme": { "$include": "./acme.json" }, "odd": [] } } }',
        "acme.json": `{ "apiKey": "${KEY}", "models": [] }`,
      },
    });
    expect(report.told).toEqual([unresolved(CONFIG), plaintext("acme.json", "models.providers.acme.apiKey")]);
  });

  test("a config that is named and missing is an error, a missing default one is not", async () => {
    expect((await run({ files: {} })).status).toBe("clean");
    expect((await run({ files: {}, env: { OPENCLAW_CONFIG_PATH: "/nowhere/openclaw.json" } })).told).toEqual([
      unresolved("/nowhere/openclaw.json"),
    ]);
  });

  test("an unset variable of the config is no matter of secrets at rest, unless refs are to be resolved", async () => {
    const files = { [CONFIG]: config({ baseUrl: "${ACME_URL}" }) };
    expect((await run({ files })).told).toEqual([]);
    expect((await run({ files }, { resolve: true })).told).toEqual([
      unresolved(CONFIG, "models.providers.acme.baseUrl"),
    ]);
  });
});

describe("the environment", () => {
  test.each<[string, string, string[]]>([
    ["a known name with a value is found", "OPENAI_API_KEY=sk-EXAMPLE\n", ["$env.OPENAI_API_KEY"]],
    ["with export and quotes as well", "export GITHUB_TOKEN='EXAMPLE'\n", ["$env.GITHUB_TOKEN"]],
    ["an empty value is none", "OPENAI_API_KEY=\nGROQ_API_KEY=''\n", []],
    ["the file is the home of what a ref of the config points at", "ACME_KEY=EXAMPLE-value\n", []],
  ])("%s", async (_, text, paths) => {
    const report = await run({ files: { [CONFIG]: config({ apiKey: ENV_REF }), ".env": text } });
    expect(report.told).toEqual(paths.map((path) => plaintext(".env", path)));
  });

  const MIB = 1024 * 1024;
  test.each<[string, (state: State) => void, string[]]>([
    ["is a link to nowhere", (state) => symlinkSync("nowhere", state.path(".env")), []],
    ["is a directory", (state) => mkdirSync(state.path(".env")), []],
    ["is no UTF-8", (state) => writeFileSync(state.path(".env"), Buffer.from([0x41, 0x3d, 0xff])), []],
    [
      "is larger than what generate reads",
      (state) => state.write(".env", `GROQ_API_KEY=EXAMPLE-groq\n${"# filler\n".repeat(MIB / 9 + 1)}`),
      ["$env.GROQ_API_KEY"],
    ],
  ])(
    "an .env that %s is an error, as it is for generate; what can be read of it is searched",
    async (_, arrange, paths) => {
      const report = await run({ files: { [CONFIG]: config({ apiKey: ENV_REF }) } }, {}, arrange);
      expect(report.told).toEqual([unresolved(".env"), ...paths.map((path) => plaintext(".env", path))]);
    },
  );

  test.each<[why: string, name: string, line: string, files: string[], found: string[]]>([
    ["a pattern", "", "EnvironmentFile=%h/env.d/*.env", ["env.d/a.env", "env.d/b.conf"], ["~/env.d/a.env"]],
    ["the directory of settings", "", "EnvironmentFile=%E/a.env", [".config/a.env"], ["~/.config/a.env"]],
    ["another specifier", "", "EnvironmentFile=%t/a.env", ["a.env"], []],
    ["a pattern for directories", "", "EnvironmentFile=%h/*/a.env", ["env.d/a.env"], []],
    [
      "a copy of a unit",
      ".bak",
      "Environment=OPENAI_API_KEY=EXAMPLE",
      [],
      ["~/.config/systemd/user/openclaw-gateway.service.bak"],
    ],
  ])("files that a unit names: %s", async (_, suffix, line, files, found) => {
    const report = await run({ files: {} }, {}, (state) => {
      const put = (file: string, text: string) => state.write(`../${file}`, text);
      for (const file of ["x", ...files]) mkdirSync(dirname(`${dirname(state.dir)}/${file}`), { recursive: true });
      mkdirSync(`${dirname(state.dir)}/.config/systemd/user`, { recursive: true });
      put(`.config/systemd/user/openclaw-gateway.service${suffix}`, `[Service]\n${line}\n`);
      for (const file of files) put(file, "OPENAI_API_KEY=EXAMPLE\n");
    });
    expect(report.told).toEqual(found.map((file) => plaintext(file, "$env.OPENAI_API_KEY")));
  });

  test("a unit that is too large to be searched as a whole is an error", async () => {
    const unit = ".config/systemd/user/openclaw-gateway.service";
    const report = await run({ files: {} }, {}, (state) => {
      mkdirSync(dirname(`${dirname(state.dir)}/${unit}`), { recursive: true });
      state.write(`../${unit}`, `[Service]\nEnvironment=A_KEY=${KEY}\n${"# filler\n".repeat(1.5 * MIB)}`);
    });
    expect(report.told).toEqual([unresolved(`~/${unit}`), plaintext(`~/${unit}`, "<root>")]);
  });

  test("a unit that is masked sets nothing", async () => {
    const report = await run({ files: {} }, {}, (state) => {
      const units = `${dirname(state.dir)}/.config/systemd/user`;
      mkdirSync(units, { recursive: true });
      symlinkSync("/dev/null", `${units}/openclaw-gateway.service`);
    });
    expect(report.told).toEqual([]);
  });

  test("units of the gateway, their drop-ins and the files that they name are searched", async () => {
    const report = await run({ files: {} }, {}, (state) => {
      const home = dirname(state.dir);
      const units = `${home}/.config/systemd/user`;
      const write = (file: string, text: string) => state.write(`../${file.replace(`${home}/`, "")}`, text);
      mkdirSync(`${units}/openclaw-gateway.service.d`, { recursive: true });
      mkdirSync(`${home}/Library/LaunchAgents`, { recursive: true });
      write(`${units}/openclaw-gateway.service`, `[Service]\nEnvironment="OPENAI_API_KEY=${KEY}" LANG=C\n`);
      write(`${units}/openclaw-gateway.service.d/env.conf`, "[Service]\nEnvironmentFile=-%h/gateway.env\n");
      write(`${home}/gateway.env`, "GROQ_API_KEY=EXAMPLE-groq\n");
      write(`${units}/other.service`, `[Service]\nEnvironment=OPENAI_API_KEY=${KEY}\n`);
      write(
        `${home}/Library/LaunchAgents/ai.openclaw.gateway.plist`,
        "<dict>\n<key>XAI_API_KEY</key>\n<string>EXAMPLE &amp; more</string></dict>",
      );
    });
    expect(report.told).toEqual([
      plaintext("~/.config/systemd/user/openclaw-gateway.service", "$env.OPENAI_API_KEY"),
      plaintext("~/Library/LaunchAgents/ai.openclaw.gateway.plist", "$env.XAI_API_KEY"),
      plaintext("~/gateway.env", "$env.GROQ_API_KEY"),
    ]);
  });
});

describe("directories that others can get into", () => {
  const loose = (path: string) => `warn LOOSE_MODE ${path} <root>`;
  test.each<[string, string, number, string[]]>([
    ["an agent's directory is closed to all others", "agents/main/agent", 0o750, ["agents/main/agent"]],
    ["the way to it may be read", "agents/main", 0o755, []],
    ["but not changed", "agents/main", 0o770, ["agents/main"]],
    ["files of it are not looked at", MODELS, 0o644, []],
  ])("%s", async (_, path, mode, found) => {
    const files = { [MODELS]: models({}) };
    const report = await run({ files }, {}, (state) => chmodSync(state.path(path), mode));
    expect(report.told).toEqual(found.map(loose));
  });

  test("the state directory counts where others can reach it", async () => {
    const closed = await run({ files: {} }, {}, (state) => chmodSync(state.dir, 0o755));
    expect(closed.told).toEqual([]);
    const open = await run({ files: {} }, {}, (state) => {
      chmodSync(state.dir, 0o755);
      chmodSync(dirname(state.dir), 0o755);
    });
    expect(open.findings.map(({ code, file }) => [code, file])).toEqual([["LOOSE_MODE", open.state.dir]]);
  });

  test("a link on the way is one that somebody may turn", async () => {
    const report = await run({ files: { "real/agent/models.json": models({}) } }, {}, (state) =>
      symlinkSync(state.path("real"), state.path("agents/linked")),
    );
    expect(report.told).toEqual([loose("agents/linked")]);
  });
});

describe("an agent that is named", () => {
  const files = { [CONFIG]: config({ apiKey: ENV_REF }, { agents: { list: [{ id: "ops" }] } }), [MODELS]: models({}) };

  test("and is in the config or on disk has nothing to say of itself", async () => {
    expect((await run({ files }, { agents: ["main", "Ops"] })).told).toEqual([]);
  });

  test("and is nowhere is no clean one", async () => {
    const { told, status } = await run({ files }, { agents: ["main", "osp"] });
    expect([told, status]).toEqual([[unresolved("agents/osp/agent")], "unresolved"]);
  });

  test("may be one that only a config tells of that cannot be read", async () => {
    const { told } = await run({ files: { ...files, [CONFIG]: "{" } }, { agents: ["osp"] });
    expect(told).toEqual([unresolved(CONFIG)]);
  });
});

describe("refs", () => {
  const files = {
    [CONFIG]: config(
      { apiKey: ENV_REF, headers: { "X-Api-Key": "${ACME_KEY}", Cookie: EXEC_REF } },
      { secrets: VAULT },
    ),
  };

  test("are counted once each; exec refs are skipped unless they are allowed", async () => {
    const env = { ACME_KEY: "EXAMPLE-value" };
    const resolved = await run({ files, env }, { resolve: true });
    expect(resolved.resolution).toEqual({ refsChecked: 1, skippedExecRefs: 1, resolvabilityComplete: false });
    expect(resolved.told).toEqual([]);
    const all = await run({ files, env }, { resolve: true, allowExec: true });
    expect(all.resolution).toEqual({ refsChecked: 2, skippedExecRefs: 0, resolvabilityComplete: true });
    expect(all.told).toEqual([unresolved(CONFIG, "models.providers.acme.headers.Cookie")]);
  });

  test("are only checked statically without --resolve", async () => {
    const report = await run({ files });
    expect(report.told).toEqual([]);
    expect(report.resolution.resolvabilityComplete).toBe(false);
  });

  test("that do not resolve are told at each place", async () => {
    const { told, status } = await run({ files }, { resolve: true });
    expect(told).toEqual([
      unresolved(CONFIG, "models.providers.acme.apiKey"),
      unresolved(CONFIG, "models.providers.acme.headers.X-Api-Key"),
    ]);
    expect(status).toBe("unresolved");
  });

  test("that resolve to a placeholder are told as such", async () => {
    const report = await run({ files, env: { ACME_KEY: "REDACTED" } }, { resolve: true });
    expect(report.told[0]).toBe("error PLACEHOLDER_VALUE openclaw.json models.providers.acme.apiKey");
  });

  test("are complete where there are none", async () => {
    expect((await run({ files: {} })).resolution).toEqual({
      refsChecked: 0,
      skippedExecRefs: 0,
      resolvabilityComplete: true,
    });
  });

  test("with a setting that only the gateway's environment has are left to --resolve", async () => {
    const secrets = { providers: { vault: { source: "exec", command: "${VAULT_HOME}/read" } } };
    const world = { files: { [CONFIG]: config({ apiKey: EXEC_REF }, { secrets }) } };
    expect((await run(world)).told).toEqual([]);
    expect((await run(world, { resolve: true })).status).toBe("unresolved");
  });
});
