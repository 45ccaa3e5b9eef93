import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMON_FLAGS } from "../src/cli/flags.js";
import { helpFor } from "../src/cli/help.js";
import { COMMANDS } from "../src/cli/table.js";
import { FINDINGS, type FindingCode } from "../src/domain/findings.js";
import { OUTPUT_NAMES } from "../src/domain/schema/published.js";
import { HOME, helpUri } from "../src/report/home.js";
import { RECIPES } from "../src/report/recipes/index.js";
import { newState } from "./support/state.js";

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(root("README.md"), "utf8");
const contributing = readFileSync(root("CONTRIBUTING.md"), "utf8");
const manifest = JSON.parse(readFileSync(root("package.json"), "utf8"));
const scripts: Record<string, string> = manifest.scripts;

/** The lines of all shell blocks, without their comments. */
const shellLines = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
  (block as string)
    .split("\n")
    .map((line) => line.replace(/ +#.*$/, "").trim())
    .filter(Boolean),
);

describe("README", () => {
  test("has a heading for every finding code, and for no other", () => {
    const headings = [...readme.matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1]);
    expect(headings.sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  test("is where reports lead to: the address of the package, and the heading of the code", () => {
    expect(manifest.homepage).toBe(HOME);
    const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) => (title as string).toLowerCase());
    for (const code of Object.keys(FINDINGS) as FindingCode[])
      expect(anchors).toContain(helpUri(code).replace(`${HOME}#`, ""));
  });

  test("and the page for contributors name only files that exist", () => {
    const named = [...`${readme}${contributing}`.matchAll(/`((?:src|test|fixtures)\/[\w./-]+)`/g)];
    expect(named.length).toBeGreaterThan(20);
    const links = [...readme.matchAll(/\]\(([\w./-]+)\)/g)];
    const missing = [...named, ...links]
      .map(([, path]) => path as string)
      .filter((path) => !/[A-Z]{4}/.test(path) && !existsSync(root(path)));
    expect(missing).toEqual([]);
  });

  test("lists every recipe and every schema", () => {
    const recipes = readme.slice(readme.indexOf("## Recipes"), readme.indexOf("### GitHub action"));
    for (const name of Object.keys(RECIPES)) expect(recipes).toContain(`\`${name}\``);
    const schemas = readme.slice(readme.indexOf("JSON Schema (draft 7)"));
    for (const name of OUTPUT_NAMES)
      expect(schemas).toMatch(new RegExp(`\`(?:modelseal/schema/)?${name}(?:\\.json)?\``));
  });

  // What only reads, dry runs and generate; the others need a terminal, a gateway or a new home.
  const harmless = shellLines.filter((line) =>
    /^modelseal (?:explain|check|generate|migrate .*--dry-run|completion|recipe)\b/.test(line),
  );
  test.each([...new Set(harmless)])("runs as it says: %s", async (line) => {
    const state = newState();
    try {
      for (const file of ["openclaw.json", "agents/main/agent/models.json"])
        state.write(file, readFileSync(root(`fixtures/demo/${file}`), "utf8"));
      const words = line
        .replace(/ > .*$/, "")
        .split(" ")
        .slice(1);
      const { code, stderr } = await state.run(
        words.map((word) => (/^\.$|\.(?:html|sarif)$/.test(word) ? state.path(word) : word)),
      );
      expect([0, 1], stderr).toContain(code);
    } finally {
      state.drop();
    }
  });
  test("of these there are enough", () => expect(harmless.length).toBeGreaterThan(7));

  test("gives the action inputs that it has, and pre-commit the hook that there is", () => {
    const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block as string);
    const inputs = blocks.flatMap((block) => [...block.matchAll(/^ {10}(\w+): /gm)]).map(([, name]) => name as string);
    expect(inputs.length).toBeGreaterThan(1);
    for (const name of inputs) expect(readFileSync(root("action.yml"), "utf8")).toContain(`\n  ${name}:\n`);
    const [id] = blocks.flatMap((block) => [...block.matchAll(/- id: (\S+)/g)]).map(([, name]) => name as string);
    expect(readFileSync(root(".pre-commit-hooks.yaml"), "utf8")).toContain(`- id: ${id}\n`);
  });

  test("names only npm scripts that exist", () => {
    const named = [...`${readme}${contributing}`.matchAll(/\bnpm (?:run )?([a-z0-9:]+)/g)].map(
      (match) => match[1] as string,
    );
    expect(named.filter((name) => !["install", "and", "pack"].includes(name) && !Object.hasOwn(scripts, name))).toEqual(
      [],
    );
  });

  test("names only commands and flags that exist", () => {
    const lines = [...readme.matchAll(/\bmodelseal ([a-z]+)([^`\n]*)/g)]
      .map(([, command = "", rest = ""]) => ({ command, rest: rest.split(" -- ")[0] ?? "" }))
      .filter(({ rest, command }) => helpFor(command) !== undefined || rest.includes("--"));
    expect(lines.length).toBeGreaterThan(10);
    for (const { command, rest } of lines) {
      const help = helpFor(command);
      expect(help, command).toBeTypeOf("string");
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) {
        const isKnown =
          Object.hasOwn(COMMON_FLAGS, flag.slice(2)) || help?.includes(`${flag} `) || help?.includes(`${flag}\n`);
        expect(isKnown, `modelseal ${command} ${flag}`).toBe(true);
      }
    }
  });
});

describe("--help", () => {
  test.each(Object.keys(COMMANDS))("of %s has examples that run it, and the exit status", (name) => {
    const help = helpFor(name) as string;
    const examples = help.slice(help.indexOf("\nExamples:\n"), help.indexOf("\nExit status:\n"));
    expect(examples).toMatch(new RegExp(`^  .*\\bmodelseal ${name}\\b`, "m"));
    for (const [flag] of examples.replace(/ -- .*$/gm, "").matchAll(/--[a-z-]+/g))
      if (flag !== "--global") expect(help.replace(examples, ""), flag).toContain(`${flag} `);
  });
});
