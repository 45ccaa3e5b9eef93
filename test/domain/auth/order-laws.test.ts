import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateProfile } from "../../../src/domain/auth/eligibility.js";
import { decidingProfile, explainAuthOrder, resolveAuthOrder } from "../../../src/domain/auth/order.js";
import { declared, empty, foreign, key, loaded, NOW, oauth, orderOf, question, type Scene, token } from "./scene.js";

describe("laws of the order", () => {
  const ids = ["a", "b", "c", "d", "x", "__proto__"];
  const someIds = fc.array(fc.constantFrom(...ids), { maxLength: 5 });
  const expires = fc.option(fc.constantFrom(0, NOW - 1, NOW, NOW + 1), { nil: undefined });
  const profile = fc.tuple(fc.constantFrom(key, token, oauth, empty, foreign), expires).map(([base, at]) => ({
    ...base,
    ...(at !== undefined && { expires: at }),
  }));
  const scenes = fc.record(
    {
      profiles: fc.dictionary(fc.constantFrom(...ids.slice(0, 4)), profile),
      stored: fc.dictionary(fc.constantFrom("acme", "ACME", "other"), someIds),
      order: fc.dictionary(fc.constantFrom("acme", "other"), someIds),
      declared: someIds.map((list) => declared(...list)),
      usageStats: fc.dictionary(
        fc.constantFrom(...ids),
        fc.record({ lastUsed: fc.nat(3), cooldownUntil: fc.integer({ min: NOW - 2, max: NOW + 2 }) }),
      ),
      preferredProfile: fc.constantFrom(...ids),
    },
    { requiredKeys: ["profiles"] },
  ) as fc.Arbitrary<Scene>;

  it("no id stands in it twice, and each is eligible", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const order = orderOf(scene);
        expect(new Set(order).size).toBe(order.length);
        for (const profileId of order)
          expect(evaluateProfile({ ...question(scene), profileId, now: NOW }).eligible).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
  it("usage and preference change the sequence, never the set", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { usageStats: _, preferredProfile: __, ...bare } = scene;
        expect(orderOf(scene).toSorted()).toEqual(orderOf(bare).toSorted());
      }),
      { numRuns: 1000 },
    );
  });
  it("every stored profile of the provider is either used or said to be excluded", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { ids: used, excluded } = explainAuthOrder({ ...loaded(scene), now: NOW });
        const told = new Set([...used, ...excluded.map(({ profileId }) => profileId)]);
        expect(told.size).toBe(used.length + excluded.length);
        const stored = [...loaded(scene).store.profiles].filter(([, { provider }]) => provider === "acme");
        for (const [id] of stored) expect(told).toContain(id);
      }),
      { numRuns: 1000 },
    );
  });
  it("the deciding profile depends neither on usage nor on any date", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const profiles = Object.fromEntries(
          Object.entries(scene.profiles).map(([id, entry]) => [id, { ...entry, expires: NOW + 9 }]),
        );
        const { usageStats: _, ...bare } = scene;
        expect(decidingProfile(loaded(scene))?.profileId).toBe(
          decidingProfile(loaded({ ...bare, profiles }))?.profileId,
        );
      }),
      { numRuns: 1000 },
    );
  });
  it("never throws on a config or store of any shape", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string(), (config, store, provider) => {
        expect(Array.isArray(resolveAuthOrder({ config, store, provider, now: NOW }))).toBe(true);
      }),
    );
  });
});
