import { describe, expect, it } from "vitest";
import {
  decidingProfile,
  explainAuthOrder,
  isExcludedByAuthOrder,
  namedProfile,
  resolveAuthOrder,
} from "../../../src/domain/auth/order.js";
import { declared, empty, foreign, key, loaded, NOW, oauth, orderOf, question, type Scene, token } from "./scene.js";

describe("the order of auth profiles", () => {
  const two = { a: key, b: key };
  const rows: [rule: string, scene: Scene, expected: string[]][] = [
    ["the stored order beats auth.order", { profiles: two, stored: { acme: ["b"] }, order: { acme: ["a"] } }, ["b"]],
    ["auth.order beats auth.profiles", { profiles: two, order: { acme: ["b"] }, declared: declared("a") }, ["b"]],
    ["auth.profiles beat the other stored profiles", { profiles: two, declared: declared("b") }, ["b"]],
    ["without either all stored profiles count", { profiles: two }, ["a", "b"]],
    ["auth.profiles of another provider do not count", { profiles: two, declared: { b: { provider: "x" } } }, ["a"]],
    ["order keys are matched in any spelling", { profiles: two, order: { " ACME ": ["b"] } }, ["b"]],
    ["stored order keys are matched in any spelling", { profiles: two, stored: { Acme: ["b"] } }, ["b"]],
    ["the provider is asked for in any spelling", { profiles: two, provider: " ACME" }, ["a", "b"]],
    [
      "an explicit list keeps its own order",
      { profiles: { a: key, o: oauth }, order: { acme: ["a", "o"] } },
      ["a", "o"],
    ],
    ["an explicit list is exclusive", { profiles: two, order: { acme: ["b"] } }, ["b"]],
    ["an empty auth.order means none", { profiles: two, order: { acme: [] } }, []],
    ["an empty stored order means none", { profiles: two, stored: { acme: [] }, order: { acme: ["a"] } }, []],
    ["an order of another provider does not count", { profiles: two, order: { other: ["b"] } }, ["a", "b"]],
    ["ids that are not eligible are left out", { profiles: { a: empty, b: key }, order: { acme: ["a", "b"] } }, ["b"]],
    ["ids of another provider are left out", { profiles: { a: foreign, b: key }, order: { acme: ["a", "b"] } }, ["b"]],
    ["an id that is named twice counts once", { profiles: two, order: { acme: ["b", "a", "b"] } }, ["b", "a"]],
    ["no profile at all is no order", { profiles: {} }, []],
    [
      "an order of ids of which one exists is not repaired",
      { profiles: { a: empty, b: key }, stored: { acme: ["a", "x"] } },
      [],
    ],
    ["a stored order of missing ids gives way to the store", { profiles: two, stored: { acme: ["x"] } }, ["a", "b"]],
    ["auth.profiles of missing ids give way to the store", { profiles: two, declared: declared("x") }, ["a", "b"]],
    ["auth.order of missing ids alone gives nothing", { profiles: two, order: { acme: ["x"] } }, []],
    [
      "auth.order of missing ids gives way where auth.profiles exist",
      { profiles: two, order: { acme: ["x"] }, declared: declared("x") },
      ["a", "b"],
    ],
    [
      "auth.profiles of another provider do not make it give way",
      { profiles: two, order: { acme: ["x"] }, declared: { x: { provider: "other", mode: "api_key" } } },
      [],
    ],
    [
      "what it gives way to is sorted as without an order",
      { profiles: { a: key, o: oauth }, stored: { acme: ["x"] } },
      ["o", "a"],
    ],
    [
      "a profile of aws-sdk that only config knows stays",
      {
        profiles: two,
        declared: { w: { provider: "acme", mode: "aws-sdk" } },
        providers: { acme: { auth: "aws-sdk" } },
      },
      ["w"],
    ],

    ["oauth comes first, then token, then api_key", { profiles: { k: key, t: token, o: oauth } }, ["o", "t", "k"]],
    [
      "an expired oauth comes after a valid one and before a token",
      {
        profiles: { t: token, e: { ...oauth, expires: NOW }, o: { ...oauth, expires: NOW + 1 } },
        usageStats: { o: { lastUsed: 9 } },
      },
      ["o", "e", "t"],
    ],
    [
      "an oauth with a bad date is not an expired one",
      { profiles: { e: { ...oauth, expires: 0 }, o: oauth } },
      ["e", "o"],
    ],
    [
      "the least recently used comes first",
      { profiles: two, usageStats: { a: { lastUsed: 2 }, b: { lastUsed: 1 } } },
      ["b", "a"],
    ],
    ["one that was never used comes first", { profiles: two, usageStats: { a: { lastUsed: 1 } } }, ["b", "a"]],
    [
      "the type counts before the use",
      { profiles: { k: key, o: oauth }, usageStats: { o: { lastUsed: 9 } } },
      ["o", "k"],
    ],
    ["ties keep the order of the store", { profiles: { z: key, m: key, a: key } }, ["z", "m", "a"]],
    [
      "use does not count in an explicit list",
      { profiles: two, order: { acme: ["a", "b"] }, usageStats: { a: { lastUsed: 9 } } },
      ["a", "b"],
    ],
    [
      "cooldown comes last, the soonest first",
      {
        profiles: { a: key, b: key, c: key },
        usageStats: { a: { cooldownUntil: NOW + 9 }, b: { cooldownUntil: NOW + 3 } },
      },
      ["c", "b", "a"],
    ],
    [
      "cooldown comes last in an explicit list as well",
      { profiles: two, order: { acme: ["a", "b"] }, usageStats: { a: { cooldownUntil: NOW + 9 } } },
      ["b", "a"],
    ],
    ["a blocked profile is in cooldown", { profiles: two, usageStats: { a: { blockedUntil: NOW + 1 } } }, ["b", "a"]],
    ["a disabled profile is in cooldown", { profiles: two, usageStats: { a: { disabledUntil: NOW + 1 } } }, ["b", "a"]],
    ["a cooldown that ends now is over", { profiles: two, usageStats: { a: { cooldownUntil: NOW } } }, ["a", "b"]],
    [
      "cooldown counts before the type",
      { profiles: { k: key, o: oauth }, usageStats: { o: { cooldownUntil: NOW + 1 } } },
      ["k", "o"],
    ],
    [
      "ties of cooldown keep the order of the store, whatever the type",
      { profiles: { k: key, o: oauth }, usageStats: { k: { cooldownUntil: NOW + 1 }, o: { cooldownUntil: NOW + 1 } } },
      ["k", "o"],
    ],
    [
      "profiles of openrouter are never in cooldown",
      {
        profiles: { a: { ...key, provider: "openrouter" }, b: { ...key, provider: "openrouter" } },
        usageStats: { a: { cooldownUntil: NOW + 1 } },
        provider: "openrouter",
      },
      ["a", "b"],
    ],
    ["a preferred profile comes first", { profiles: two, preferredProfile: "b" }, ["b", "a"]],
    [
      "a preferred profile comes first in an explicit list",
      { profiles: two, order: { acme: ["a", "b"] }, preferredProfile: "b" },
      ["b", "a"],
    ],
    [
      "a preferred profile that is not in the list is not added",
      { profiles: two, order: { acme: ["a"] }, preferredProfile: "b" },
      ["a"],
    ],
    [
      "a preferred profile that is not eligible is not added",
      { profiles: { a: key, b: empty }, preferredProfile: "b" },
      ["a"],
    ],
  ];
  it.each(rows)("%s", (_rule, scene, expected) => expect(orderOf(scene)).toEqual(expected));

  describe("with an auth alias", () => {
    const profiles = { a: { ...key, provider: "anthropic" }, c: { ...key, provider: "claude-cli" } };
    it("finds the profiles of both ids", () =>
      expect(orderOf({ profiles, provider: "claude-cli" })).toEqual(["a", "c"]));
    it("asks for the order of the auth provider first", () => {
      const order = { "claude-cli": ["c"], anthropic: ["a"] };
      expect(orderOf({ profiles, order, provider: "claude-cli" })).toEqual(["a"]);
      expect(orderOf({ profiles, stored: order, provider: "claude-cli" })).toEqual(["a"]);
    });
    it("asks for the order of the id itself next", () => {
      expect(orderOf({ profiles, order: { "claude-cli": ["c"] }, provider: "claude-cli" })).toEqual(["c"]);
      expect(orderOf({ profiles, order: { "claude-cli": ["c"] }, provider: "anthropic" })).toEqual(["a", "c"]);
    });
  });

  it("has no clock of its own: without now nothing is in cooldown or expired", () => {
    const scene = {
      profiles: { a: key, t: { ...token, expires: 1 }, o: { ...oauth, expires: 1 }, p: oauth },
      usageStats: { o: { cooldownUntil: 9e14 } },
    };
    expect(resolveAuthOrder(question(scene))).toEqual(["o", "p", "t", "a"]);
  });
});

