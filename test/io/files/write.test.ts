import { spawnSync } from "node:child_process";
import { chmodSync, linkSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { faulty, seenBy } from "./faulty.js";
import { content, leftovers, modeOf, NEW, OLD, refusal, request, sandbox, withOld } from "./sandbox.js";

const umask = process.umask();
afterEach(() => {
  process.umask(umask);
});

describe("outcomes", () => {
  test("a file with other bytes is updated, with mode 0600", () => {
    const box = withOld();
    expect(sealFile(request(box))).toBe("updated");
    expect(content(box.target)).toBe(NEW);
    expect(modeOf(box.target)).toBe(0o600);
    expect(leftovers(box)).toEqual([]);
  });

  test("a file that was absent is created", () => {
    const box = sandbox();
    expect(sealFile(request(box, { expected: undefined }))).toBe("created");
    expect(content(box.target)).toBe(NEW);
  });

  test("right bytes are not written again: same inode, same time of change", () => {
    const box = withOld();
    const before = lstatSync(box.target);
    expect(sealFile(request(box, { text: OLD }))).toBe("unchanged");
    const after = lstatSync(box.target);
    expect([after.ino, after.mtimeMs, after.ctimeMs]).toEqual([before.ino, before.mtimeMs, before.ctimeMs]);
  });

  test.each([0o644, 0o666, 0o640, 0o400, 0o700])("right bytes with mode %o get 0600 without being written", (mode) => {
    const box = withOld();
    chmodSync(box.target, mode);
    const before = lstatSync(box.target);
    expect(sealFile(request(box, { text: OLD }))).toBe("mode-repaired");
    const after = lstatSync(box.target);
    expect([after.ino, after.mtimeMs, modeOf(box.target)]).toEqual([before.ino, before.mtimeMs, 0o600]);
  });

  test("a stricter mode is kept where that is asked for, before and after writing; a looser one is not", () => {
    for (const text of [OLD, NEW]) {
      const box = withOld();
      chmodSync(box.target, 0o400);
      sealFile(request(box, { text, keepStricterMode: true }));
      expect(modeOf(box.target)).toBe(0o400);
      expect(content(box.target)).toBe(text);
      const loose = withOld();
      chmodSync(loose.target, 0o640);
      sealFile(request(loose, { text, keepStricterMode: true }));
      expect(modeOf(loose.target)).toBe(0o600);
    }
  });

  test.each([0o644, 0o666, 0o640, 0o400])("a file of mode %o is replaced by one of mode 0600", (mode) => {
    const box = withOld();
    chmodSync(box.target, mode);
    expect(sealFile(request(box))).toBe("updated");
    expect(modeOf(box.target)).toBe(0o600);
  });

  test.each([0o000, 0o022, 0o077, 0o777])("under umask %o files are 0600 and directories 0700", (mask) => {
    const box = sandbox();
    const path = join(box.state, "agents", "new", "agent", "models.json");
    process.umask(mask);
    expect(sealFile(request(box, { path, expected: undefined }))).toBe("created");
    process.umask(umask);
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(box.state, "agents", "new", "agent"))).toBe(0o700);
    expect(modeOf(join(box.state, "agents", "new"))).toBe(0o700);
  });

  test("no file is ever more open than 0600 while it is written", () => {
    const box = withOld();
    process.umask(0);
    const modes = new Set<number>();
    const watch = <A extends unknown[], R>(call: (...args: A) => R) => {
      return (...args: A): R => {
        for (const name of leftovers(box)) modes.add(modeOf(join(box.agent, name)));
        return call(...args);
      };
    };
    const { lstatSync: lstat, readSync: readSome, renameSync: rename } = nodeFileSystem;
    sealFile(request(box), {
      ...nodeFileSystem,
      lstatSync: watch(lstat) as typeof lstat,
      readSync: watch(readSome),
      renameSync: watch(rename),
      writeStage: (path, bytes, onTemp) => nodeFileSystem.writeStage(path, bytes, watch(onTemp)),
    });
    expect([...modes]).toEqual([0o600]);
  });

  test("text that is not ASCII arrives byte for byte", () => {
    const box = withOld();
    const text = '\ufeff{"name":"zażółć 😀 \u2028"}\r\n';
    sealFile(request(box, { text }));
    expect(content(box.target)).toBe(text);
  });

  test.each(["sp ace", "ünïcode-\u200b", "quote'\"$(x)", "new\nline", "-dash"])("a path with %j works", (name) => {
    const box = sandbox();
    const state = join(box.base, name);
    mkdirSync(join(state, "agent"), { recursive: true, mode: 0o700 });
    const path = join(state, "agent", "models.json");
    const guard = { root: state, private: true };
    expect(sealFile(request(box, { path, guard, expected: undefined }))).toBe("created");
  });

  test("write-file-atomic is loaded by the first write, not before", () => {
    const box = withOld();
    let stages = 0;
    const system: FileSystem = {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) => {
        stages++;
        nodeFileSystem.writeStage(path, bytes, onTemp);
      },
    };
    sealFile(request(box, { text: OLD }), system);
    expect(stages).toBe(0);
    sealFile(request(box), system);
    expect(stages).toBe(1);
  });

  test("the caller learns of a write before the first stage appears, and never of a run without one", () => {
    const box = withOld();
    const seen: string[][] = [];
    const onWrite = () => seen.push(readdirSync(box.agent));
    sealFile(request(box, { text: OLD, onWrite }));
    expect(seen).toEqual([]);
    sealFile(request(box, { onWrite }));
    expect(seen).toEqual([["models.json"]]);
  });
});

