// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} in a plain string is OpenClaw's shorthand
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coerceSecretRef, isPlaceholder, isValidSecretRef, refKey, type SecretRef } from "../../src/domain/ref.js";
import { describeInvalidRef } from "../../src/domain/ref-problem.js";

const env = (id: string, provider = "default"): SecretRef => ({ source: "env", provider, id });

describe("coercion to a SecretRef", () => {
  const defaults = { env: "corp-env", file: "mounted", exec: "vault", store: "team" };
  const rows: [rule: string, value: unknown, expected: SecretRef | null][] = [
    ["the canonical object stands for itself", env("ACME_KEY"), env("ACME_KEY")],
    ["its grammar is not judged here", env("not a name", "No Alias"), env("not a name", "No Alias")],
    ["its alias is not replaced by a default", env("ACME_KEY", "own"), env("ACME_KEY", "own")],
    ["an object without provider gets the default of its source", { source: "env", id: "A" }, env("A", "corp-env")],
    ["for file", { source: "file", id: "/a" }, { source: "file", provider: "mounted", id: "/a" }],
    ["for exec", { source: "exec", id: "a" }, { source: "exec", provider: "vault", id: "a" }],
    ["for store", { source: "store", id: "A" }, { source: "store", provider: "team", id: "A" }],
    ["an undefined provider is a missing one", { source: "env", provider: undefined, id: "A" }, env("A", "corp-env")],
    ["a null provider is not a missing one", { source: "env", provider: null, id: "A" }, null],
    ["a blank provider is not a missing one", { source: "env", provider: " ", id: "A" }, null],
    ["a provider has to be a string", { source: "env", provider: 1, id: "A" }, null],
    ["a fourth key spoils the canonical object", { ...env("A"), note: "x" }, null],
    ["extra keys are tolerated without provider", { source: "env", id: "A", note: "x" }, env("A", "corp-env")],
    ["a blank id is no ref, with provider", env(" "), null],
    ["a blank id is no ref, without provider", { source: "env", id: " " }, null],
    ["an id has to be a string", { source: "env", provider: "default", id: 5 }, null],
    ["only the four sources exist", { source: "vault", provider: "default", id: "A" }, null],
    ["sources are case-sensitive", { source: "Env", provider: "default", id: "A" }, null],
    ["${NAME} is an env ref under the default alias", "${ACME_KEY}", env("ACME_KEY", "corp-env")],
    ["$NAME is an env ref under the default alias", "$ACME_KEY", env("ACME_KEY", "corp-env")],
    ["the shorthand is trimmed", " \t${ACME_KEY}\n", env("ACME_KEY", "corp-env")],
    ["a name has at most 128 characters", `$${"A".repeat(128)}`, env("A".repeat(128), "corp-env")],
    ["a longer name is no ref", `$${"A".repeat(129)}`, null],
    ["a part of the string is not enough", "Bearer ${ACME_KEY}", null],
    ["two references are none", "${A}${B}", null],
    ["a name starts with a letter", "${_X}", null],
    ["a name has no lower-case letters", "${acme_key}", null],
    ["shell defaults do not exist", "${ACME_KEY:-x}", null],
    ["an escaped reference is none", "$${ACME_KEY}", null],
    ["half a brace is none", "${ACME_KEY", null],
    ["the retired string secretref-env: is not coerced", "secretref-env:ACME_KEY", null],
    ["the retired string __env__: is not coerced", "__env__:ACME_KEY", null],
    ["a plain string is a literal", "sk-EXAMPLE-1", null],
    ["an array is no ref", [env("A")], null],
    ["null is no ref", null, null],
    ["undefined is no ref", undefined, null],
    ["a number is no ref", 5, null],
    ["keys of the prototype do not count", Object.create(env("A")), null],
    ["nor does a source of the prototype", Object.create({ source: "env" }, {}), null],
  ];
  it.each(rows)("%s", (_rule, value, expected) => {
    expect(coerceSecretRef(value, defaults)).toEqual(expected);
  });

  it("takes the alias `default` where no default is configured, or a blank one", () => {
    for (const none of [undefined, {}, { file: "mounted" }, { env: " " }, Object.create({ env: "inherited" })]) {
      expect(coerceSecretRef("$ACME_KEY", none)).toEqual(env("ACME_KEY"));
      expect(coerceSecretRef({ source: "env", id: "ACME_KEY" }, none)).toEqual(env("ACME_KEY"));
    }
  });

  it("reads keys of JSON such as __proto__ as ordinary extra keys", () => {
    expect(coerceSecretRef(JSON.parse('{"source":"env","provider":"p","id":"A","__proto__":{}}'))).toBeNull();
    expect(coerceSecretRef(JSON.parse('{"id":"A","__proto__":{"source":"env","provider":"p"}}'))).toBeNull();
  });

  it("never throws, and what it gives is its own coercion", () => {
    const part = fc.constantFrom("env", "file", "exec", "store", "default", "A", " ", "/a", null, undefined, 7);
    const almost = fc.record({ source: part, provider: part, id: part, note: part }, { requiredKeys: [] });
    const text = fc.stringMatching(/^\s?\$?\$?\{?[A-Za-z_]{0,5}:?-?\}?\s?$/);
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost, text), (value) => {
        const once = coerceSecretRef(value, { env: "corp" });
        if (once) expect(coerceSecretRef(once, { env: "other" })).toEqual(once);
      }),
    );
  });
});

