import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExecProvider } from "../../../src/domain/provider-settings.js";
import { isValidSecretRef, refKey, type SecretRef } from "../../../src/domain/ref.js";
import { readAnswer } from "../../../src/io/resolve/exec-answer.js";
import { checkCommand } from "../../../src/io/resolve/exec-command.js";
import { command, directory, file, outcome, providerFails, refFails, resolveAll, resolveOne } from "./scene.js";

const ref = (id: string): SecretRef => ({ source: "exec", provider: "x", id });
const answer = (values: object, rest: object = {}) => JSON.stringify({ protocolVersion: 1, values, ...rest });

/** One ref, resolved by a shell script. */
function run(script: string, settings: object = {}, rest: Parameters<typeof resolveOne>[2] = {}): Promise<unknown> {
  return resolveOne(ref("a/k"), { x: { source: "exec", command: command(script), ...settings } }, rest);
}

const prints = (text: string) => `printf '%s' '${text}'`;
const good = prints(answer({ "a/k": "EXAMPLE-x" }));

describe("the command of an exec provider", () => {
  const at = (path: string, settings: object = {}, rest: Parameters<typeof resolveOne>[2] = {}) =>
    resolveOne(ref("a/k"), { x: { source: "exec", command: path, ...settings } }, rest);

  it("is run", async () => {
    expect(await at(command(good))).toBe("EXAMPLE-x");
  });

  it("may be below the home directory", async () => {
    const path = command(good);
    expect(await at("~/resolver", {}, { home: dirname(path) })).toBe("EXAMPLE-x");
  });

  it("is one path, never a shell line, and never looked up", async () => {
    const path = command(good, join(directory(), "it's; exit 1 #"));
    expect(await at(path)).toBe("EXAMPLE-x");
    expect(await at(`${command(good)}; /bin/true`)).toMatchObject(providerFails("UNAVAILABLE", /does not exist/));
    expect(await at("sh", {}, { env: { PATH: "/bin" } })).toMatchObject(providerFails("INVALID", /absolute/));
  });

  it("gets its arguments untouched", async () => {
    const args = ["$HOME", "; exit 9", "a b", ""];
    const script = '[ "$#" = 4 ] && [ "$1" = "\\$HOME" ] && [ "$2" = "; exit 9" ] && [ "$3" = "a b" ] || exit 9';
    expect(await run(`${script}\n${good}`, { args })).toBe("EXAMPLE-x");
  });

  it("has to exist", async () => {
    expect(await at(join(directory(), "none"))).toMatchObject(providerFails("UNAVAILABLE"));
  });

  it("is no directory", async () => {
    const path = join(directory(), "folder");
    mkdirSync(path, 0o700);
    expect(await at(path)).toMatchObject(providerFails("INVALID", /regular file/));
  });

  it("has to be executable", async () => {
    const path = command(good, join(directory(), "r"), 0o600);
    expect(await at(path)).toMatchObject(providerFails("UNAVAILABLE", /could not be started/));
  });

  it.each([[0o720], [0o702], [0o777], [0o770]])("is writable by its owner alone: mode %o is refused", async (mode) => {
    const path = command(good, join(directory(), "r"), mode);
    expect(await at(path)).toMatchObject(providerFails("INVALID", /written by group or others/));
  });

  it.each([[0o755], [0o555], [0o500]])("may be read and run by others: mode %o", async (mode) => {
    expect(await at(command(good, join(directory(), "r"), mode))).toBe("EXAMPLE-x");
  });

  it.each([[0o777], [0o1777], [0o703]])("is in no world-writable directory: mode %o", async (mode) => {
    const path = command(good);
    chmodSync(dirname(path), mode);
    expect(await at(path)).toMatchObject(providerFails("INVALID", /everybody can write/));
  });

  it("is no symlink; the message names the real path, however long", async () => {
    const real = command(good, join(directory(), "d".repeat(60), "e".repeat(60), "real"));
    const link = join(directory(), "link");
    symlinkSync(real, link);
    expect(await at(link)).toMatchObject(providerFails("INVALID", `symlink.* ${real}`));
  });

  it("may be a symlink under allowSymlinkCommand, which older releases have", async () => {
    const real = command(good);
    const link = join(directory(), "link");
    symlinkSync(real, link);
    const settings = { allowSymlinkCommand: true };
    expect(await at(link, settings, { release: "2026.6.8" })).toBe("EXAMPLE-x");
    const trusting = { ...settings, trustedDirs: [dirname(link)] };
    expect(await at(link, trusting, { release: "2026.6.8" })).toMatchObject(providerFails("INVALID", /trustedDirs/));
    for (const rest of [{}, { release: "2026.9.6" }])
      expect(await at(link, settings, rest)).toMatchObject(providerFails("INVALID", `allowSymlinkCommand.* ${real}`));
  });

  it("is not judged by mode under allowInsecurePath, which older releases have", async () => {
    const path = command(good, join(directory(), "r"), 0o777);
    expect(await at(path, { allowInsecurePath: true }, { release: "2026.6.8" })).toBe("EXAMPLE-x");
  });

  it("is inside one of the trustedDirs, by whole names", async () => {
    const root = directory();
    const path = command(good, join(root, "tools", "bin", "r"));
    const within = (...trustedDirs: string[]) => at(path, { trustedDirs });
    expect(await within()).toBe("EXAMPLE-x");
    expect(await within(join(root, "other"), join(root, "tools"))).toBe("EXAMPLE-x");
    expect(await within(`${join(root, "tools", "bin")}/`)).toBe("EXAMPLE-x");
    expect(await within(join(root, "tool"))).toMatchObject(providerFails("INVALID", /trustedDirs/));
    expect(await within(path)).toMatchObject(providerFails("INVALID", /trustedDirs/));
    const dotted = `${join(root, "other")}/../tools/bin/r`;
    expect(await at(dotted, { trustedDirs: [join(root, "other")] })).toMatchObject(
      providerFails("INVALID", /trustedDirs/),
    );
  });

  const provider = (path: string): ExecProvider => ({
    kind: "exec",
    command: path,
    args: [],
    timeoutMs: 1000,
    noOutputTimeoutMs: 1000,
    maxOutputBytes: 1000,
    jsonOnly: true,
    env: {},
    passEnv: [],
    trustedDirs: [],
    allowInsecurePath: false,
    allowSymlinkCommand: false,
  });

  it("has to belong to the user, be it root's", async () => {
    const here = { home: "/", platform: "linux" as const, uid: (process.geteuid?.() ?? 0) + 1 };
    expect(await checkCommand("x", provider(command(good)), here)).toMatchObject(providerFails("INVALID", /belong/));
  });

  it("cannot be verified on Windows", async () => {
    const there = { home: "/", platform: "win32" as const, uid: undefined };
    expect(await checkCommand("x", provider(command(good)), there)).toMatchObject(
      providerFails("PATH_SECURITY_UNVERIFIABLE"),
    );
  });
});

