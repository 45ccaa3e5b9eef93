import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileProvider } from "../../../src/domain/provider-settings.js";
import type { SecretRef } from "../../../src/domain/ref.js";
import { resolveFileRefs } from "../../../src/io/resolve/file-provider.js";
import { directory, file, providerFails, refFails, resolveOne } from "./scene.js";

const ref = (id: string): SecretRef => ({ source: "file", provider: "f", id });

/** One ref of a file provider with this content. */
function read(content: string | Uint8Array, id: string, settings: object = {}): Promise<unknown> {
  const path = file(join(directory(), "secrets"), content);
  return resolveOne(ref(id), { f: { source: "file", path, ...settings } });
}

describe("JSON files of secrets", () => {
  const content = JSON.stringify({
    providers: { acme: { apiKey: " sk-EXAMPLE-f ", "a/b": "slash", "m~n": "tilde", "~1": "order", "": "empty key" } },
    "": "root",
    list: ["zero", { key: "one" }],
    number: 5,
    object: { x: 1 },
    none: null,
    empty: "",
    blank: " \n",
    redacted: "REDACTED",
  });

  it.each([
    ["a value as it is", "/providers/acme/apiKey", " sk-EXAMPLE-f "],
    ["~1 as slash", "/providers/acme/a~1b", "slash"],
    ["~0 as tilde", "/providers/acme/m~0n", "tilde"],
    ["~01 as ~1, not as slash", "/providers/acme/~01", "order"],
    ["an empty key at the end", "/providers/acme/", "empty key"],
    ["an empty key at the root", "/", "root"],
    ["an array index", "/list/0", "zero"],
    ["a key in an array", "/list/1/key", "one"],
  ])("give %s", async (_rule, pointer, value) => {
    expect(await read(content, pointer)).toBe(value);
  });

  it.each([
    ["a missing key", "/providers/other"],
    ["a key below a string", "/empty/x"],
    ["an index beyond the array", "/list/2"],
    ["an index with a leading zero", "/list/00"],
    ["a negative index", "/list/-1"],
    ["the length of an array", "/list/length"],
    ["a property of the prototype", "/constructor/name"],
    ["the prototype itself", "/__proto__"],
  ])("have nothing at %s", async (_rule, pointer) => {
    expect(await read(content, pointer)).toMatchObject(refFails("NOT_FOUND"));
  });

  it("read a key named __proto__ as any other", async () => {
    expect(await read('{"__proto__":{"key":"EXAMPLE"}}', "/__proto__/key")).toBe("EXAMPLE");
  });

  it.each([
    ["a number", "/number"],
    ["an object", "/object"],
    ["null", "/none"],
    ["an empty string", "/empty"],
    ["a blank string", "/blank"],
  ])("refuse %s as a credential", async (_rule, pointer) => {
    expect(await read(content, pointer)).toMatchObject(refFails("PROVIDER_CONTRACT"));
  });

  it("refuse a redaction placeholder", async () => {
    expect(await read(content, "/redacted")).toMatchObject(refFails("REDACTED_VALUE"));
  });

  it("may start with a byte order mark", async () => {
    expect(await read('\ufeff{"a":"EXAMPLE"}', "/a")).toBe("EXAMPLE");
  });

  it.each([
    ["an array", '["sk-EXAMPLE-1"]'],
    ["a string", '"sk-EXAMPLE-1"'],
    ["no JSON", "sk-EXAMPLE-1 is the key"],
    ["nothing", ""],
    ["cut off", '{"a":"sk-EXAMPLE-1"'],
  ])("fail as a whole, without a word of their text, when they hold %s", async (_rule, text) => {
    const result = await read(text, "/a");
    expect(result).toMatchObject(providerFails("INVALID"));
    expect(JSON.stringify(result)).not.toContain("EXAMPLE");
  });

  it("have to be UTF-8", async () => {
    const result = await read(Buffer.from('{"a":"EXAMPLE\xff"}', "latin1"), "/a");
    expect(result).toMatchObject(providerFails("INVALID", /UTF-8/));
  });
});

describe("files of a single value", () => {
  it.each([
    ["sk-EXAMPLE", "sk-EXAMPLE"],
    ["sk-EXAMPLE\n", "sk-EXAMPLE"],
    ["sk-EXAMPLE\r\n", "sk-EXAMPLE"],
    ["sk-EXAMPLE\n\n", "sk-EXAMPLE\n"],
    ["sk-EXAMPLE\r", "sk-EXAMPLE\r"],
    [" sk-EXAMPLE ", " sk-EXAMPLE "],
    ["\ufeffsk-EXAMPLE", "sk-EXAMPLE"],
    ["line 1 EXAMPLE\nline 2\n", "line 1 EXAMPLE\nline 2"],
  ])("%j give %j: one line end at the end is dropped", async (content, value) => {
    expect(await read(content, "value", { mode: "singleValue" })).toBe(value);
  });

  it.each([[""], ["\n"], [" \n "]])("%j have no credential", async (content) => {
    expect(await read(content, "value", { mode: "singleValue" })).toMatchObject(refFails("PROVIDER_CONTRACT"));
  });

  it("have no other id than value", async () => {
    expect(await read("sk-EXAMPLE", "/value", { mode: "singleValue" })).toMatchObject(refFails("INVALID"));
  });
});

