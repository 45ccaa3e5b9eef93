import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort();

/** A file without its comments. */
const code = (file: string) => readFileSync(join(src, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

/** The files in which a pattern occurs, beside those that may have it. */
function filesWith(pattern: RegExp, exempt: readonly string[] = []): string[] {
  return files.filter((file) => !exempt.includes(file) && pattern.test(code(file)));
}

// The handler of a printed hook runs in the gateway, where console is the log.
const HOOK = "report/recipes/hook.ts";

describe("a raw error cannot reach a stream", () => {
  test("streams are written to by the sink alone; a question goes to the terminal through readline", () => {
    const writing = /\.(?:stdout|stderr)\s*\.\s*(?:write|end|_write)\b|\/dev\/(?:std|tty)|process\.binding/;
    expect(filesWith(writing, [HOOK])).toEqual([]);
    // precompile writes an invented state and what V8 made of our own code.
    const writers = ["io/sink.ts", "io/compiled.ts", "cli/commands/precompile.ts"];
    expect(filesWith(/\b(?:writeSync|writeFileSync|createWriteStream|appendFile|writevSync)\b/, writers)).toEqual([]);
    expect(filesWith(/output: process\.std/, ["io/ask.ts"])).toEqual([]);
  });

  test("nothing prints by another way", () => {
    expect(
      filesWith(/\bconsole\b|util\.(?:debuglog|log|inspect|format)\(|process\.(?:emitWarning\(|_rawDebug)/, [HOOK]),
    ).toEqual([]);
  });

  test("no error is turned into text, and nothing asks for its stack or cause", () => {
    expect(filesWith(/\$\{(?:error|err|e)\}|String\((?:error|err|e)\)|\berror\.toString/, [HOOK])).toEqual([]);
    expect(filesWith(/\.(?:stack|cause)\b|\{ cause\b|captureStackTrace/)).toEqual([]);
  });

  test("the message of an error is read only where it is known to be a SealError", () => {
    const reading = files.filter((file) => /\b(?:error|err|e|cause)\.message\b/.test(code(file)));
    const careless = reading.filter((file) => !/\bSealError\b/.test(code(file)));
    expect(careless).toEqual([]);
  });

  test("the text of an error of the system is used nowhere: only its code is", () => {
    expect(filesWith(/\.(?:syscall|errno)\b/)).toEqual([]);
  });

  test("no schema error and no parse error is kept", () => {
    expect(filesWith(/\.(?:issues|format\(\)|flatten\(\)|treeifyError|prettifyError)\b/)).toEqual([]);
    expect(filesWith(/JSON\.parse\([^\n]*\n[^}]{0,80}\} catch \(/)).toEqual([]);
  });
});
