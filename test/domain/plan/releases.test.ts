import { describe, expect, test } from "vitest";
import { at, codes, ENV_REF, EXEC_REF, MODELS, PLAIN, plan, ROW, type Scene, STALE, URL_ } from "./scene.js";

const OLD = ["2026.2.26", "2026.3.1", "2026.3.8"];
const OTHER = "sk-EXAMPLE-other-0003";
const profile = (fields: object) => ({ "acme:default": { type: "api_key", provider: "acme", ...fields } });
const OAUTH = { "acme:default": { type: "oauth", provider: "acme", access: PLAIN } };

describe("authHeader with a marker", () => {
  const rows: [title: string, scene: Scene, unsafe: boolean][] = [
    ["an env ref", { providers: { acme: { authHeader: true, apiKey: ENV_REF } } }, false],
    ["an exec ref", { providers: { acme: { authHeader: true, apiKey: EXEC_REF } } }, true],
    ["plaintext", { providers: { acme: { authHeader: true, apiKey: PLAIN } } }, true],
    ["an exec keyRef", { providers: { acme: { authHeader: true } }, profiles: profile({ keyRef: EXEC_REF }) }, true],
    ["a command", { providers: { acme: { authHeader: true, apiKey: "!pass show acme" } } }, false],
    ["an exec ref without authHeader", { providers: { acme: { apiKey: EXEC_REF } } }, false],
    ["an exec ref, authHeader false", { providers: { acme: { authHeader: false, apiKey: EXEC_REF } } }, false],
  ];
  test.each(rows)("%s is MARKER_UNSAFE on 2026.3.8 and older only: %#", (_title, scene, unsafe) => {
    for (const release of OLD) expect(codes(plan({ ...scene, release })).includes("MARKER_UNSAFE")).toBe(unsafe);
    for (const release of ["2026.5.18", "2026.9.6", "2027.1.1"])
      expect(codes(plan({ ...scene, release }))).not.toContain("MARKER_UNSAFE");
  });
  test("counts also in a row that only the file has", () => {
    const existing = { acme: { ...ROW, authHeader: true, apiKey: STALE } };
    const planned = plan({ existing, profiles: profile({ keyRef: EXEC_REF }), release: "2026.3.1" });
    expect(codes(planned)).toEqual(["STALE_PLAINTEXT", "MARKER_UNSAFE"]);
  });
});

describe("a client that puts plaintext back itself", () => {
  const rows: [title: string, scene: Scene, releases: string[]][] = [
    ["a key of the config", { providers: { acme: { apiKey: PLAIN } } }, [...OLD, "2026.5.18", "2026.6.5", "2026.7.1"]],
    [
      "a header of the config",
      { providers: { acme: { apiKey: ENV_REF, headers: { "X-Api-Key": PLAIN } } } },
      [...OLD, "2026.5.18", "2026.6.5", "2026.7.1"],
    ],
    [
      "a key of a profile",
      { providers: { acme: {} }, profiles: profile({ key: PLAIN }) },
      ["2026.3.8", "2026.6.5", "2026.7.1"],
    ],
    ["a ref", { providers: { acme: { apiKey: EXEC_REF } } }, []],
  ];
  test.each(rows)("%s", (_title, scene, releases) => {
    for (const release of [...OLD, "2026.5.18", "2026.6.5", "2026.7.1", "2026.9.6"])
      expect(codes(plan({ ...scene, release })).includes("CLIENT_REWRITES")).toBe(releases.includes(release));
  });
});

describe("an OAuth profile", () => {
  const rows: [release: string, key: string | undefined][] = [
    ["2026.2.26", "secretref-managed"],
    ["2026.3.1", "secretref-managed"],
    ["2026.5.18", "secretref-managed"],
    ["2026.6.5", undefined],
    ["2026.9.6", undefined],
  ];
  test.each(rows)("on %s, where a provider without key spoils the file or not", (release, key) => {
    expect(at(plan({ providers: { acme: {} }, profiles: OAUTH, release }), "acme", "apiKey")).toBe(key);
    for (const row of [{ authHeader: true }, { models: [] }])
      expect(at(plan({ providers: { acme: row }, profiles: OAUTH, release }), "acme", "apiKey")).toBe(undefined);
  });
});