describe("the path of a file provider", () => {
  const json = '{"a":"EXAMPLE"}';
  const at = (path: string, home = "/nowhere") => resolveOne(ref("/a"), { f: { source: "file", path } }, { home });

  it("may be below the home directory", async () => {
    const home = directory();
    file(join(home, "s.json"), json);
    expect(await at("~/s.json", home)).toBe("EXAMPLE");
    for (const none of ["relative/home", ""])
      expect(await at("~/s.json", none)).toMatchObject(providerFails("INVALID", /not absolute/));
  });

  it("has to exist", async () => {
    expect(await at(join(directory(), "none"))).toMatchObject(providerFails("UNAVAILABLE", /does not exist/));
  });

  it("is no symlink; the message names the real path", async () => {
    const dir = directory();
    const real = file(join(dir, "real.json"), json);
    symlinkSync(real, join(dir, "link.json"));
    const result = await at(join(dir, "link.json"));
    expect(result).toMatchObject(providerFails("INVALID", `symlink.*${real}`));
  });

  it("is no dangling symlink either", async () => {
    const dir = directory();
    symlinkSync(join(dir, "none"), join(dir, "link.json"));
    expect(await at(join(dir, "link.json"))).toMatchObject(providerFails("INVALID", /symlink/));
  });

  it("has one hard link", async () => {
    const dir = directory();
    linkSync(file(join(dir, "s.json"), json), join(dir, "other.json"));
    expect(await at(join(dir, "s.json"))).toMatchObject(providerFails("INVALID", /hard link/));
  });

  it("is a regular file: no directory", async () => {
    const path = join(directory(), "folder");
    mkdirSync(path, 0o700);
    expect(await at(path)).toMatchObject(providerFails("INVALID", /regular file/));
  });

  it("is no FIFO, and nobody waits for its writer", async () => {
    const path = join(directory(), "fifo");
    execFileSync("mkfifo", ["-m", "600", path]);
    expect(await at(path)).toMatchObject(providerFails("INVALID", /regular file/));
  });

  it.each([[0o640], [0o620], [0o604], [0o602], [0o644]])(
    "is not readable or writable by group and others: mode %o is refused",
    async (mode) => {
      const path = file(join(directory(), "s.json"), json, mode);
      expect(await at(path)).toMatchObject(providerFails("INVALID", /open to group or others/));
    },
  );

  it.each([[0o600], [0o400], [0o700], [0o711]])("may have mode %o", async (mode) => {
    expect(await at(file(join(directory(), "s.json"), json, mode))).toBe("EXAMPLE");
  });
});

describe("a file provider on its machine", () => {
  const provider = (settings: Partial<FileProvider>): FileProvider => ({
    kind: "file",
    path: "",
    mode: "json",
    timeoutMs: 5000,
    maxBytes: 100,
    allowInsecurePath: false,
    ...settings,
  });
  const here = { home: "/nowhere", platform: "linux" as const, uid: process.geteuid?.() };
  const secrets = (content = '{"a":"EXAMPLE"}', mode = 0o600) => file(join(directory(), "s.json"), content, mode);

  it("has to belong to the user, be it root's", async () => {
    const path = secrets();
    const [result] = await resolveFileRefs([ref("/a")], "f", provider({ path }), { ...here, uid: (here.uid ?? 0) + 1 });
    expect(result).toMatchObject(providerFails("INVALID", /does not belong/));
  });

  it("cannot be verified on Windows", async () => {
    const path = secrets();
    const [result] = await resolveFileRefs([ref("/a")], "f", provider({ path }), { ...here, platform: "win32" });
    expect(result).toMatchObject(providerFails("PATH_SECURITY_UNVERIFIABLE"));
  });

  it("is not judged by mode and owner under allowInsecurePath, which older releases have", async () => {
    const path = secrets('{"a":"EXAMPLE"}', 0o644);
    const config = { f: { source: "file", path, allowInsecurePath: true } };
    expect(await resolveOne(ref("/a"), config, { release: "2026.6.8" })).toBe("EXAMPLE");
    expect(await resolveOne(ref("/a"), config)).toMatchObject(providerFails("INVALID", /allowInsecurePath/));
  });

  it("has at most maxBytes", async () => {
    const content = JSON.stringify({ a: "EXAMPLE", pad: "x".repeat(50) });
    const one = (maxBytes: number) =>
      resolveFileRefs([ref("/a")], "f", provider({ path: secrets(content), maxBytes }), here);
    expect(await one(content.length)).toMatchObject([{ ok: true }]);
    expect(await one(content.length - 1)).toMatchObject([providerFails("UNAVAILABLE", /more than/)]);
  });

  it("is given up after timeoutMs", async () => {
    const slow = provider({
      path: secrets(JSON.stringify({ a: "x".repeat(8_000_000) })),
      maxBytes: 1e9,
      timeoutMs: 1,
    });
    expect(await resolveFileRefs([ref("/a")], "f", slow, here)).toMatchObject([
      providerFails("UNAVAILABLE", /within 1 ms/),
    ]);
  });

  it("may be given less time by the caller", async () => {
    const path = secrets(JSON.stringify({ a: "x".repeat(8_000_000) }));
    const config = { f: { source: "file", path, maxBytes: 20_000_000 } };
    expect(await resolveOne(ref("/a"), config, { timeoutMs: 1 })).toMatchObject(
      providerFails("UNAVAILABLE", /within 1 ms/),
    );
  });
});
