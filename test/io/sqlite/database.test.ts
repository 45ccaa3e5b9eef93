import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { AGENT_DATABASE } from "../../../src/domain/openclaw/storage.js";
import { nodeFileSystem } from "../../../src/io/files/system.js";
import { readDatabase } from "../../../src/io/sqlite/database.js";
import type { Connection } from "../../../src/io/sqlite/driver.js";
import { refusal } from "../files/sandbox.js";
import { close, hasSqlite, leavingAlone, openDatabase, type StateBox, stateBox } from "./databases.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const pathOf = (box: StateBox) => ({ file: box.agentDatabase, facts: AGENT_DATABASE, stateDir: box.state });
const words = (connection: Connection) =>
  connection
    .prepare("SELECT word FROM t ORDER BY word")
    .all()
    .map(({ word }) => word);
const read = (box: StateBox) => readDatabase(pathOf(box), words);

test("without a database nothing is read and node:sqlite is not loaded", () => {
  const load = vi.spyOn(process, "getBuiltinModule");
  expect(read(stateBox())).toBeUndefined();
  expect(load).not.toHaveBeenCalled();
});

test("without node:sqlite a database is an error that names the Node to use, never an empty store", () => {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  const box = stateBox();
  writeFileSync(box.agentDatabase, "SQLite format 3\0");
  const error = refusal(() => read(box));
  expect(error).toMatchObject({ code: "STORE_UNREADABLE", place: { file: box.agentDatabase } });
  expect(error.message).toBe(
    `The agent database cannot be read with Node ${process.versions.node}: node:sqlite comes with Node 22.13 and newer.`,
  );
});

test.each(["", "-wal", "-shm", "-journal"])("a link in place of the database%s is refused", (suffix) => {
  const box = stateBox();
  writeFileSync(box.agentDatabase, "SQLite format 3\0");
  writeFileSync(join(box.base, "elsewhere"), "x");
  const path = box.agentDatabase + suffix;
  if (suffix === "") renameSync(path, join(box.base, "elsewhere"));
  symlinkSync(join(box.base, "elsewhere"), path);
  expect(refusal(() => read(box))).toMatchObject({ code: "FILE_UNSAFE", place: { file: path } });
});

test("a directory in place of the database is refused", () => {
  const box = stateBox();
  mkdirSync(box.agentDatabase);
  expect(refusal(() => read(box)).code).toBe("FILE_UNSAFE");
});

test("a linked directory below the state directory is refused", () => {
  const box = stateBox();
  writeFileSync(box.agentDatabase, "SQLite format 3\0");
  renameSync(join(box.state, "agents"), join(box.base, "agents"));
  symlinkSync(join(box.base, "agents"), join(box.state, "agents"));
  expect(refusal(() => read(box))).toMatchObject({
    code: "FILE_UNSAFE",
    place: { file: join(box.state, "agents") },
  });
});

test("a file system error on the way is an error of ours, never an absent database", () => {
  const box = stateBox();
  const denied = Object.assign(new Error("EACCES: EXAMPLE"), { code: "EACCES" });
  const fs = {
    ...nodeFileSystem,
    lstatSync: () => {
      throw denied;
    },
  };
  const error = refusal(() => readDatabase(pathOf(box), words, fs));
  expect(error.code).toBe("STORE_UNREADABLE");
  expect(error.message).toBe("The agent database cannot be read: permission is denied.");
});

if (!hasSqlite) {
  test("this Node cannot read databases and says so", () => {
    const box = stateBox();
    writeFileSync(box.agentDatabase, "SQLite format 3\0");
    expect(refusal(() => read(box)).message).toContain("Node 22.13");
  });
}

/** Each way in which a database can lie on the disk with the committed words `a` and `b`; returns when it does. */
const STATES: [name: string, make: (box: StateBox) => void][] = [
  ["with a rollback journal mode", (box) => close(started(box, { wal: false }))],
  ["in WAL mode, closed cleanly", (box) => close(started(box))],
  ["in WAL mode, in use", (box) => void started(box)],
  ["in WAL mode, in use in the middle of a transaction", (box) => started(box).exec("BEGIN; DELETE FROM t")],
  ["in WAL mode, in use and locked", (box) => started(box).exec("BEGIN EXCLUSIVE; DELETE FROM t")],
  ["in WAL mode, after a crash", (box) => crashed(box, ["", "-wal", "-shm"])],
  ["in WAL mode, after a crash that left no -shm", (box) => crashed(box, ["", "-wal"])],
  [
    "in WAL mode with an empty -wal alone",
    (box) => {
      close(started(box));
      writeFileSync(`${box.agentDatabase}-wal`, "");
    },
  ],
  ["in WAL mode with a left over -shm alone", (box) => withShmAlone(box)],
  ["with a rollback journal of an unfinished transaction", (box) => withHotJournal(box)],
  ["locked by a writer with a rollback journal mode", (box) => started(box, { wal: false }).exec("BEGIN EXCLUSIVE")],
];

