import { describe, expect, it } from "vitest";
import { scanEnvText } from "../../src/domain/scan/env-text.js";
import { scanPlainText } from "../../src/domain/scan/plain-text.js";
import { type FileKind, type ScanFinding, scanJsonText } from "../../src/domain/scan/scan-text.js";
import { type Corpus, corpus, type Plant } from "../corpus/corpus.js";

function kindOf(file: string): FileKind {
  if (file.endsWith("catalog.json")) return "catalog";
  if (file.endsWith("auth-profiles.json")) return "auth";
  return file === "openclaw.json" ? "config" : "models";
}

function scan({ ownedEnvNames }: Corpus, file: string, text: string): ScanFinding[] {
  if (file.startsWith("repo/")) return scanPlainText(text);
  if (file.endsWith(".env")) return scanEnvText(text);
  if (file.endsWith(".service")) return scanEnvText(text, { form: "unit" });
  return scanJsonText(text, { fileKind: kindOf(file), ownedEnvNames: (id) => ownedEnvNames.get(id) ?? [] });
}

function isAt(finding: ScanFinding, plant: Plant): boolean {
  return finding.line === plant.line && (plant.path === undefined || finding.jsonPath === plant.path);
}

const SEEDS = [90_001, 90_002, 90_003, 90_004, 90_005, 90_006, 90_007, 90_008, 90_009, 90_010];

describe.each(SEEDS)("the corpus of seed %i", (seed) => {
  const planted = corpus(seed);
  const found = [...planted.files].map(([file, text]) => ({ file, findings: scan(planted, file, text) }));

  it("gives away every planted secret, at its path and line", () => {
    const missed = planted.plants.filter(
      (plant) =>
        !found.some(({ file, findings }) => file === plant.file && findings.some((finding) => isAt(finding, plant))),
    );
    expect(missed).toEqual([]);
  });

  it("gives no finding anywhere else", () => {
    const extra = found.flatMap(({ file, findings }) =>
      findings
        .filter((finding) => !planted.plants.some((plant) => plant.file === file && isAt(finding, plant)))
        .map((finding) => ({ file, ...finding })),
    );
    expect(extra).toEqual([]);
  });
});
