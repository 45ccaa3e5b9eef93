import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { SealError } from "../../../src/domain/errors.js";
import { removeFile } from "../../../src/io/files/remove.js";
import { sweepStages } from "../../../src/io/files/sweep.js";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { type Faulty, faulty, replacing, systemError } from "./faulty.js";
import { content, leftovers, modeOf, NEW, OLD, refusal, request, type Sandbox, sandbox, withOld } from "./sandbox.js";

vi.setConfig({ testTimeout: 60_000 });

/** What a call fails with once, and what it goes on failing with. */
const ONCE = ["EIO", "ENOSPC", "EACCES", "EPERM", "EMFILE", "EINTR", "ENOTDIR", "EXOTIC"];
const FROM_THEN_ON = ["EIO", "ENOSPC", "EMFILE"];
/** Without faults, and without the time of real syncs. */
const sound = (): FileSystem => faulty(nodeFileSystem).system;

interface Scenario {
  title: string;
  prepare: () => Sandbox;
  act: (box: Sandbox, fs: FileSystem) => unknown;
  /** What may stand at the target afterwards, old first. */
  states: [old: string | undefined, fresh: string | undefined];
}

const SCENARIOS: Scenario[] = [
  {
    title: "updating a file",
    prepare: () => withOld(0o644),
    act: (box, fs) => sealFile(request(box), fs),
    states: [OLD, NEW],
  },
  {
    title: "creating a file",
    prepare: sandbox,
    act: (box, fs) => sealFile(request(box, { expected: undefined }), fs),
    states: [undefined, NEW],
  },
  {
    title: "repairing the mode of a file and its directory",
    prepare: () => {
      const box = withOld(0o644);
      chmodSync(box.agent, 0o755);
      return box;
    },
    act: (box, fs) => sealFile(request(box, { text: OLD }), fs),
    states: [OLD, OLD],
  },
  {
    title: "rewriting what is no text",
    prepare: () => withOld(),
    act: (box, fs) => sealFile(request(box, { expected: undefined, rebuild: true, maxBytes: 10 }), fs),
    states: [OLD, NEW],
  },
  {
    title: "removing a file",
    prepare: () => withOld(),
    act: (box, fs) => removeFile(box.target, { root: box.state, private: true }, fs),
    states: [OLD, undefined],
  },
];

/** Runs a scenario with one more call failing each time until nothing is left to fail. */
function* everyFault(scenario: Scenario, errno: string, persist: boolean): Generator<[Sandbox, Faulty, unknown]> {
  for (let at = 1; ; at++) {
    const box = scenario.prepare();
    const run = faulty(nodeFileSystem, { at, errno, persist });
    let thrown: unknown;
    try {
      scenario.act(box, run.system);
    } catch (error) {
      thrown = error;
    }
    if (run.failed === undefined) return;
    yield [box, run, thrown];
  }
}

describe.each(SCENARIOS)("after any single failing call while $title", (scenario) => {
  const cases = [
    ...ONCE.map((errno) => ({ errno, persist: false })),
    ...FROM_THEN_ON.map((errno) => ({ errno, persist: true })),
  ];

  test.each(cases)("$errno, from then on: $persist — old or new, nothing left, and the next run recovers", (fault) => {
    const [old, fresh] = scenario.states;
    let faults = 0;
    for (const [box, run, thrown] of everyFault(scenario, fault.errno, fault.persist)) {
      faults++;
      const where = `call ${run.calls.length}, ${run.failed}`;
      expect([old, fresh], where).toContain(content(box.target));
      if (content(box.target) === NEW) expect(modeOf(box.target), where).toBe(0o600);
      if (thrown !== undefined) {
        expect(thrown, where).toBeInstanceOf(SealError);
        const { message, hint } = thrown as SealError;
        expect(`${message} ${hint}`, where).not.toMatch(/\bE[A-Z]{3,}\b|syscall|raw text|EXAMPLE/);
        expect(hint, where).not.toBe("");
      }
      const unlinkFailed = run.failed?.endsWith("unlinkSync") || fault.persist;
      if (!unlinkFailed) expect(leftovers(box), where).toEqual([]);
      sweepStages(box.agent, { olderThanMs: 0, now: Date.now() });
      if (content(box.target) !== fresh || scenario.states[0] === fresh) scenario.act(box, sound());
      expect(content(box.target), where).toBe(fresh);
      expect(leftovers(box), where).toEqual([]);
    }
    expect(faults).toBeGreaterThan(8);
  });
});

test("a call that fails is never reported as success unless the file is new", () => {
  const updating = SCENARIOS[0] as Scenario;
  for (const [box, run, thrown] of everyFault(updating, "EIO", false)) {
    if (thrown === undefined) expect(content(box.target), `${run.failed}`).toBe(NEW);
  }
});