function started(box: StateBox, mode = {}): Connection {
  const connection = openDatabase(box.agentDatabase, mode);
  connection.exec("PRAGMA user_version = 23; CREATE TABLE t (word TEXT); INSERT INTO t VALUES ('a')");
  connection.exec("INSERT INTO t VALUES ('b')");
  return connection;
}

/** The files as they were while the database was in use, in another state directory than that of the user. */
function crashed(box: StateBox, suffixes: readonly string[]): void {
  const other = stateBox();
  started(other);
  for (const suffix of suffixes) copyFileSync(other.agentDatabase + suffix, box.agentDatabase + suffix);
}

function withShmAlone(box: StateBox): void {
  close(started(box));
  writeFileSync(`${box.agentDatabase}-shm`, Buffer.alloc(32768));
}

/** More than the cache holds is written and not committed: then the database file itself has uncommitted pages. */
function withHotJournal(box: StateBox): void {
  const other = stateBox();
  const connection = started(other, { wal: false });
  connection.exec("CREATE TABLE other (word TEXT); PRAGMA cache_size = 1; PRAGMA cache_spill = 1");
  connection.exec("BEGIN; UPDATE t SET word = 'uncommitted'");
  connection.exec(manyRows("other", 3000, "i"));
  for (const suffix of ["", "-journal"]) copyFileSync(other.agentDatabase + suffix, box.agentDatabase + suffix);
}

function manyRows(table: string, count: number, value: string): string {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  return `${numbers} INSERT INTO ${table} SELECT ${value} FROM n`;
}

