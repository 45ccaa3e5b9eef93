import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../src/domain/findings.js";
import { sarif } from "../../src/report/sarif.js";
import { finding, reportOf } from "./reports.js";

const OPTIONS = { version: "1.2.3", root: "/repo", stateDir: "/home/op/.openclaw" };

function runOf(findings: Parameters<typeof reportOf>[0]) {
  const log = JSON.parse(sarif(reportOf(findings), OPTIONS));
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

const SAMPLES = [
  finding(),
  finding({ file: "/home/op/.openclaw/openclaw.json", code: "REF_UNRESOLVED", severity: "error" }),
  finding({ file: "/srv/a b/models.json", line: null, column: null, jsonPath: "<root>" }),
  finding({ severity: "info", code: "LEGACY_RESIDUE", profileId: "acme:p" }),
  finding({ suppressed: { reason: "test fixture" } }),
];

/** What the official schema has against a log; null if it is valid. */
function errorsOf(log: unknown): unknown {
  const require = createRequire(import.meta.url);
  const Ajv = require("ajv");
  const validator = new Ajv({ schemaId: "auto", unknownFormats: "ignore", meta: false });
  validator.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
  validator._opts.defaultMeta = "http://json-schema.org/draft-04/schema#";
  const valid = validator.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
  return valid(log) ? null : valid.errors;
}

describe("SARIF", () => {
  test("is valid against the official schema of 2.1.0", () => {
    expect(errorsOf(JSON.parse(sarif(reportOf(SAMPLES), OPTIONS)))).toBeNull();
    expect(errorsOf(JSON.parse(sarif(reportOf([]), OPTIONS)))).toBeNull();
    expect(errorsOf({ version: "2.1.0", runs: [{ results: 1 }] })).not.toBeNull();
  });

  test("has a rule for every code, with its place in the README", () => {
    const { rules } = runOf([]).tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(FINDINGS));
    for (const rule of rules) {
      expect(rule.helpUri).toMatch(new RegExp(`#${rule.id.toLowerCase()}$`));
      expect(rule.fullDescription.text).toMatch(/\.$/);
      expect(rule.fullDescription.text).not.toContain("undefined");
    }
  });

  test("names files by their way from the repository, then from the state directory", () => {
    const names = runOf(SAMPLES).results.map(
      (result: { locations: { physicalLocation: { artifactLocation: object } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation,
    );
    expect(names).toEqual([
      { uri: "openclaw.json", uriBaseId: "STATE_DIR" },
      { uri: "agents/main/agent/models.json" },
      { uri: "agents/main/agent/models.json" },
      { uri: "file:///srv/a%20b/models.json" },
      { uri: "agents/main/agent/models.json" },
    ]);
  });

  test("gives a level to each severity, and a region only where there is a line", () => {
    const { results } = runOf(SAMPLES);
    expect(results.map(({ level }: { level: string }) => level)).toEqual([
      "error",
      "warning",
      "warning",
      "warning",
      "note",
    ]);
    expect(results[1].locations[0].physicalLocation.region).toEqual({ startLine: 4, startColumn: 17 });
    expect(results[3].locations[0].physicalLocation).not.toHaveProperty("region");
  });

  test("carries what is accepted as suppressed, with the reason", () => {
    const suppressed = runOf(SAMPLES).results.filter((result: object) => "suppressions" in result);
    expect(suppressed.map((result: { suppressions: object }) => result.suppressions)).toEqual([
      [{ kind: "external", justification: "test fixture" }],
    ]);
  });

  test("has fingerprints of code, agent, provider and place alone: the same wherever the line has moved to", () => {
    const prints = (line: number) => runOf([finding({ line, message: `${line}` })]).results[0].partialFingerprints;
    expect(prints(4)).toEqual(prints(400));
    const all = runOf([
      finding(),
      finding(),
      finding({ agentId: "ops" }),
      finding({ provider: "b" }),
      finding({ jsonPath: "providers.acme.baseUrl" }),
      finding({ file: "/repo/agents/main/agent/models.json.bak" }),
    ]).results.map((result: { partialFingerprints: object }) => JSON.stringify(result.partialFingerprints));
    expect(new Set(all).size).toBe(6);
  });

  test("keeps the worst 25,000 results and says how many are left", () => {
    const many = Array.from({ length: 25_001 }, (_, i) => finding({ line: i + 1 }));
    const { results, invocations } = runOf([...many, finding({ code: "INVALID_REF", severity: "error" })]);
    expect(results).toHaveLength(25_000);
    expect(results[0].ruleId).toBe("INVALID_REF");
    expect(invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^2 more findings/);
  });

  test("says that a run with unreadable inputs was no success", () => {
    expect(runOf([]).invocations[0].executionSuccessful).toBe(true);
    expect(runOf(SAMPLES).invocations[0].executionSuccessful).toBe(false);
  });
});
