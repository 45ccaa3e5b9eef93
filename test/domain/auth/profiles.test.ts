import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuthCredential,
  overlayStores,
  readAuthProfileStore,
  readCredential,
} from "../../../src/domain/auth/profiles.js";
import { RawNumber } from "../../../src/domain/tree.js";

const REF = { source: "exec", provider: "vault", id: "acme/key" } as const;
const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" } as const;
const KEY = "sk-EXAMPLE-invented";

/** A credential as plain data: secrets appear as they are stored, so that a test can compare them. */
function plain(credential: AuthCredential | undefined): unknown {
  if (!credential) return undefined;
  const secrets = new Set(["key", "token", "access", "refresh"]);
  return Object.fromEntries(Object.entries(credential).map(([k, v]) => [k, secrets.has(k) ? v.reveal() : v]));
}
const read = (entry: object) => plain(readCredential({ provider: "acme", ...entry }));
const apiKey = (fields: object) => ({ type: "api_key", provider: "acme", hadPlaintextBesideRef: false, ...fields });
const token = (fields: object) => ({ type: "token", provider: "acme", hadPlaintextBesideRef: false, ...fields });
const oauth = (fields: object) => ({ type: "oauth", provider: "acme", hasRetiredSidecar: false, ...fields });

describe("reading a credential", () => {
  const rows: [rule: string, entry: object, expected: unknown][] = [
    ["api_key holds a key", { type: "api_key", key: KEY }, apiKey({ key: KEY })],
    ["token holds a token", { type: "token", token: "tok_EXAMPLE" }, token({ token: "tok_EXAMPLE" })],
    [
      "oauth holds access and refresh",
      { type: "oauth", access: "acc-EXAMPLE", refresh: "ref-EXAMPLE" },
      oauth({ access: "acc-EXAMPLE", refresh: "ref-EXAMPLE" }),
    ],
    ["mode stands for a missing type", { mode: "token", token: "t-EXAMPLE" }, token({ token: "t-EXAMPLE" })],
    ["type beats mode", { type: "api_key", mode: "token", key: KEY }, apiKey({ key: KEY })],
    ["apiKey is api_key", { type: "apiKey", key: KEY }, apiKey({ key: KEY })],
    ["apiKey as mode is api_key", { mode: "apiKey", key: KEY }, apiKey({ key: KEY })],
    ["aws-sdk is dropped", { type: "aws-sdk" }, undefined],
    ["any other type is dropped", { type: "bearer", key: KEY }, undefined],
    ["a type that is no text is dropped, whatever mode says", { type: 5, mode: "api_key", key: KEY }, undefined],
    ["no type at all is dropped", { key: KEY }, undefined],
    ["apiKey stands for a missing key", { type: "api_key", apiKey: KEY }, apiKey({ key: KEY })],
    ["key beats apiKey", { type: "api_key", key: KEY, apiKey: "other-EXAMPLE" }, apiKey({ key: KEY })],
    ["a blank key is not a missing one", { type: "api_key", key: " ", apiKey: KEY }, apiKey({})],
    [
      "a keyRef beats apiKey",
      { type: "api_key", keyRef: REF, apiKey: KEY },
      apiKey({ keyRef: REF, hadPlaintextBesideRef: true }),
    ],
    ["keyRef is a ref", { type: "api_key", keyRef: REF }, apiKey({ keyRef: REF })],
    ["an object ref in key is moved to keyRef", { type: "api_key", key: REF }, apiKey({ keyRef: REF })],
    ["an object ref in token is moved to tokenRef", { type: "token", token: REF }, token({ tokenRef: REF })],
    ["an env shorthand in key is a ref", { type: "api_key", key: "$ACME_KEY" }, apiKey({ keyRef: ENV_REF })],
    ["an env shorthand in token is a ref", { type: "token", token: " $ACME_KEY " }, token({ tokenRef: ENV_REF })],
    ["an env shorthand in keyRef is a ref", { type: "api_key", keyRef: "$ACME_KEY" }, apiKey({ keyRef: ENV_REF })],
    [
      "the explicit ref beats one in the value",
      { type: "api_key", keyRef: REF, key: ENV_REF },
      apiKey({ keyRef: REF }),
    ],
    [
      "the plaintext key beside a ref is dropped and remembered",
      { type: "api_key", keyRef: REF, key: KEY },
      apiKey({ keyRef: REF, hadPlaintextBesideRef: true }),
    ],
    [
      "the key beside something that is no ref is kept",
      { type: "api_key", keyRef: "x", key: KEY },
      apiKey({ key: KEY }),
    ],
    [
      "a token beside a tokenRef is kept and remembered",
      { type: "token", tokenRef: REF, token: "tok_EXAMPLE" },
      token({ tokenRef: REF, token: "tok_EXAMPLE", hadPlaintextBesideRef: true }),
    ],
    ["a blank literal beside a ref is nothing", { type: "api_key", keyRef: REF, key: " " }, apiKey({ keyRef: REF })],
    ["a key that is no text and no ref is dropped", { type: "api_key", key: 42 }, apiKey({})],
    ["a token that is no text and no ref is dropped", { type: "token", token: ["x"] }, token({})],
    ["a blank key is nothing", { type: "api_key", key: " \n" }, apiKey({})],
    ["white space around a key is kept", { type: "api_key", key: ` ${KEY}\n` }, apiKey({ key: ` ${KEY}\n` })],
    ["a placeholder is no key", { type: "api_key", key: "__OPENCLAW_REDACTED__" }, apiKey({})],
    ["a placeholder is no token", { type: "token", token: " *** " }, token({})],
    ["a placeholder is no access token", { type: "oauth", access: "<redacted>" }, oauth({})],
    ["access that is no text is nothing", { type: "oauth", access: { a: 1 } }, oauth({})],
    ["oauthRef is the retired side file", { type: "oauth", oauthRef: { id: "x" } }, oauth({ hasRetiredSidecar: true })],
    [
      "the provider is trimmed and in lower case",
      { type: "api_key", provider: " Acme\n", key: KEY },
      apiKey({ key: KEY }),
    ],
    ["fields of a prototype do not count", Object.create({ type: "api_key", provider: "acme", key: KEY }), undefined],
  ];
  it.each(rows)("%s", (_rule, entry, expected) => expect(read(entry)).toEqual(expected));

  const expiries: [rule: string, expires: unknown, expected: number | undefined][] = [
    ["a positive number is kept", 1800000000000, 1800000000000],
    ["zero is invalid", 0, 0],
    ["a negative number is invalid", -5, 0],
    ["an ISO date is invalid", "2030-01-01T00:00:00Z", 0],
    ["null is invalid", null, 0],
    ["infinity is invalid", Number.POSITIVE_INFINITY, 0],
    ["a number beyond every double is invalid", new RawNumber("1e999"), 0],
    ["a number with too many digits is a number", new RawNumber("1800000000000.00000000001"), 1800000000000],
    ["none is none", undefined, undefined],
  ];
  it.each(expiries)("expires of a token: %s", (_rule, expires, expected) => {
    expect(read({ type: "token", token: "t-EXAMPLE", expires })).toMatchObject(
      expected === undefined ? { type: "token" } : { expires: expected },
    );
    expect(Object.hasOwn(read({ type: "token", token: "t-EXAMPLE", expires }) as object, "expires")).toBe(
      expected !== undefined,
    );
  });
  it("takes the provider of a ref from secrets.defaults", () => {
    const credential = readCredential(
      { type: "api_key", provider: "a", keyRef: { source: "exec", id: "x" } },
      { exec: "vault" },
    );
    expect(credential).toMatchObject({ keyRef: { source: "exec", provider: "vault", id: "x" } });
  });
  it("prints no secret in any form", () => {
    const credential = readCredential({ type: "token", provider: "acme", token: KEY, tokenRef: REF });
    expect(JSON.stringify(credential) + String(Object.values(credential ?? {}))).not.toContain("EXAMPLE");
  });
});

