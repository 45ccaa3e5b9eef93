import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

// Arrows point down: a room may import itself and the rooms named here, and nothing else.
const ROOMS: Record<string, { rooms: string[]; node: boolean; packages: string[] }> = {
  domain: { rooms: [], node: false, packages: ["zod", "diff", "fast-json-stable-stringify"] },
  io: { rooms: ["domain"], node: true, packages: ["write-file-atomic"] },
  app: { rooms: ["domain", "io"], node: true, packages: [] },
  report: { rooms: ["domain"], node: false, packages: [] },
  cli: { rooms: ["domain", "io", "app", "report"], node: true, packages: [] },
  openclaw: { rooms: ["domain", "io", "app", "report", "cli"], node: true, packages: [] },
};

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const file = join(dir, name);
    return statSync(file).isDirectory() ? filesBelow(file) : file.endsWith(".ts") ? [file] : [];
  });
}

/** A file without its comments. */
function code(file: string): string {
  return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

interface Import {
  from: string;
  what: string;
}

/** Static and dynamic imports, re-exports and requires, of types as well. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\w*\(\s*)["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => ({ from: relative(src, file), what: match[1] as string }));
}

// Recipes are texts of other programs: what those import is no import of ours.
const files = filesBelow(src).filter((file) => !relative(src, file).startsWith("report/recipes/"));
const imports = files.flatMap(importsOf);
const roomOf = (path: string) => (path.includes("/") ? (path.split("/")[0] as string) : "");
const target = ({ from, what }: Import) => relative(src, resolve(src, dirname(from), what));

describe("rooms", () => {
  test("every file is in a room", () => {
    const rooms = new Set(files.map((file) => roomOf(relative(src, file))));
    expect([...rooms].filter((room) => room !== "" && room !== "tools").sort()).toEqual(Object.keys(ROOMS).sort());
  });

  test("imports between rooms go down only", () => {
    const wrong = imports.filter(({ from, what }) => {
      const room = ROOMS[roomOf(from)];
      if (!room || !what.startsWith(".") || what.endsWith("package.json")) return false;
      const to = roomOf(target({ from, what }));
      return to !== roomOf(from) && !room.rooms.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  test("only the rooms at the edge touch node, and packages stay where they are named", () => {
    const wrong = imports.filter(({ from, what }) => {
      const room = ROOMS[roomOf(from)];
      if (!room || what.startsWith(".")) return false;
      if (what.startsWith("node:")) return !room.node;
      return !room.packages.includes(what.split("/")[0] as string);
    });
    expect(wrong).toEqual([]);
  });

  test("the domain uses no clock, randomness, process or console", () => {
    const forbidden = /\b(process\.|Date\.now|new Date\(\)|Math\.random|console\.|globalThis|performance\.)/;
    const wrong = files
      .filter((file) => roomOf(relative(src, file)) === "domain")
      .filter((file) => forbidden.test(code(file)));
    expect(wrong.map((file) => relative(src, file))).toEqual([]);
  });

  test("only the sink writes to a stream", () => {
    // The handler of a printed hook runs in the gateway, where console is the log.
    const exempt = ["io/sink.ts", "report/recipes/hook.ts"];
    const writes = /process\.(stdout|stderr)\.write|console\.|writeSync\((?:1|2|STDOUT|STDERR)\b/;
    const wrong = files
      .map((file) => relative(src, file))
      .filter((file) => !exempt.includes(file) && writes.test(code(join(src, file))));
    expect(wrong).toEqual([]);
  });
});
