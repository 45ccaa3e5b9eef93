import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { check } from "../../src/app/check.js";
import { newState, type State } from "../support/state.js";

// All keys are invented.
const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" };
const models = (apiKey: unknown) => ({
  providers: { acme: { baseUrl: "https://llm.example/v1", models: [], apiKey } },
});

/** A tree beside an empty home, searched as CI would: without a state directory. */
async function search(files: Record<string, string | object>, paths = ["."], arrange?: (tree: State) => void) {
  const tree = newState(files);
  onTestFinished(tree.drop);
  arrange?.(tree);
  const report = await check({ paths: paths.map((path) => tree.path(path)) }, { env: { HOME: "/nowhere" } });
  const short = (file: string) => file.replace(`${tree.dir}/`, "");
  return {
    ...report,
    told: report.findings.map((f) => `${f.code} ${short(f.file)}:${f.line} ${f.jsonPath}`).sort(),
    scanned: report.filesScanned.map(short),
  };
}

describe("a tree", () => {
  test("is searched for the forms of secrets, whatever its files are", async () => {
    const { told } = await search({
      "src/client.ts": `const a = 1;\nconst key = "${KEY}";\n`,
      "notes.md": "git clone https://svc:EXAMPLEk3yThatNobodyHas@git.example/acme.git\n",
      "deploy/gateway.service": `[Service]\nEnvironment=OPENAI_API_KEY=${KEY}\n`,
      "deploy/.env": `OPENAI_API_KEY=${KEY}\n`,
      "settings.json": { clientSecret: KEY },
    });
    expect(told).toEqual([
      "PLAINTEXT_FOUND deploy/.env:1 $env.OPENAI_API_KEY",
      "PLAINTEXT_FOUND deploy/gateway.service:2 $env.OPENAI_API_KEY",
      "PLAINTEXT_FOUND notes.md:1 <root>",
      "PLAINTEXT_FOUND settings.json:2 clientSecret",
      "PLAINTEXT_FOUND src/client.ts:2 <root>",
    ]);
  });

  test("is searched without node_modules, the objects of git, links and binary files", async () => {
    const { scanned, status } = await search(
      {
        "node_modules/a/index.js": KEY,
        ".git/objects/ab/cdef": KEY,
        ".git/HEAD": "ref: refs/heads/main",
        "image.png": `\0${KEY}`,
        "a.txt": "",
      },
      ["."],
      (tree) => symlinkSync("/etc/passwd", tree.path("link")),
    );
    expect(status).toBe("clean");
    expect(scanned).toEqual(["a.txt", "image.png"]);
  });

  test("is searched without what is left out", async () => {
    const tree = newState({ "a/x.txt": KEY, "a/b/y.txt": KEY, "ab/z.txt": KEY });
    onTestFinished(tree.drop);
    const exclude = [tree.path("a/b"), tree.path("a/x.txt")];
    const { findings } = await check({ paths: [tree.dir], exclude }, { env: { HOME: "/nowhere" } });
    expect(findings.map(({ file }) => file)).toEqual([tree.path("ab/z.txt")]);
  });

  test("has its remotes looked at: a URL there can hold a token", async () => {
    const text = '[remote "origin"]\n  url = https://ci:EXAMPLEk3yThatNobodyHas@git.example/acme.git\n';
    expect((await search({ ".git/config": text })).told).toEqual(["PLAINTEXT_FOUND .git/config:2 <root>"]);
  });

  test("may hold any JSON that is damaged, but for OpenClaw's own", async () => {
    const { told } = await search({ "tsconfig.json": "{ // comment\n}", "broken.json": "{", "a/models.json": "{" });
    expect(told).toEqual(["REF_UNRESOLVED a/models.json:1 <root>"]);
  });

  test("is searched in UTF-16 as well; without a byte order mark such a file is binary", async () => {
    const wide = Buffer.from(`\ufeffkey ${KEY}`, "utf16le");
    const { told } = await search({}, ["."], (tree) => {
      writeFileSync(tree.path("a.txt"), wide);
      writeFileSync(tree.path("b.txt"), wide.subarray(2));
    });
    expect(told).toEqual(["PLAINTEXT_FOUND a.txt:1 <root>"]);
  });

  test("has the files searched that a damaged config in it includes, in and beyond it", async () => {
    const files = {
      "in/openclaw.json": '{ models: { providers: { $include: "./a.txt" } }',
      "in/a.txt": `{ p: { apiKey: "hunter2-EXAMPLE" } }`,
    };
    const { told } = await search(files, ["in/openclaw.json"]);
    expect(told).toEqual([
      "PLAINTEXT_FOUND in/a.txt:1 models.providers.p.apiKey",
      "REF_UNRESOLVED in/openclaw.json:1 <root>",
    ]);
  });

  test("may hold another program's models.json; one in an agent's directory is OpenClaw's", async () => {
    const other = { models: [{ id: "gpt-4o" }] };
    const { told } = await search({ "src/models.json": other, "main/agent/models.json": { providers: [] } });
    expect(told).toEqual(["REF_UNRESOLVED main/agent/models.json:2 <root>"]);
  });

  test("with a config in it is judged by that config's refs", async () => {
    const config = { models: { providers: { acme: { ...models(ENV_REF).providers.acme } } } };
    const files = { "deploy/openclaw.json": config, "deploy/agents/main/agent/models.json": models("ACME_KEY") };
    expect((await search(files)).told).toEqual([]);
    expect((await search(files, ["deploy/agents/main/agent/models.json"])).told).toEqual([]);
    expect((await search({ ...files, "other/models.json": models("ACME_KEY") })).told).toEqual([
      "PLAINTEXT_FOUND other/models.json:6 providers.acme.apiKey",
    ]);
  });

  test("is judged by the config above it, which is not reported on unless it is asked about", async () => {
    const ref = { source: "exec", provider: "vault", id: "../up" };
    const config = {
      models: {
        providers: { acme: { baseUrl: "https://llm.example", apiKey: KEY, models: [] }, b: models(ref).providers.acme },
      },
    };
    const files = {
      "openclaw.json": config,
      "agents/main/agent/models.json": models("secretref-managed"),
      "a.lock": "",
    };
    for (const path of ["agents/main/agent/models.json", "a.lock", "agents"])
      expect(await search(files, [path])).toMatchObject({ status: "clean", told: [] });
    expect((await search(files, ["a.lock", "openclaw.json"])).told).toHaveLength(2);
  });

  test("has the refs in its configs and profiles checked", async () => {
    const ref = { source: "exec", provider: "vault", id: "acme" };
    const files = {
      "deploy/openclaw.json": { models: { providers: { acme: models({ ...ref, id: "../up" }).providers.acme } } },
      "deploy/agents/main/agent/auth-profiles.json": {
        version: 1,
        profiles: { p: { type: "api_key", provider: "acme", keyRef: ref } },
      },
    };
    const { told, resolution } = await search(files);
    expect(told).toEqual([
      expect.stringMatching(/^INVALID_REF deploy\/openclaw\.json:\d+ models\.providers\.acme\.apiKey$/),
      expect.stringMatching(/^REF_UNRESOLVED deploy\/agents\/main\/agent\/auth-profiles\.json:\d+ profiles\.p\.key$/),
    ]);
    expect(resolution).toEqual({ refsChecked: 0, skippedExecRefs: 1, resolvabilityComplete: false });
  });

  test("judges an included file by what it is in the config", async () => {
    const files = {
      "openclaw.json": { models: { providers: { $include: "./a-providers.json" } } },
      "a-providers.json": { acme: { baseUrl: "https://llm.example", apiKey: "hunter2-EXAMPLE", models: [] } },
    };
    expect((await search(files)).told).toEqual(["PLAINTEXT_FOUND a-providers.json:4 models.providers.acme.apiKey"]);
  });

  test("tells what cannot be listed, and goes on", async () => {
    if (process.geteuid?.() === 0) return;
    const { told } = await search({ "closed/a.txt": "", "b.env": `OPENAI_API_KEY=${KEY}` }, ["."], (tree) =>
      chmodSync(tree.path("closed"), 0),
    );
    expect(told).toEqual(["PLAINTEXT_FOUND b.env:1 $env.OPENAI_API_KEY", "REF_UNRESOLVED closed:null <root>"]);
  });
});