describe("reading a store", () => {
  const key = { type: "api_key", provider: "acme", key: KEY };
  it("keeps the order of the profiles", () => {
    const store = readAuthProfileStore({ version: 1, profiles: { "z:1": key, "a:1": key, "m:1": key } });
    expect([...store.profiles.keys()]).toEqual(["z:1", "a:1", "m:1"]);
  });
  it("drops a profile without a provider, and what is no object", () => {
    const profiles = {
      a: { type: "api_key", key: KEY },
      b: { ...key, provider: " " },
      c: { ...key, provider: 7 },
      d: null,
      e: [key],
    };
    expect([...readAuthProfileStore({ profiles }).profiles.keys()]).toEqual([]);
  });
  it("takes ids such as __proto__ and constructor as any other", () => {
    const store = readAuthProfileStore(
      JSON.parse(
        '{"profiles":{"__proto__":{"type":"api_key","provider":"acme","key":"sk-EXAMPLE"},"constructor":{"type":"api_key","provider":"acme","key":"sk-EXAMPLE"},"":{"type":"api_key","provider":"acme","key":"sk-EXAMPLE"}}}',
      ),
    );
    expect([...store.profiles.keys()]).toEqual(["__proto__", "constructor", ""]);
  });
  it("reads orders by canonical provider id, of text ids only", () => {
    const { order } = readAuthProfileStore({ order: { " ACME ": ["a", 5, " b ", ""], other: "a", none: [] } });
    expect(order).toEqual(
      new Map([
        ["acme", ["a", "b"]],
        ["none", []],
      ]),
    );
  });
  it("prefers the canonical spelling of a provider in an order, then the later one", () => {
    expect(readAuthProfileStore({ order: { ACME: ["a"], acme: ["b"], Acme: ["c"] } }).order.get("acme")).toEqual(["b"]);
    expect(readAuthProfileStore({ order: { ACME: ["a"], Acme: ["c"] } }).order.get("acme")).toEqual(["c"]);
  });
  it("reads lastUsed and the latest of the three cooldown times", () => {
    const usageStats = {
      a: { lastUsed: 5, cooldownUntil: 10, blockedUntil: 30, disabledUntil: 20 },
      b: { lastUsed: "5", cooldownUntil: -1 },
      c: { disabledUntil: 9e15 },
      d: null,
    };
    expect(readAuthProfileStore({ usageStats }).usage).toEqual(
      new Map([
        ["a", { lastUsed: 5, unusableUntil: 30 }],
        ["b", { lastUsed: 0, unusableUntil: 0 }],
        ["c", { lastUsed: 0, unusableUntil: 0 }],
      ]),
    );
  });
  it("is empty for anything that is no store, and never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const store = readAuthProfileStore(value);
        expect([...store.profiles.values()].every((credential) => credential.provider !== "")).toBe(true);
      }),
    );
    for (const value of [null, [], "x", 5, { profiles: [] }]) expect(readAuthProfileStore(value).profiles.size).toBe(0);
  });
});

