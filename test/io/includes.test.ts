import { linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { placeInConfig } from "../../src/domain/config/loaded.js";
import { loadConfig } from "../../src/io/config.js";
import { directory, refusal } from "./scene.js";

const load = (dir: string, includeRoots: string[] = []) =>
  loadConfig({ file: join(dir, "openclaw.json"), named: true, includeRoots });
const tree = async (files: Record<string, string | object>) => (await load(directory(files).dir)).tree;
const refused = (dir: string, includeRoots: string[] = []) => refusal(() => load(dir, includeRoots));

describe("$include", () => {
  const rows: [title: string, files: Record<string, string | object>, result: object][] = [
    ["gives one file", { "openclaw.json": { $include: "./a.json" }, "a.json": { a: 1 } }, { a: 1 }],
    ["may stand anywhere", { "openclaw.json": { x: [{ $include: "a.json" }] }, "a.json": { a: 1 } }, { x: [{ a: 1 }] }],
    [
      "merges a list from left to right",
      {
        "openclaw.json": { $include: ["a.json", "b.json"] },
        "a.json": { v: 1, list: [1], deep: { a: 1 } },
        "b.json": { v: 2, list: [2], deep: { b: 2 } },
      },
      { v: 2, list: [1, 2], deep: { a: 1, b: 2 } },
    ],
    ["may be an empty list", { "openclaw.json": { $include: [], a: 1 } }, { a: 1 }],
    [
      "is overridden by the keys beside it, whose lists are appended",
      {
        "openclaw.json": '{ deep: { x: 2 }, $include: "a.json", list: [3] }',
        "a.json": { deep: { x: 1, y: 1 }, list: [1, 2] },
      },
      { deep: { x: 2, y: 1 }, list: [1, 2, 3] },
    ],
    ["gives a list", { "openclaw.json": { x: { $include: "a.json" } }, "a.json": "[1, 2]" }, { x: [1, 2] }],
    ["gives text", { "openclaw.json": { x: { $include: "a.json" } }, "a.json": '"text"' }, { x: "text" }],
    [
      "may be nested, each path relative to its own file",
      { "openclaw.json": { $include: "sub/a.json" }, "sub/a.json": { $include: "./b.json" }, "sub/b.json": { b: 1 } },
      { b: 1 },
    ],
    [
      "may name the same file twice, but in no circle",
      { "openclaw.json": { x: { $include: "a.json" }, y: { $include: "a.json" } }, "a.json": { a: 1 } },
      { x: { a: 1 }, y: { a: 1 } },
    ],
    ["reads JSON5", { "openclaw.json": "{$include: 'a.json5',}", "a.json5": "// c\n{a: 0x10,}" }, { a: 16 }],
    [
      "may be spelled with an escape",
      { "openclaw.json": '{"\\u0024include": "a.json"}', "a.json": { a: 1 } },
      { a: 1 },
    ],
    ["drops a byte order mark", { "openclaw.json": { $include: "a.json" }, "a.json": '\ufeff{"a":1}' }, { a: 1 }],
  ];
  test.each(rows)("%s", async (_title, files, result) => expect(await tree(files)).toEqual(result));

  test("may be an absolute path", async () => {
    const { dir, add } = directory();
    const file = add("a.json", { a: 1 });
    add("openclaw.json", { $include: file });
    expect((await load(dir)).tree).toEqual({ a: 1 });
  });
  test("may be nested ten deep and no deeper", async () => {
    const { dir, add } = directory({ "openclaw.json": { $include: "1.json" } });
    for (let n = 1; n < 10; n++) add(`${n}.json`, { $include: `${n + 1}.json` });
    add("10.json", { end: true });
    expect((await load(dir)).tree).toEqual({ end: true });
    add("10.json", { $include: "11.json" });
    add("11.json", { end: true });
    expect(await refused(dir)).toMatchObject({
      code: "INVALID_INCLUDE",
      message: "Includes are nested deeper than 10 files.",
      place: { file: join(dir, "10.json"), line: 1 },
    });
  });
  test("may hold 2 MiB and no byte more", async () => {
    const { dir, add } = directory({ "openclaw.json": { $include: "a.json" } });
    const size = 2 * 1024 * 1024;
    add("a.json", `"${"x".repeat(size - 2)}"`);
    expect(await refused(dir)).toMatchObject({ code: "INVALID_SHAPE" });
    add("a.json", `"${"x".repeat(size - 1)}"`);
    expect(await refused(dir)).toMatchObject({ code: "FILE_TOO_LARGE" });
  });
  test("may lead out of the config directory only into OPENCLAW_INCLUDE_ROOTS", async () => {
    const { dir, add } = directory({ "config/openclaw.json": { $include: "../more/a.json" }, "more/a.json": { a: 1 } });
    const config = join(dir, "config");
    expect(await refused(config)).toMatchObject({ code: "INVALID_INCLUDE", place: { line: 1, column: 13 } });
    expect((await load(config, [join(dir, "more")])).tree).toEqual({ a: 1 });
    expect((await load(config, ["/"])).tree).toEqual({ a: 1 });
    add("more-or-less/a.json", { a: 2 });
    add("config/openclaw.json", { $include: "../more-or-less/a.json" });
    expect((await refused(config, [join(dir, "more")])).message).toMatch("is outside of the config directory");
  });
  test("may be a link within the config directory, and none that leads out of it", async () => {
    const { dir, add } = directory({ "config/openclaw.json": { $include: "a.json" }, "config/real.json": { a: 1 } });
    const link = join(dir, "config/a.json");
    symlinkSync("real.json", link);
    expect((await load(join(dir, "config"))).tree).toEqual({ a: 1 });
    rmSync(link);
    symlinkSync(add("out.json", { a: 1 }), link);
    expect((await refused(join(dir, "config"))).message).toMatch("is outside of the config directory");
    expect((await load(join(dir, "config"), [dir])).tree).toEqual({ a: 1 });
  });
  test("must be named inside of the config directory, wherever a link leads", async () => {
    const { dir } = directory({ "config/openclaw.json": { $include: "../a.json" }, "config/real.json": { a: 1 } });
    symlinkSync("config/real.json", join(dir, "a.json"));
    expect((await refused(join(dir, "config"))).message).toMatch("is outside of the config directory");
  });
  test("is looked for where the config is named, also if that is a link to elsewhere", async () => {
    const { dir } = directory({ "state/a.json": { a: 1 }, "dotfiles/openclaw.json": { $include: "./a.json" } });
    symlinkSync("../dotfiles/openclaw.json", join(dir, "state/openclaw.json"));
    expect((await load(join(dir, "state"))).tree).toEqual({ a: 1 });
    symlinkSync("state", join(dir, "linked"));
    expect((await load(join(dir, "linked"))).tree).toEqual({ a: 1 });
  });

  const bad: [title: string, files: Record<string, string | object>, message: string, at: string][] = [
    ["no text", { "openclaw.json": { a: { $include: 5 } } }, "must be a file name or a list", "openclaw.json:1:18"],
    [
      "a list with no text in it",
      { "openclaw.json": { $include: ["a", 1] } },
      "must be a file name or a list",
      "openclaw.json:1:13",
    ],
    ["an empty path", { "openclaw.json": { $include: "" } }, "1 to 4095 characters", "openclaw.json:1:13"],
    [
      "a path of 4096 characters",
      { "openclaw.json": { $include: "x".repeat(4096) } },
      "1 to 4095 characters",
      "openclaw.json:1:13",
    ],
    ["a path with NUL", { "openclaw.json": { $include: "a\0b" } }, "without NUL", "openclaw.json:1:13"],
    ["a missing file", { "openclaw.json": { $include: "a.json" } }, "cannot be found or reached", "openclaw.json:1:13"],
    ["itself", { "openclaw.json": { $include: "openclaw.json" } }, "includes itself", "openclaw.json:1:13"],
    [
      "a circle",
      {
        "openclaw.json": { $include: "a.json" },
        "a.json": { x: { $include: "b.json" } },
        "b.json": { $include: "a.json" },
      },
      "includes itself",
      "b.json:1:13",
    ],
    [
      "a list beside other keys",
      { "openclaw.json": { $include: "a.json", b: 1 }, "a.json": "[1]" },
      "need the included file to hold an object",
      "openclaw.json:1:13",
    ],
  ];
  test.each(bad)("%s is refused at its place", async (_title, files, message, at) => {
    const { dir } = directory(files);
    const { code, message: told, place } = await refused(dir);
    expect(code).toBe("INVALID_INCLUDE");
    expect(told).toMatch(message);
    expect(`${place?.file.slice(dir.length + 1)}:${place?.line}:${place?.column}`).toBe(at);
  });
  test("a file with a second hard link is refused", async () => {
    const { dir, add } = directory({ "openclaw.json": { $include: "a.json" } });
    linkSync(add("b.json", { a: 1 }), join(dir, "a.json"));
    expect((await refused(dir)).message).toMatch("more than one hard link");
  });
  test("a directory is refused", async () => {
    const { dir } = directory({ "openclaw.json": { $include: "a.json" } });
    mkdirSync(join(dir, "a.json"));
    expect(await refused(dir)).toMatchObject({ code: "FILE_UNSAFE" });
  });
  test("a broken file is told by its own name, line and column, and nothing of its text", async () => {
    const { dir } = directory({ "openclaw.json": { $include: "a.json" }, "a.json": '{\n  "key": sk-EXAMPLE\n}' });
    const error = await refused(dir);
    expect(error).toMatchObject({ code: "INVALID_SYNTAX", place: { file: join(dir, "a.json"), line: 2, column: 10 } });
    expect(error.message + error.hint).not.toMatch("EXAMPLE");
  });
});

test("a value is found in the file that gives it, and an overridden one in the file that overrides", async () => {
  const { dir } = directory({
    "openclaw.json": '{\n  "models": { "$include": ["a.json", "b.json"], "mode": "merge" }\n}',
    "a.json": { mode: "replace", providers: { acme: { apiKey: "x" } } },
    "b.json": { providers: { acme: { apiKey: "y" }, other: {} } },
  });
  const config = await load(dir);
  const place = (...path: string[]) => {
    const { file, line } = placeInConfig(config, path);
    return `${file.slice(dir.length + 1)}:${line}`;
  };
  expect(place("models", "mode")).toBe("openclaw.json:2");
  expect(place("models", "providers", "acme", "apiKey")).toBe("b.json:1");
  expect(place("models", "providers", "none")).toBe("openclaw.json:undefined");
});