describe("targets that are refused, untouched and by name", () => {
  const refuse = (prepare: (box: ReturnType<typeof sandbox>) => void, message: RegExp) => {
    const box = sandbox();
    prepare(box);
    const before = lstatSync(box.target);
    const error = refusal(() => sealFile(request(box, { expected: undefined, fits: () => true })));
    expect(error.code).toBe("FILE_UNSAFE");
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe("");
    expect(error.place).toEqual({ file: box.target });
    expect(lstatSync(box.target)).toEqual(before);
    expect(leftovers(box)).toEqual([]);
  };

  test("a symbolic link to a file: neither the link nor the file behind it changes", () => {
    let outside = "";
    refuse((box) => {
      outside = join(box.base, "victim");
      writeFileSync(outside, "victim", { mode: 0o644 });
      symlinkSync(outside, box.target);
    }, /symbolic link/);
    expect([content(outside), modeOf(outside)]).toEqual(["victim", 0o644]);
  });

  test("a symbolic link that leads nowhere, or to itself", () => {
    refuse((box) => symlinkSync("nowhere", box.target), /symbolic link/);
    refuse((box) => symlinkSync("models.json", box.target), /symbolic link/);
  });

  test("a directory", () => refuse((box) => mkdirSync(box.target), /is a directory/));

  test("a FIFO", () =>
    refuse((box) => {
      spawnSync("mkfifo", [box.target]);
    }, /is a FIFO/));

  test("a socket", async () => {
    const server = createServer();
    const box = sandbox();
    await new Promise<void>((resolve) => server.listen(box.target, resolve));
    expect(refusal(() => sealFile(request(box))).message).toMatch(/is a socket/);
    expect(lstatSync(box.target).isSocket()).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });

  test("a file with a second hard link, which would keep the old bytes", () =>
    refuse((box) => {
      writeFileSync(join(box.base, "first"), OLD);
      linkSync(join(box.base, "first"), box.target);
    }, /second hard link/));

  test("a file that is no UTF-8 or too large, unless it is rebuilt", () => {
    for (const [bytes, code] of [
      [Buffer.from([0xff]), "INVALID_UTF8"],
      [Buffer.alloc(101), "FILE_TOO_LARGE"],
    ] as const) {
      const box = sandbox();
      writeFileSync(box.target, bytes);
      const plan = request(box, { text: "{}", expected: undefined, maxBytes: 100 });
      expect(refusal(() => sealFile(plan)).code).toBe(code);
      expect(lstatSync(box.target).size).toBe(bytes.length);
      expect(sealFile({ ...plan, rebuild: true })).toBe("updated");
      expect(content(box.target)).toBe("{}");
    }
  });

  test("a rebuild refuses links and odd files all the same", () => {
    const box = sandbox();
    symlinkSync("nowhere", box.target);
    expect(refusal(() => sealFile(request(box, { rebuild: true }))).code).toBe("FILE_UNSAFE");
  });
});

