import { describe, expect, test } from "vitest";
import { decideProfiles, type Words } from "../../../src/domain/migrate/decide.js";
import { decideLeftovers, type Leftover, secretsInLeftover } from "../../../src/domain/migrate/leftovers.js";
import { plaintextInProfiles } from "../../../src/domain/migrate/profiles-inventory.js";
import type { Resolution } from "../../../src/domain/resolution.js";
import { Secret } from "../../../src/domain/secret.js";
import type { JsonObject } from "../../../src/domain/tree.js";

const WORDS: Words = { hasHome: true, dropOrphans: false, dropUnverifiable: false, purgeResidue: true };
const REF = { source: "env", provider: "default", id: "ACME_KEY" };
const RESOLVED = new Map<string, Resolution>([
  ["env:default:ACME_KEY", { ok: true, value: new Secret("sk-EXAMPLE-ref") }],
]);

function decided(entry: JsonObject, text: string | undefined = "{}", resolutions = RESOLVED, words = WORDS) {
  const raw = { profiles: { "a:d": { provider: "a", ...entry } } };
  const found = plaintextInProfiles({ file: "f", text, raw, config: {}, agentId: "main", defaults: {} });
  return decideProfiles(found, resolutions, words).items.map(({ verdict, action, path, note }) => [
    `${path.at(-1)}`,
    verdict,
    action,
    ...(note ? [note] : []),
  ]);
}

describe("profiles", () => {
  test.each<[string, JsonObject, string[][]]>([
    ["a key", { type: "api_key", key: "sk-EXAMPLE" }, [["key", "movable", "move"]]],
    [
      "a key under its alias, of a type under its alias",
      { mode: "apiKey", apiKey: "sk-EXAMPLE" },
      [["apiKey", "movable", "move"]],
    ],
    ["a token", { type: "token", token: "sk-EXAMPLE" }, [["token", "movable", "move"]]],
    ["OAuth material, which OpenClaw rotates", { type: "oauth", access: "sk-EXAMPLE", refresh: "sk-EXAMPLE" }, []],
    ["a ref in the value field", { type: "api_key", key: "${ACME_KEY}" }, []],
    ["a marker", { type: "api_key", key: "secretref-managed" }, []],
    ["a placeholder", { type: "api_key", key: "__OPENCLAW_REDACTED__" }, []],
    ["a blank key", { type: "api_key", key: "  " }, []],
    ["a type that OpenClaw drops", { type: "aws-sdk", key: "sk-EXAMPLE" }, []],
    [
      "a key beside a ref that resolves, equal or stale",
      { type: "api_key", key: "sk-EXAMPLE", keyRef: REF },
      [["key", "redundant", "scrub"]],
    ],
    [
      "a copy in a field that is not read",
      { type: "api_key", key: "sk-EXAMPLE", apiKey: "sk-EXAMPLE" },
      [
        ["key", "movable", "move"],
        ["apiKey", "redundant", "scrub"],
      ],
    ],
    [
      "another key in a field that is not read",
      { type: "api_key", key: "sk-EXAMPLE", token: "sk-EXAMPLE-2" },
      [
        ["key", "movable", "move"],
        ["token", "movable", "keep", "unread-field"],
      ],
    ],
  ])("%s", (_what, entry, expected) => {
    expect(decided(entry)).toEqual(expected);
  });

  test("in a database everything is out of reach, whatever the words", () => {
    const words = { ...WORDS, dropUnverifiable: true };
    const outOfReach = [["key", "out-of-reach", "keep", "database"]];
    const raw = { profiles: { "a:d": { provider: "a", type: "api_key", key: "sk-EXAMPLE", keyRef: REF } } };
    const found = plaintextInProfiles({ file: "f", text: undefined, raw, config: {}, agentId: "main", defaults: {} });
    const items = decideProfiles(found, RESOLVED, words).items;
    expect(items.map(({ verdict, action, path, note }) => [path.at(-1), verdict, action, note])).toEqual(outOfReach);
  });

  test("a ref that was not resolved leaves the plaintext beside it; only the explicit word takes it", () => {
    const entry = { type: "api_key", key: "sk-EXAMPLE", keyRef: REF };
    expect(decided(entry, "{}", new Map())).toEqual([["key", "unverifiable", "keep", "ref-fails"]]);
    const words = { ...WORDS, dropUnverifiable: true };
    expect(decided(entry, "{}", new Map(), words)).toEqual([["key", "unverifiable", "drop"]]);
  });
});

