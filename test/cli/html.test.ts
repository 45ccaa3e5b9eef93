import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { version } from "../../src/cli/version.js";
import { runCli } from "../support/cli.js";
import { newState, type State } from "../support/state.js";

// Invented.
const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
const row = (apiKey: unknown) => ({ baseUrl: "https://llm.example/v1", models: [], apiKey });

let state: State;
beforeEach(() => {
  state = newState({
    "openclaw.json": {
      models: { providers: { acme: row({ source: "env", provider: "default", id: "ACME_KEY" }) } },
    },
    "agents/main/agent/models.json": { providers: { acme: row(KEY) } },
  });
  onTestFinished(state.drop);
});

describe("--format html", () => {
  test.each([
    ["check", 1],
    ["explain", 0],
  ])("%s prints one document with its version and the release, and ends as in every format", async (command, code) => {
    const run = await state.run([command, "--format", "html", "--openclaw", "2026.9.6"]);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code, stderr: "" });
    expect(run.stdout).toMatch(/^<!doctype html>\n<html lang="en">[\s\S]*<\/html>\n$/);
    expect(run.stdout).toContain(`modelseal ${version} · `);
    expect(run.stdout).toContain(" · OpenClaw 2026.9.6</p>");
    expect(run.stdout).not.toContain(KEY.slice(8, 20));
  });

  test.each(["check", "explain"])("%s puts the page into a file that only its owner can read", async (command) => {
    const { stdout } = await state.run([command, "--format", "html"]);
    const run = await state.run([command, "--format", "html", "--output", state.path("..", "page.html")]);
    expect(run.stdout).toBe("");
    expect(state.read("../page.html")).toBe(stdout);
    expect(statSync(state.path("..", "page.html")).mode & 0o777).toBe(0o600);
  });

  test("a built page admits its own style and its own script, which the build makes smaller", async () => {
    const { stdout } = await runCli(state, ["check", "--format", "html"]);
    const sources = ["style", "script"].map((tag) => {
      const text = new RegExp(`<${tag}>([^]+)</${tag}>`).exec(stdout)?.[1] as string;
      return `${tag}-src 'sha256-${createHash("sha256").update(text).digest("base64")}';`;
    });
    expect(stdout).toContain(sources.join(" "));
  });

  test("explain of one provider is a page of that one", async () => {
    const { stdout } = await state.run(["explain", "acme", "--format", "html"]);
    expect(stdout).toContain("<bdi>acme</bdi>");
    const other = await state.run(["explain", "nobody", "--format", "html"]);
    expect([other.code, other.stdout]).toEqual([2, ""]);
  });

  test("an agent that fails is on the page, on stderr and in the exit code", async () => {
    state.write("agents/ops/agent/models.json", "{");
    const { code, stdout, stderr } = await state.run(["explain", "--format", "html"]);
    expect(code).toBe(2);
    expect(stdout).toContain("No answer for 1 agent");
    expect(stderr).toMatch(/^modelseal: \S*agents\/ops\/agent\/models\.json:1:2: .*\n$/);
  });

  test("--json wins", async () => {
    for (const command of ["check", "explain"])
      expect((await state.run([command, "--json", "--format", "html"])).stdout).toMatch(/^\{\n/);
  });

  test.each(["generate", "probe", "migrate", "watch"])("%s has no page", async (command) => {
    const { code, stderr } = await state.run([command, "--format", "html"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--format takes one of text, json.");
  });
});