if (hasSqlite) {
  test.each(STATES)("a database %s is read with all committed rows and left as it is", (_, make) => {
    const box = stateBox();
    make(box);
    const bytes = readFileSync(box.agentDatabase);
    expect(leavingAlone(box.agent, () => read(box))).toEqual(["a", "b"]);
    expect(readFileSync(box.agentDatabase).equals(bytes)).toBe(true);
  });

  test.each(STATES)("a database %s is read in a directory that cannot be written", (_, make) => {
    const box = stateBox();
    make(box);
    chmodSync(box.agent, 0o500);
    try {
      expect(leavingAlone(box.agent, () => read(box))).toEqual(["a", "b"]);
    } finally {
      chmodSync(box.agent, 0o700);
    }
  });

  test.each(["in WAL mode, after a crash that left no -shm", "with a rollback journal of an unfinished transaction"])(
    "the copy of a database %s is removed again",
    (name) => {
      const box = stateBox();
      STATES.find(([state]) => state === name)?.[1](box);
      const temporary = join(box.base, "tmp");
      mkdirSync(temporary);
      vi.stubEnv("TMPDIR", temporary);
      const during = readDatabase(pathOf(box), () => readdirSync(temporary).length);
      expect({ during, after: readdirSync(temporary) }).toEqual({ during: 1, after: [] });
    },
  );

  test("where no copy can be made, the error says so", () => {
    const box = stateBox();
    crashed(box, ["", "-wal"]);
    vi.stubEnv("TMPDIR", join(box.base, "missing"));
    const error = refusal(() => read(box));
    expect(error.code).toBe("STORE_UNREADABLE");
    expect(error.message).toBe("The agent database has to be copied to be read, which fails: it does not exist.");
    expect(error.place).toEqual({ file: join(box.base, "missing") });
  });

  test("the gateway can write while the database is read, and the reader sees one moment", () => {
    const box = stateBox();
    const gateway = started(box);
    const seen = readDatabase(pathOf(box), (connection) => {
      const before = words(connection);
      gateway.exec("INSERT INTO t VALUES ('c')");
      return [before, words(connection)];
    });
    expect(seen).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(read(box)).toEqual(["a", "b", "c"]);
  });

  test("the gateway can start and write while an idle database is read; then it is read again", () => {
    const box = stateBox();
    close(started(box));
    let rounds = 0;
    const seen = readDatabase(pathOf(box), (connection) => {
      if (rounds++ === 0) openDatabase(box.agentDatabase).exec("INSERT INTO t VALUES ('c')");
      return words(connection);
    });
    expect(seen).toEqual(["a", "b", "c"]);
  });

  test("a database that never comes to rest is an error", () => {
    const box = stateBox();
    const gateway = started(box, { wal: false });
    const error = refusal(() => readDatabase(pathOf(box), () => gateway.exec("INSERT INTO t VALUES ('again')")));
    expect(error.message).toBe("The agent database cannot be read: it changes all the time.");
  });

  test("a database that vanishes meanwhile is no database", () => {
    const box = stateBox();
    close(started(box));
    const seen = readDatabase(pathOf(box), () => renameSync(box.agentDatabase, join(box.base, "gone")));
    expect(seen).toBeUndefined();
  });

  test("what cannot be written cannot be written through the reader", () => {
    const box = stateBox();
    started(box);
    const error = refusal(() => readDatabase(pathOf(box), (connection) => connection.exec("DELETE FROM t")));
    expect(error.code).toBe("STORE_UNREADABLE");
    expect(read(box)).toEqual(["a", "b"]);
  });

  const SECRET = "sk-EXAMPLE-not-a-key";
  test.each<[string, (file: string) => void, string]>([
    ["cut off in the middle", (file) => truncateSync(file, 6000), "it is damaged or cut off"],
    ["cut off to nothing", (file) => truncateSync(file, 0), "it is empty"],
    ["cut off in its header", (file) => truncateSync(file, 50), "it is damaged or cut off"],
    ["encrypted", (file) => writeFileSync(file, Buffer.alloc(8192, 0x9d)), "it is encrypted or is no SQLite database"],
    ["no database", (file) => writeFileSync(file, `{"key":"${SECRET}"}`), "it is encrypted or is no SQLite database"],
    ["damaged", (file) => overwrite(file, 4096), "it is damaged or cut off"],
  ])("a database that is %s is an error in words of our own", (_, spoil, reason) => {
    const box = stateBox();
    const connection = started(box);
    connection.exec(manyRows("t", 500, `'${SECRET}' || i`));
    close(connection);
    spoil(box.agentDatabase);
    const error = refusal(() => read(box));
    expect(error).toMatchObject({ code: "STORE_UNREADABLE", place: { file: box.agentDatabase } });
    expect(error.message).toBe(`The agent database cannot be read: ${reason}.`);
    expect(error.cause).toBeUndefined();
  });

  test("a locked database is an error after a second", () => {
    const box = stateBox();
    const gateway = started(box);
    // Both side files exist, and the main file is locked as during a recovery.
    gateway.exec("PRAGMA locking_mode = EXCLUSIVE; INSERT INTO t VALUES ('c')");
    writeFileSync(`${box.agentDatabase}-shm`, Buffer.alloc(32768));
    const start = performance.now();
    const error = refusal(() => read(box));
    expect(error.message).toBe("The agent database cannot be read: another process keeps it locked.");
    const waited = performance.now() - start;
    expect(waited).toBeGreaterThan(900);
    expect(waited).toBeLessThan(3000);
  });

  test("tables of another form are an error", () => {
    const box = stateBox();
    openDatabase(box.agentDatabase).exec("CREATE TABLE t (other TEXT)");
    expect(refusal(() => read(box)).message).toBe(
      "The agent database cannot be read: its tables do not have the expected form.",
    );
  });

  test.each([true, false])(
    "a schema newer than known is an error that names both versions (still in the -wal: %s)",
    (wal) => {
      const box = stateBox();
      const connection = started(box);
      connection.exec("PRAGMA user_version = 24");
      if (!wal) close(connection);
      const error = refusal(() => read(box));
      expect(error).toMatchObject({ code: "STORE_UNREADABLE", place: { file: box.agentDatabase } });
      expect(error.message).toBe(
        "The agent database has schema version 24, and this modelseal knows versions up to 23.",
      );
    },
  );

  test.each([0, 1, 23])("schema version %d is read", (version) => {
    const box = stateBox();
    started(box).exec(`PRAGMA user_version = ${version}`);
    expect(read(box)).toEqual(["a", "b"]);
  });

  test("a state directory that is itself a link is followed", () => {
    const box = stateBox();
    close(started(box));
    const link = join(box.base, "link");
    symlinkSync(box.state, link);
    const file = box.agentDatabase.replace(box.state, link);
    expect(readDatabase({ file, facts: AGENT_DATABASE, stateDir: link }, words)).toEqual(["a", "b"]);
  });

  test("a name that means something in a URI is only a name", () => {
    const box = stateBox();
    const directory = join(box.state, "100%25 a?mode=rwc#x ö");
    mkdirSync(directory);
    const odd = { ...box, agent: directory, agentDatabase: join(directory, "openclaw-agent.sqlite") };
    close(started(odd));
    expect(leavingAlone(directory, () => read(odd))).toEqual(["a", "b"]);
  });
}

function overwrite(file: string, from: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xee, from);
  writeFileSync(file, bytes);
}
