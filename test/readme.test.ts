import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMON_FLAGS } from "../src/cli/flags.js";
import { helpFor } from "../src/cli/help.js";
import { FINDINGS } from "../src/domain/findings.js";

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(root("README.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(root("package.json"), "utf8")) as { scripts: Record<string, string> };

describe("README", () => {
  test("has a heading for every finding code, and for no other", () => {
    const headings = [...readme.matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1]);
    expect(headings.sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  test("names only npm scripts that exist", () => {
    const named = [...readme.matchAll(/\bnpm (?:run )?([a-z0-9:]+)/g)].map((match) => match[1] as string);
    expect(named.filter((name) => !["install", "and"].includes(name) && !Object.hasOwn(scripts, name))).toEqual([]);
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
