import { renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { content, leftovers, modeOf, NEW, OLD, request, withOld } from "./sandbox.js";

describe("while another process rewrites the file", () => {
  const THEIRS = '{"providers":{"theirs":{}}}';

  /** Lets `meddle` act right before the n-th rename-time look: after the stage is filled. */
  function meddling(meddle: (turn: number) => void): FileSystem {
    let filled = false;
    let turn = 0;
    return {
      ...nodeFileSystem,
      writeStage: (path, bytes, onTemp) => {
        nodeFileSystem.writeStage(path, bytes, onTemp);
        filled = true;
      },
      readSync: (...args) => {
        const count = nodeFileSystem.readSync(...args);
        if (filled && count === 0) meddle(turn++);
        return count;
      },
    };
  }

  test("a file that is not what the text was made from is left alone: changed", () => {
    const box = withOld();
    expect(sealFile(request(box, { expected: THEIRS }))).toBe("changed");
    expect(sealFile(request(box, { expected: undefined }))).toBe("changed");
    expect(content(box.target)).toBe(OLD);
    rmSync(box.target);
    expect(sealFile(request(box))).toBe("changed");
    expect(content(box.target)).toBeUndefined();
  });

  test("a change after the stage was filled is seen before the rename, and the stage goes", () => {
    const box = withOld();
    const system = meddling((turn) => turn === 0 && writeFileSync(box.target, THEIRS));
    expect(sealFile(request(box), system)).toBe("changed");
    expect(content(box.target)).toBe(THEIRS);
    expect(leftovers(box)).toEqual([]);
  });

  test("a file that vanishes after the stage was filled is a change too", () => {
    const box = withOld();
    const system = meddling((turn) => turn === 0 && unlinkSync(box.target));
    expect(sealFile(request(box), system)).toBe("changed");
    expect(content(box.target)).toBeUndefined();
  });

  test("if the text fits the changed file as well, it is put in place at once", () => {
    const box = withOld();
    const asked: (string | undefined)[] = [];
    const fits = (current: string | undefined) => asked.push(current) > 0;
    const system = meddling((turn) => turn === 0 && writeFileSync(box.target, THEIRS));
    expect(sealFile(request(box, { fits }), system)).toBe("updated");
    expect(asked).toEqual([THEIRS]);
    expect(content(box.target)).toBe(NEW);
  });

  test("if it changes at every look, that is said after a bounded number of looks", () => {
    const box = withOld();
    let looks = 0;
    const system = meddling((turn) => writeFileSync(box.target, `${THEIRS}${turn}`));
    const fits = () => ++looks > 0;
    expect(sealFile(request(box, { fits }), system)).toBe("changed");
    expect(looks).toBeLessThan(20);
    expect(leftovers(box)).toEqual([]);
  });

  test("if another process has put the same bytes there meanwhile, there is nothing left to do", () => {
    const box = withOld();
    const system = meddling((turn) => turn === 0 && writeFileSync(box.target, NEW, { mode: 0o600 }));
    expect(sealFile(request(box), system)).toBe("unchanged");
    expect(leftovers(box)).toEqual([]);
  });

  test("old bytes that come back right after the rename are noticed", () => {
    const box = withOld();
    const system: FileSystem = {
      ...nodeFileSystem,
      renameSync: (from, to) => {
        renameSync(from, to);
        writeFileSync(to, OLD);
      },
    };
    expect(sealFile(request(box), system)).toBe("changed");
  });

  test("a file that is swapped while its mode is repaired keeps the mode it has", () => {
    const box = withOld(0o644);
    let swapped = false;
    const system: FileSystem = {
      ...nodeFileSystem,
      closeSync: (fd) => {
        nodeFileSystem.closeSync(fd);
        if (swapped || content(box.target) !== OLD) return;
        swapped = true;
        writeFileSync(join(box.base, "other"), THEIRS, { mode: 0o644 });
        renameSync(join(box.base, "other"), box.target);
      },
    };
    expect(sealFile(request(box, { text: OLD }), system)).toBe("changed");
    expect(modeOf(box.target)).toBe(0o644);
  });
});
