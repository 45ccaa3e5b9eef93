import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { removeFile } from "../../../src/io/files/remove.js";
import { type FileSystem, nodeFileSystem } from "../../../src/io/files/system.js";
import { sealFile } from "../../../src/io/files/write.js";
import { faulty, seenBy } from "./faulty.js";
import { content, modeOf, NEW, OLD, refusal, request, type Sandbox, sandbox, withOld } from "./sandbox.js";

const seal = (box: Sandbox, fs?: FileSystem) => sealFile(request(box), fs);

describe("the directories between the state directory and the file", () => {
  const levels = (box: Sandbox) => [box.state, join(box.state, "agents"), join(box.state, "agents", "main")];

  test.each([0, 1, 2])("level %i that others can write is refused by name", (level) => {
    for (const mode of [0o770, 0o720, 0o702, 0o1777]) {
      const box = withOld();
      const path = levels(box)[level] as string;
      chmodSync(path, mode);
      const error = refusal(() => seal(box));
      expect([error.code, error.message]).toEqual(["FILE_UNSAFE", "The directory can be written by other users."]);
      expect(error.place).toEqual({ file: path });
      expect(error.hint).toContain("chmod go-w");
      expect(modeOf(path)).toBe(mode);
      expect(content(box.target)).toBe(OLD);
    }
  });

  test("that of a shared workplace may be anybody's to write, and has to be a real directory all the same", () => {
    const box = withOld();
    const shared = { root: box.agent, private: false, shared: true };
    chmodSync(box.agent, 0o777);
    expect(sealFile(request(box, { guard: shared }))).toBe("updated");
    expect(modeOf(box.agent)).toBe(0o777);
    chmodSync(box.agent, 0o700);
    renameSync(box.agent, `${box.agent}-real`);
    writeFileSync(box.agent, "");
    expect(refusal(() => sealFile(request(box, { guard: shared }))).code).toBe("FILE_UNSAFE");
  });

  test("levels that others can only read are fine and stay as they are", () => {
    const box = withOld();
    for (const path of levels(box)) chmodSync(path, 0o755);
    expect(seal(box)).toBe("updated");
    for (const path of levels(box)) expect(modeOf(path)).toBe(0o755);
  });

  test.each(["agents", join("agents", "main"), join("agents", "main", "agent")])(
    "%s as a symbolic link is refused by name",
    (part) => {
      const box = withOld();
      const path = join(box.state, part);
      renameSync(path, join(box.base, "elsewhere"));
      symlinkSync(join(box.base, "elsewhere"), path);
      const error = refusal(() => seal(box));
      expect([error.code, error.message]).toEqual([
        "FILE_UNSAFE",
        "The directory is a symbolic link, not a directory.",
      ]);
      expect(error.place).toEqual({ file: path });
    },
  );

  test("a file in place of a directory is refused by name", () => {
    const box = sandbox();
    writeFileSync(join(box.state, "agents", "second"), "");
    const path = join(box.state, "agents", "second", "agent", "models.json");
    const error = refusal(() => sealFile(request(box, { path, expected: undefined })));
    expect(error.place).toEqual({ file: join(box.state, "agents", "second") });
    expect(error.message).toBe("The directory is a file, not a directory.");
  });

  test("the state directory itself may be reached through a link", () => {
    const box = withOld();
    const link = join(box.base, "link");
    symlinkSync(box.state, link);
    const path = join(link, "agents", "main", "agent", "models.json");
    expect(sealFile(request(box, { path, guard: { root: link, private: true } }))).toBe("updated");
    expect(content(box.target)).toBe(NEW);
  });

  test("a path outside of the state directory is refused", () => {
    const box = withOld();
    const guard = { root: join(box.state, "agents", "other"), private: true };
    expect(refusal(() => sealFile(request(box, { guard }))).code).toBe("FILE_UNSAFE");
  });

  test("a directory of another user is refused; one of root's is not", () => {
    const box = withOld();
    const owned = (owner: number) =>
      seenBy(nodeFileSystem, 1000, (path) => (path === join(box.state, "agents") ? owner : 1000));
    const error = refusal(() => seal(box, owned(6666)));
    expect([error.code, error.message]).toEqual(["FILE_UNSAFE", "The directory belongs to another user."]);
    expect(error.place).toEqual({ file: join(box.state, "agents") });
    expect(seal(box, owned(0))).toBe("updated");
  });

  test("root trusts the owner of the state directory, and nobody else below it", () => {
    const box = withOld();
    const owned = (owner: number) =>
      seenBy(nodeFileSystem, 0, (path) => (path === join(box.state, "agents") ? owner : 1000));
    expect(refusal(() => seal(box, owned(6666))).code).toBe("FILE_UNSAFE");
    expect(seal(box, owned(1000))).toBe("updated");
  });

  test("a directory that is swapped while it is opened is refused", () => {
    const box = withOld();
    const system: FileSystem = {
      ...nodeFileSystem,
      openSync: (path, flags) => nodeFileSystem.openSync(path === box.agent ? box.state : path, flags),
    };
    expect(refusal(() => seal(box, system)).message).toBe("The directory was replaced while it was opened.");
  });
});

