import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { check } from "../../src/app/check.js";
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
  row,
  run,
  unresolved,
} from "../support/check-scene.js";
import type { State } from "../support/state.js";

describe("models.json", () => {
  const rows: [string, Row, string[]][] = [
    ["a missing key is fine", {}, []],
    ["a plaintext key is found", { apiKey: KEY }, [plaintext(MODELS, "providers.acme.apiKey")]],
    ["a marker is clean", { apiKey: "secretref-managed" }, []],
    ["any valid marker is clean, not only the one that generate would write", { apiKey: "OPENAI_API_KEY" }, []],
    ["an env ref of the same provider owns its name", { apiKey: "ACME_KEY" }, []],
    ["another custom name is a finding", { apiKey: "ACME_KEY_OLD" }, [plaintext(MODELS, "providers.acme.apiKey")]],
    ["a ref object resolves nowhere", { apiKey: ENV_REF }, [unresolved(MODELS, "providers.acme.apiKey")]],
    ["nor does ${NAME}", { apiKey: "${ACME_KEY}" }, [unresolved(MODELS, "providers.acme.apiKey")]],
    ["nor does $NAME", { apiKey: "$ACME_KEY" }, [unresolved(MODELS, "providers.acme.apiKey")]],
    [
      "nor does a ref in any header",
      { headers: { "X-Title": ENV_REF, "X-Route": "${ACME_KEY}" } },
      [unresolved(MODELS, "providers.acme.headers.X-Route"), unresolved(MODELS, "providers.acme.headers.X-Title")],
    ],
    [
      "a sensitive header without a header marker is plaintext",
      { headers: { Authorization: "Bearer EXAMPLE-abc", "X-Title": "gateway" } },
      [plaintext(MODELS, "providers.acme.headers.Authorization")],
    ],
    ["header markers are clean", { headers: { Authorization: "secretref-env:X", Cookie: "secretref-managed" } }, []],
    ["a command without a literal secret is clean", { apiKey: "!security find-generic-password -s acme -w" }, []],
    [
      "a credential in a URL is found",
      { baseUrl: "https://svc:EXAMPLE-pw@llm.example/v1" },
      [plaintext(MODELS, "providers.acme.baseUrl")],
    ],
  ];
  test.each(rows)("%s", async (_, fields, told) => {
    const report = await run({ files: { [CONFIG]: config({ apiKey: ENV_REF }), [MODELS]: models(fields) } });
    expect(report.told).toEqual(told);
  });

  test("an env ref in the profiles that the agent sees owns its name, also when it inherits them", async () => {
    const ref = { ...ENV_REF, id: "PROFILE_KEY" };
    const files = { [AUTH]: profiles({ keyRef: ref }), [MODELS]: models({ apiKey: "PROFILE_KEY" }) };
    const second = { "agents/ops/agent/models.json": models({ apiKey: "PROFILE_KEY" }) };
    expect((await run({ files: { ...files, ...second } })).told).toEqual([]);
  });

  test("only the spelling of the provider that wins owns a name", async () => {
    const providers = { acme: row({ apiKey: ENV_REF }), ACME: row({ apiKey: { ...ENV_REF, id: "LOSER_KEY" } }) };
    const files = { [CONFIG]: { models: { providers } }, [MODELS]: models({ apiKey: "LOSER_KEY" }) };
    expect((await run({ files })).told).toEqual([plaintext(MODELS, "providers.acme.apiKey")]);
  });

  test("another provider's ref owns nothing here", async () => {
    const files = { [CONFIG]: config({ apiKey: ENV_REF }), [MODELS]: models({ apiKey: "ACME_KEY" }, "other") };
    expect((await run({ files })).told).toEqual([plaintext(MODELS, "providers.other.apiKey")]);
  });

  test("up to 5 MiB is read, more is an error, and a secret in it is found all the same", async () => {
    const limit = 5 * 1024 * 1024;
    const clean = JSON.stringify(models({ apiKey: "secretref-managed" }));
    expect((await run({ files: { [MODELS]: clean.padEnd(limit) } })).told).toEqual([]);
    const leaking = JSON.stringify(models({ apiKey: KEY }));
    expect((await run({ files: { [MODELS]: leaking.padEnd(limit + 1) } })).told).toEqual([
      unresolved(MODELS),
      plaintext(MODELS, "providers.acme.apiKey"),
    ]);
  });

  test.each([
    ["a symbolic link", (state: State) => symlinkSync(state.path(CONFIG), state.path(MODELS))],
    ["a directory", (state: State) => mkdirSync(state.path(MODELS))],
    ["not JSON", (state: State) => state.write(MODELS, "{oops")],
    ["JSON with a comment", (state: State) => state.write(MODELS, '{// hi\n"providers": {}}')],
    ["empty", (state: State) => state.write(MODELS, "")],
    ["nested too deeply", (state: State) => state.write(MODELS, "[".repeat(100_000) + "]".repeat(100_000))],
  ])("%s is one error at the root of the file", async (_, arrange) => {
    const report = await run({ files: { [CONFIG]: {} } }, {}, arrange);
    expect(report.told).toEqual([unresolved(MODELS)]);
    expect(report.status).toBe("unresolved");
  });

  test.each<[string, (text: string) => Buffer]>([
    ["UTF-16", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without a mark", (text) => Buffer.from(text, "utf16le")],
    ["big-endian UTF-16 without a mark", (text) => Buffer.from(text, "utf16le").swap16()],
    ["compressed", (text) => gzipSync(text)],
    ["UTF-32", (text) => Buffer.from([...text].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0]))],
  ])("plaintext in a file that is %s is found too", async (_, encoded) => {
    const text = JSON.stringify(models({ apiKey: "hunter2-EXAMPLE" }));
    const report = await run({ files: {} }, {}, (state) => writeFileSync(state.path(MODELS), encoded(text)));
    expect(report.told).toContain(plaintext(MODELS, "providers.acme.apiKey"));
    expect(report.findings.find(({ code }) => code === "REF_UNRESOLVED")?.line).toBe(1);
    expect(report.status).toBe("unresolved");
  });

  test("plaintext inside a broken file is found too", async () => {
    const report = await run({ files: { [MODELS]: `{"providers": {"acme": {"apiKey": "${KEY}"` } });
    expect(report.told).toEqual([unresolved(MODELS), plaintext(MODELS, "providers.acme.apiKey")]);
  });

  test("every agent's file is read: of the config, on disk, and of the override", async () => {
    const leak = models({ apiKey: KEY });
    const listed = { agents: { list: [{ id: "ops", agentDir: "/nowhere" }] } };
    const report = await run({ files: { [CONFIG]: listed, "agents/retired/agent/models.json": leak } }, {}, (state) => {
      state.write("elsewhere/models.json", leak);
      state.write(CONFIG, { agents: { list: [{ id: "ops", agentDir: state.path("ops") }] } });
      state.write("ops/models.json", leak);
    });
    expect(report.told).toEqual([
      plaintext("agents/retired/agent/models.json", "providers.acme.apiKey"),
      plaintext("ops/models.json", "providers.acme.apiKey"),
    ]);
    const env = {
      HOME: "/nowhere",
      OPENCLAW_STATE_DIR: report.state.dir,
      OPENCLAW_AGENT_DIR: report.state.path("elsewhere"),
    };
    const other = await check({}, { env });
    expect(other.findings.map(({ file }) => file)).toContain(report.state.path("elsewhere/models.json"));
  });

  test("a finding has the place of the value, one sentence and one fix, and never the value", async () => {
    const text = JSON.stringify(models({ apiKey: KEY }), null, 2);
    const { findings, state } = await run({ files: { [MODELS]: text } });
    const before = text.slice(0, text.indexOf(`"${KEY}"`)).split("\n");
    expect(findings).toEqual([
      {
        code: "PLAINTEXT_FOUND",
        severity: "warn",
        file: state.path(MODELS),
        jsonPath: "providers.acme.apiKey",
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        message: expect.stringMatching(/^[A-Z].*\.$/),
        fixHint: expect.stringMatching(/^[A-Z].*\.$/),
        provider: "acme",
        agentId: "main",
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain("EXAMPLE");
  });
});

describe("what lies beside models.json", () => {
  const leak = models({ apiKey: "hunter2-EXAMPLE" });
  test.each([
    "models.json.bak",
    "models.json.bak.1",
    "models.json~",
    ".#models.json",
    ".models.json.swp",
    "models.json.1234567890",
    ".models.json.0123456789abcdef0123456789abcdef.stage",
    "models.json.tmp",
    "models-old.json",
    "plugins/acme/catalog.json",
    "plugins/acme/catalog.json.bak",
    "plugins/@scope/acme/catalog.json",
    "MODELS.JSON.BAK",
    "models.yaml",
    "backup/models.json",
    "old/2026-11/models.json.bak",
  ])("%s is searched", async (name) => {
    const file = `agents/main/agent/${name}`;
    expect((await run({ files: { [file]: leak } })).told).toEqual([plaintext(file, "providers.acme.apiKey")]);
  });

  test("a ref in a copy that nobody reads is no finding", async () => {
    expect((await run({ files: { [`${MODELS}.bak`]: models({ apiKey: "${ACME_KEY}" }) } })).told).toEqual([]);
  });

  test("a link by the name of a copy is searched where it leads", async () => {
    const arrange = (state: State) => {
      state.write("elsewhere.txt", leak);
      symlinkSync(state.path("elsewhere.txt"), state.path(`${MODELS}.bak`));
    };
    expect((await run({ files: {} }, {}, arrange)).told).toEqual([plaintext(`${MODELS}.bak`, "providers.acme.apiKey")]);
  });

  test.each([
    ["the lock of an editor", (file: string) => symlinkSync("me@host.42:1700000000", file)],
    ["a link to a directory", (file: string) => symlinkSync(".", file)],
    ["a FIFO", (file: string) => execFileSync("mkfifo", [file])],
  ])("%s by the name of a copy holds nothing", async (_, make) => {
    const arrange = (state: State) => make(state.path("agents/main/agent/.#models.json"));
    expect((await run({ files: {} }, {}, arrange)).status).toBe("clean");
  });

  test.each(["models.json", "models.json.bak", "clawdbot.json", "openclaw.last-good.json"])(
    "%s in the state directory, where OpenClaw reads none, is searched",
    async (name) => {
      const [content, path] = name.startsWith("models")
        ? [leak, "providers.acme.apiKey"]
        : [config({ apiKey: "hunter2-EXAMPLE" }), "models.providers.acme.apiKey"];
      expect((await run({ files: { [CONFIG]: {}, [name]: content } })).told).toEqual([plaintext(name, path)]);
    },
  );
});

describe("auth profiles", () => {
  const legacy = (path: string) => `info LEGACY_RESIDUE ${AUTH} ${path}`;
  const rows: [string, object, string[]][] = [
    ["a plaintext key is found", profiles({ key: KEY }), [plaintext(AUTH, "profiles.acme:p.key")]],
    ["so is one under its alias", profiles({ apiKey: KEY }), [plaintext(AUTH, "profiles.acme:p.key")]],
    ["a plaintext token is found", profiles({ type: "token", token: KEY }), [plaintext(AUTH, "profiles.acme:p.token")]],
    [
      "plaintext beside a ref is found",
      profiles({ key: KEY, keyRef: ENV_REF }),
      [plaintext(AUTH, "profiles.acme:p.key")],
    ],
    ["an env shorthand is no plaintext", profiles({ key: "${ACME_KEY}" }), []],
    ["nor is a ref object in the value field", profiles({ key: ENV_REF }), []],
    [
      "OAuth material is listed once and never counts",
      profiles({ type: "oauth", access: "EXAMPLE-access", refresh: "EXAMPLE-refresh" }),
      [legacy("profiles.acme:p")],
    ],
    [
      "a ref in an OAuth profile is forbidden",
      profiles({ type: "oauth", keyRef: ENV_REF }),
      [`error OAUTH_REF_FORBIDDEN ${AUTH} profiles.acme:p.keyRef`],
    ],
    [
      "a ref that breaks the grammar is invalid",
      profiles({ keyRef: { ...EXEC_REF, id: "../up" } }),
      [`error INVALID_REF ${AUTH} profiles.acme:p.key`],
    ],
    [
      "a ref to an alias that is not configured is unresolved, at the path of its value",
      profiles({ type: "token", tokenRef: EXEC_REF }),
      [unresolved(AUTH, "profiles.acme:p.token")],
    ],
  ];
  test.each(rows)("%s", async (_, store, told) => {
    expect((await run({ files: { [AUTH]: store } })).told).toEqual(told);
  });

  test("info never counts for status, summary or exit", async () => {
    const store = profiles({ type: "oauth", access: "EXAMPLE-access", refresh: "EXAMPLE-refresh" });
    const report = await run({ files: { [AUTH]: store } });
    expect([report.ok, report.status, report.summary.legacy, report.findings.length]).toEqual([true, "clean", 0, 1]);
  });

  test("a store that cannot be parsed is one error, and is searched all the same", async () => {
    const report = await run({ files: { [AUTH]: `{"profiles": {"p": {"type": "api_key", "key": "${KEY}"` } });
    expect(report.told).toEqual([unresolved(AUTH), plaintext(AUTH, "profiles.p.key")]);
  });

  test("sources that OpenClaw no longer reads are residue; one without credentials is a remark", async () => {
    const dir = "agents/main/agent";
    const report = await run({
      files: {
        [`${dir}/auth.json`]: { acme: { type: "api_key", key: KEY } },
        [`${dir}/auth-state.json`]: { version: 1 },
        [`${dir}/auth-profiles.json.migrated-2026-09-01-EXAMPLE`]: profiles({ keyRef: ENV_REF }),
        [`${dir}/auth-profiles.json.sqlite-import.1700000000000.bak`]: profiles({ key: KEY }),
      },
    });
    expect(report.told).toEqual([
      `info LEGACY_RESIDUE ${dir}/auth-state.json <root>`,
      `warn LEGACY_RESIDUE ${dir}/auth-profiles.json.migrated-2026-09-01-EXAMPLE <root>`,
      `warn LEGACY_RESIDUE ${dir}/auth-profiles.json.sqlite-import.1700000000000.bak <root>`,
      `warn LEGACY_RESIDUE ${dir}/auth.json <root>`,
      plaintext(`${dir}/auth-profiles.json.sqlite-import.1700000000000.bak`, "profiles.acme:p.key"),
      plaintext(`${dir}/auth.json`, "acme.key"),
    ]);
  });
});

describe("a ref that is not used", () => {
  const shadowed = "warn REF_SHADOWED openclaw.json models.providers.acme.apiKey";
  const withRef = config({ apiKey: ENV_REF });
  const usable = profiles({ keyRef: { ...ENV_REF, id: "OTHER" } });
  test.each<[string, object, object, string[]]>([
    ["a usable profile of the provider shadows it", withRef, usable, [shadowed]],
    ["in another spelling of its id as well", withRef, profiles({ provider: "ACME", keyRef: ENV_REF }), [shadowed]],
    ["a profile of another provider does not", withRef, profiles({ provider: "other", keyRef: ENV_REF }), []],
    ["nor one that an explicit order leaves out", withRef, { ...usable, order: { acme: [] } }, []],
    ["nor one without a credential", withRef, profiles({}), []],
    ["a literal key is no ref that could be shadowed", config({ apiKey: "secretref-managed" }), usable, []],
  ])("%s", async (_, configured, store, told) => {
    expect((await run({ files: { [CONFIG]: configured, [AUTH]: store } })).told).toEqual(told);
  });

  test("it is told once, however many agents have such a profile", async () => {
    const files = { [CONFIG]: withRef, [AUTH]: usable, "agents/ops/agent/auth-profiles.json": usable };
    expect((await run({ files })).told).toEqual([shadowed]);
  });
});

test("a state directory that cannot be reached is not called missing", async () => {
  const { state } = await run({ files: {} });
  symlinkSync("round", state.path("round"));
  const { status, findings } = await check({ stateDir: state.path("round") }, { env: { HOME: "/nowhere" } });
  expect(status).toBe("unresolved");
  expect(findings.map(({ message }) => message).join()).not.toContain("does not exist");
});
