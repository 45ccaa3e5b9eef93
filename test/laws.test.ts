import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { planInputOf } from "../src/domain/api.js";
import { normalizeProviderId } from "../src/domain/openclaw/providers.js";
import { type ModelsPlan, planModels } from "../src/domain/plan.js";
import { providerRows } from "../src/domain/provider-rows.js";
import { isObject, type Json, type JsonObject, own, put } from "../src/domain/tree.js";
import { SEED_KINDS, SOURCE_KINDS, secretsFrom, type World, withSecrets, worlds } from "./support/worlds.js";

const RUNS = 1000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SECRETS = secretsFrom(LETTERS, 64);

function plan(world: World, existing = world.existing): ModelsPlan {
  const { config, store, env, release } = world;
  return planModels(planInputOf({ config, store, env, existing, ...(release === undefined ? {} : { release }) }));
}

const seen = new Set<string>();
const filled = worlds.map((world) => {
  for (const { source, seed } of world.providers) seen.add(`${source} × ${seed}`);
  return withSecrets(world, SECRETS);
});

function law(name: string, predicate: (world: World) => void): void {
  test(name, () => fc.assert(fc.property(filled, predicate), { numRuns: RUNS }));
}

/** The same value with the keys of every object in reverse order, except where the order has a meaning. */
function reversed(value: Json, key?: string): Json {
  if (Array.isArray(value)) return value.map((item) => reversed(item));
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const result: JsonObject = {};
  for (const name of key === "profiles" ? keys : keys.reverse())
    put(result, name, reversed(own(value, name) ?? null, name));
  return result;
}

/** The planned entry of a provider, whatever its spelling in the file. */
const rowOf = (p: ModelsPlan, world: World, id: string) =>
  providerRows(p.providers, world.release).get(normalizeProviderId(id, world.release))?.value;
const keyOf = (p: ModelsPlan, world: World, id: string) => {
  const row = rowOf(p, world, id);
  return isObject(row) ? own(row, "apiKey") : undefined;
};

/** Everything but credentials: keys, headers, request and URL userinfo are where the generator puts secrets. */
function withoutCredentials(row: Json | undefined): Json | undefined {
  if (!isObject(row)) return row;
  const { apiKey: _key, headers: _headers, request: _request, baseUrl: _url, ...rest } = row;
  return rest;
}

describe("laws of the plan", () => {
  law("the same input gives the same bytes and the same report", (world) => {
    expect(JSON.stringify(plan(world))).toBe(JSON.stringify(plan(structuredClone(world))));
  });

  law("a second run has nothing to do", (world) => {
    const first = plan(world);
    if (first.status === "unchanged") return;
    const again = plan(world, JSON.parse(first.text));
    expect(again.status).toBe("unchanged");
    expect(again.text).toBe(first.text);
  });

  law("the order of keys does not matter, but for the order of profiles", (world) => {
    const { config, store, existing } = world;
    const turned = {
      ...world,
      config: reversed(config) as JsonObject,
      store: reversed(store) as JsonObject,
      existing: existing && (reversed(existing) as JsonObject),
    };
    expect(plan(turned).text).toBe(plan(world).text);
  });

  law("with a canonical source the written key does not depend on the file", (world) => {
    const now = plan(world);
    for (const other of [undefined, { providers: {} }, plan(world, undefined).providers]) {
      const then = plan(world, other === undefined ? undefined : { providers: other });
      for (const { id, configured } of world.providers) {
        if (!configured || now.sources.get(normalizeProviderId(id, world.release))?.kind === "none") continue;
        expect(keyOf(then, world, id)).toBe(keyOf(now, world, id));
        const headers = (p: ModelsPlan) => own((rowOf(p, world, id) ?? {}) as JsonObject, "headers");
        expect(headers(then)).toEqual(headers(now));
      }
    }
  });

  law("no secret is in the output but reported orphans", (world) => {
    const planned = plan(world);
    const orphans = planned.findings.filter((f) => f.code === "ORPHAN_PLAINTEXT");
    let rest = planned.text;
    for (const { path } of orphans) {
      const value = path.reduce<Json | undefined>(
        (here, step) => (isObject(here) ? own(here, String(step)) : undefined),
        world.existing,
      );
      if (typeof value === "string") rest = rest.replaceAll(JSON.stringify(value), '"orphan"');
    }
    for (const secret of SECRETS.slice(0, world.secrets)) expect(rest).not.toContain(secret);
  });

  law("an orphan stays in the file", (world) => {
    const planned = plan(world);
    for (const { id, source, seed } of world.providers) {
      if (source !== "none" || seed !== "plaintext" || !world.existing) continue;
      const old = own(own(world.existing, "providers") as JsonObject, id) as JsonObject;
      expect(keyOf(planned, world, id)).toBe(old["apiKey"]);
    }
  });

  law("what is no credential is the config's, or for what only the file has, the file's", (world) => {
    const planned = plan(world);
    const providers = (world.config["models"] as JsonObject)["providers"] as JsonObject;
    for (const { id, configured, seed } of world.providers) {
      if (configured)
        expect(withoutCredentials(rowOf(planned, world, id))).toEqual(withoutCredentials(own(providers, id)));
      else if (world.existing && seed !== "no-entry" && seed !== "blank") {
        const old = own(own(world.existing, "providers") as JsonObject, id);
        expect(withoutCredentials(rowOf(planned, world, id))).toEqual(withoutCredentials(old));
      }
    }
  });

  test("non-interference: other secrets of the same shape change no byte of plan, changes and findings", () => {
    const others = secretsFrom([...LETTERS].reverse().join(""), 64);
    const mask = (text: string, secrets: readonly string[]) =>
      secrets.reduce((t, secret, n) => t.replaceAll(secret, `<secret ${n}>`), text);
    fc.assert(
      fc.property(worlds, (world) => {
        const shown = (secrets: readonly string[]) => {
          const { text, changes, findings, sources } = plan(withSecrets(world, secrets));
          const report = JSON.stringify({ changes, findings, sources: [...sources] });
          for (const secret of secrets) expect(report).not.toContain(secret);
          return { text: mask(text, secrets), report };
        };
        expect(shown(others)).toEqual(shown(SECRETS));
      }),
      { numRuns: RUNS },
    );
  });

  afterAll(() => {
    const missing = SOURCE_KINDS.flatMap((source) => SEED_KINDS.map((seed) => `${source} × ${seed}`)).filter(
      (pair) => !seen.has(pair),
    );
    expect(missing).toEqual([]);
  });
});