describe("while creating an agent directory that is missing", () => {
  test.each(["EIO", "ENOSPC", "EACCES"])(
    "%s at any call leaves directories of mode 0700 and the next run succeeds",
    (errno) => {
      for (let at = 1; ; at++) {
        const box = sandbox();
        const target = join(box.state, "agents", "second", "agent", "models.json");
        const create = (fs: FileSystem) => sealFile(request(box, { path: target, expected: undefined }), fs);
        const run = faulty(nodeFileSystem, { at, errno, persist: false });
        try {
          create(run.system);
        } catch (error) {
          expect(error).toBeInstanceOf(SealError);
        }
        if (run.failed === undefined) break;
        const second = join(box.state, "agents", "second");
        if (readdirSync(join(box.state, "agents")).includes("second")) expect(modeOf(second)).toBe(0o700);
        expect([undefined, NEW]).toContain(content(target));
        create(sound());
        expect(content(target)).toBe(NEW);
      }
    },
  );
});

describe("what write-file-atomic does not notice", () => {
  /** Every write of the stage reaches the disk only in part. */
  const shortly = (share: (length: number) => number): FileSystem => ({
    ...nodeFileSystem,
    writeStage: (path, bytes, onTemp) =>
      replacing(
        (name, call) =>
          name === "writeSync"
            ? (fd, data, offset, length, position) => call(fd, data, offset, share(length), position)
            : call,
        () => nodeFileSystem.writeStage(path, bytes, onTemp),
      ),
  });

  test.each([
    ["half of the bytes", (n: number) => n >> 1],
    ["one page", () => 4096],
    ["all but one byte", (n: number) => n - 1],
    ["nothing", () => 0],
  ])("a short write (%s) is an error and the old file stays", (_, share) => {
    const box = withOld();
    const error = refusal(() => sealFile(request(box), shortly(share)));
    expect(error.code).toBe("WRITE_FAILED");
    expect(content(box.target)).toBe(OLD);
    expect(leftovers(box)).toEqual([]);
  });

  test("a stage with wrong bytes is never put in place", () => {
    const box = withOld();
    const corrupting: FileSystem = {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) => nodeFileSystem.writeStage(path, Buffer.alloc(bytes.length, 0x20), onTemp),
    };
    expect(refusal(() => sealFile(request(box), corrupting)).code).toBe("WRITE_FAILED");
    expect(content(box.target)).toBe(OLD);
    expect(leftovers(box)).toEqual([]);
  });

  test("a mode that could not be set is an error although it reports success", () => {
    const box = withOld();
    const loose: FileSystem = {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) => {
        nodeFileSystem.writeStage(path, bytes, onTemp);
        chmodSync(path, 0o640);
      },
    };
    expect(refusal(() => sealFile(request(box), loose)).code).toBe("WRITE_FAILED");
    expect(content(box.target)).toBe(OLD);
  });

  test("its own half-filled file is removed by name when it could not remove it itself", () => {
    const box = withOld();
    const system: FileSystem = {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) =>
        replacing(
          (name, call) =>
            name === "fsyncSync" || name === "unlinkSync"
              ? () => {
                  throw systemError("EIO");
                }
              : call,
          () => nodeFileSystem.writeStage(path, bytes, onTemp),
        ),
    };
    expect(refusal(() => sealFile(request(box), system)).code).toBe("WRITE_FAILED");
    expect(leftovers(box)).toEqual([]);
  });
});

describe("syncing the directory", () => {
  const failingSync = (errno: string): FileSystem => ({
    ...nodeFileSystem,
    fsyncSync: () => {
      throw systemError(errno);
    },
  });

  test.each(["EINVAL", "ENOTSUP", "EISDIR"])("%s means that this file system has no such thing", (errno) => {
    const box = withOld();
    expect(sealFile(request(box), failingSync(errno))).toBe("updated");
  });

  test("any other error is reported, and that the new file is in place all the same", () => {
    const box = withOld();
    const error = refusal(() => sealFile(request(box), failingSync("EIO")));
    expect(error.message).toMatch(/^The new file is in place, but/);
    expect(content(box.target)).toBe(NEW);
  });
});

test("calls come in the order that survives a power cut: sync the file, rename it, sync the directory", () => {
  const box = withOld();
  const { system, calls } = faulty(nodeFileSystem);
  sealFile(request(box), system);
  const order = ["stage.fsyncSync", "stage.renameSync", "renameSync", "fsyncSync"].map((name) =>
    calls.lastIndexOf(name),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});

test("right bytes and modes are not touched: same inode, same times, no changing call", () => {
  const box = withOld();
  const facts = () => {
    const { ino, mode, nlink, uid, gid, size, mtimeMs, ctimeMs } = lstatSync(box.target);
    return { ino, mode, nlink, uid, gid, size, mtimeMs, ctimeMs };
  };
  const before = facts();
  const { system, calls } = faulty(nodeFileSystem);
  expect(sealFile(request(box, { text: OLD }), system)).toBe("unchanged");
  expect(facts()).toEqual(before);
  expect(new Set(calls)).toEqual(
    new Set(["realpathSync", "lstatSync", "openSync", "fstatSync", "readSync", "closeSync"]),
  );
});

test("a directory that vanishes between two calls is an error, not a crash", () => {
  const box = sandbox();
  const system: FileSystem = {
    ...nodeFileSystem,
    openSync: () => {
      throw systemError("ENOENT");
    },
  };
  expect(refusal(() => sealFile(request(box, { expected: undefined }), system)).code).toBe("WRITE_FAILED");
});