describe("leftovers", () => {
  const leftover = (text: string | undefined, kind: Leftover["kind"] = "models"): Leftover => ({
    file: "f",
    text,
    kind,
    retired: false,
  });
  const key = (value: string) => `{"providers":{"acme":{"apiKey":"${value}"}}}`;

  test("every credential is found, OAuth tokens included", () => {
    const text =
      '{"profiles":{"a:o":{"type":"oauth","provider":"a","access":"EXAMPLE-access-1","refresh":"EXAMPLE-refresh-1"}}}';
    const found = secretsInLeftover(leftover(text, "auth"))?.map(({ secret }) => secret.reveal());
    expect(found).toEqual(expect.arrayContaining(["EXAMPLE-access-1", "EXAMPLE-refresh-1"]));
  });

  test.each([
    ["markers and refs only", key("secretref-managed"), 0],
    ["one key", key("sk-EXAMPLE-0123456789abcdef"), 1],
    [
      "a key that a duplicate hides",
      '{"providers":{"acme":{"apiKey":"sk-EXAMPLE-0123456789abcdef","apiKey":"secretref-managed"}}}',
      1,
    ],
    ["damaged text with a secret", '{"providers":{"acme":{"apiKey":"sk-EXAMPLE-0123456789abcdef"', undefined],
    ["damaged text without one", '{"providers":{"acme":{"api', 0],
    ["a secret in a comment", '// apiKey: "sk-proj-EXAMPLEabcdef0123456789ABCDEF"\n{}', undefined],
  ])("%s", (_what, text, count) => {
    expect(secretsInLeftover(leftover(text))?.length).toBe(count);
  });

  test("a file of ours that is no text cannot be judged; one of unknown kind is not ours", () => {
    expect(secretsInLeftover(leftover(undefined))).toBe(undefined);
    expect(secretsInLeftover(leftover(undefined, "unknown"))).toEqual([]);
  });

  test("an archive of a profile store goes also without a credential in it, other copies without one stay", () => {
    const text = '{"version":1,"profiles":{}}';
    for (const retired of [true, false]) {
      const one = { ...leftover(text, "auth"), retired };
      const { items, removable } = decideLeftovers(
        [{ leftover: one, found: secretsInLeftover(one) }],
        () => true,
        WORDS,
      );
      expect([items, removable]).toEqual([[], retired ? [one] : []]);
    }
  });

  test("a damaged archive cannot be judged", () => {
    expect(secretsInLeftover({ ...leftover('{"profiles":{"a', "auth"), retired: true })).toBe(undefined);
  });

  test("a leftover goes only if every credential in it is known elsewhere", () => {
    const text =
      '{"providers":{"a":{"apiKey":"sk-EXAMPLE-known-0123456789"},"b":{"apiKey":"sk-EXAMPLE-lonely-0123456789"}}}';
    const one = leftover(text);
    const judge = (known: string[]) =>
      decideLeftovers([{ leftover: one, found: secretsInLeftover(one) }], (s) => known.includes(s.reveal()), WORDS);
    expect(judge(["sk-EXAMPLE-known-0123456789"]).removable).toEqual([]);
    expect(judge(["sk-EXAMPLE-known-0123456789", "sk-EXAMPLE-lonely-0123456789"]).removable).toEqual([one]);
  });
});
