import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateCredential, evaluateProfile, probeReason } from "../../../src/domain/auth/eligibility.js";

const NOW = 1_800_000_000_000;
const REF = { source: "exec", provider: "vault", id: "acme/key" };
const KEY = "sk-EXAMPLE-invented";
const PASTED = "openclaw onboard --auth-choice acme-api-key";

describe("eligibility of a credential", () => {
  const key = (fields: object) => ({ type: "api_key", provider: "acme", ...fields });
  const token = (fields: object) => ({ type: "token", provider: "acme", ...fields });
  const oauth = (fields: object) => ({ type: "oauth", provider: "acme", ...fields });
  const rows: [rule: string, credential: unknown, reason: string][] = [
    ["api_key with a key", key({ key: KEY }), "ok"],
    ["api_key with a ref that nobody has resolved", key({ keyRef: REF }), "ok"],
    ["api_key with a ref of bad grammar: refs are not judged here", key({ keyRef: { ...REF, id: "../x" } }), "ok"],
    ["api_key with neither", key({}), "missing_credential"],
    ["api_key with a blank key", key({ key: " " }), "missing_credential"],
    ["api_key with a placeholder", key({ key: "[REDACTED]" }), "missing_credential"],
    ["api_key with a ref to no source", key({ keyRef: { ...REF, source: "vault" } }), "missing_credential"],
    ["the pasted onboarding command", key({ key: PASTED }), "malformed_api_key"],
    [
      "the command in upper case, with more in between",
      key({ key: " OpenClaw  onboard --x y --AUTH-CHOICE=z" }),
      "malformed_api_key",
    ],
    ["the command up to the option", key({ key: "openclaw onboard --auth-choice" }), "malformed_api_key"],
    ["the command over two lines", key({ key: "openclaw onboard --x\n  --auth-choice acme" }), "malformed_api_key"],
    ["another option of the command", key({ key: "openclaw onboard --auth-choices acme" }), "ok"],
    ["the option glued to another", key({ key: "openclaw onboard x--auth-choice acme" }), "ok"],
    ["text before the command", key({ key: `run ${PASTED}` }), "ok"],
    ["the command beside a ref, which drops it", key({ key: PASTED, keyRef: REF }), "ok"],

    ["token without expiry", token({ token: "tok_EXAMPLE" }), "ok"],
    ["token by ref", token({ tokenRef: REF }), "ok"],
    ["token with neither", token({}), "missing_credential"],
    ["missing comes before expired", token({ expires: NOW - 1 }), "missing_credential"],
    ["missing comes before an invalid expiry", token({ expires: 0 }), "missing_credential"],
    ["token that expires later", token({ token: "tok_EXAMPLE", expires: NOW + 1 }), "ok"],
    ["token that expires now", token({ token: "tok_EXAMPLE", expires: NOW }), "expired"],
    ["token that has expired", token({ token: "tok_EXAMPLE", expires: NOW - 1 }), "expired"],
    ["a tokenRef does not bypass expiry", token({ tokenRef: REF, expires: NOW - 1 }), "expired"],
    ["expires 0", token({ token: "tok_EXAMPLE", expires: 0 }), "invalid_expires"],
    ["expires below 0", token({ token: "tok_EXAMPLE", expires: -1 }), "invalid_expires"],
    ["expires as text", token({ token: "tok_EXAMPLE", expires: "2030-01-01T00:00:00Z" }), "invalid_expires"],
    ["expires null", token({ token: "tok_EXAMPLE", expires: null }), "invalid_expires"],
    ["expires at the last date", token({ token: "tok_EXAMPLE", expires: 8.64e15 }), "ok"],
    ["expires after the last date", token({ token: "tok_EXAMPLE", expires: 8.65e15 }), "invalid_expires"],

    ["oauth with access only", oauth({ access: "acc-EXAMPLE" }), "ok"],
    ["oauth with refresh only", oauth({ refresh: "ref-EXAMPLE" }), "ok"],
    ["oauth whose access has expired: it is refreshed", oauth({ access: "acc-EXAMPLE", expires: NOW - 1 }), "ok"],
    ["oauth with an invalid expiry", oauth({ access: "acc-EXAMPLE", expires: "soon" }), "ok"],
    ["oauth with nothing", oauth({}), "missing_credential"],
    ["oauth with a key only", oauth({ key: KEY }), "missing_credential"],
    ["oauth with the retired side file only", oauth({ oauthRef: { id: "x" } }), "unresolved_ref"],
    ["oauth with the retired side file and material", oauth({ access: "a-EXAMPLE", oauthRef: { id: "x" } }), "ok"],

    ["a type that does not exist", { type: "aws-sdk", provider: "acme" }, "missing_credential"],
    ["no object", "text", "missing_credential"],
  ];
  it.each(rows)("%s", (_rule, credential, reasonCode) => {
    expect(evaluateCredential(credential, { now: NOW })).toEqual({ eligible: reasonCode === "ok", reasonCode });
  });
  it("has no clock of its own: without now nothing is expired, a bad date stays bad", () => {
    expect(evaluateCredential(token({ token: "tok_EXAMPLE", expires: 1 })).reasonCode).toBe("ok");
    expect(evaluateCredential(token({ token: "tok_EXAMPLE", expires: 0 })).reasonCode).toBe("invalid_expires");
  });
  it("never throws, and is eligible exactly when the code is ok", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ type: fc.constantFrom("api_key", "token", "oauth"), key: fc.jsonValue() })),
        (value) => {
          const { eligible, reasonCode } = evaluateCredential(value, { now: NOW });
          expect(eligible).toBe(reasonCode === "ok");
        },
      ),
    );
  });
  it("judges a long key in a moment", () => {
    for (const text of [`openclaw onboard${" ".repeat(2e5)}x`, `openclaw onboard ${"a ".repeat(1e5)}`]) {
      expect(evaluateCredential(key({ key: text })).reasonCode).toBe("ok");
    }
  });
});

