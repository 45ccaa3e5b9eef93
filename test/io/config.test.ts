import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RawNumber } from "../../src/domain/tree.js";
import { loadConfig } from "../../src/io/config.js";
import { directory, refusal } from "./scene.js";

const load = (file: string, named = false) => loadConfig({ file, named, includeRoots: [] });

describe("openclaw.json", () => {
  const rows: [title: string, text: string, tree: object][] = [
    ["is JSON", '{"a": 1}', { a: 1 }],
    [
      "is JSON5",
      "{\n  // comment\n  unquoted: 'x', /* c */ hex: 0xff, trailing: [1,],\n}",
      { unquoted: "x", hex: 255, trailing: [1] },
    ],
    ["may begin with a byte order mark", '\ufeff{"a": 1}', { a: 1 }],
    ["keeps numbers beyond 2^53", '{"a": 12345678901234567890}', { a: new RawNumber("12345678901234567890") }],
    ["takes the last of two equal keys", '{"a": 1, "a": 2}', { a: 2 }],
  ];
  test.each(rows)("%s", async (_title, text, tree) => {
    const { dir } = directory({ "openclaw.json": text });
    expect(await load(join(dir, "openclaw.json"))).toMatchObject({ exists: true, tree });
  });
  test("counts as empty if it is missing at the default place", async () =>
    expect(await load(join(directory().dir, "openclaw.json"))).toMatchObject({ exists: false, tree: {} }));
  test("must exist where it is named", async () => {
    const file = join(directory().dir, "openclaw.json");
    expect(await refusal(() => load(file, true))).toMatchObject({ code: "CONFIG_MISSING", place: { file } });
  });
  test("may be a symbolic link, but to a file", async () => {
    const { dir, add } = directory({ "real.json": { a: 1 } });
    symlinkSync("real.json", join(dir, "openclaw.json"));
    expect((await load(join(dir, "openclaw.json"))).tree).toEqual({ a: 1 });
    symlinkSync("nowhere", join(dir, "dangling"));
    expect(await refusal(() => load(join(dir, "dangling")))).toMatchObject({ code: "FILE_UNREADABLE" });
    mkdirSync(join(dir, "directory"));
    expect(await refusal(() => load(join(dir, "directory")))).toMatchObject({ code: "FILE_UNSAFE" });
    expect(await refusal(() => load(join(add("file", ""), "openclaw.json")))).toMatchObject({
      code: "FILE_UNREADABLE",
    });
  });

  const bad: [title: string, text: string, code: string, line: number | undefined, column?: number][] = [
    ["an empty file", "", "INVALID_SYNTAX", 1, 1],
    ["a broken one", '{\n  "a": [1,, 2]\n}', "INVALID_SYNTAX", 2, 11],
    ["a list", "[]", "INVALID_SHAPE", 1, 1],
    ["text", '"sk-EXAMPLE"', "INVALID_SHAPE", 1, 1],
    ["a wrong mode", '{"models":\n{"mode": "EXAMPLE"}}', "INVALID_SHAPE", 2, 10],
    ["a key of the wrong type", '{"models":{"providers":{"acme":\n{"apiKey": ["EXAMPLE"]}}}}', "INVALID_SHAPE", 2, 12],
  ];
  test.each(bad)("%s is refused at its place, without a word of it", async (_title, text, code, line, column) => {
    const { dir } = directory({ "openclaw.json": text });
    const error = await refusal(() => load(join(dir, "openclaw.json")));
    expect(error).toMatchObject({ code, place: { line, column } });
    expect(error.message + error.hint).not.toMatch("EXAMPLE");
  });
  test("must be UTF-8", async () => {
    const { dir } = directory();
    writeFileSync(join(dir, "openclaw.json"), Buffer.from([0x7b, 0x0a, 0xff, 0x7d]));
    expect(await refusal(() => load(join(dir, "openclaw.json")))).toMatchObject({
      code: "INVALID_UTF8",
      place: { line: 2, column: 1 },
    });
  });
});