describe("what is said about an order", () => {
  const say = (scene: Scene) => explainAuthOrder({ ...loaded(scene), now: NOW });
  const two = { a: key, b: key };
  it("names the stored order", () => {
    expect(say({ profiles: two, stored: { acme: ["b", "x"] } })).toEqual({
      ids: ["b"],
      base: "stored",
      explicit: true,
      repaired: false,
      excluded: [
        { profileId: "x", reasonCode: "profile_missing" },
        { profileId: "a", reasonCode: "excluded_by_auth_order" },
      ],
    });
  });
  it("names auth.order, auth.profiles and the store", () => {
    expect(say({ profiles: two, order: { acme: ["a", "b"] } })).toMatchObject({ base: "auth.order", explicit: true });
    expect(say({ profiles: two, declared: declared("a") })).toEqual({
      ids: ["a"],
      base: "auth.profiles",
      explicit: false,
      repaired: false,
      excluded: [{ profileId: "b", reasonCode: "not_in_auth_profiles" }],
    });
    expect(say({ profiles: { a: key, b: empty } })).toEqual({
      ids: ["a"],
      base: "store",
      explicit: false,
      repaired: false,
      excluded: [{ profileId: "b", reasonCode: "missing_credential" }],
    });
  });
  it("says that a list of missing ids gave way to the store", () => {
    expect(say({ profiles: two, stored: { acme: ["x"] } })).toMatchObject({
      ids: ["a", "b"],
      repaired: true,
      excluded: [{ profileId: "x", reasonCode: "profile_missing" }],
    });
  });
  it("does not call a profile excluded that the provider's apiKey names", () => {
    const scene = { profiles: two, order: { acme: ["a"] }, providers: { acme: { apiKey: " b " } } };
    expect(say(scene).excluded).toEqual([]);
    expect(namedProfile(loaded(scene))).toBe("b");
    expect(isExcludedByAuthOrder({ ...loaded(scene), profileId: "b" })).toBe(false);
  });
  it("finds the provider's apiKey under any spelling, the canonical one first", () => {
    expect(namedProfile(loaded({ profiles: two, providers: { ACME: { apiKey: "a" }, acme: { apiKey: "b" } } }))).toBe(
      "b",
    );
    expect(namedProfile(loaded({ profiles: two, providers: { ACME: { apiKey: "a" }, Acme: { apiKey: "b" } } }))).toBe(
      "b",
    );
    expect(namedProfile(loaded({ profiles: two, providers: { acme: { apiKey: "sk-EXAMPLE" } } }))).toBeUndefined();
  });
  it("calls excluded what an explicit list lacks, and nothing without one", () => {
    const excluded = (scene: Scene) => isExcludedByAuthOrder({ ...loaded(scene), profileId: "a" });
    expect(excluded({ profiles: two, stored: { acme: ["b"] } })).toBe(true);
    expect(excluded({ profiles: two, order: { acme: [] } })).toBe(true);
    expect(excluded({ profiles: two, order: { acme: ["a"] } })).toBe(false);
    expect(excluded({ profiles: two, declared: declared("b") })).toBe(false);
    expect(excluded({ profiles: two })).toBe(false);
  });
});