describe("owners", () => {
  const ROOT = 0;
  const ALICE = 1000;
  const MALLORY = 6666;

  test("an ordinary user is refused a target of someone else, root's too", () => {
    for (const owner of [MALLORY, ROOT]) {
      const box = withOld();
      const system = seenBy(nodeFileSystem, ALICE, (path) => (path === box.target ? owner : ALICE));
      expect(refusal(() => sealFile(request(box), system)).message).toBe("The file belongs to another user.");
      expect(content(box.target)).toBe(OLD);
    }
  });

  test("a file written by root belongs to the owner of its directory, before it takes its name", () => {
    const box = withOld();
    const system = seenBy(nodeFileSystem, ROOT, (path) => (path.includes(".stage") ? ROOT : ALICE));
    expect(sealFile(request(box), system)).toBe("updated");
    expect(system.handedOver[0]?.[0]).toMatch(/\.stage$/);
    expect(system.handedOver.at(-1)).toEqual([box.target, ALICE]);
  });

  test("directories made by root belong to the owner of their parent", () => {
    const box = sandbox();
    const path = join(box.state, "agents", "new", "agent", "models.json");
    const isOld = (p: string) => p === box.state || p === join(box.state, "agents");
    const system = seenBy(nodeFileSystem, ROOT, (p) => (isOld(p) ? ALICE : ROOT));
    sealFile(request(box, { path, expected: undefined }), system);
    expect(new Map(system.handedOver).get(join(box.state, "agents", "new"))).toBe(ALICE);
    expect(new Map(system.handedOver).get(join(box.state, "agents", "new", "agent"))).toBe(ALICE);
    expect(new Map(system.handedOver).get(path)).toBe(ALICE);
  });

  test("root puts a file that root once wrote back into the hands of the directory's owner", () => {
    const box = withOld();
    const system = seenBy(nodeFileSystem, ROOT, (path) => (path === box.target ? ROOT : ALICE));
    expect(sealFile(request(box, { text: OLD }), system)).toBe("mode-repaired");
    expect(system.handedOver).toEqual([[box.target, ALICE]]);
  });

  test("root refuses a target that belongs neither to root nor to the owner of the directory", () => {
    const box = withOld();
    const system = seenBy(nodeFileSystem, ROOT, (path) => (path === box.target ? MALLORY : ALICE));
    expect(refusal(() => sealFile(request(box), system)).code).toBe("FILE_UNSAFE");
  });

  test("the owner and a stricter mode are on the disk before the file takes its name", () => {
    const box = withOld(0o400);
    const { system, calls } = faulty(seenBy(nodeFileSystem, ROOT, (path) => (path.includes(".stage") ? ROOT : ALICE)));
    sealFile(request(box, { keepStricterMode: true }), system);
    const steps = calls.filter((name) => /^(fchmod|fchown|fsync|rename)Sync$/.test(name));
    expect(steps).toEqual(["fchownSync", "fchmodSync", "fsyncSync", "renameSync", "fsyncSync"]);
  });

  test("an ordinary user changes no owner", () => {
    const box = withOld();
    const system = seenBy(nodeFileSystem, ALICE, () => ALICE);
    expect(sealFile(request(box), system)).toBe("updated");
    expect(system.handedOver).toEqual([]);
  });
});

test("every stage has another name that cannot be guessed", () => {
  const names = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const box = withOld();
    const system: FileSystem = {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) => {
        names.add(path.slice(box.agent.length));
        nodeFileSystem.writeStage(path, bytes, onTemp);
      },
    };
    sealFile(request(box), system);
  }
  expect(names.size).toBe(20);
  for (const name of names) expect(name).toMatch(/^\/\.models\.json\.[0-9a-f]{32}\.stage$/);
});

test("the target is only ever opened for reading", () => {
  const box = withOld();
  const opened: number[] = [];
  sealFile(request(box), {
    ...nodeFileSystem,
    openSync: (path, flags) => {
      if (path === box.target) opened.push(flags & 3);
      return nodeFileSystem.openSync(path, flags);
    },
  });
  expect(opened.length).toBeGreaterThan(0);
  expect(new Set(opened)).toEqual(new Set([0]));
});

test("counting calls finds those of write-file-atomic too", () => {
  const { system, calls } = faulty(nodeFileSystem);
  sealFile(request(withOld()), system);
  expect(calls).toContain("stage.writeSync");
});
