import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readChecked } from "../../../src/io/files/read.js";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { faulty, systemError } from "./faulty.js";
import { MAX, OLD, refusal, sandbox, withOld } from "./sandbox.js";

const read = (path: string, more: { maxBytes?: number; follow?: boolean; what?: string } = {}, fs?: FileSystem) =>
  readChecked(path, { maxBytes: MAX, ...more }, fs);

describe("what is read", () => {
  test("a regular file, with its bytes and its stat", () => {
    const file = read(withOld(0o640).target);
    expect(file?.text).toBe(OLD);
    expect(file?.bytes).toBe(Buffer.byteLength(OLD));
    expect((file?.stat.mode ?? 0) & 0o777).toBe(0o640);
  });

  test("an empty file is an empty text, not an absent file", () => {
    const box = withOld();
    writeFileSync(box.target, "");
    expect(read(box.target)?.text).toBe("");
  });

  test("a byte order mark and NUL bytes reach the parser", () => {
    const box = withOld();
    writeFileSync(box.target, "\ufeff{}\0");
    expect(read(box.target)?.text).toBe("\ufeff{}\0");
  });

  test("only ENOENT means absent", () => {
    const box = sandbox();
    expect(read(box.target)).toBeUndefined();
    expect(read(join(box.state, "no", "such", "directory"))).toBeUndefined();
    expect(read(box.target, { follow: true })).toBeUndefined();
  });

  test.each(["EACCES", "EIO", "EMFILE", "ELOOP", "ENOMEM", "EOVERFLOW"])("%s at any call is an error", (errno) => {
    const box = withOld();
    for (let at = 1; at <= 4; at++) {
      const run = faulty(nodeFileSystem, { at, errno, persist: false });
      const error = refusal(() => read(box.target, {}, run.system));
      expect(error.code).toBe("FILE_UNREADABLE");
      expect(error.place).toEqual({ file: box.target });
      expect(`${error.message}${error.hint}`).not.toMatch(/\bE[A-Z]{3,}\b|raw text/);
    }
  });

  test("a close that fails after reading loses nothing", () => {
    const box = withOld();
    const { system, calls } = faulty(nodeFileSystem);
    read(box.target, {}, system);
    const at = calls.lastIndexOf("closeSync") + 1;
    expect(read(box.target, {}, faulty(nodeFileSystem, { at, errno: "EIO", persist: false }).system)?.text).toBe(OLD);
  });

  test("short reads and interruptions are read on", () => {
    const box = withOld();
    let turn = 0;
    const system: FileSystem = {
      ...nodeFileSystem,
      readSync: (fd, into, offset, length) => {
        if (turn++ % 3 === 0) throw systemError("EINTR");
        return nodeFileSystem.readSync(fd, into, offset, Math.min(length, 7));
      },
    };
    expect(read(box.target, {}, system)?.text).toBe(OLD);
  });

  test("interruptions without end are an error, not a hang", () => {
    const system: FileSystem = {
      ...nodeFileSystem,
      readSync: () => {
        throw systemError("EINTR");
      },
    };
    expect(refusal(() => read(withOld().target, {}, system)).code).toBe("FILE_UNREADABLE");
  });

  test("a part of the path that is a file is named", () => {
    const box = withOld();
    const error = refusal(() => read(join(box.target, "deeper", "file")));
    expect(error.code).toBe("FILE_UNREADABLE");
    expect(error.place?.file).toBe(box.target);
  });
});

describe("what is refused as no regular file", () => {
  test("a directory", () => {
    const error = refusal(() => read(sandbox().agent, { what: "config" }));
    expect([error.code, error.message]).toEqual(["FILE_UNSAFE", "The config is a directory, not a regular file."]);
  });

  test("a FIFO, without waiting for its writer", () => {
    const box = sandbox();
    expect(spawnSync("mkfifo", [box.target]).status).toBe(0);
    expect(refusal(() => read(box.target)).message).toBe("The file is a FIFO, not a regular file.");
  });

  test("a FIFO that takes the place of the file before it is opened", () => {
    const box = withOld();
    const fifo = join(box.base, "fifo");
    expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    const system: FileSystem = { ...nodeFileSystem, openSync: (_, flags) => openSync(fifo, flags) };
    expect(refusal(() => read(box.target, {}, system)).message).toBe("The file is a FIFO, not a regular file.");
  });

  test("a socket", async () => {
    const box = sandbox();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(box.base, "s"), resolve));
    expect(refusal(() => read(join(box.base, "s"))).message).toBe("The file is a socket, not a regular file.");
    await new Promise((resolve) => server.close(resolve));
  });

  test("a device, also behind a link that may be followed", () => {
    const box = sandbox();
    symlinkSync("/dev/zero", box.target);
    expect(refusal(() => read("/dev/zero")).code).toBe("FILE_UNSAFE");
    expect(refusal(() => read(box.target, { follow: true })).code).toBe("FILE_UNSAFE");
  });

  test("a symbolic link, whether it leads to a file, nowhere, or to itself", () => {
    const box = withOld();
    for (const [name, to] of [
      ["live", box.target],
      ["dangling", "nowhere"],
      ["loop", "loop"],
    ] as const) {
      symlinkSync(to, join(box.agent, name));
      const error = refusal(() => read(join(box.agent, name)));
      expect([error.code, error.message]).toEqual(["FILE_UNSAFE", "The file is a symbolic link, not a regular file."]);
      expect(error.hint).not.toBe("");
    }
  });

  test("a link that takes the place of the file before it is opened", () => {
    const box = withOld();
    const link = join(box.base, "link");
    symlinkSync(box.target, link);
    const system: FileSystem = { ...nodeFileSystem, openSync: (_, flags) => openSync(link, flags) };
    expect(refusal(() => read(box.target, {}, system)).code).toBe("FILE_UNREADABLE");
  });
});

