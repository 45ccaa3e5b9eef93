import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { newState, type State } from "../support/state.js";

// All keys are invented.
const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
const MODELS = "agents/main/agent/models.json";
const models = (apiKey: unknown) => ({
  providers: { acme: { baseUrl: "https://llm.example/v1", models: [], apiKey } },
});
const config = (apiKey: unknown) => ({ models: { providers: { acme: { ...models(apiKey).providers.acme } } } });
const REF = { source: "env", provider: "default", id: "ACME_KEY" };

function stateWith(files: Record<string, string | object>): State {
  const state = newState({ "agents/main/agent/.keep": "", ...files });
  onTestFinished(state.drop);
  return state;
}

/** Names, modes, times and contents of everything below a directory. */
function snapshot(dir: string): string {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    const stat = lstatSync(path);
    hash.update(`${path} ${stat.mode} ${stat.mtimeMs} ${stat.ctimeMs}\n`);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (stat.isFile()) hash.update(readFileSync(path));
  };
  visit(dir);
  return hash.digest("hex");
}

describe("the exit code", () => {
  const bad = { source: "env", provider: "default", id: "lower" };
  const oauth = { version: 1, profiles: { p: { type: "oauth", provider: "acme", keyRef: REF } } };
  const info = { version: 1, profiles: { p: { type: "oauth", provider: "acme", access: "EXAMPLE-a" } } };
  const AUTH = "agents/main/agent/auth-profiles.json";
  test.each<[string, Record<string, string | object>, string[], number]>([
    ["0: clean", { [MODELS]: models("secretref-managed") }, [], 0],
    ["0: nothing there at all", {}, [], 0],
    ["0: remarks alone", { [AUTH]: info }, [], 0],
    ["0: a ref that does not resolve, without --resolve", { "openclaw.json": config(REF) }, [], 0],
    ["1: a finding above info", { [MODELS]: models(KEY) }, [], 1],
    ["2: an input that cannot be parsed", { [MODELS]: "{" }, [], 2],
    ["2 wins over 1", { [MODELS]: `{"apiKey": "${KEY}"` }, [], 2],
    ["2: an invalid ref", { "openclaw.json": config(bad) }, [], 2],
    ["2: a ref in an OAuth profile", { [AUTH]: oauth }, [], 2],
    ["2: a ref that does not resolve, with --resolve", { "openclaw.json": config(REF) }, ["--resolve"], 2],
    ["2: a ref where nobody resolves it", { [MODELS]: models(REF) }, [], 2],
    ["2: a flag that does not exist", {}, ["--fix"], 2],
    ["2: a baseline that does not exist", {}, ["--baseline", "/nowhere/b.json"], 2],
    ["2: --update-baseline without a file", {}, ["--update-baseline"], 2],
    [
      "2: the same with --allow-exec, which is of no use without resolving",
      { "openclaw.json": config(REF) },
      ["--allow-exec"],
      2,
    ],
    ["2: a path that does not exist", {}, ["/nowhere/at-all"], 2],
    ["2: a state directory that is named and does not exist", {}, ["--state-dir", "/nowhere/at-all"], 2],
  ])("%s", async (_, files, flags, code) => {
    const state = stateWith(files);
    expect((await state.run(["check", ...flags])).code).toBe(code);
  });

  test("is the same for `modelseal --check`, and in every format", async () => {
    const state = stateWith({ [MODELS]: models(KEY) });
    expect((await state.run(["--check"])).code).toBe(1);
    for (const format of ["text", "json", "sarif", "github", "html"])
      expect((await state.run(["check", "--format", format])).code).toBe(1);
  });
});

