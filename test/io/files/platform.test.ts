import { chmodSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { faulty, systemError } from "./faulty.js";
import { content, modeOf, NEW, OLD, refusal, request, withOld } from "./sandbox.js";

const windows: FileSystem = { ...nodeFileSystem, platform: "win32", euid: () => undefined };

/** Renames fail so many times first. */
function busy(base: FileSystem, times: number, errno: string): FileSystem {
  let left = times;
  return {
    ...base,
    renameSync: (from, to) => {
      if (left-- > 0) throw systemError(errno);
      base.renameSync(from, to);
    },
  };
}

describe("on Windows", () => {
  test("modes mean nothing: none is read, none is set", () => {
    const box = withOld();
    chmodSync(box.target, 0o644);
    chmodSync(box.agent, 0o755);
    const { system, calls } = faulty(windows);
    expect(sealFile(request(box, { text: OLD }), system)).toBe("unchanged");
    expect(sealFile(request(box), system)).toBe("updated");
    expect(modeOf(box.agent)).toBe(0o755);
    expect(calls.filter((name) => /^f?ch(mod|own)Sync$/.test(name))).toEqual([]);
  });

  test("directories are neither opened nor synced", () => {
    const box = withOld();
    const opened: string[] = [];
    const { system, calls } = faulty({
      ...windows,
      openSync: (path, flags) => {
        opened.push(path);
        return nodeFileSystem.openSync(path, flags);
      },
    });
    sealFile(request(box), system);
    expect(opened).not.toContain(box.agent);
    expect(calls).not.toContain("fsyncSync");
  });

  test.each(["EPERM", "EACCES", "EBUSY"])(
    "a rename is tried again while another program holds the target (%s)",
    (errno) => {
      const box = withOld();
      expect(sealFile(request(box), busy(windows, 3, errno))).toBe("updated");
      expect(content(box.target)).toBe(NEW);
    },
  );

  test("but not for ever, and not after another error", () => {
    for (const system of [busy(windows, Number.POSITIVE_INFINITY, "EPERM"), busy(windows, 1, "EIO")]) {
      const box = withOld();
      expect(refusal(() => sealFile(request(box), system)).code).toBe("WRITE_FAILED");
      expect(content(box.target)).toBe(OLD);
    }
  });
});

test("elsewhere a rename that fails is not tried again", () => {
  const box = withOld();
  const system = busy({ ...nodeFileSystem, platform: "linux" }, 1, "EBUSY");
  const error = refusal(() => sealFile(request(box), system));
  expect(error.hint).toContain("mounted into a container");
});