describe("the grammar of a SecretRef", () => {
  const good: [rule: string, ref: SecretRef][] = [
    ["an alias is a letter", env("A", "a")],
    ["an alias has digits, _ and -", env("A", "a0_-")],
    ["an alias has at most 64 characters", env("A", `a${"b".repeat(63)}`)],
    ["an env id is a capital letter", env("A")],
    ["an env id has digits and _", env("A_1")],
    ["an env id has at most 128 characters", env("A".repeat(128))],
    ["a store id follows the same grammar", { source: "store", provider: "default", id: "ACME_KEY" }],
    ["a file id is the word value", { source: "file", provider: "f", id: "value" }],
    ["a file id is a JSON pointer", { source: "file", provider: "f", id: "/providers/acme/apiKey" }],
    ["the pointer / alone is valid", { source: "file", provider: "f", id: "/" }],
    ["a pointer has ~0 and ~1", { source: "file", provider: "f", id: "/a~1b/m~0n//x y" }],
    ["a pointer has any other character", { source: "file", provider: "f", id: "/ä\n\u{1f600}" }],
    ["an exec id has . _ : / # -", { source: "exec", provider: "v", id: "9a.b_c:d/e#f-G" }],
    ["an exec id has empty segments", { source: "exec", provider: "v", id: "a//b/" }],
    ["dots within a segment are no traversal", { source: "exec", provider: "v", id: "a/..b/c.../.d" }],
    ["an exec id has at most 256 characters", { source: "exec", provider: "v", id: "a".repeat(256) }],
  ];
  it.each(good)("%s", (_rule, ref) => {
    expect(isValidSecretRef(ref)).toBe(true);
  });

  const bad: [rule: string, ref: unknown][] = [
    ["an alias does not start with a digit", env("A", "1a")],
    ["an alias has no capital letters", env("A", "Default")],
    ["an alias has no dots", env("A", "a.b")],
    ["an alias has no line end", env("A", "a\n")],
    ["an alias of 65 characters is too long", env("A", "a".repeat(65))],
    ["an env id has no lower-case letters", env("acme")],
    ["an env id does not start with a digit", env("1A")],
    ["an env id does not start with _", env("_A")],
    ["an env id has no dash", env("A-B")],
    ["an env id has no line end", env("A\n")],
    ["an env id of 129 characters is too long", env("A".repeat(129))],
    ["a store id follows the env grammar", { source: "store", provider: "p", id: "value" }],
    ["a file id is no other word", { source: "file", provider: "f", id: "values" }],
    ["a file id is no relative pointer", { source: "file", provider: "f", id: "a/b" }],
    ["a ~ is followed by 0 or 1", { source: "file", provider: "f", id: "/a~2" }],
    ["a ~ does not end a pointer", { source: "file", provider: "f", id: "/a~" }],
    ["an exec id does not start with a slash", { source: "exec", provider: "v", id: "/a" }],
    ["an exec id has no space", { source: "exec", provider: "v", id: "a b" }],
    ["an exec id has no .. segment", { source: "exec", provider: "v", id: "a/../b" }],
    ["an exec id has no . segment", { source: "exec", provider: "v", id: "a/./b" }],
    ["nor one at its end", { source: "exec", provider: "v", id: "a/.." }],
    ["an exec id of 257 characters is too long", { source: "exec", provider: "v", id: "a".repeat(257) }],
    ["another source does not exist", { source: "vault", provider: "v", id: "A" }],
    ["three keys, not four", { ...env("A"), note: "" }],
    ["three keys, not two", { source: "env", id: "A" }],
    ["no inherited keys", Object.create(env("A"))],
    ["a shorthand string is not canonical", "$A"],
    ["null is no ref", null],
  ];
  it.each(bad)("%s", (_rule, ref) => {
    expect(isValidSecretRef(ref)).toBe(false);
  });

  it("gives the key source:provider:id", () => {
    expect(refKey({ source: "exec", provider: "vault", id: "a/b" })).toBe("exec:vault:a/b");
  });
});