describe("eligibility of a profile", () => {
  const key = { type: "api_key", provider: "acme", key: KEY };
  const token = { type: "token", provider: "acme", token: "tok_EXAMPLE" };
  const oauth = { type: "oauth", provider: "acme", access: "acc-EXAMPLE" };
  const judge = (profile: unknown, settings?: unknown, provider = "acme", models: unknown = {}) =>
    evaluateProfile({
      config: { auth: { profiles: settings === undefined ? {} : { "p:1": settings } }, models: { providers: models } },
      store: { version: 1, profiles: profile === undefined ? {} : { "p:1": profile } },
      provider,
      profileId: "p:1",
      now: NOW,
    });
  const rows: [rule: string, reason: string, ...Parameters<typeof judge>][] = [
    ["a profile of the provider", "ok", key],
    ["a profile that config knows as it is", "ok", key, { provider: "acme", mode: "api_key" }],
    ["a profile that is not in the store", "profile_missing", undefined],
    ["a profile that only config knows", "profile_missing", undefined, { provider: "acme", mode: "api_key" }],
    ["a profile of a dropped type", "profile_missing", { type: "aws-sdk", provider: "acme" }],
    ["a profile of another provider", "provider_mismatch", { ...key, provider: "other" }],
    [
      "a profile that config gives to another provider",
      "provider_mismatch",
      key,
      { provider: "other", mode: "api_key" },
    ],
    ["a profile that config gives to nobody", "provider_mismatch", key, { mode: "api_key" }],
    [
      "the provider in another spelling",
      "ok",
      { ...key, provider: "Acme" },
      { provider: " ACME", mode: "api_key" },
      "aCME ",
    ],
    ["the provider through an auth alias", "ok", { ...key, provider: "anthropic" }, undefined, "claude-cli"],
    ["mode api_key and a token", "mode_mismatch", token, { provider: "acme", mode: "api_key" }],
    ["mode api_key and oauth", "mode_mismatch", oauth, { provider: "acme", mode: "api_key" }],
    ["mode token and an api_key", "mode_mismatch", key, { provider: "acme", mode: "token" }],
    ["mode token and oauth", "mode_mismatch", oauth, { provider: "acme", mode: "token" }],
    ["mode oauth and an api_key", "mode_mismatch", key, { provider: "acme", mode: "oauth" }],
    ["mode oauth accepts a token", "ok", token, { provider: "acme", mode: "oauth" }],
    ["no mode at all", "mode_mismatch", key, { provider: "acme" }],
    [
      "the mode is judged before the credential",
      "mode_mismatch",
      { ...token, expires: 0 },
      { provider: "acme", mode: "api_key" },
    ],
    ["an expired token", "expired", { ...token, expires: NOW - 1 }],
    ["an entry of config that is no object", "ok", key, "api_key"],
    [
      "aws-sdk in config alone, provider with auth aws-sdk",
      "ok",
      undefined,
      { provider: "acme", mode: "aws-sdk" },
      "acme",
      { ACME: { auth: "aws-sdk" } },
    ],
    [
      "aws-sdk in config alone, provider without it",
      "profile_missing",
      undefined,
      { provider: "acme", mode: "aws-sdk" },
      "acme",
      { acme: { auth: "api-key" } },
    ],
    [
      "aws-sdk in config alone, of another provider",
      "profile_missing",
      undefined,
      { provider: "other", mode: "aws-sdk" },
      "acme",
      { acme: { auth: "aws-sdk" } },
    ],
    [
      "mode aws-sdk and a stored key",
      "mode_mismatch",
      key,
      { provider: "acme", mode: "aws-sdk" },
      "acme",
      { acme: { auth: "aws-sdk" } },
    ],
  ];
  it.each(rows)("%s: %s", (_rule, reasonCode, ...input) => {
    expect(judge(...input)).toMatchObject({ eligible: reasonCode === "ok", reasonCode });
  });

  const codes: [reason: Parameters<typeof probeReason>[0], probe: string][] = [
    ["ok", "ok"],
    ["missing_credential", "missing_credential"],
    ["expired", "expired"],
    ["invalid_expires", "invalid_expires"],
    ["unresolved_ref", "unresolved_ref"],
    ["malformed_api_key", "ineligible_profile"],
    ["profile_missing", "ineligible_profile"],
    ["provider_mismatch", "ineligible_profile"],
    ["mode_mismatch", "ineligible_profile"],
  ];
  it.each(codes)("%s is %s for the probe", (reason, probe) => expect(probeReason(reason)).toBe(probe));

  it("never throws on a config or store of any shape", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string(), (config, store, id) => {
        const verdict = evaluateProfile({ config, store, provider: id, profileId: id, now: NOW });
        expect(verdict.eligible).toBe(verdict.reasonCode === "ok");
      }),
    );
  });
  it("takes ids of the prototype as ids", () => {
    for (const profileId of ["__proto__", "constructor", "toString"]) {
      expect(evaluateProfile({ config: {}, store: { profiles: {} }, provider: "acme", profileId }).reasonCode).toBe(
        "profile_missing",
      );
    }
  });
});