describe("what is printed", () => {
  test("what makes the exit code 2 is one line on stderr; the report is printed all the same", async () => {
    const state = stateWith({
      [MODELS]: "{",
      "agents/ops/agent/models.json": "[",
      "agents/b/agent/models.json": models(KEY),
    });
    const { stdout, stderr } = await state.run(["check"]);
    expect(stderr).toMatch(/^modelseal: \S*agents\/main\/agent\/models\.json:1:2: .*\(and 1 more in the report\)\n$/);
    expect(stdout).toContain("PLAINTEXT_FOUND");
    expect(stdout).toMatch(/Secrets check: unresolved\. plaintext=1, unresolved=2, shadowed=0, legacy=0\.\n$/);
  });

  test("the JSON report has its documented shape", async () => {
    const state = stateWith({ [MODELS]: models(KEY) });
    const report = JSON.parse((await state.run(["check", "--json"])).stdout);
    expect(Object.keys(report).sort()).toEqual(
      ["filesScanned", "findings", "ok", "resolution", "schemaVersion", "status", "summary"].sort(),
    );
    expect([report.schemaVersion, report.ok, report.status]).toEqual([1, false, "findings"]);
    expect(report.summary).toEqual({ plaintext: 1, unresolved: 0, shadowed: 0, legacy: 0 });
    expect(report.filesScanned).toEqual([state.path("agents/main/agent/.keep"), state.path(MODELS)].slice(1));
  });

  test("a secret is in no output of any format, in no part, whatever is wrong with its file", async () => {
    const parts = [KEY.slice(8, 24), KEY.slice(-12), "hunter2-EXAMPLE"];
    const state = stateWith({
      [MODELS]: `{"providers": {"${KEY}": {"apiKey": "${KEY}", "headers": {"${KEY}": "${KEY}"}, // ${KEY}`,
      "openclaw.json": `{ "${KEY}": '${KEY}', $include: "${KEY}" }`,
      "agents/main/agent/auth-profiles.json": `{"profiles": {"${KEY}": {"type": "api_key", "key": "hunter2-EXAMPLE"}}}`,
      ".env": `OPENAI_API_KEY=hunter2-EXAMPLE\n${KEY}=x\n`,
      [`${MODELS}.bak`]: models(KEY),
    });
    const summary = state.path("summary.md");
    state.write("summary.md", "");
    for (const format of ["text", "json", "sarif", "github", "html"]) {
      const { stdout, stderr } = await state.run(["check", "--resolve", "--format", format], {
        GITHUB_STEP_SUMMARY: summary,
      });
      const all = stdout + stderr + state.read("summary.md");
      expect(all.length).toBeGreaterThan(500);
      for (const part of parts) expect(all).not.toContain(part);
    }
  });

  test("the step summary is added to the file that GitHub names, and to none otherwise", async () => {
    const state = stateWith({ [MODELS]: models(KEY) });
    state.write("summary.md", "before\n");
    await state.run(["check", "--format", "github"], { GITHUB_STEP_SUMMARY: state.path("summary.md") });
    expect(state.read("summary.md")).toMatch(/^before\n### Secrets check: findings\./);
    const before = snapshot(state.dir);
    await state.run(["check", "--format", "github"]);
    expect(snapshot(state.dir)).toBe(before);
  });

  test("--output takes the report in place of stdout", async () => {
    const state = stateWith({ [MODELS]: models(KEY) });
    const file = state.path("report.sarif");
    const { code, stdout, stderr } = await state.run(["check", "--format", "sarif", "--output", file]);
    expect(stderr).toBe(
      `Secrets check: findings. plaintext=1, unresolved=0, shadowed=0, legacy=0. Report in ${file}.\n`,
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(JSON.parse(readFileSync(file, "utf8")).version).toBe("2.1.0");
  });

  test.each([0o775, 0o777, 0o1777])("reports and baselines may stand in a directory of mode %o", async (mode) => {
    const state = stateWith({ "openclaw.json": config("hunter2-EXAMPLE"), "work/.keep": "" });
    chmodSync(state.path("work"), mode);
    const [report, baseline] = [state.path("work/report.json"), state.path("work/accepted.json")];
    const flags = ["--baseline", baseline, "--update-baseline", "--json", "--output", report];
    expect((await state.run(["check", ...flags])).code).toBe(1);
    expect(JSON.parse(readFileSync(report, "utf8")).status).toBe("findings");
    expect(JSON.parse(readFileSync(baseline, "utf8")).accepted).toHaveLength(1);
    symlinkSync("nowhere", state.path("work/link.json"));
    expect((await state.run(["check", "--output", state.path("work/link.json")])).code).toBe(2);
  });

  test("help shows the flags, examples and the exit status", async () => {
    const { stdout } = await stateWith({}).run(["check", "--help"]);
    for (const part of ["--resolve", "--baseline FILE", "Examples:", "Exit status:"]) expect(stdout).toContain(part);
  });
});

describe("the baseline", () => {
  test("of a part of a tree is neither stale nor shortened elsewhere", async () => {
    const key = (name: string) => ({ apiKey: `sk-proj-EXAMPLE${name}0123456789abcdefgh` });
    const state = stateWith({ "docs/a.json": key("a"), "docs/b.json": key("b") });
    const file = state.path("accepted.json");
    const update = (path: string) => state.run(["check", state.path(path), "--baseline", file, "--update-baseline"]);
    await update("docs");
    await update("docs/a.json");
    expect(JSON.parse(readFileSync(file, "utf8")).accepted).toHaveLength(2);
    expect((await state.run(["check", state.path("docs/a.json"), "--baseline", file])).stdout).not.toContain(
      "any more",
    );
  });

  test("is written for a person to give the reasons, and accepts what has one", async () => {
    const state = stateWith({ "openclaw.json": config("hunter2-EXAMPLE"), [MODELS]: models(KEY) });
    const file = state.path("accepted.json");
    expect((await state.run(["check", "--baseline", file, "--update-baseline"])).code).toBe(1);
    const written = JSON.parse(readFileSync(file, "utf8"));
    expect(written).toEqual({
      version: 1,
      accepted: [
        { code: "PLAINTEXT_FOUND", file: "openclaw.json", jsonPath: "models.providers.acme.apiKey", reason: "" },
      ],
    });
    written.accepted[0].reason = "a key of the test bench";
    state.write("accepted.json", written);
    state.write(MODELS, models("secretref-managed"));
    const run = await state.run(["check", "--baseline", file, "--json"]);
    const report = JSON.parse(run.stdout);
    expect([run.code, report.status, report.summary.plaintext]).toEqual([0, "clean", 0]);
    expect(report.findings[0].suppressed).toEqual({ reason: "a key of the test bench" });
    expect(report.baseline).toEqual({ file, suppressed: 1, stale: 0, withoutReason: 0, refused: 0 });
    expect((await state.run(["check", "--baseline", file])).stdout).toContain("Accepted: a key of the test bench");
  });

  test("keeps its reasons when it is updated", async () => {
    const state = stateWith({ "openclaw.json": config("hunter2-EXAMPLE") });
    const file = state.path("accepted.json");
    await state.run(["check", "--baseline", file, "--update-baseline"]);
    state.write("accepted.json", readFileSync(file, "utf8").replace('"reason": ""', '"reason": "known"'));
    const before = readFileSync(file, "utf8");
    expect((await state.run(["check", "--baseline", file, "--update-baseline"])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(before);
  });
});

describe("nothing is written", () => {
  test("by any form of it", async () => {
    const state = stateWith({
      "openclaw.json": config(REF),
      [MODELS]: models(KEY),
      "agents/ops/agent/models.json": "{",
      "agents/main/agent/auth-profiles.json": { version: 1, profiles: {} },
      ".env": "OPENAI_API_KEY=EXAMPLE\n",
    });
    const before = snapshot(dirname(state.dir));
    for (const flags of [[], ["--resolve"], ["--json"], ["--format", "sarif"], ["--format", "github"], [state.dir]])
      await state.run(["check", ...flags]);
    expect(snapshot(dirname(state.dir))).toBe(before);
  });

  test("and nothing needs to be: a directory that cannot be written is enough", async () => {
    const state = stateWith({ [MODELS]: models(KEY) });
    const dirs = [state.path("agents/main/agent"), state.path("agents/main"), state.path("agents"), state.dir];
    chmodSync(state.path(MODELS), 0o400);
    for (const dir of dirs) chmodSync(dir, 0o500);
    const { code, stdout } = await state.run(["check"]);
    for (const dir of dirs) chmodSync(dir, 0o700);
    expect([code, stdout.includes("PLAINTEXT_FOUND")]).toEqual([1, true]);
  });
});

describe("inputs of any kind", () => {
  const large = (text: string) => `${text}${" ".repeat(100 * 1024 * 1024)}`;
  test.each<[string, (state: State) => void, boolean]>([
    ["100 MB", (state) => state.write(MODELS, large(JSON.stringify(models(KEY)))), true],
    ["1 GB of nothing", (state) => spawnSync("truncate", ["-s", "1G", state.path(MODELS)]), false],
    ["100,000 levels", (state) => state.write(MODELS, `${'{"a":'.repeat(1e5)}"${KEY}"${"}".repeat(1e5)}`), true],
    ["NUL", (state) => state.write(MODELS, `${JSON.stringify(models(KEY))}\0`), true],
    ["a FIFO", (state) => spawnSync("mkfifo", [state.path(MODELS)]), false],
  ])("%s: exit 2 with one line, in bounded time, and what can be searched is", async (_, arrange, isFound) => {
    const state = stateWith({ "agents/other/agent/models.json": models("secretref-managed") });
    arrange(state);
    const start = performance.now();
    const { code, stdout, stderr } = await state.run(["check"]);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(stdout.includes("PLAINTEXT_FOUND")).toBe(isFound);
  });

  test("invalid UTF-8 and UTF-16 are searched all the same", async () => {
    const text = JSON.stringify(models(KEY));
    for (const bytes of [
      Buffer.from(text.replace("acme", "acm\u00e9"), "latin1"),
      Buffer.from(`\ufeff${text}`, "utf16le"),
    ]) {
      const state = stateWith({ [MODELS]: "" });
      spawnSync("tee", [state.path(MODELS)], { input: bytes });
      const { code, stdout } = await state.run(["check"]);
      expect([code, stdout.includes("PLAINTEXT_FOUND")]).toEqual([2, true]);
    }
  });
});
