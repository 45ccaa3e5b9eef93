import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { become, findCommand } from "../../src/io/become.js";
import { refusal } from "./files/sandbox.js";

const ELF = "\u007fELF";
const host = process as { execve?: unknown; platform: string };
const before = { execve: Object.getOwnPropertyDescriptor(host, "execve"), platform: host.platform };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "modelseal-become-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
  set("platform", before.platform);
  if (before.execve) Object.defineProperty(host, "execve", before.execve);
  else delete host.execve;
});

function set(name: "platform" | "execve", value: unknown): void {
  Object.defineProperty(host, name, { value, configurable: true });
}

function program(text: string, name = "program"): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  chmodSync(file, 0o700);
  return file;
}

describe("becoming a command", () => {
  const rows: [title: string, platform: string, text: string, becomes: boolean][] = [
    ["a binary of Linux", "linux", ELF, true],
    ["a script of Linux", "linux", "#!/bin/sh\n", true],
    ["what Linux cannot start by itself", "linux", "echo hello\n", false],
    ["a program of macOS, whose formats are its own", "darwin", "\u00ca\u00fe\u00ba\u00be", true],
    ["a program of Windows, which replaces no process", "win32", "MZ", false],
  ];
  test.each(rows)("%s", (_title, platform, text, becomes) => {
    const execve = vi.fn();
    set("platform", platform);
    set("execve", execve);
    const file = program(text);
    become(file, ["program", "run"], { A: "1" });
    expect(execve.mock.calls).toEqual(becomes ? [[file, ["program", "run"], { A: "1" }]] : []);
  });

  test("a Node that cannot replace its process leaves it to a child", () => {
    set("execve", undefined);
    expect(become(program(ELF), ["program"], {})).toBeUndefined();
  });
});

describe("the file of a command", () => {
  test("is the first program of that name in PATH, also where a directory or a plain file of that name comes before", () => {
    const file = program(ELF);
    const plain = mkdtempSync(join(dir, "plain-"));
    writeFileSync(join(plain, "program"), "");
    expect(findCommand("program", { PATH: `${join(dir, "nowhere")}:${plain}:${dir}` })).toBe(file);
    expect(refusal(() => findCommand("program", { PATH: plain })).code).toBe("USAGE");
    expect(refusal(() => findCommand("program", {})).code).toBe("USAGE");
  });

  test("is the path itself where a path is given", () => {
    const file = program(ELF);
    expect(findCommand(file, {})).toBe(file);
    expect(refusal(() => findCommand(`${file}-not`, { PATH: dir })).code).toBe("USAGE");
    expect(refusal(() => findCommand(dir, {})).code).toBe("USAGE");
  });
});
