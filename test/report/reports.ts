import { type CheckFinding, type CheckReport, checkReport } from "../../src/domain/check-report.js";

/** A finding of a report, with what a test does not say filled in. */
export function finding(more: Partial<CheckFinding> = {}): CheckFinding {
  return {
    code: "PLAINTEXT_FOUND",
    severity: "warn",
    file: "/repo/agents/main/agent/models.json",
    jsonPath: "providers.acme.apiKey",
    line: 4,
    column: 17,
    message: "An API key stands here in plaintext.",
    fixHint: "Run `modelseal generate`.",
    provider: "acme",
    agentId: "main",
    ...more,
  };
}

export function reportOf(findings: CheckFinding[]): CheckReport {
  return checkReport(findings, ["/repo/openclaw.json"], {
    refsChecked: 0,
    skippedExecRefs: 0,
    resolvabilityComplete: true,
  });
}