describe("links that may be followed", () => {
  test("a link, and a chain of links as Kubernetes mounts a ConfigMap, lead to the file", () => {
    const box = withOld();
    mkdirSync(join(box.base, "..2026"));
    writeFileSync(join(box.base, "..2026", "openclaw.json"), "{}");
    symlinkSync("..2026", join(box.base, "..data"));
    symlinkSync("..data/openclaw.json", join(box.base, "openclaw.json"));
    expect(read(join(box.base, "openclaw.json"), { follow: true })?.text).toBe("{}");
  });

  test("a link that leads nowhere is an error, not an absent file", () => {
    const box = sandbox();
    symlinkSync("nowhere", box.target);
    const error = refusal(() => read(box.target, { follow: true, what: "config" }));
    expect([error.code, error.message]).toEqual([
      "FILE_UNREADABLE",
      "The config is a symbolic link that leads to no file.",
    ]);
  });

  test("a loop is an error", () => {
    const box = sandbox();
    symlinkSync("models.json", box.target);
    expect(refusal(() => read(box.target, { follow: true })).code).toBe("FILE_UNREADABLE");
  });
});

describe("size", () => {
  test("exactly the limit is read, one byte more is refused", () => {
    const box = sandbox();
    writeFileSync(box.target, "x".repeat(100));
    expect(read(box.target, { maxBytes: 100 })?.bytes).toBe(100);
    const error = refusal(() => read(box.target, { maxBytes: 99 }));
    expect([error.code, error.place]).toEqual(["FILE_TOO_LARGE", { file: box.target }]);
  });

  test("a sparse file of 1 GB is refused before a byte of it is read", () => {
    const box = withOld();
    truncateSync(box.target, 2 ** 30);
    const { system, calls } = faulty(nodeFileSystem);
    expect(refusal(() => read(box.target, {}, system)).code).toBe("FILE_TOO_LARGE");
    expect(calls).not.toContain("readSync");
  });

  test.each([0, 1, 50])("a file that says %i bytes and holds more is read whole, up to the limit", (size) => {
    const box = withOld();
    const system: FileSystem = {
      ...nodeFileSystem,
      fstatSync: (fd) => ({ ...nodeFileSystem.fstatSync(fd), size }),
    };
    expect(read(box.target, {}, system)?.text).toBe(OLD);
    expect(refusal(() => read(box.target, { maxBytes: 1000 }, system)).code).toBe("FILE_TOO_LARGE");
  });
});

describe("text", () => {
  test.each([
    ["a lone byte", [0x7b, 0x0a, 0x22, 0xff], { line: 2, column: 2 }],
    ["a sequence that is cut off", [0xc3, 0xa4, 0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82], { line: 1, column: 4 }],
    ["an overlong form", [0xc0, 0xaf], { line: 1, column: 1 }],
    ["an encoded surrogate", [0x61, 0xed, 0xa0, 0x80], { line: 1, column: 2 }],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00], { line: 1, column: 1 }],
  ])("%s is refused with its line and column", (_, bytes, place) => {
    const box = sandbox();
    writeFileSync(box.target, Buffer.from(bytes));
    const error = refusal(() => read(box.target));
    expect([error.code, error.place]).toEqual(["INVALID_UTF8", { file: box.target, ...place }]);
  });
});

test("an unreadable file is refused with the way out", () => {
  const box = withOld();
  chmodSync(box.target, 0);
  const denied: FileSystem = {
    ...nodeFileSystem,
    openSync: () => {
      throw systemError("EACCES");
    },
  };
  const error = refusal(() => read(box.target, { what: "config" }, denied));
  expect(error.message).toBe("The config cannot be read: permission is denied.");
});
