import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Machine, newMachine } from "../support/recipes.js";
import { parseYaml, type Yaml, yamlAt } from "../support/yaml.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fileOf = (name: string) => parseYaml(readFileSync(join(root, name), "utf8"));

let machine: Machine;
let repository: string;
beforeEach(() => {
  machine = newMachine();
  repository = join(machine.dir, "a repository");
  mkdirSync(repository);
  machine.state(join(repository, "openclaw"));
  machine.program("npm", "#!/bin/sh\nexit 0\n");
});
afterEach(() => machine.drop());

/** Takes the secret out of the repository again. */
function clean() {
  const { code } = machine.modelseal("generate", "--state-dir", join(repository, "openclaw"));
  expect(code).toBe(0);
}

function recipe(name: string, ...flags: string[]): Yaml {
  const { code, stdout, stderr } = machine.modelseal("recipe", name, "--openclaw", "2026.9.6", ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return parseYaml(stdout);
}

describe("the github recipe", () => {
  /** Runs the steps of the job in a shell as the runner does: each one, unless an earlier one failed and it has no `if`. */
  function job(workflow: Yaml) {
    const steps = yamlAt(workflow, "jobs", "secrets-at-rest", "steps") as Record<string, Yaml>[];
    const ran: { name: Yaml | undefined; code: number | null; stdout: string }[] = [];
    const env = { GITHUB_WORKSPACE: repository, GITHUB_STEP_SUMMARY: join(machine.dir, "summary.md") };
    for (const { run, name, if: condition } of steps) {
      if (run === undefined || (ran.some(({ code }) => code !== 0) && condition !== "!cancelled()")) continue;
      const { code, stdout } = machine.run(["sh", "-e", "-c", run as string], { cwd: repository, env });
      ran.push({ name, code, stdout });
    }
    return {
      ran,
      uploads: steps.find(({ uses }) => (uses as string)?.startsWith("github/codeql-action/upload-sarif@")),
    };
  }

  test("fails the job on a secret, with an annotation at its line and a SARIF report to upload", () => {
    const { ran, uploads } = job(recipe("github"));
    expect(ran.map(({ code }) => code)).toEqual([0, 1, 1]);
    expect(ran[1]?.stdout).toMatch(
      /^::warning file=openclaw\/agents\/main\/agent\/models\.json,line=1,col=\d+,title=PLAINTEXT_FOUND::/m,
    );
    const sarif = readFileSync(join(repository, yamlAt(uploads as Yaml, "with", "sarif_file") as string), "utf8");
    expect(JSON.parse(sarif)).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleId: "PLAINTEXT_FOUND" }] }] });
    expect(uploads?.["if"]).toBe("!cancelled()");
    expect(readFileSync(join(machine.dir, "summary.md"), "utf8")).toContain("openclaw/agents/main/agent/models.json:1");
  });

  test("passes where no secret is", () => {
    clean();
    expect(job(recipe("github")).ran.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test("has the rights that it needs and no more", () => {
    expect(yamlAt(recipe("github"), "permissions")).toEqual({ contents: "read", "security-events": "write" });
  });

  test("checks the directory that was named", () => {
    const steps = yamlAt(recipe("github", "--state-dir", "open claw"), "jobs", "secrets-at-rest", "steps");
    expect(yamlAt(steps, 3, "run")).toBe("modelseal check --openclaw 2026.9.6 --format github 'open claw'");
  });
});

describe("pre-commit", () => {
  /** What pre-commit runs: the words of `entry`, then `args`, then the names of the changed files that match. */
  function commit(hook: Record<string, Yaml>, ...changed: string[]) {
    expect({ language: hook["language"], serial: hook["require_serial"] }).toEqual({ language: "node", serial: true });
    const files = changed.filter((file) => new RegExp(hook["files"] as string).test(file));
    if (files.length === 0) return "skipped";
    const [name, ...entry] = (hook["entry"] as string).split(" ");
    const words = [join(machine.dir, "bin", name as string), ...entry, ...(hook["args"] as string[]), ...files];
    return machine.run(words, { cwd: repository }).code;
  }

  const HOOKS: [string, () => Yaml][] = [
    ["the hook of the repository", () => yamlAt(fileOf(".pre-commit-hooks.yaml"), 0)],
    ["the recipe", () => yamlAt(recipe("pre-commit"), "repos", 0, "hooks", 0)],
  ];

  test.each(HOOKS)("%s refuses a secret and lets a clean repository pass", (_name, hook) => {
    const found = hook() as Record<string, Yaml>;
    expect(found["id"]).toBe("modelseal-check");
    expect(commit(found, "openclaw/agents/main/agent/models.json")).toBe(1);
    clean();
    expect(commit(found, "openclaw/agents/main/agent/models.json", "openclaw/openclaw.json")).toBe(0);
  });

  test.each(HOOKS)("%s refuses a secret in a copy, and has no eye for what is not committed", (_name, hook) => {
    const found = hook() as Record<string, Yaml>;
    const copy = "openclaw/agents/main/agent/models.json.bak";
    copyFileSync(join(repository, "openclaw/agents/main/agent/models.json"), join(repository, copy));
    clean();
    expect(commit(found, "openclaw/openclaw.json")).toBe(0);
    expect(commit(found, copy)).toBe(1);
  });

  test.each(HOOKS)("%s looks when a file of OpenClaw changes, and at no other time", (_name, hook) => {
    const pattern = new RegExp((hook() as Record<string, Yaml>)["files"] as string);
    const looked = "openclaw.json a/openclaw.json a/models.json auth-profiles.json models.json.bak.1 .models.json.swp";
    const more = "a/models.json~ .env a/.env.local .envrc gateway.env plugins/x/catalog.json x.service.d/env.conf";
    for (const file of [...looked.split(" "), ...more.split(" "), "openclaw-gateway.service", "ai.openclaw.plist"])
      expect([file, pattern.test(file)]).toEqual([file, true]);
    for (const file of ["package.json", "my-openclaw.json", "models.json.ts", "openclaw_json", "a.service", "env.ts"])
      expect([file, pattern.test(file)]).toEqual([file, false]);
  });

  test.each([
    ["./open (claw)/", "open (claw)/a/models.json", "open claw/a/models.json"],
    ["it's", "it's/openclaw.json", "its/openclaw.json"],
    ["/srv/openclaw", "any/openclaw.json", "any/package.json"],
  ])("the recipe for %s looks there", (directory, inside, outside) => {
    const hook = yamlAt(recipe("pre-commit", "--state-dir", directory), "repos", 0, "hooks", 0) as Record<string, Yaml>;
    const pattern = new RegExp(hook["files"] as string);
    expect([pattern.test(inside), pattern.test(outside)]).toEqual([true, false]);
  });

  test("the recipe installs modelseal at its own version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(yamlAt(recipe("pre-commit"), "repos", 0, "hooks", 0, "additional_dependencies")).toEqual([
      `modelseal@${version}`,
    ]);
  });
});

