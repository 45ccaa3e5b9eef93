import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOAuthRefViolations } from "../../../src/domain/auth/oauth-policy.js";

const REF = { source: "file", provider: "mounted", id: "/acme" };
const violations = (profile: unknown, mode?: string) =>
  findOAuthRefViolations({
    config: mode === undefined ? {} : { auth: { profiles: { "a:o": { provider: "acme", mode } } } },
    store: { version: 1, profiles: { "a:o": profile } },
  });

describe("SecretRefs in OAuth profiles", () => {
  const oauth = { type: "oauth", provider: "acme", access: "acc-EXAMPLE", refresh: "ref-EXAMPLE" };
  it.each(["access", "refresh", "token", "tokenRef", "key", "keyRef"])(
    "%s of type oauth must not be a ref",
    (field) => {
      expect(violations({ ...oauth, [field]: REF })).toEqual([`profiles.a:o.${field}`]);
    },
  );
  it("count as an object, as one without provider, and as an env shorthand", () => {
    for (const ref of [REF, { source: "env", id: "ACME" }, "$ACME_REFRESH", " $ACME_REFRESH\n"]) {
      expect(violations({ ...oauth, refresh: ref })).toEqual(["profiles.a:o.refresh"]);
    }
  });
  it("count where mode stands for the missing type", () => {
    expect(violations({ mode: "oauth", provider: "acme", keyRef: REF })).toEqual(["profiles.a:o.keyRef"]);
  });
  it("are all listed, in the order of the store and of the fields", () => {
    const profiles = { "z:1": { ...oauth, keyRef: REF, access: "$ACME" }, "a:1": { ...oauth, tokenRef: REF } };
    expect(findOAuthRefViolations({ config: {}, store: { profiles } })).toEqual([
      "profiles.z:1.access",
      "profiles.z:1.keyRef",
      "profiles.a:1.tokenRef",
    ]);
  });
  it("are no violation in api_key and token profiles", () => {
    expect(violations({ type: "api_key", provider: "acme", keyRef: REF })).toEqual([]);
    expect(violations({ type: "token", provider: "acme", tokenRef: REF })).toEqual([]);
  });
  const byMode: [rule: string, profile: object, expected: string[]][] = [
    ["a ref in key", { type: "api_key", key: REF }, ["profiles.a:o.key"]],
    ["a ref in keyRef is named by key", { type: "api_key", keyRef: REF }, ["profiles.a:o.key"]],
    ["an env shorthand in key", { type: "api_key", key: "$ACME" }, ["profiles.a:o.key"]],
    ["refs in both are one violation", { type: "api_key", key: REF, keyRef: REF }, ["profiles.a:o.key"]],
    ["a ref in token", { type: "token", token: REF }, ["profiles.a:o.token"]],
    ["a ref in tokenRef is named by token", { type: "token", tokenRef: REF }, ["profiles.a:o.token"]],
    ["a literal key", { type: "api_key", key: "sk-EXAMPLE" }, []],
    ["a literal token", { type: "token", token: "tok_EXAMPLE" }, []],
    ["a ref in a profile of a dropped type", { type: "aws-sdk", keyRef: REF }, []],
  ];
  it.each(byMode)("under config mode oauth: %s", (_rule, profile, expected) => {
    expect(violations({ provider: "acme", ...profile }, "oauth")).toEqual(expected);
    expect(violations({ provider: "acme", ...profile }, "api_key")).toEqual([]);
  });
  it("are named once when type and config mode are both oauth", () => {
    expect(violations({ ...oauth, keyRef: REF }, "oauth")).toEqual(["profiles.a:o.keyRef"]);
  });
  it("are no text that only looks like one", () => {
    for (const text of ["Bearer $ACME", "secretref-env:ACME", "__env__:ACME", "$acme"]) {
      expect(violations({ ...oauth, access: text })).toEqual([]);
    }
  });
  it("are searched in anything without throwing", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (config, store) => {
        for (const path of findOAuthRefViolations({ config, store })) expect(path).toMatch(/^profiles\./);
      }),
    );
  });
});
