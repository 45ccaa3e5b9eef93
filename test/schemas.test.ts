import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type * as z from "zod/mini";
import { planModelsJson } from "../src/domain/api.js";
import type { CheckReport } from "../src/domain/check-report.js";
import type { Failure } from "../src/domain/errors.js";
import type { ExplainReport } from "../src/domain/explained.js";
import type { MigrateReport } from "../src/domain/migrate-report.js";
import type { ProbeReport } from "../src/domain/probe-report.js";
import type { AgentReport, GenerateReport, ReportedChange } from "../src/domain/report.js";
import type { outputs } from "../src/domain/schema/outputs.js";
import { OUTPUT_NAMES, type OutputName, publishedSchema } from "../src/domain/schema/published.js";
import { expectPrinted, expectSchema, violations } from "./support/schema.js";
import { newState, type State } from "./support/state.js";
import { secretsFrom, type World, withSecrets, worlds } from "./support/worlds.js";

type Described = { [Name in OutputName]: z.infer<(typeof outputs)[Name]> };
/** Everything that could be assigned is writable, so that a list and a read-only list are the same. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;

const require = createRequire(import.meta.url);
const cases = fileURLToPath(new URL("../fixtures/cases", import.meta.url));
const REPORTS = ["generate", "check", "probe", "explain", "migrate"] as const;

/** The state directory of a case of fixtures/cases, with its runs. */
function stateOfCase(name: string): { state: State; runs: string[][]; env: Record<string, string> } {
  const input = join(cases, name, "input");
  const { runs, env = {} } = JSON.parse(readFileSync(join(cases, name, "case.json"), "utf8"));
  const state = newState();
  for (const file of readdirSync(input, { recursive: true, encoding: "utf8" }))
    if (statSync(join(input, file)).isFile()) state.write(file, readFileSync(join(input, file), "utf8"));
  return { state, runs, env };
}

/** The same run with its report as JSON. */
const asJson = (args: readonly string[]) => [...args.filter((arg) => arg !== "--json"), "--json"];

describe("the schema of a report is its type", () => {
  test("field by field, checked by the compiler", () => {
    expectTypeOf<Plain<Described["generate"]>>().toEqualTypeOf<Plain<GenerateReport & { schemaVersion: 1 }>>();
    expectTypeOf<Plain<Described["check"]>>().toEqualTypeOf<Plain<CheckReport & { schemaVersion: 1 }>>();
    expectTypeOf<Plain<Described["probe"]>>().toEqualTypeOf<Plain<ProbeReport & { schemaVersion: 1 }>>();
    expectTypeOf<Plain<Described["explain"]>>().toEqualTypeOf<Plain<ExplainReport & { schemaVersion: 1 }>>();
    expectTypeOf<Plain<Described["migrate"]>>().toEqualTypeOf<Plain<MigrateReport & { schemaVersion: 1 }>>();
    expectTypeOf<Plain<Described["watch"]>>().toEqualTypeOf<Plain<AgentReport & { schemaVersion: 1; ok: boolean }>>();
    expectTypeOf<Plain<Described["failure"]>>().toEqualTypeOf<Plain<{ ok: false; error: Failure }>>();
    expectTypeOf<Described["plan"]["changes"]>().toEqualTypeOf<ReportedChange[]>();
  });
});

describe("published schemas", () => {
  test.each(OUTPUT_NAMES)("modelseal/schema/%s.json is built from the description of the output", (name) => {
    expect(require(`modelseal/schema/${name}.json`)).toEqual(publishedSchema(name));
  });
});

