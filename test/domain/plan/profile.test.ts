import { describe, expect, test } from "vitest";
import { at, codes, ENV_REF, EXEC_REF, PLAIN, plan, type Scene, STALE, told } from "./scene.js";

const env = (id: string) => ({ source: "env", provider: "default", id });
const key = (fields: object, provider = "acme") => ({ type: "api_key", provider, ...fields });
const acme = (scene: Scene) => at(plan({ providers: { acme: {} }, ...scene }), "acme", "apiKey");
const TWO = { "acme:a": key({ keyRef: env("KEY_A") }), "acme:b": key({ keyRef: env("KEY_B") }) };

describe("the profile that decides", () => {
  const rows: [title: string, scene: Scene, key: string | undefined][] = [
    ["is the first of the store", { profiles: TWO }, "KEY_A"],
    ["is the first of the stored order", { profiles: TWO, order: { acme: ["acme:b", "acme:a"] } }, "KEY_B"],
    ["is the first of auth.order", { profiles: TWO, config: { auth: { order: { acme: ["acme:b"] } } } }, "KEY_B"],
    [
      "is taken from the stored order before auth.order",
      { profiles: TWO, order: { acme: ["acme:a"] }, config: { auth: { order: { acme: ["acme:b"] } } } },
      "KEY_A",
    ],
    [
      "is found under any spelling of the provider in an order",
      { profiles: TWO, order: { " ACME": ["acme:b"] } },
      "KEY_B",
    ],
    ["does not exist where an explicit order is empty", { profiles: TWO, order: { acme: [] } }, undefined],
    ["must be eligible", { profiles: { "acme:a": key({}), "acme:b": key({ keyRef: env("KEY_B") }) } }, "KEY_B"],
    [
      "is passed over if its mode in the config differs",
      { profiles: TWO, config: { auth: { profiles: { "acme:a": { provider: "acme", mode: "token" } } } } },
      "KEY_B",
    ],
    [
      "is never passed over for expiry",
      {
        profiles: {
          "acme:a": { type: "token", provider: "acme", tokenRef: env("KEY_A"), expires: 1 },
          "acme:b": key({ keyRef: env("KEY_B") }),
        },
      },
      "KEY_A",
    ],
    [
      "is never passed over for use or cooldown",
      {
        profiles: TWO,
        usageStats: { "acme:a": { lastUsed: 9, cooldownUntil: 8e15 }, "acme:b": { lastUsed: 1 } },
      },
      "KEY_A",
    ],
    ["must be of the provider", { profiles: { other: key({ keyRef: env("KEY_A") }, "other") } }, undefined],
    [
      "may be known by mode in place of type",
      { profiles: { a: { mode: "api_key", provider: "acme", keyRef: ENV_REF } } },
      "ACME_KEY",
    ],
    [
      "is dropped if its type is none that OpenClaw keeps",
      { profiles: { a: { type: "aws-sdk", provider: "acme" } } },
      undefined,
    ],
  ];
  test.each(rows)("%s", (_title, scene, expected) => expect(acme(scene)).toBe(expected));

  test("of anthropic decides for claude-cli", () => {
    const profiles = { "anthropic:x": key({ keyRef: env("KEY_A") }, "Anthropic") };
    expect(at(plan({ providers: { "claude-cli": {} }, profiles }), "claude-cli", "apiKey")).toBe("KEY_A");
  });

  test("fills in nothing for an entry without models, and still makes an old key stale", () => {
    const planned = plan({ providers: { acme: { models: [] } }, profiles: TWO, existing: { acme: { apiKey: STALE } } });
    expect(at(planned, "acme", "apiKey")).toBe(undefined);
    expect(codes(planned)).toEqual(["STALE_PLAINTEXT"]);
  });

  test("gives no row of its own", () => expect(plan({ profiles: TWO }).providers).toEqual({}));
});

describe("what a profile gives", () => {
  const OAUTH = { type: "oauth", provider: "acme", access: PLAIN, refresh: PLAIN };
  test("plaintext gives the managed marker, and is reported where it stands", () => {
    const planned = plan({ providers: { acme: {} }, profiles: { "acme:a": key({ key: PLAIN }) } });
    expect(at(planned, "acme", "apiKey")).toBe("secretref-managed");
    expect(told(planned)).toEqual(["PLAINTEXT_FOUND profiles/acme:a/key"]);
  });
  test("a plaintext token is reported as such", () => {
    const profiles = { "acme:a": { type: "token", provider: "acme", token: PLAIN } };
    expect(told(plan({ providers: { acme: {} }, profiles }))).toEqual(["PLAINTEXT_FOUND profiles/acme:a/token"]);
  });
  test("OAuth material gives nothing and is never written, and an old key beside it is stale", () => {
    const planned = plan({ providers: { acme: {} }, profiles: { a: OAUTH }, existing: { acme: { apiKey: STALE } } });
    expect(at(planned, "acme", "apiKey")).toBe(undefined);
    expect(planned.text).not.toMatch(new RegExp(`${PLAIN}|${STALE}`));
  });
  test("a ref that breaks the grammar leaves the entry as it was", () => {
    const profiles = { a: key({ keyRef: { source: "exec", provider: "vault", id: "../up" } }) };
    const existing = { acme: { apiKey: STALE, extra: 1 } };
    const planned = plan({ providers: { acme: {}, other: {} }, profiles, existing });
    expect(planned.providers["acme"]).toEqual(existing.acme);
    expect(told(planned)).toEqual(["INVALID_REF profiles/a/key"]);
    expect(at(planned, "other", "baseUrl")).toBeTypeOf("string");
  });
  test("a ref with an alias that is not configured still gives its marker", () => {
    const profiles = { a: key({ keyRef: EXEC_REF }) };
    expect(acme({ profiles, config: { secrets: { providers: {} } } })).toBe("secretref-managed");
  });
});

describe("a profile id as apiKey", () => {
  const named = (fields: object) => ({ "acme:work": fields });
  const rows: [title: string, profiles: Record<string, object>, key: string | undefined, codes: string[]][] = [
    ["gives the form of an env ref", named(key({ keyRef: ENV_REF })), "ACME_KEY", []],
    ["gives the form of an exec ref", named(key({ keyRef: EXEC_REF })), "secretref-managed", []],
    ["gives the form of plaintext", named(key({ key: PLAIN })), "secretref-managed", ["PLAINTEXT_FOUND"]],
    ["gives the form of OAuth", named({ type: "oauth", provider: "acme", access: PLAIN }), undefined, []],
    ["is no key even if the profile holds nothing", named(key({})), undefined, []],
    ["is plaintext if no such profile exists", {}, "secretref-managed", ["PLAINTEXT_FOUND"]],
  ];
  test.each(rows)("%s", (_title, profiles, expected, found) => {
    const planned = plan({ providers: { acme: { apiKey: " acme:work " } }, profiles });
    expect(at(planned, "acme", "apiKey")).toBe(expected);
    expect(codes(planned)).toEqual(found);
  });
  test("is exempt from the order", () =>
    expect(
      acme({
        providers: { acme: { apiKey: "acme:b" } },
        profiles: TWO,
        order: { acme: ["acme:a"] },
      }),
    ).toBe("KEY_B"));
});