describe("the GitHub action", () => {
  const action = fileOf("action.yml");
  const steps = yamlAt(action, "runs", "steps") as Record<string, Yaml>[];

  /** Runs its last step with these inputs. */
  function use(inputs: Record<string, string>, place = root) {
    const given = Object.entries(yamlAt(action, "inputs") as Record<string, { default: string }>);
    const values = new Map(given.map(([name, input]) => [name, inputs[name] ?? input.default]));
    const filled = Object.entries(steps.at(-1)?.["env"] as Record<string, string>).map(([name, text]) => [
      name,
      text.replace(/^\$\{\{ inputs\.(\w+) \}\}$/, (_, input) => values.get(input) ?? ""),
    ]);
    const output = join(machine.dir, "output");
    const env = { GITHUB_ACTION_PATH: place, GITHUB_OUTPUT: output, GITHUB_WORKSPACE: repository };
    const ran = machine.run(["sh", "-e", "-c", steps.at(-1)?.["run"] as string], {
      cwd: repository,
      env: { ...env, ...Object.fromEntries(filled) },
    });
    return { ...ran, output: existsSync(output) ? readFileSync(output, "utf8") : "" };
  }

  test("annotates, puts the SARIF report where its output says, and ends as the check does", () => {
    const { code, stdout, output } = use({ openclaw: "2026.9.6" });
    expect({ code, output }).toEqual({ code: 1, output: "sarif=modelseal.sarif\n" });
    expect(stdout).toContain("title=PLAINTEXT_FOUND");
    expect(JSON.parse(readFileSync(join(repository, "modelseal.sarif"), "utf8")).version).toBe("2.1.0");
    clean();
    expect(use({}).code).toBe(0);
  });

  test("does not look at a copy of itself in the repository", () => {
    const place = join(repository, "tools/modelseal");
    mkdirSync(join(place, "src/tools"), { recursive: true });
    for (const name of ["bin", "dist", "package.json"]) symlinkSync(join(root, name), join(place, name));
    copyFileSync(join(root, "src/tools/action.sh"), join(place, "src/tools/action.sh"));
    copyFileSync(join(repository, "openclaw/agents/main/agent/models.json"), join(place, "models.json"));
    clean();
    expect(use({}, place).code).toBe(0);
    expect(use({}).code).toBe(1);
  });

  test("says why there is no SARIF report", () => {
    const { code, stderr, output } = use({ openclaw: "2026.9.6", sarif: "missing/modelseal.sarif" });
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(stderr).toContain("The directory does not exist.");
  });

  test("an input is a value and never code", () => {
    const path = '$(touch hit) "; touch hit; #';
    expect(use({ path, sarif: "r.sarif" }).code).toBe(2);
    expect(existsSync(join(repository, "hit"))).toBe(false);
    for (const { run } of steps) expect(run).not.toContain("${{");
  });

  test("builds what it runs from its own source", () => {
    expect(steps[0]).toMatchObject({
      "working-directory": "${{ github.action_path }}",
      run: "npm install --no-save --no-audit --no-fund",
    });
  });
});