describe("the directory of an agent", () => {
  test.each([0o755, 0o750, 0o777, 0o711])("mode %o becomes 0700, also when the file itself is right", (mode) => {
    for (const text of [OLD, NEW]) {
      const box = withOld();
      chmodSync(box.agent, mode);
      expect(sealFile(request(box, { text }))).toBe(text === OLD ? "mode-repaired" : "updated");
      expect(modeOf(box.agent)).toBe(0o700);
    }
  });

  test("no right is added: 0555 becomes 0500", () => {
    const box = withOld();
    chmodSync(box.agent, 0o555);
    expect(sealFile(request(box, { text: OLD }))).toBe("mode-repaired");
    expect(modeOf(box.agent)).toBe(0o500);
    chmodSync(box.agent, 0o700); // otherwise it cannot be cleared away
  });

  test("a set-group-ID bit stays", () => {
    const box = withOld();
    chmodSync(box.agent, 0o2755);
    sealFile(request(box, { text: OLD }));
    expect(modeOf(box.agent)).toBe(0o2700);
  });

  test("the entry of each new directory is synced before anything is put into it", () => {
    const box = sandbox();
    const path = join(box.state, "agents", "new", "agent", "models.json");
    const { system, calls } = faulty(nodeFileSystem);
    sealFile(request(box, { path, expected: undefined }), system);
    const steps = calls.filter((name) => name === "mkdirSync" || name === "fsyncSync");
    expect(steps).toEqual(["mkdirSync", "fsyncSync", "mkdirSync", "fsyncSync", "fsyncSync"]);
  });

  test("is made with its parents, mode 0700, if it is missing", () => {
    const box = sandbox();
    const path = join(box.state, "agents", "new", "agent", "models.json");
    expect(sealFile(request(box, { path, expected: undefined }))).toBe("created");
    for (const part of ["new", join("new", "agent")]) expect(modeOf(join(box.state, "agents", part))).toBe(0o700);
  });

  test("outside of the state directory it is made too, with its parents", () => {
    const box = sandbox();
    const own = join(box.base, "own");
    const make = (root: string) =>
      sealFile(request(box, { path: join(root, "models.json"), expected: undefined, guard: { root, private: true } }));
    expect(make(own)).toBe("created");
    expect(modeOf(own)).toBe(0o700);
    expect(make(join(box.base, "no", "parent"))).toBe("created");
    for (const name of ["no", join("no", "parent")]) expect(modeOf(join(box.base, name))).toBe(0o700);
  });

  test("two runs may make it at the same time", () => {
    const box = sandbox();
    const path = join(box.state, "agents", "new", "agent", "models.json");
    const system: FileSystem = {
      ...nodeFileSystem,
      mkdirSync: (directory, mode) => {
        mkdirSync(directory, { mode: 0o700 });
        nodeFileSystem.mkdirSync(directory, mode);
      },
    };
    expect(sealFile(request(box, { path, expected: undefined }), system)).toBe("created");
  });
});

describe("a directory that is not private to an agent", () => {
  const config = (box: Sandbox) => request(box, { guard: { root: box.agent, private: false } });

  test("keeps its mode", () => {
    const box = withOld();
    chmodSync(box.agent, 0o755);
    expect(sealFile(config(box))).toBe("updated");
    expect(modeOf(box.agent)).toBe(0o755);
  });

  test("is refused if others can write it, and if it is missing", () => {
    const box = withOld();
    chmodSync(box.agent, 0o1777);
    expect(refusal(() => sealFile(config(box))).code).toBe("FILE_UNSAFE");
    const root = join(box.base, "missing");
    const plan = request(box, { path: join(root, "x.json"), expected: undefined, guard: { root, private: false } });
    const error = refusal(() => sealFile(plan));
    expect([error.message, error.place?.file]).toEqual(["The directory does not exist.", root]);
    const below = { root: box.base, private: false };
    expect(refusal(() => sealFile({ ...plan, guard: below })).place?.file).toBe(root);
  });
});

describe("removing", () => {
  const remove = (box: Sandbox) => removeFile(box.target, { root: box.state, private: true });

  test("says whether there was a file", () => {
    const box = withOld();
    expect([remove(box), remove(box)]).toEqual([true, false]);
    expect(content(box.target)).toBeUndefined();
  });

  test("refuses links, directories and open parents", () => {
    const box = sandbox();
    symlinkSync("nowhere", box.target);
    expect(refusal(() => remove(box)).code).toBe("FILE_UNSAFE");
    const folder = sandbox();
    mkdirSync(folder.target);
    expect(refusal(() => remove(folder)).code).toBe("FILE_UNSAFE");
    const open = withOld();
    chmodSync(open.state, 0o777);
    expect(refusal(() => remove(open)).code).toBe("FILE_UNSAFE");
    expect(content(open.target)).toBe(OLD);
  });
});