describe("a file that is named", () => {
  test.each([
    ["nothing", () => {}],
    ["a FIFO", (tree: State) => execFileSync("mkfifo", [tree.path("input.json")])],
    ["no JSON", (tree: State) => tree.write("input.json", "{oops")],
    ["no text", (tree: State) => tree.write("input.json", "{}\0")],
  ])("and is %s is one error", async (_, arrange) => {
    const { told, status } = await search({}, ["input.json"], arrange);
    expect(told).toEqual([expect.stringMatching(/^REF_UNRESOLVED input\.json:(?:null|1) <root>$/)]);
    expect(status).toBe("unresolved");
  });

  test("may have comments", async () => {
    expect((await search({ "input.json": "{ /* hi */ }" }, ["input.json"])).told).toEqual([]);
  });

  test("must be text: with a NUL byte in it, it is searched, and that is said", async () => {
    const { told } = await search({ "a.json5": `{ note: "${KEY}\0" }` }, ["a.json5"]);
    expect(told).toEqual(["PLAINTEXT_FOUND a.json5:1 note", "REF_UNRESOLVED a.json5:null <root>"]);
  });

  test("is not held back by its name", async () => {
    const { told } = await search({ "notes.txt": KEY, "b/.envrc": KEY }, ["notes.txt", "b"]);
    expect(told).toEqual(["PLAINTEXT_FOUND b/.envrc:1 <root>", "PLAINTEXT_FOUND notes.txt:1 <root>"]);
  });

  test("is searched once, however often it is named", async () => {
    expect((await search({ "notes.txt": KEY }, [".", "notes.txt"])).told).toHaveLength(1);
  });
});

test("too large for a whole look is searched piece by piece, with its lines, across the seams of the pieces", async () => {
  const seam = 1024 * 1024;
  const lines = `${"x".repeat(63)}\n`.repeat(seam / 64);
  const text = `${lines.slice(0, -20)}\n "${KEY}" ${lines.repeat(13)}`;
  const { told } = await search({ "big.log": text }, ["."], (tree) => mkdirSync(tree.path("empty")));
  expect(told).toEqual([`PLAINTEXT_FOUND big.log:${seam / 64 + 1} <root>`]);
});