describe("without a named release", () => {
  const scene: Scene = { providers: { acme: { authHeader: true, apiKey: EXEC_REF } } };
  const rows: [stamp: string | undefined, unsafe: boolean][] = [
    [undefined, false],
    ["2026.9.6", false],
    ["2026.5.18", false],
    ["2026.5.17", true],
    ["2026.3.1", true],
    ["2025.1.1", true],
    ["not a release", false],
  ];
  test.each(rows)("a config last touched by %s has to be safe from there to the newest", (stamp, unsafe) =>
    expect(codes(plan({ ...scene, ...(stamp === undefined ? {} : { stamp }) })).includes("MARKER_UNSAFE")).toBe(unsafe),
  );
  test("the stamp does not count where one is named", () =>
    expect(codes(plan({ ...scene, stamp: "2026.3.1", release: "2026.9.6" }))).toEqual([]));
});

describe("the spelling of ids in the file", () => {
  const existing = { acme: { ...ROW, apiKey: STALE } };
  const keys = (release: string) =>
    Object.keys(plan({ providers: { " Acme ": { apiKey: ENV_REF } }, existing, release }).providers);
  test("is the config's where the client would add a row of that spelling, else canonical", () => {
    for (const release of [...OLD, "2026.5.18", "2026.7.1", "2026.9.1"]) expect(keys(release)).toEqual(["Acme"]);
    expect(keys("2026.9.6")).toEqual(["acme"]);
  });
  test("is the file's for what only the file has", () => {
    const own = { Acme: { ...ROW, apiKey: "OPENAI_API_KEY" } };
    expect(plan({ existing: own, release: "2026.3.1" }).providers).toEqual(own);
    expect(Object.keys(plan({ existing: own }).providers)).toEqual(["acme"]);
  });
  test("overwrites no key that only another spelling in the file has", () => {
    const own = {
      ACME: { ...ROW, apiKey: STALE },
      " Acme ": { ...ROW, apiKey: PLAIN },
      acme: { ...ROW, apiKey: OTHER },
    };
    for (const id of ["ACME", "acme", "Acme"]) {
      const planned = plan({ providers: { [id]: {} }, existing: own, release: "2026.3.8" });
      for (const key of [STALE, PLAIN, OTHER]) expect(planned.text).toContain(key);
      expect(codes(planned)).toEqual(Array(3).fill("ORPHAN_PLAINTEXT"));
    }
  });
  test("has the same winner when the file is read again", () => {
    const own = { ACME: { ...ROW, apiKey: STALE }, " Acme ": { ...ROW, apiKey: "OPENAI_API_KEY" } };
    const first = plan({ existing: own, release: "2026.3.8" });
    const again = plan({ existing: JSON.parse(first.text).providers, release: "2026.3.8" });
    expect([again.status, again.text]).toEqual(["unchanged", first.text]);
  });
  test("the spellings that 2026.3.1 maps find the credentials of their provider", () => {
    const planned = plan({ providers: { "z.ai": {} }, env: { ZAI_API_KEY: PLAIN }, release: "2026.3.1" });
    expect(at(planned, "z.ai", "apiKey")).toBe("ZAI_API_KEY");
  });
});

describe("--key-form", () => {
  const managed: Scene[] = [
    { providers: { acme: { apiKey: ENV_REF } } },
    { providers: { acme: { apiKey: EXEC_REF } } },
    { providers: { acme: { apiKey: PLAIN } } },
    { providers: { acme: {} }, profiles: profile({ keyRef: EXEC_REF }) },
  ];
  test.each(managed)("omit leaves the key of a ref or of plaintext out, auto and marker never: %#", (scene) => {
    const old = { acme: { baseUrl: URL_, models: MODELS, apiKey: STALE } };
    expect(at(plan({ ...scene, keyForm: "omit", existing: old }), "acme", "apiKey")).toBe(undefined);
    expect(at(plan({ ...scene, keyForm: "marker" }), "acme", "apiKey")).toBe(at(plan(scene), "acme", "apiKey"));
    expect(at(plan(scene), "acme", "apiKey")).toBeTypeOf("string");
  });
  test("omit keeps what is no secret's stand-in", () => {
    const scene: Scene = { keyForm: "omit", env: { OPENAI_API_KEY: PLAIN } };
    expect(at(plan({ ...scene, providers: { openai: {} } }), "openai", "apiKey")).toBe("OPENAI_API_KEY");
    expect(at(plan({ ...scene, providers: { a: { apiKey: "!cat k" } } }), "a", "apiKey")).toBe("!cat k");
  });
});
