import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AWS_MARKERS, isNonSecretMarker, markerForRef } from "../../src/domain/marker.js";
import { isKnownEnvName } from "../../src/domain/openclaw/env-names.js";
import { isEnvId } from "../../src/domain/ref.js";

const ZERO_WIDTH_SPACE = "\u200b";
const NO_BREAK_SPACE = "\u00a0";
const BYTE_ORDER_MARK = "\ufeff";
const CYRILLIC_E = "\u0435";

describe("non-secret markers of an apiKey", () => {
  const fixed = [
    "secretref-managed",
    "custom-local",
    "codex-app-server",
    "gcp-vertex-credentials",
    "ollama-local",
    "lmstudio-local",
    "minimax-oauth",
    "apple-fm-local",
    "openclaw:claude-cli-native-auth",
  ];
  const aws = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"];
  it.each(fixed)("the fixed marker %s is one", (value) => expect(isNonSecretMarker(value)).toBe(true));
  it.each(aws)("the AWS name %s is one", (value) => expect(isNonSecretMarker(value)).toBe(true));
  it("lists the AWS names in the order in which they are tried", () => expect(AWS_MARKERS).toEqual(aws));

  const rows: [rule: string, value: string, expected: boolean][] = [
    ["is compared after outer white space is taken off", " \t\r\n secretref-managed \n", true],
    ["is no marker in other letters", "SECRETREF-MANAGED", false],
    ["is no marker with one letter in upper case", "Secretref-managed", false],
    ["is no marker with something behind it", "secretref-managedsk-EXAMPLE", false],
    ["is no marker with something before it", "xsecretref-managed", false],
    ["is no marker with a zero-width space behind it", `secretref-managed${ZERO_WIDTH_SPACE}`, false],
    ["is no marker with a zero-width space inside", `secretref-${ZERO_WIDTH_SPACE}managed`, false],
    ["is no marker behind a no-break space", `${NO_BREAK_SPACE}secretref-managed`, false],
    ["is no marker behind a byte order mark", `${BYTE_ORDER_MARK}secretref-managed`, false],
    ["is no marker with a Cyrillic letter", `s${CYRILLIC_E}cretref-managed`, false],
    ["is no marker as a part of a line", "Bearer secretref-managed", false],
    ["the removed qwen-oauth is none", "qwen-oauth", false],
    ["an empty string is none", "", false],
    ["white space is none", " \n", false],
    ["a command is none", "!security find-generic-password", false],
    ["an env template is none", "$OPENAI_API_KEY", false],

    ["oauth: before a provider id is one", "oauth:minimax-portal", true],
    ["oauth: before a provider id with a dot is one", "oauth:z.ai", true],
    ["oauth: before a provider id with digits is one", "oauth:gpt4o-eu1", true],
    ["oauth: alone is none", "oauth:", false],
    ["oauth: before white space is none", "oauth: chutes", false],
    ["oauth: before a vendor's key prefix is none", "oauth:sk-example", false],
    ["oauth: before a GitHub token is none", "oauth:ghp_example", false],
    ["oauth: before upper case is none", "oauth:sk-proj-EXAMPLE", false],
    ["oauth: before many digits is none", "oauth:acme-12345678", false],
    ["oauth: before letters and digits in turns is none", "oauth:a1b2c3", false],
    ["oauth: before a hash is none", "oauth:9f86d081884c7d65", false],
    ["oauth: before a long random word with a digit is none", "oauth:qpwoeirutyalskd7", false],
    ["oauth: before a word of ten with three digits is none", "oauth:exampl2e34", false],
    ["oauth: before a word that is longer than any id is none", `oauth:${"a".repeat(25)}`, false],
    ["oauth: before more than 64 characters is none", `oauth:${"ab-".repeat(22)}c`, false],
    ["oauth: before a look-alike letter is none", `oauth:acm${CYRILLIC_E}`, false],

    ["secretref-env: before an environment name is one", "secretref-env:ACME_TOKEN", true],
    ["secretref-env: alone is none", "secretref-env:", false],
    ["secretref-env: before a key is none", "secretref-env:sk-EXAMPLE", false],
    ["secretref-env: before a lower-case name is none", "secretref-env:acme_token", false],
    ["secretref-env: before a name that begins with _ is none", "secretref-env:_ACME", false],
    ["secretref-env: before a name of 129 characters is none", `secretref-env:${"A".repeat(129)}`, false],
    ["secretref-env: before an AWS key id is none", "secretref-env:AKIAIOSFODNN7EXAMPLE", false],

    ["a name of a plain install is one", "OPENAI_API_KEY", true],
    ["a name of an external plugin is one", "MOONSHOT_API_KEY", true],
    ["a name of 2026.3.1 is one", "QWEN_PORTAL_API_KEY", true],
    ["a name built in from of old is one", "PERPLEXITY_API_KEY", true],
    ["a known name in lower case is none", "openai_api_key", false],
    ["a known name with more behind it is none", "OPENAI_API_KEY extra", false],
    ["a known name with a letter more is none", "OPENAI_API_KEYS", false],
    ["a known name behind a no-break space is none", `${NO_BREAK_SPACE}OPENAI_API_KEY`, false],
    ["a name that nobody knows is none", "ACME_LLM_KEY", false],
    ["an AWS key id is none", "AKIAIOSFODNN7EXAMPLE", false],
  ];
  it.each(rows)("%s", (_rule, value, expected) => expect(isNonSecretMarker(value)).toBe(expected));

  it("accepts an unknown name that a ref of the same provider owns, and only that", () => {
    const options = { ownedEnvNames: ["ACME_LLM_KEY"] };
    expect(isNonSecretMarker(" ACME_LLM_KEY\n", options)).toBe(true);
    expect(isNonSecretMarker("ACME_LLM_KEY_OLD", options)).toBe(false);
  });
  it("never takes an owned text that is no environment name, nor an AWS key id", () => {
    for (const value of ["sk-EXAMPLE", "acme_key", "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"]) {
      expect(isNonSecretMarker(value, { ownedEnvNames: [value] })).toBe(false);
    }
  });
  it("takes an owned name that only begins like an AWS key id", () => {
    for (const value of ["ASIAPACIFICKEY", "AKIA_TOKEN"]) {
      expect(isNonSecretMarker(value, { ownedEnvNames: [value] })).toBe(true);
    }
  });
  it("leaves fixed markers, prefixes and AWS names without environment names", () => {
    const options = { includeEnvVarName: false, ownedEnvNames: ["ACME_LLM_KEY"] };
    for (const value of [...fixed, ...aws, "oauth:chutes", "secretref-env:ACME_LLM_KEY"]) {
      expect(isNonSecretMarker(value, options)).toBe(true);
    }
    for (const value of ["OPENAI_API_KEY", "ACME_LLM_KEY"]) expect(isNonSecretMarker(value, options)).toBe(false);
  });
  it("says no to what is no string", () => {
    for (const value of [null, undefined, 5, {}, []]) expect(isNonSecretMarker(value as unknown as string)).toBe(false);
  });

  it("passes nothing but an exact marker, whatever is added to one", () => {
    const markers = fc.constantFrom(...fixed, ...aws, "oauth:chutes", "secretref-env:ACME", "OPENAI_API_KEY");
    const noise = fc.constantFrom(
      "-",
      ".",
      ZERO_WIDTH_SPACE,
      NO_BREAK_SPACE,
      BYTE_ORDER_MARK,
      CYRILLIC_E,
      "=",
      "/",
      "!",
    );
    fc.assert(
      fc.property(markers, noise, fc.nat(60), (marker, extra, where) => {
        const at = where % (marker.length + 1);
        const value = marker.slice(0, at) + extra + marker.slice(at);
        const isIdAfterOauth = /^oauth:[a-z]+[.-][a-z]+$/.test(value);
        expect(isNonSecretMarker(value)).toBe(isIdAfterOauth);
      }),
      { numRuns: 1000 },
    );
  });
  it("judges any text in a moment, however long", () => {
    const long = [`${" ".repeat(2e5)}x${" ".repeat(2e5)}y`, `oauth:${"a-".repeat(2e5)}`, `oauth:${"1".repeat(2e5)}`];
    for (const value of long) expect(isNonSecretMarker(value)).toBe(false);
  });
});