describe("the profile that decides what is written", () => {
  const decides = (scene: Scene) => {
    const decision = decidingProfile(loaded(scene));
    return decision && `${decision.profileId} by ${decision.base}`;
  };
  const two = { a: key, b: key };
  const rows: [rule: string, scene: Scene, expected: string | undefined][] = [
    [
      "the first of the stored order",
      { profiles: two, stored: { acme: ["b", "a"] }, order: { acme: ["a"] } },
      "b by stored",
    ],
    ["the first of auth.order", { profiles: two, order: { acme: ["b", "a"] } }, "b by auth.order"],
    ["the first of the store", { profiles: two }, "a by store"],
    ["the first of the store, whatever auth.profiles say", { profiles: two, declared: declared("b") }, "a by store"],
    ["the first of the store, whatever its type", { profiles: { k: key, o: oauth } }, "k by store"],
    ["not one that was used less", { profiles: two, usageStats: { a: { lastUsed: 9 } } }, "a by store"],
    ["not one without cooldown", { profiles: two, usageStats: { a: { cooldownUntil: 9e14 } } }, "a by store"],
    ["not one that is not expired", { profiles: { t: { ...token, expires: 1 }, a: key } }, "t by store"],
    ["not one with a better date", { profiles: { t: { ...token, expires: 0 }, a: key } }, "t by store"],
    ["but not one without a credential", { profiles: { a: empty, b: key } }, "b by store"],
    ["but not one of another provider", { profiles: { a: foreign, b: key } }, "b by store"],
    [
      "but not one of another mode",
      { profiles: two, declared: { a: { provider: "acme", mode: "token" } } },
      "b by store",
    ],
    ["none under an empty order", { profiles: two, order: { acme: [] } }, undefined],
    [
      "none if an exclusive order lists no eligible one",
      { profiles: { a: empty, b: key }, order: { acme: ["a"] } },
      undefined,
    ],
    [
      "one of the store if all of the stored order are missing",
      { profiles: two, stored: { acme: ["x"] } },
      "a by stored",
    ],
    ["none if all of auth.order are missing", { profiles: two, order: { acme: ["x"] } }, undefined],
    ["none without profiles", { profiles: {} }, undefined],
  ];
  it.each(rows)("is %s", (_rule, scene, expected) => expect(decides(scene)).toBe(expected));
});
