import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanEnvText } from "../../src/domain/scan/env-text.js";
import { scanPlainText } from "../../src/domain/scan/plain-text.js";
import { type FileKind, type ScanFinding, scanJsonText } from "../../src/domain/scan/scan-text.js";
import { corpus } from "../corpus/corpus.js";

const KINDS: readonly FileKind[] = ["models", "catalog", "auth", "config", "unknown"];
const kind = fc.constantFrom(...KINDS);

/** Every scanner on one text. */
function scanAll(text: string): ScanFinding[] {
  return [
    ...KINDS.flatMap((fileKind) => scanJsonText(text, { fileKind })),
    ...scanEnvText(text),
    ...scanEnvText(text, { form: "unit" }),
    ...scanPlainText(text),
    ...scanPlainText(text, { damaged: true }),
  ];
}

const key = fc.constantFrom(
  ..."providers models profiles apiKey headers Authorization X-Title request auth token value env args source provider id type name baseUrl key note __proto__ constructor".split(
    " ",
  ),
  "",
);
const text = fc.constantFrom(
  "secretref-managed",
  "OPENAI_API_KEY",
  "oauth",
  "env",
  "default",
  "${ACME}",
  "hunter2-EXAMPLE",
  "Bearer hunter2-EXAMPLE",
  "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1",
  "https://u:hunter2-EXAMPLE@h/v1",
  "Authorization",
  "--api-key",
  "Model 4",
  "claude-sonnet-4-5-20250929",
  "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  "***",
  "",
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 5 }, text, fc.constantFrom(1, true, null), tie("list"), tie("object"), tie("object")),
  list: fc.array(tie("node"), { maxLength: 4 }),
  object: fc.dictionary(key, tie("node"), { maxKeys: 5 }),
})).object;

describe("laws of the scan", () => {
  it("it never throws, whatever the text", () => {
    const pieces = fc.array(
      fc.constantFrom(
        '"',
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\\",
        "\\u",
        "//",
        "/*",
        "*/",
        "\n",
        "apiKey",
        "'",
        " ",
        "1",
        "\u0000",
        "\ud800",
        "sk-",
        "=",
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          pieces.map((list) => list.join("")),
        ),
        (any) => {
          scanAll(any);
        },
      ),
    );
  });

  it("the first look tells what the closer look tells", () => {
    fc.assert(
      fc.property(tree, kind, fc.boolean(), (root, fileKind, wrapped) => {
        const printed = JSON.stringify(wrapped ? { providers: root } : root, null, 2);
        // A comment behind the root leaves the parser, and with it the first look, without an answer.
        expect(scanJsonText(printed, { fileKind })).toEqual(scanJsonText(`${printed}\n//`, { fileKind }));
      }),
      { numRuns: 1500 },
    );
  });

  it("the first look tells it of the corpus, too, whatever was looked at before", () => {
    for (const seed of [11, 12, 13]) {
      for (const [file, content] of corpus(seed).files) {
        if (!file.endsWith("models.json")) continue;
        expect(scanJsonText(content, { fileKind: "models" })).toEqual(
          scanJsonText(`${content}//`, { fileKind: "models" }),
        );
      }
    }
  });

  it("no finding repeats four characters of a value in a row", () => {
    const secret = fc.string({ minLength: 24, maxLength: 40, unit: fc.constantFrom(..."QZXVKJWYqzxvkjwy4738") });
    fc.assert(
      fc.property(secret, (value) => {
        const place = JSON.stringify(value);
        const json = `{"providers":{"a":{"apiKey":${place},${place}:1,"note":[${place}],"baseUrl":"https://u:${value}@h"},${place}:{"apiKey":${place}}}} // ${value}`;
        const told = JSON.stringify(
          [...scanAll(json), ...scanAll(`OPENAI_API_KEY=${value}\nA=${value}`)].map(
            ({ offset, line, column, ...words }) => words,
          ),
        );
        for (let i = 0; i + 4 <= value.length; i++) expect(told).not.toContain(value.slice(i, i + 4));
      }),
    );
  });

  it("a clean generated file has no finding", () => {
    const marker = fc.constantFrom(
      "secretref-managed",
      "OPENAI_API_KEY",
      "HF_TOKEN",
      "ollama-local",
      "oauth:chutes",
      "AWS_PROFILE",
      "!op read op://v/i/f",
    );
    const word = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-._ "),
    });
    const row = fc.record({
      baseUrl: word.map((host) => `https://${host.replace(/[^a-z]/g, "x")}.example:8443/v1`),
      apiKey: marker,
      api: fc.constantFrom("openai-completions", "anthropic-messages", "google-generative-ai"),
      headers: fc.record({
        "X-Title": word,
        Authorization: fc.constantFrom("secretref-managed", "secretref-env:ACME_KEY"),
      }),
      models: fc.array(
        fc.record({
          id: fc.tuple(word, word).map((parts) => parts.join("-")),
          name: word,
          contextWindow: fc.nat(),
          input: fc.constant(["text"]),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.dictionary(word, row, { maxKeys: 4 }), (providers) => {
        expect(scanJsonText(`${JSON.stringify({ providers }, null, 2)}\n`, { fileKind: "models" })).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[what: string, piece: string]>([
    ["letters", "a"],
    ["prefixes", "sk-"],
    ["token heads", "eyJ"],
    ["headed dashes", "eyJ-"],
    ["key lines", "-----BEGIN "],
    ["private key lines", "-----BEGIN PRIVATE KEY-----\\n"],
    ["URLs", "https://u:"],
    ["assignments", "apiKey="],
    ["templates", "${A"],
    ["braces", "{{"],
    ["quotes", "'\""],
    ["options", "--token "],
    ["spaces", " "],
    ["hex", "0a1b2c3d"],
  ])("a megabyte of %s takes no longer than a few seconds at every place", { timeout: 20_000 }, (_what, piece) => {
    const long = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const start = performance.now();
    for (const field of ["apiKey", "note", "baseUrl", "password"])
      scanJsonText(JSON.stringify({ providers: { a: { [field]: long, headers: { "X-A": long } } } }), {
        fileKind: "models",
      });
    scanJsonText(JSON.stringify({ providers: { a: { apiKey: `!${long}` } } }), { fileKind: "models" });
    scanJsonText(`{} // ${long}`, { fileKind: "models" });
    scanPlainText(long);
    scanEnvText(`OPENAI_API_KEY=${long}`);
    expect(performance.now() - start).toBeLessThan(8000);
  });

  it("four times the text takes at most some eight times as long", { timeout: 30_000 }, () => {
    const time = (length: number): number => {
      const long = 'sk-eyJ"apiKey":"https://u:${A} --token '.repeat(length / 40);
      const start = performance.now();
      scanJsonText(JSON.stringify({ providers: { a: { apiKey: long, note: long, baseUrl: long } } }), {
        fileKind: "models",
      });
      return performance.now() - start;
    };
    time(100_000);
    expect(time(4_000_000)).toBeLessThan(8 * Math.max(time(1_000_000), 50));
  });

  it("100,000 levels and 100,000 keys are read", () => {
    const deep = `${'{"a":'.repeat(100_000)}"gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1"${"}".repeat(100_000)}`;
    expect(scanJsonText(deep, { fileKind: "models" })).toHaveLength(1);
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, "secretref-managed"])),
    );
    expect(scanJsonText(wide, { fileKind: "models" })).toEqual([]);
  });
});