describe("redaction placeholders", () => {
  it.each([
    ["__OPENCLAW_REDACTED__"],
    ["REDACTED"],
    ["xoxb-REDACTED"],
    ["xapp-REDACTED"],
    ["***"],
    ["[redacted]"],
    ["[REDACTED]"],
    ["<redacted>"],
    ["[REDACTED_PRIVATE_KEY]"],
    ["[REDACTED CREDENTIAL]"],
    ["  REDACTED\n"],
  ])("%j is one", (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each([["redacted"], ["****"], ["REDACTED-1"], ["Bearer REDACTED"], ["sk-REDACTED"], ["<REDACTED>"], [""]])(
    "%j is none: the whole value counts, case-sensitively",
    (value) => {
      expect(isPlaceholder(value)).toBe(false);
    },
  );
});

describe("the explanation of what looks like a SecretRef and is none", () => {
  const spellings: [value: string, hint: string][] = [
    ["env:default:ACME_KEY", '{"source":"env","provider":"corp","id":"ACME_KEY"}'],
    ["env:ACME_KEY", '{"source":"env","provider":"corp","id":"ACME_KEY"}'],
    ["SecretRef:ACME_KEY", '{"source":"env","provider":"corp","id":"ACME_KEY"}'],
    ["secretref-env:ACME_KEY", '{"source":"env","provider":"corp","id":"ACME_KEY"}'],
    [" __env__:ACME_KEY ", '{"source":"env","provider":"corp","id":"ACME_KEY"}'],
    ["store:default:ACME_KEY", '{"source":"store","provider":"default","id":"ACME_KEY"}'],
    ["file:/run/secrets/acme", '{"source":"file","provider":"my-provider","id":"/providers/acme/apiKey"}'],
    ["exec:vault:acme/key", '{"source":"exec","provider":"my-provider","id":"acme/api-key"}'],
    ["${acme_key}", '{"source":"env","provider":"corp","id":"ACME_API_KEY"}'],
    ["${ACME_KEY:-x}", '{"source":"env","provider":"corp","id":"ACME_API_KEY"}'],
  ];
  it.each(spellings)("%s gets the object to write instead", (value, hint) => {
    const problem = describeInvalidRef(value, { env: "corp" });
    expect(problem?.message).toMatch(/ is not a SecretRef\.$/);
    expect(problem?.hint).toContain(hint);
  });

  const objects: [rule: string, value: object, message: RegExp][] = [
    ["an unknown source", { source: "vault", provider: "p", id: "x" }, /"source" that does not exist/],
    ["a missing id", { source: "env", provider: "p" }, /no "id"/],
    ["a blank provider", { source: "env", provider: " ", id: "A" }, /"provider" .* must be a provider alias/],
    ["a bad alias", env("A", "Corp"), /"provider" .* must be a provider alias/],
    ["a fourth key", { ...env("A"), note: "x" }, /a key besides/],
    ["a bad env id", env("a"), /"id" .* must be an environment variable name/],
    ["a bad store id", { source: "store", provider: "p", id: "a" }, /"id" .* must be a name/],
    ["a bad file id", { source: "file", provider: "p", id: "a" }, /"id" .* must be the word "value" or a JSON pointer/],
    ["a bad exec id", { source: "exec", provider: "p", id: "../a" }, /"id" .* must be 1 to 256/],
    ["a bad default alias", { source: "file", id: "/a" }, /secrets\.defaults\.file/],
  ];
  it.each(objects)("names %s", (_rule, value, message) => {
    const problem = describeInvalidRef(value, { file: "Not An Alias" });
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toMatch(/\{"source":/);
  });

  it.each([
    ["$ACME_KEY"],
    ["${ACME_KEY}"],
    ["${_ACME}"],
    ["Bearer ${ACME_KEY}"],
    ["sk-EXAMPLE-1"],
    ["secretref-managed"],
    [env("A")],
    [{ source: "env", id: "A" }],
    [{ id: "A" }],
    [null],
    [7],
  ])("has nothing to say about %j", (value) => {
    expect(describeInvalidRef(value)).toBeNull();
  });

  it("repeats a variable name of the grammar, and nothing else of the value", () => {
    const prefix = fc.constantFrom(
      "env:",
      "env:default:",
      "SecretRef:",
      "secretref-env:",
      "__env__:",
      "file:",
      "exec:v:",
    );
    const secret = fc.stringMatching(/^[a-z0-9]{12,40}$/);
    fc.assert(
      fc.property(prefix, secret, (before, body) => {
        for (const value of [before + body, { source: "env", provider: body, id: body, [body]: 1 }, `\${${body}}`]) {
          const problem = describeInvalidRef(value, { env: body.toUpperCase() });
          const text = `${problem?.message} ${problem?.hint}`;
          for (let i = 0; i + 8 <= body.length; i++) expect(text).not.toContain(body.slice(i, i + 8));
        }
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.anything(), (value) => describeInvalidRef(value) !== undefined));
  });
});
