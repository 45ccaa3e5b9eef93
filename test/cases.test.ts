import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PLUGIN_CATALOG } from "../src/domain/openclaw/storage.js";
import { AGENT_TABLES, fillCache, hasSqlite, openDatabase } from "./io/sqlite/databases.js";
import { expectGolden } from "./support/golden.js";
import { newState, type State } from "./support/state.js";

// fixtures/cases/<verdict>.<name>/: case.json (why, runs, env, pluginCatalogs), input/ (a state directory), expect.txt (what
// every run prints, its exit code, and the files that have changed in the end). A case with pluginCatalogs (agent database →
// plugin → its providers) is played where Node can read databases.
const root = fileURLToPath(new URL("../fixtures/cases", import.meta.url));

interface Case {
  why: string;
  runs: string[][];
  env?: Record<string, string>;
  pluginCatalogs?: Record<string, Record<string, unknown>>;
}

const caseOf = (name: string) => JSON.parse(readFileSync(join(root, name, "case.json"), "utf8")) as Case;

function writeCatalogs(state: State, databases: NonNullable<Case["pluginCatalogs"]>): void {
  for (const [file, plugins] of Object.entries(databases)) {
    const database = openDatabase(state.path(file), { wal: false });
    database.exec(AGENT_TABLES);
    for (const [plugin, providers] of Object.entries(plugins))
      fillCache(database, PLUGIN_CATALOG.scope, plugin, { generatedBy: PLUGIN_CATALOG.generatedBy, providers });
    database.close();
  }
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const file = join(dir, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [file];
  });
}

describe("cases", () => {
  const names = readdirSync(root).sort();
  test("each is named by its verdict", () => {
    for (const name of names)
      expect(name).toMatch(/^(seal|keep|refuse|report|explain|check|migrate|probe)\.[a-z0-9-]+$/);
  });
  test.each(names.filter((name) => hasSqlite || !caseOf(name).pluginCatalogs))("%s", async (name) => {
    const dir = join(root, name);
    const { why, runs, env, pluginCatalogs = {} } = caseOf(name);
    const state = newState();
    try {
      for (const file of filesBelow(join(dir, "input"))) {
        state.write(relative(join(dir, "input"), file), readFileSync(file, "utf8"));
      }
      writeCatalogs(state, pluginCatalogs);
      const before = state.files();
      let transcript = `# ${why}\n`;
      for (const args of runs) {
        const { code, stdout, stderr } = await state.run(args, env);
        transcript += `\n$ modelseal ${args.join(" ")}\n${stdout}${stderr}(exit ${code})\n`;
      }
      for (const [file, text] of state.files()) {
        if (before.get(file) !== text) transcript += `\n-- ${file} --\n${text}`;
      }
      expectGolden(join(dir, "expect.txt"), transcript.replaceAll(state.dir, "$STATE"));
    } finally {
      state.drop();
    }
  });
});
