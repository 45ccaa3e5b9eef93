import { expect, test, vi } from "vitest";
import { loadSqlite } from "../../../src/io/sqlite/driver.js";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const comesWithSqlite = major > 22 || (major === 22 && minor >= 13);

test("loading node:sqlite says nothing on stderr, and other warnings are heard again afterwards", async () => {
  const { emitWarning } = process;
  const heard: string[] = [];
  const listener = (warning: Error) => heard.push(warning.message);
  process.on("warning", listener);
  try {
    loadSqlite();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("warning", listener);
  }
  expect(heard).toEqual([]);
  expect(process.emitWarning).toBe(emitWarning);
});

test("there is SQLite from Node 22.13 on, and none before", () => {
  expect(loadSqlite() !== undefined).toBe(comesWithSqlite);
});

test.each(["20.20.2", "22.12.0", "18.0.0"])("Node %s has none, whatever a flag adds", (version) => {
  const { versions } = process;
  const withFlag = vi.spyOn(process, "getBuiltinModule").mockReturnValue({ DatabaseSync: class {} } as never);
  Object.defineProperty(process, "versions", { value: { ...versions, node: version }, configurable: true });
  try {
    expect(loadSqlite()).toBeUndefined();
  } finally {
    Object.defineProperty(process, "versions", { value: versions, configurable: true });
    withFlag.mockRestore();
  }
});

test("a Node that was built without it has none", () => {
  const without = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  try {
    expect(loadSqlite()).toBeUndefined();
  } finally {
    without.mockRestore();
  }
});
