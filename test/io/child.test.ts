import { afterEach, describe, expect, test, vi } from "vitest";
import { SealError } from "../../src/domain/errors.js";
import { runChild } from "../../src/io/child.js";

const PATH = process.env["PATH"] ?? "";
const sh = (script: string, env: Record<string, string | undefined> = {}) =>
  runChild("/bin/sh", ["sh", "-c", script], { PATH, ...env });

afterEach(() => vi.restoreAllMocks());

/** Node keeps back what child_process is made of, as it does under its permission model. */
function keepBack(): void {
  vi.spyOn(process as unknown as { binding(name: string): unknown }, "binding").mockImplementation(() => {
    throw new Error("kept back");
  });
}

// On Node 20 the first goes without child_process; on every other both are the same.
describe.each([
  ["as this Node does it", () => {}],
  ["through child_process", keepBack],
])("a child, %s", (_name, arrange) => {
  test("ends with its exit code", async () => {
    arrange();
    expect(await sh("exit 7")).toBe(7);
  });

  test("that a signal ends is told as a shell tells it", async () => {
    arrange();
    expect(await sh("kill -KILL $$")).toBe(137);
  });

  test("gets the environment that is given, and its own name", async () => {
    arrange();
    expect(await sh('test "$A=$B=${C-none}" = "1=two words=none"', { A: "1", B: "two words", C: undefined })).toBe(0);
    expect(await runChild("/bin/sh", ["other", "-c", 'test "$0" = other'], { PATH })).toBe(0);
  });

  test("that cannot be started is refused, and its signals are given back", async () => {
    arrange();
    const before = process.listenerCount("SIGTERM");
    await expect(runChild("/nowhere/program", ["program"], {})).rejects.toThrow(SealError);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