describe("non-secret markers of a header", () => {
  const rows: [value: string, expected: boolean][] = [
    ["secretref-managed", true],
    [" secretref-managed\n", true],
    ["secretref-env:ACME_TOKEN", true],
    ["secretref-env:sk-EXAMPLE", false],
    ["Bearer secretref-managed", false],
    ["OPENAI_API_KEY", false],
    ["AWS_PROFILE", false],
    ["oauth:chutes", false],
    ["ollama-local", false],
    ["codex-app-server", false],
  ];
  it.each(rows)("only secretref-managed and secretref-env:NAME: %j is %s", (value, expected) => {
    expect(isNonSecretMarker(value, { field: "header" })).toBe(expected);
  });
  it("does not take an owned name either", () => {
    expect(isNonSecretMarker("ACME_TOKEN", { field: "header", ownedEnvNames: ["ACME_TOKEN"] })).toBe(false);
  });
});

describe("the marker of a ref", () => {
  const ref = (source: "env" | "file" | "exec" | "store") => ({ source, provider: "default", id: "ACME_KEY" });
  it("is the name for an env ref in an apiKey", () => expect(markerForRef(ref("env"), "apiKey")).toBe("ACME_KEY"));
  it("is secretref-env:NAME for an env ref in a header", () => {
    expect(markerForRef(ref("env"), "header")).toBe("secretref-env:ACME_KEY");
  });
  it.each(["file", "exec", "store"] as const)("is secretref-managed for a %s ref in both", (source) => {
    expect(markerForRef(ref(source), "apiKey")).toBe("secretref-managed");
    expect(markerForRef(ref(source), "header")).toBe("secretref-managed");
  });
  it("is a non-secret marker of its field when the provider owns the name", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}_KEY$/);
    fc.assert(
      fc.property(name, fc.constantFrom("apiKey" as const, "header" as const), (id, field) => {
        const marker = markerForRef({ source: "env", provider: "default", id }, field);
        expect(isNonSecretMarker(marker, { field, ownedEnvNames: [id] })).toBe(true);
      }),
    );
  });
});

describe("the form of an environment name", () => {
  const rows: [value: string, expected: boolean][] = [
    ["A", true],
    ["ACME_LLM_KEY_2", true],
    ["A".repeat(128), true],
    ["A".repeat(129), false],
    ["_ACME", false],
    ["2ACME", false],
    ["acme", false],
    ["ACME-KEY", false],
    ["ACME ", false],
    ["", false],
  ];
  it.each(rows)("%j: %s", (value, expected) => expect(isEnvId(value)).toBe(expected));
  it("is the form of every known name and of nothing that is asked in another spelling", () => {
    expect(isKnownEnvName("OPENAI_API_KEY")).toBe(true);
    expect(isKnownEnvName(" OPENAI_API_KEY")).toBe(false);
  });
});
