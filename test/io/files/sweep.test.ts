import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sweepStages } from "../../../src/io/files/sweep.js";
import { nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { replacing, seenBy, systemError } from "./faulty.js";
import { request, sandbox, withOld } from "./sandbox.js";

const NOW = 1_800_000_000_000;
const HEX = "0123456789abcdef0123456789abcdef";
const STAGE = `.models.json.${HEX}.stage`;

function withFile(name: string, ageMs = 3_600_000) {
  const box = sandbox();
  const path = join(box.agent, name);
  writeFileSync(path, "{}", { mode: 0o600 });
  utimesSync(path, (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
  return { box, path };
}

const sweep = (directory: string, olderThanMs = 60_000) => sweepStages(directory, { olderThanMs, now: NOW });

test.each([
  STAGE,
  `${STAGE}.1`,
  `${STAGE}.4294967295`,
  `.auth-profiles.json.${HEX}.stage`,
  `.openclaw.json.${HEX}.stage`,
])("an old %s goes", (name) => {
  const { box } = withFile(name);
  expect(sweep(box.agent)).toEqual([]);
  expect(readdirSync(box.agent)).toEqual([]);
});

test.each([
  "models.json",
  `models.json.${HEX}.stage`,
  `.models.json.${HEX}.stag`,
  `.models.json.${HEX}.stage.bak`,
  `.models.json.${HEX}.stage.12345678901`,
  `.models.json.${HEX.slice(1)}.stage`,
  `.models.json.${HEX.toUpperCase()}.stage`,
  `.${HEX}.stage`,
  "models.json.123456789",
  ".stage",
])("%s is not ours and stays", (name) => {
  const { box } = withFile(name);
  sweep(box.agent, 0);
  expect(readdirSync(box.agent)).toEqual([name]);
});

test.each([
  [59_999, true],
  [60_000, false],
  [-59_000, true],
  [-3_600_000, false],
])("with an age of %i ms a stage stays: %s", (age, stays) => {
  const { box } = withFile(STAGE, age);
  sweep(box.agent);
  expect(readdirSync(box.agent)).toEqual(stays ? [STAGE] : []);
});

test("age 0 takes every stage", () => {
  const { box } = withFile(STAGE, 0);
  sweep(box.agent, 0);
  expect(readdirSync(box.agent)).toEqual([]);
});

test("only regular files go", () => {
  const box = sandbox();
  symlinkSync("/etc/hostname", join(box.agent, STAGE));
  mkdirSync(join(box.agent, `${STAGE}.1`));
  spawnSync("mkfifo", [join(box.agent, `${STAGE}.2`)]);
  expect(sweep(box.agent, 0)).toEqual([]);
  expect(readdirSync(box.agent)).toHaveLength(3);
});

describe("owners", () => {
  test.each([
    { who: "an ordinary user takes its own", euid: 1000, owner: 1000, goes: true },
    { who: "an ordinary user leaves those of others", euid: 1000, owner: 6666, goes: false },
    { who: "an ordinary user leaves root's", euid: 1000, owner: 0, goes: false },
    { who: "root takes its own", euid: 0, owner: 0, goes: true },
    { who: "root takes those of the directory's owner", euid: 0, owner: 1000, goes: true },
    { who: "root leaves those of anyone else", euid: 0, owner: 6666, goes: false },
  ])("$who", ({ euid, owner, goes }) => {
    const { box, path } = withFile(STAGE);
    const system = seenBy(nodeFileSystem, euid, (p) => (p === path ? owner : 1000));
    sweepStages(box.agent, { olderThanMs: 0, now: NOW }, system);
    expect(readdirSync(box.agent)).toEqual(goes ? [] : [STAGE]);
  });
});

test("a directory that is missing or cannot be listed is no error here", () => {
  expect(sweep(join(sandbox().agent, "missing"))).toEqual([]);
  expect(sweep(withOld().target)).toEqual([]);
});

test("a stage that cannot be removed is named", () => {
  const { box, path } = withFile(STAGE);
  const system = {
    ...nodeFileSystem,
    unlinkSync: () => {
      throw systemError("EBUSY");
    },
  };
  expect(sweepStages(box.agent, { olderThanMs: 0, now: NOW }, system)).toEqual([path]);
});

test("what a killed write leaves under either name is swept", () => {
  for (const dying of ["writeSync", "renameSync"]) {
    const box = withOld();
    const dead = () => {
      throw systemError("EIO");
    };
    // A killed process removes nothing: no unlink succeeds.
    const system = {
      ...nodeFileSystem,
      unlinkSync: dead,
      renameSync: dead,
      writeStage: (path: string, bytes: Uint8Array, onTemp: (temp: string) => void) =>
        replacing(
          (name, call) => (name === "unlinkSync" || name === dying ? dead : call),
          () => nodeFileSystem.writeStage(path, bytes, onTemp),
        ),
    };
    expect(() => sealFile(request(box), system)).toThrow();
    const left = readdirSync(box.agent).filter((name) => name !== "models.json");
    expect(left).toHaveLength(1);
    expect(lstatSync(join(box.agent, left[0] as string)).mode & 0o777).toBe(0o600);
    expect(sweepStages(box.agent, { olderThanMs: 0, now: Date.now() })).toEqual([]);
    expect(readdirSync(box.agent)).toEqual(["models.json"]);
  }
});
