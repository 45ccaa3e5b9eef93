import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSensitiveHeaderName } from "../../src/domain/header.js";
import { mayAssign, mayBeRandom, mayBeScheme, mayHoldShape } from "../../src/domain/scan/hint.js";
import { credentialName } from "../../src/domain/scan/names.js";

const SCHEMES = ["Bearer", "basic", "TOKEN", "apikey", "api-key", "Digest", "negotiate", "sso-key"];
const WORDS =
  "api access auth secret private key keys token tokens pass word phrase pwd cred credentials bearer jwt cookie connection string x old prod 2 DB max client signing license deploy authorization".split(
    " ",
  );

describe("what rules a text out", () => {
  test.each([
    "openai-completions",
    "contextWindow",
    "PROVIDER_0_KEY",
    "https://provider-0.example/v1",
    "Model number 17",
  ])("%s is no secret by its form", (text) => {
    expect(mayHoldShape(text)).toBe(false);
    expect(mayBeRandom(text)).toBe(false);
    expect(mayBeScheme(text)).toBe(false);
    expect(mayAssign(text)).toBe(false);
  });

  test("every name of a credential or its header may be assigned to", () => {
    const name = fc
      .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom("", "-", "_")), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map(([word, sign]) => word + sign).join(""));
    fc.assert(
      fc.property(name, (text) => {
        if (credentialName(text) === "strong" || isSensitiveHeaderName(text)) expect(mayAssign(`${text}=x`)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(SCHEMES)("a scheme with a credential may be one: %s", (scheme) => {
    expect(mayBeScheme(`${scheme} EXAMPLE0a1b2c`)).toBe(true);
    expect(mayBeScheme(` ${scheme}  EXAMPLE0a1b2c `)).toBe(true);
  });

  test.each([
    ["both cases", "aB3dE5fG7hJ9kL1mN2pQ"],
    ["hexadecimal digits", "0123456789abcdef0123456789abcdef"],
    ["small letters and digits", "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5"],
  ])("a run may be random: %s", (_name, text) => expect(mayBeRandom(text)).toBe(true));
});