describe("the profiles that an agent sees", () => {
  const profile = (provider: string, key: string) => ({ type: "api_key", provider, key });
  const main = readAuthProfileStore({
    profiles: { shared: profile("acme", "main-EXAMPLE"), both: profile("acme", "main-EXAMPLE") },
    order: { acme: ["shared", "both"], other: ["o"] },
    usageStats: { shared: { lastUsed: 1 }, both: { lastUsed: 1 } },
  });
  const local = readAuthProfileStore({
    profiles: { own: profile("acme", "local-EXAMPLE"), both: profile("acme", "local-EXAMPLE") },
    usageStats: { both: { lastUsed: 2 } },
  });
  const keyOf = (credential: AuthCredential | undefined) => (plain(credential) as { key: string }).key;

  it("are its own first, then those it inherits, and a local one wins by id", () => {
    const seen = overlayStores(main, local);
    expect([...seen.profiles.keys()]).toEqual(["own", "both", "shared"]);
    expect(keyOf(seen.profiles.get("both"))).toBe("local-EXAMPLE");
    expect(keyOf(seen.profiles.get("shared"))).toBe("main-EXAMPLE");
  });
  it("stand before the others in an order that the agent inherits", () => {
    expect(overlayStores(main, local).order).toEqual(
      new Map([
        ["acme", ["own", "both", "shared"]],
        ["other", ["o"]],
      ]),
    );
  });
  it("follow the agent's own order where it has one, per provider", () => {
    const withOrder = { ...local, order: new Map([["acme", ["both"]]]) };
    expect(overlayStores(main, withOrder).order).toEqual(
      new Map([
        ["acme", ["both"]],
        ["other", ["o"]],
      ]),
    );
  });
  it("keep the local usage by id", () => {
    expect(overlayStores(main, local).usage.get("both")?.lastUsed).toBe(2);
    expect(overlayStores(main, local).usage.get("shared")?.lastUsed).toBe(1);
  });
  it("are those of the one store when the other is empty", () => {
    const empty = readAuthProfileStore({});
    expect(overlayStores(main, empty)).toEqual(main);
    expect(overlayStores(empty, local)).toEqual(local);
  });
});
