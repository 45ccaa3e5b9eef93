import { describe, expect, test } from "vitest";
import { annotations, stepSummary } from "../../src/report/github.js";
import { finding, reportOf } from "./reports.js";

const OPTIONS = { root: "/repo" };

describe("GitHub annotations", () => {
  test("name file, line, column and code, worst first, and end with the summary line", () => {
    const error = finding({ code: "REF_UNRESOLVED", severity: "error", line: null, column: null, jsonPath: "<root>" });
    expect(annotations(reportOf([finding(), error]), OPTIONS)).toBe(
      [
        "::error file=agents/main/agent/models.json,title=REF_UNRESOLVED::<root>: An API key stands here in plaintext. Run `modelseal generate`.",
        "::warning file=agents/main/agent/models.json,line=4,col=17,title=PLAINTEXT_FOUND::providers.acme.apiKey: An API key stands here in plaintext. Run `modelseal generate`.",
        "Secrets check: unresolved. plaintext=1, unresolved=1, shadowed=0, legacy=0.",
        "",
      ].join("\n"),
    );
  });

  test("escape what would end a property or a command", () => {
    const [line] = annotations(
      reportOf([finding({ file: "/repo/a,b:c%\n.json", message: "50%\r\n::error::x" })]),
      OPTIONS,
    ).split("\n");
    expect(line).toContain("file=a%2Cb%3Ac%25%0A.json,");
    expect(line).toContain("50%25%0D%0A::error::x");
  });

  test("are no more than GitHub shows; one notice tells of the rest", () => {
    const many = Array.from({ length: 30 }, (_, i) => finding({ line: i + 1 }));
    const infos = Array.from({ length: 12 }, () => finding({ code: "LEGACY_RESIDUE", severity: "info" }));
    const lines = annotations(reportOf([...many, ...infos]), OPTIONS).split("\n");
    const count = (word: string) => lines.filter((line) => line.startsWith(`::${word} `)).length;
    expect([count("warning"), count("notice")]).toEqual([10, 10]);
    expect(lines).toContain("::notice title=modelseal::23 more findings; the step summary lists them.");
  });

  test("leave out what is accepted", () => {
    expect(annotations(reportOf([finding({ suppressed: { reason: "fixture" } })]), OPTIONS)).toMatch(
      /^Secrets check: clean/,
    );
  });
});

describe("the step summary", () => {
  test("lists every finding as a row, with accepted ones and their reason", () => {
    const summary = stepSummary(reportOf([finding(), finding({ suppressed: { reason: "a|b" } })]), OPTIONS);
    expect(summary).toContain("### Secrets check: findings. plaintext=1,");
    expect(summary).toContain("| warn | PLAINTEXT\\_FOUND | agents/main/agent/models.json:4 | providers.acme.apiKey |");
    expect(summary).toContain("| accepted: a\\|b |");
  });

  test("ends before GitHub's limit of 1 MiB", () => {
    const many = Array.from({ length: 5000 }, () => finding({ file: `/repo/${"a".repeat(200)}` }));
    const summary = stepSummary(reportOf(many), OPTIONS);
    expect(summary.length).toBeLessThan(1024 * 1024);
    expect(summary).toContain("3000 more findings");
  });
});
