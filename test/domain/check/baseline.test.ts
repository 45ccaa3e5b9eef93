import { describe, expect, test } from "vitest";
import { accept, isAcceptable, parseBaseline, printBaseline, updated } from "../../../src/domain/baseline.js";
import { SealError } from "../../../src/domain/errors.js";
import { finding } from "../../report/reports.js";

const same = { nameOf: (file: string) => file, covers: () => true };
const inConfig = () => finding({ file: "/repo/openclaw.json", jsonPath: "models.providers.acme.apiKey" });
const entry = (reason: string) => ({
  code: "PLAINTEXT_FOUND",
  file: "/repo/openclaw.json",
  jsonPath: "models.providers.acme.apiKey",
  reason,
});

describe("a baseline", () => {
  test("accepts the finding at its place, with the reason beside it", () => {
    const findings = [inConfig(), finding({ ...inConfig(), jsonPath: "models.providers.b.apiKey" })];
    expect(accept(findings, [entry(" known test key ")], same)).toEqual({
      suppressed: 1,
      stale: 0,
      withoutReason: 0,
      refused: 0,
    });
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([{ reason: "known test key" }, undefined]);
  });

  test("accepts nothing without a reason", () => {
    const findings = [inConfig()];
    expect(accept(findings, [entry("  ")], same)).toEqual({ suppressed: 0, stale: 0, withoutReason: 1, refused: 0 });
    expect(findings[0]).not.toHaveProperty("suppressed");
  });

  test("says which entries match nothing any more", () => {
    expect(accept([], [entry("known")], same)).toEqual({ suppressed: 0, stale: 1, withoutReason: 0, refused: 0 });
  });

  test.each([
    ["plaintext in models.json", finding()],
    ["an input that cannot be read", finding({ code: "REF_UNRESOLVED", severity: "error", jsonPath: "<root>" })],
    ["an invalid ref", finding({ code: "INVALID_REF", severity: "error", file: "/repo/openclaw.json" })],
    ["a remark", finding({ code: "LEGACY_RESIDUE", severity: "info", file: "/repo/auth.json" })],
  ])("can never hide %s", (_, found) => {
    expect(isAcceptable(found)).toBe(false);
    const { code, file, jsonPath, line } = found;
    const place = jsonPath === "<root>" && line !== null ? { line } : {};
    const use = accept([found], [{ code, file, jsonPath, ...place, reason: "because" }], same);
    expect(use).toEqual({ suppressed: 0, stale: 0, withoutReason: 0, refused: 1 });
    expect(found).not.toHaveProperty("suppressed");
    expect(updated([found], [], same)).toEqual([]);
  });

  test.each(["/repo/agents/main/agent/models.json.bak", "/repo/my-models.json"])("can accept %s", (file) => {
    expect(isAcceptable(finding({ file }))).toBe(true);
  });

  test("tells findings apart by their line where a path says nothing", () => {
    const at = (line: number) => finding({ file: "/repo/a.txt", jsonPath: "<root>", line });
    const [first] = updated([at(3)], [], same);
    const findings = [at(3), at(4)];
    accept(findings, [{ ...(first as NonNullable<typeof first>), reason: "documented example" }], same);
    expect(findings.map((f) => f.suppressed !== undefined)).toEqual([true, false]);
  });

  test("is brought in line: reasons stay, new entries wait for theirs, stale ones go", () => {
    const other = finding({ file: "/repo/.env", jsonPath: "$env.A" });
    expect(
      updated([inConfig(), other, other], [entry("known"), { ...entry("gone"), code: "LOOSE_MODE" }], same),
    ).toEqual([entry("known"), { code: "PLAINTEXT_FOUND", file: "/repo/.env", jsonPath: "$env.A", reason: "" }]);
  });

  test("keeps its entries for files that nobody looked at, and calls none of them stale", () => {
    const elsewhere = { ...same, covers: (name: string) => name === "/repo/.env" };
    const entries = [entry("known"), { ...entry("gone"), file: "/repo/.env" }];
    expect(accept([], entries, elsewhere)).toMatchObject({ stale: 1 });
    expect(updated([], entries, elsewhere)).toEqual([entry("known")]);
  });

  test("is written in one order and read back as it was", () => {
    const entries = [entry("b"), { ...entry("a"), file: "/repo/a.json", line: 3 }];
    const text = printBaseline(entries);
    expect(printBaseline(entries.toReversed())).toBe(text);
    expect(parseBaseline(text, "b.json")).toEqual(entries.toReversed());
  });

  test.each([
    "[]",
    "{}",
    '{"version": 2, "accepted": []}',
    '{"version": 1, "accepted": [{"code": "EXAMPLE"}]}',
    "{oops",
  ])("that is %s is refused without a word of it", (text) => {
    expect(() => parseBaseline(text, "b.json")).toThrow(SealError);
    try {
      parseBaseline(text, "b.json");
    } catch (error) {
      expect((error as Error).message).not.toContain("EXAMPLE");
    }
  });
});