describe("the surroundings of the command", () => {
  it("are its own directory", async () => {
    const path = command(`[ "$(/bin/pwd -P)" = "$(/usr/bin/dirname "$0")" ] || exit 9\n${good}`);
    expect(await resolveOne(ref("a/k"), { x: { source: "exec", command: path } })).toBe("EXAMPLE-x");
  });

  it("hold passEnv and env and no other variable; env wins", async () => {
    const path = join(directory(), "resolver");
    const print = "for (const name in process.env) console.log(name + '=' + process.env[name]);";
    file(path, `#!${process.execPath}\n${print}\n`, 0o700);
    const settings = { passEnv: ["PASSED", "BOTH", "UNSET"], env: { BOTH: "own", OWN: "own" }, jsonOnly: false };
    const env = { PASSED: "passed", BOTH: "outer", CALLER_SECRET: "EXAMPLE" };
    const text = await resolveOne(ref("a"), { x: { source: "exec", command: path, ...settings } }, { env });
    expect(String(text).split("\n").sort()).toEqual(["BOTH=own", "OWN=own", "PASSED=passed"]);
  });

  it("bring the request on stdin", async () => {
    const path = command(`/bin/cat > "$0.request"\n${prints(answer({ "a/k": "EXAMPLE-1", b: "EXAMPLE-2" }))}`);
    const results = await resolveAll([ref("a/k"), ref("b"), ref("a/k")], { x: { source: "exec", command: path } });
    expect([...results.values()].map(outcome)).toEqual(["EXAMPLE-1", "EXAMPLE-2"]);
    expect(JSON.parse(readFileSync(`${path}.request`, "utf8"))).toEqual({
      protocolVersion: 1,
      provider: "x",
      ids: ["a/k", "b"],
    });
  });
});

