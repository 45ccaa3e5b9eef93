import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSensitiveHeaderName } from "../../src/domain/header.js";

describe("sensitive header names", () => {
  const exact = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "auth-token",
    "x-access-token",
    "access-token",
    "x-secret-key",
    "secret-key",
  ];
  it.each(exact)("%s is on OpenClaw's list", (name) => expect(isSensitiveHeaderName(name)).toBe(true));
  it.each(["cookie", "set-cookie", "authentication"])("%s is added, OpenClaw's audit misses it", (name) => {
    expect(isSensitiveHeaderName(name)).toBe(true);
  });
  it.each(["api-key", "apikey", "token", "secret", "password", "credential"])("a name with %s in it counts", (part) => {
    expect(isSensitiveHeaderName(`x-acme-${part}-v2`)).toBe(true);
  });
  it("errs towards yes on a harmless name with such a part", () => {
    expect(isSensitiveHeaderName("X-Max-Tokens-Hint")).toBe(true);
  });
  it.each(["x-auth", "x-proxy-region", "openai-organization", "user-agent", "x-api", "key", "x-cookie-policy", ""])(
    "%j is not sensitive",
    (name) => expect(isSensitiveHeaderName(name)).toBe(false),
  );
  it("is compared trimmed and in lower case", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...exact, "cookie", "x-tenant-token"),
        fc.infiniteStream(fc.boolean()),
        (name, upper) => {
          const flips = upper[Symbol.iterator]();
          const mixed = [...name].map((c) => (flips.next().value ? c.toUpperCase() : c)).join("");
          expect(isSensitiveHeaderName(` \t${mixed} \n`)).toBe(true);
        },
      ),
    );
  });
  it("says no to what is no string", () => expect(isSensitiveHeaderName(5 as unknown as string)).toBe(false));
});
