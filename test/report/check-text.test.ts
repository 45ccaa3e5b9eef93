import { describe, expect, test } from "vitest";
import { checkReport } from "../../src/domain/check-report.js";
import { checkText } from "../../src/report/check-text.js";
import { plain } from "../../src/report/style.js";
import { finding, reportOf } from "./reports.js";

const ROOT = { jsonPath: "<root>", line: null, column: null } as const;

describe("the text of check", () => {
  test("says what --resolve did not ask for", () => {
    const report = {
      ...reportOf([]),
      resolution: { refsChecked: 1, skippedExecRefs: 2, resolvabilityComplete: false },
    };
    const line = "2 exec refs were not asked for a value: --allow-exec runs the commands.\n";
    expect(checkText(report, plain, true)).toContain(`${line}Secrets check: clean.`);
    expect(checkText(report, plain)).not.toContain(line);
  });

  test("is one line when there is nothing to say", () => {
    expect(checkText(reportOf([]), plain)).toBe(
      "Secrets check: clean. plaintext=0, unresolved=0, shadowed=0, legacy=0.\n",
    );
  });

  test("says so when there was nothing to look into", () => {
    const { resolution } = reportOf([]);
    expect(checkText(checkReport([], [], resolution), plain)).toMatch(
      /^There was no file to look into\.\nSecrets check: clean\./,
    );
  });

  test("has a finding's place, severity, code and path on one line, what and what to do on the next, by file", () => {
    const other = finding({
      code: "LOOSE_MODE",
      file: "/repo/agents",
      ...ROOT,
      message: "Open.",
      fixHint: "Close it.",
    });
    const { provider: _, agentId: __, ...loose } = other;
    const text = checkText(reportOf([finding(), loose, finding({ line: 9, jsonPath: "providers.b.apiKey" })]), plain);
    expect(text).toBe(`/repo/agents/main/agent/models.json  agent main
  4:17  warn PLAINTEXT_FOUND  providers.acme.apiKey
    An API key stands here in plaintext. Run \`modelseal generate\`.
  9:17  warn PLAINTEXT_FOUND  providers.b.apiKey
    An API key stands here in plaintext. Run \`modelseal generate\`.

/repo/agents
  warn LOOSE_MODE  <root>
    Open. Close it.

Secrets check: findings. plaintext=2, unresolved=0, shadowed=0, legacy=1.
`);
  });

  test("says unresolved where anything is, and counts neither info nor what is accepted", () => {
    const findings = [
      finding({ code: "REF_UNRESOLVED", severity: "error" }),
      finding({ code: "LEGACY_RESIDUE", severity: "info" }),
      finding({ suppressed: { reason: "test fixture" } }),
    ];
    const text = checkText(reportOf(findings), plain);
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "Secrets check: unresolved. plaintext=0, unresolved=1, shadowed=0, legacy=0.",
    );
    expect(text).toContain("Accepted: test fixture");
  });

  test("says what became of the baseline", () => {
    const use = { file: "/repo/accepted.json", suppressed: 2, stale: 1, refused: 0, withoutReason: 3 };
    const { resolution } = reportOf([]);
    expect(checkText(checkReport([], [], resolution, use), plain).split("\n")[0]).toBe(
      "Baseline /repo/accepted.json: 2 accepted, 3 without a reason, which accept nothing, 1 that match nothing any more.",
    );
  });
});