describe("the batch of an exec provider", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => ref(`k${i}`));

  it("has at most 512 refs; beyond, nothing is run", async () => {
    const path = command(`: > "$0.ran"`);
    const providers = { x: { source: "exec", command: path } };
    const over = await resolveAll(many(513), providers);
    expect(new Set(over.values())).toHaveLength(1);
    expect(over.get("exec:x:k0")).toMatchObject(providerFails("INVALID", /more than 512/));
    expect(existsSync(`${path}.ran`)).toBe(false);
    const most = await resolveAll(many(512), providers);
    expect(most.get("exec:x:k0")).toMatchObject(providerFails("INVALID", /is empty/));
  });

  it("stays below a request of 256 KiB with the longest ids that there are", () => {
    const ids = Array.from({ length: 512 }, () => "k".repeat(256));
    expect(isValidSecretRef(ref(ids[0] ?? ""))).toBe(true);
    const request = JSON.stringify({ protocolVersion: 1, provider: "p".repeat(64), ids });
    expect(Buffer.byteLength(request)).toBeLessThan(256 * 1024);
  });
});

describe("the answer of the command", () => {
  const judge = (stdout: string | Uint8Array, ids = ["a/k"], jsonOnly = true) =>
    readAnswer(typeof stdout === "string" ? Buffer.from(stdout) : stdout, ids.map(ref), "x", jsonOnly).map(outcome);

  it("may have white space around it, and more than it was asked for", () => {
    const text = `\n ${answer({ "a/k": " EXAMPLE ", other: "EXAMPLE-o" }, { note: 1 })}\n`;
    expect(judge(text)).toEqual([" EXAMPLE "]);
  });

  it.each([
    ["empty", ""],
    ["blank", " \n"],
    ["not JSON", "sk-EXAMPLE-1"],
    ["two documents", answer({ "a/k": "sk-EXAMPLE-1" }).repeat(2)],
    ["JSON and noise", `${answer({ "a/k": "sk-EXAMPLE-1" })}\nwarning`],
    ["cut off", answer({ "a/k": "sk-EXAMPLE-1" }).slice(0, -1)],
    ["an array", '["sk-EXAMPLE-1"]'],
    ["a string", '"sk-EXAMPLE-1"'],
    ["null", "null"],
    ["without protocolVersion", '{"values":{"a/k":"sk-EXAMPLE-1"}}'],
    ["of protocolVersion 2", '{"protocolVersion":2,"values":{"a/k":"sk-EXAMPLE-1"}}'],
    ["of protocolVersion 1 as text", '{"protocolVersion":"1","values":{"a/k":"sk-EXAMPLE-1"}}'],
    ["without values", '{"protocolVersion":1}'],
    ["with a list of values", '{"protocolVersion":1,"values":["sk-EXAMPLE-1"]}'],
    ["with values by prototype", '{"protocolVersion":1,"__proto__":{"values":{"a/k":"sk-EXAMPLE-1"}}}'],
    ["not UTF-8", Buffer.from(answer({ "a/k": "sk-EXAMPLE-\xff" }), "latin1")],
  ])("that is %s fails the provider, and nothing of it is shown", (_kind, stdout) => {
    const results = judge(stdout, ["a/k", "b"]);
    expect(results).toMatchObject([providerFails("INVALID"), providerFails("INVALID")]);
    expect(JSON.stringify(results)).not.toContain("EXAMPLE");
  });

  it.each([
    ["is missing", {}, "NOT_FOUND"],
    ["is there by prototype only", JSON.parse('{"__proto__":{"constructor":"sk-EXAMPLE-1"}}'), "NOT_FOUND"],
    ["is null", { constructor: null }, "PROVIDER_CONTRACT"],
    ["is empty", { constructor: "" }, "PROVIDER_CONTRACT"],
    ["is blank", { constructor: " " }, "PROVIDER_CONTRACT"],
    ["is a number", { constructor: 12 }, "PROVIDER_CONTRACT"],
    ["is an object", { constructor: { a: "sk-EXAMPLE-1" } }, "PROVIDER_CONTRACT"],
    ["is a placeholder", { constructor: "***" }, "REDACTED_VALUE"],
  ])("whose value %s fails that ref alone", (_kind, values, code) => {
    const [broken, fine] = judge(answer({ ...values, b: "EXAMPLE-b" }), ["constructor", "b"]);
    expect(broken).toMatchObject(refFails(code));
    expect(JSON.stringify(broken)).not.toContain("sk-EXAMPLE");
    expect(fine).toBe("EXAMPLE-b");
  });

  it("with an error for an id has no value for it", () => {
    const errors = { a: { message: "denied for sk-EXAMPLE-1" }, b: null };
    const [a, b, c] = judge(answer({ a: "EXAMPLE-a", b: "EXAMPLE-b", c: "EXAMPLE-c" }, { errors }), ["a", "b", "c"]);
    expect([a, b]).toMatchObject([refFails("PROVIDER_ERROR"), refFails("PROVIDER_ERROR")]);
    expect(JSON.stringify([a, b])).not.toContain("EXAMPLE");
    expect(c).toBe("EXAMPLE-c");
  });

  it("may name two error codes; every other one is kept back", () => {
    const failed = (error: unknown) => judge(answer({}, { errors: { a: error } }), ["a"])[0];
    expect(failed({ code: "NOT_FOUND" })).toMatchObject(refFails("PROVIDER_ERROR", /NOT_FOUND/));
    expect(failed({ code: "AMBIGUOUS_DUPLICATE_KEY" })).toMatchObject(
      refFails("PROVIDER_ERROR", /AMBIGUOUS_DUPLICATE_KEY/),
    );
    for (const code of ["SK_EXAMPLE", "constructor", "not_found", " NOT_FOUND", 1])
      expect(failed({ code })).toEqual(failed({}));
    expect(failed("NOT_FOUND")).toEqual(failed({}));
  });

  it("with errors that are no object is judged by its values", () => {
    expect(judge(answer({ "a/k": "EXAMPLE" }, { errors: "none" }))).toEqual(["EXAMPLE"]);
    expect(judge(answer({ constructor: "EXAMPLE" }, { errors: {} }), ["constructor"])).toEqual(["EXAMPLE"]);
  });

  it.each([
    ["text, trimmed, is the value", " sk EXAMPLE\n", "sk EXAMPLE"],
    ["several lines are one value", "EXAMPLE\nline 2\n", "EXAMPLE\nline 2"],
    ["a JSON string is unquoted and kept as it is", '" EXAMPLE-\\u00e4 "', " EXAMPLE-ä "],
    ["the protocol is understood all the same", answer({ "a/k": "EXAMPLE-p" }), "EXAMPLE-p"],
  ])("with jsonOnly false and one id: %s", (_rule, stdout, value) => {
    expect(judge(stdout, ["a/k"], false)).toEqual([value]);
  });

  it.each([["12"], ["true"], ["null"], ["{}"], ['["EXAMPLE"]'], [""]])(
    "with jsonOnly false is no other JSON: %s fails the provider",
    (stdout) => {
      expect(judge(stdout, ["a/k"], false)).toMatchObject([providerFails("INVALID")]);
    },
  );

  it.each([['""'], ['" "']])("with jsonOnly false is no blank string: %s", (stdout) => {
    expect(judge(stdout, ["a/k"], false)).toMatchObject([refFails("PROVIDER_CONTRACT")]);
  });

  it("with jsonOnly false and several ids is the protocol", () => {
    expect(judge("sk-EXAMPLE-1", ["a", "b"], false)).toMatchObject([
      providerFails("INVALID"),
      providerFails("INVALID"),
    ]);
    expect(judge(answer({ a: "EXAMPLE-a", b: "EXAMPLE-b" }), ["a", "b"], false)).toEqual(["EXAMPLE-a", "EXAMPLE-b"]);
  });

  it("never lets 8 characters of a secret into a message, whatever its shape", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,30}$/);
    const place = fc.constantFrom<(s: string) => string>(
      (s) => s,
      (s) => `{"${s}":1}`,
      (s) => answer({ a: { [s]: s } }),
      (s) => answer({ [s]: s }),
      (s) => answer({}, { errors: { a: { code: s, message: s } } }),
      (s) => answer({}, { errors: { a: s } }),
      (s) => `${answer({ a: s })}${s}`,
      (s) => JSON.stringify({ protocolVersion: s, values: { a: s } }),
    );
    fc.assert(
      fc.property(secret, place, (s, wrap) => {
        const text = JSON.stringify(readAnswer(Buffer.from(wrap(s)), [ref("a"), ref("b")], "x", false));
        for (let i = 0; i + 8 <= s.length; i++) expect(text).not.toContain(s.slice(i, i + 8));
      }),
    );
  });

  it("is judged for each ref in the order of the refs", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9/]{0,8}$/), { maxLength: 20 }), (ids) => {
        const values = Object.fromEntries(ids.map((id) => [id, `EXAMPLE ${refKey(ref(id))}`]));
        expect(judge(answer(values), ids)).toEqual(ids.map((id) => values[id]));
      }),
    );
  });
});

describe("the end of the command", () => {
  it.each([
    ["exit code 1", "echo 'sk-EXAMPLE-1 expired' >&2; exit 1", /exit code 1\./],
    ["a signal", "kill -9 $$", /by a signal/],
    ["an exit after a good answer", `${good}\nexit 3`, /exit code 3/],
  ])("by %s fails the provider without what it wrote", async (_end, script, message) => {
    const result = await run(script);
    expect(result).toMatchObject(providerFails("UNAVAILABLE", message));
    expect(JSON.stringify(result)).not.toContain("EXAMPLE");
  });
});