describe("what is printed fits the published schema", () => {
  test.each(readdirSync(cases))("every run of %s", async (name) => {
    const { state, runs, env } = stateOfCase(name);
    try {
      for (const args of runs) {
        const { stdout } = await state.run(asJson(args), env);
        expectPrinted(args[0] === "--check" ? "check" : (args[0] as OutputName), stdout);
      }
    } finally {
      state.drop();
    }
  });

  test("every command on generated worlds, as they are and with their files damaged", async () => {
    const damage = fc.constantFrom("none", "config", "models", "auth");
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(worlds, damage, async (world, damaged) => {
        const state = stateOfWorld(withSecrets(world, SECRETS));
        if (damaged === "config") state.write("openclaw.json", "{ broken");
        if (damaged === "models") state.write("agents/main/agent/models.json", '{"providers": 5}');
        if (damaged === "auth") state.write("agents/main/agent/auth-profiles.json", "[");
        try {
          for (const command of [...REPORTS, "recipe"] as const) {
            const { stdout } = await state.run([...RUNS[command], "--json"], world.env);
            expectPrinted(command, stdout);
            seen.add(`${command} ${"schemaVersion" in JSON.parse(stdout)}`);
          }
        } finally {
          state.drop();
        }
      }),
      { numRuns: 25 },
    );
    expect(REPORTS.filter((command) => !seen.has(`${command} true`))).toEqual([]);
    expect([...seen]).toContain("generate false");
  });

  test("every plan of a generated world, with its sources as an object and as JSON.stringify leaves them", () => {
    fc.assert(
      fc.property(worlds, (generated) => {
        const { config, store, existing, env, release } = withSecrets(generated, SECRETS);
        const plan = planModelsJson({ config, store, existing, env, ...(release === undefined ? {} : { release }) });
        expectSchema("plan", JSON.parse(JSON.stringify(plan)));
        expectSchema("plan", JSON.parse(JSON.stringify({ ...plan, sources: Object.fromEntries(plan.sources) })));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a report that is not as described is told", () => {
  // One document of each kind in which every list has something.
  const documents = new Map<OutputName, object>();
  const collect = async () => {
    if (documents.size > 0) return documents;
    const rich: [OutputName, string, string[]][] = [
      ["generate", "seal.dry-run", ["generate", "--dry-run"]],
      ["check", "check.secrets-at-rest", ["check"]],
      ["probe", "probe.reason-codes", ["probe"]],
      ["explain", "explain.profile-wins-at-run-time", ["explain"]],
      ["migrate", "migrate.to-file", ["migrate", "--dry-run", "--to-file", "~/state/secrets.json"]],
      ["recipe", "seal.dry-run", ["recipe", "systemd"]],
      ["failure", "refuse.config-syntax", ["generate"]],
    ];
    for (const [kind, name, args] of rich) {
      const { state, env } = stateOfCase(name);
      documents.set(kind, JSON.parse((await state.run(asJson(args), env)).stdout));
      state.drop();
    }
    const [agent] = (documents.get("generate") as GenerateReport).agents;
    documents.set("watch", { schemaVersion: 1, ok: true, ...agent });
    const acme = { baseUrl: "https://llm.example/v1", apiKey: "sk-EXAMPLE-plan-0001", models: [{ id: "m" }] };
    const config = { models: { providers: { acme } } };
    const plan = planModelsJson({ config, existing: undefined, env: {} });
    documents.set("plan", JSON.parse(JSON.stringify({ ...plan, sources: Object.fromEntries(plan.sources) })));
    return documents;
  };

  // What the file itself holds is the operator's, and no schema of ours describes it.
  const isOpen = (path: readonly string[]) => path[0] === "providers" && path.length > 0;
  /** Every object of a document with the way to it. */
  function objects(value: unknown, path: string[] = []): [path: string[], object: Record<string, unknown>][] {
    if (typeof value !== "object" || value === null) return [];
    const inner = Object.entries(value).flatMap(([key, item]) => objects(item, [...path, key]));
    return Array.isArray(value) ? inner : [[path, value as Record<string, unknown>], ...inner];
  }

  test.each(OUTPUT_NAMES)("%s: a field too many, a field of another type, a version of another kind", async (name) => {
    const document = (await collect()).get(name);
    expectSchema(name, document);
    const places = objects(document).filter(
      ([path]) => !(name === "plan" && (isOpen(path) || path.join() === "sources")),
    );
    expect(places.length).toBeGreaterThan(0);
    for (const [path, object] of places) {
      object["extra"] = "sk-EXAMPLE-astray";
      expect(violations(name, document), `${path}.extra`).not.toEqual([]);
      delete object["extra"];
      for (const [field, value] of Object.entries(object)) {
        if (name === "plan" && isOpen([...path, field])) continue;
        object[field] = typeof value === "number" ? "7" : 7.5;
        expect(violations(name, document), `${path}.${field}`).not.toEqual([]);
        object[field] = value;
      }
    }
  });

  test.each(OUTPUT_NAMES)("%s: without a field that is always there", async (name) => {
    const document = (await collect()).get(name) as Record<string, unknown>;
    const { required } = publishedSchema(name) as { required: string[] };
    expect(required.length).toBeGreaterThan(1);
    for (const field of required) {
      const { [field]: _, ...rest } = document;
      expect(violations(name, rest), field).not.toEqual([]);
    }
  });

  test("a code, a status or a severity that does not exist", async () => {
    const report = structuredClone((await collect()).get("check")) as CheckReport;
    const [finding] = report.findings;
    for (const change of [{ code: "OTHER" }, { severity: "fatal" }, { line: 0 }, { column: -1 }]) {
      const broken = { ...report, findings: [{ ...finding, ...change }] };
      expect(violations("check", broken), JSON.stringify(change)).not.toEqual([]);
    }
    expect(violations("check", { ...report, status: "fine" })).not.toEqual([]);
  });
});

const SECRETS = secretsFrom("abcdefghijklmnopqrstuvwxyz", 64);
const RUNS = {
  generate: ["generate"],
  check: ["check", "--resolve"],
  probe: ["probe", "--no-exec"],
  explain: ["explain"],
  migrate: ["migrate", "--dry-run", "--to-file", "~/state/secrets.json"],
  recipe: ["recipe", "hook"],
} as const;

function stateOfWorld({ config, store, existing, release }: World): State {
  const stamp = release === undefined ? {} : { meta: { lastTouchedVersion: release } };
  return newState({
    "openclaw.json": { ...stamp, ...config },
    "agents/main/agent/auth-profiles.json": store,
    ...(existing === undefined ? {} : { "agents/main/agent/models.json": existing }),
  });
}
