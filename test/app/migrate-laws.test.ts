import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planAgent } from "../../src/app/agent.js";
import { type MigrateOptions, migrate } from "../../src/app/migrate.js";
import { resolveOptions } from "../../src/app/resolve-options.js";
import { loadWorld } from "../../src/app/world.js";
import { isNonSecretMarker } from "../../src/domain/marker.js";
import type { MigrateReport } from "../../src/domain/migrate-report.js";
import { refKey } from "../../src/domain/ref.js";
import { own } from "../../src/domain/tree.js";
import { resolveSecretRefs } from "../../src/io/resolve/resolve.js";
import { newState, type State } from "../support/state.js";

const AGENTS = ["main", "ops", "dev"];
const PROVIDERS = ["acme", "Acme", "openai", "__proto__", "z.ai"];
const VALUES = Array.from({ length: 4 }, (_, n) => `sk-EXAMPLE-generated-value-${n}`);
const KNOWN = [...VALUES, "sk-EXAMPLE-overwritten-value"];
const ENV = { GOOD_KEY: "sk-EXAMPLE-from-the-environment" };
const MODEL = { id: "m", name: "M" };

const value = fc.constantFrom(...VALUES);
const ref = fc.constantFrom("GOOD_KEY", "BAD_KEY").map((id) => ({ source: "env", provider: "default", id }));
const configKey = fc.oneof(fc.constant(undefined), value, ref, fc.constantFrom("secretref-managed", "${GOOD_KEY}"));
/** A value that a later duplicate of its key overwrites, where there is one. */
const overwritten = fc.option(fc.constantFrom(...KNOWN), { nil: undefined, freq: 3 });
const configRow = fc.record({ apiKey: configKey, header: fc.option(value, { nil: undefined }), old: overwritten });
const profile = fc.record({
  type: fc.constantFrom("api_key", "token"),
  literal: fc.option(value, { nil: undefined }),
  ref: fc.option(ref, { nil: undefined }),
  old: overwritten,
});
const modelsRow = fc.record({
  apiKey: fc.oneof(fc.constant(undefined), value, fc.constant("secretref-managed")),
  header: fc.option(value, { nil: undefined }),
  old: overwritten,
});
const map = <T>(of: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...PROVIDERS), of), { selector: ([id]) => id, maxLength: 3 })
    .map((rows) => Object.fromEntries(rows));

const worlds = fc.record({
  config: map(configRow),
  agents: fc.uniqueArray(
    fc.record({ id: fc.constantFrom(...AGENTS), models: map(modelsRow), profiles: map(profile) }),
    { selector: ({ id }) => id, minLength: 1 },
  ),
  flags: fc.record({ dropOrphans: fc.boolean(), dropUnverifiable: fc.boolean(), purgeResidue: fc.boolean() }),
  backup: fc.boolean(),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

/** Becomes the same key without it: of two, the later one counts. */
const TWIN = "twin of ";
const text = (value: object) => JSON.stringify(value, null, 2).replaceAll(`"${TWIN}`, '"');

const row = ({ apiKey, header, old }: { apiKey?: unknown; header?: string | undefined; old?: string | undefined }) => ({
  baseUrl: "https://llm.example/v1",
  models: [MODEL],
  ...(old === undefined ? {} : { [`${TWIN}apiKey`]: old, [`${TWIN}headers`]: { "X-Api-Key": old } }),
  ...(apiKey === undefined ? {} : { apiKey }),
  ...(header === undefined ? {} : { headers: { "X-Api-Key": header } }),
});
const rows = (of: Record<string, Parameters<typeof row>[0]>) =>
  Object.fromEntries(Object.entries(of).map(([id, shape]) => [id, row(shape)]));

function build(world: World): State {
  const state = newState({ "openclaw.json": text({ models: { providers: rows(world.config) } }) });
  for (const { id, models, profiles } of world.agents) {
    const dir = `agents/${id}/agent`;
    state.write(`${dir}/models.json`, text({ providers: rows(models) }));
    if (world.backup) state.write(`${dir}/models.json.bak`, text({ providers: rows(models) }));
    const entries = Object.entries(profiles).map(([provider, { type, literal, ref, old }]) => {
      const field = type === "token" ? "token" : "key";
      return [`${provider}:default`, { type, provider, [TWIN + field]: old, [field]: literal, [`${field}Ref`]: ref }];
    });
    if (entries.length > 0)
      state.write(`${dir}/auth-profiles.json`, text({ version: 1, profiles: Object.fromEntries(entries) }));
  }
  return state;
}

/** The credential that each provider of each agent comes to, where there is one: from refs, plaintext, or models.json alone. */
async function credentials(state: State): Promise<Map<string, string>> {
  const env = { HOME: state.dir, ...ENV };
  const world = await loadWorld({ stateDir: state.dir }, env, state.dir);
  const cache = new Map();
  const found = new Map<string, string>();
  for (const agent of world.agents) {
    const { plan, existingText } = await planAgent(agent, world, { keyForm: "auto", rebuild: false }, cache);
    const existing = JSON.parse(existingText ?? '{"providers":{}}').providers;
    for (const [id, { source }] of plan.sources) {
      let text = source?.secret?.reveal();
      if (source?.ref) {
        const resolution = (await resolveSecretRefs([source.ref], resolveOptions(world))).get(refKey(source.ref));
        text = resolution?.ok ? resolution.value.reveal() : undefined;
      }
      // The canonical spelling wins, as in OpenClaw; the order of the others means nothing.
      for (const spelling of Object.keys(existing).sort()) {
        const key = own(own(existing, spelling) as never, "apiKey");
        if (source || spelling.toLowerCase() !== id || typeof key !== "string" || isNonSecretMarker(key)) continue;
        text = key;
      }
      if (text !== undefined) found.set(`${agent.id} ${id}`, text);
    }
  }
  return found;
}

async function run(state: State, options: MigrateOptions) {
  const outside = { env: { HOME: state.dir, ...ENV }, home: state.dir, now: 0, sweepMs: 0 };
  return migrate({ stateDir: state.dir, ...options }, outside);
}

/** The values that stand where a report has items of some verdicts. */
function onlyCopies(report: MigrateReport, files: Map<string, string>, state: State, verdicts: string[]): string[] {
  return report.items.flatMap(({ verdict, file, line }) => {
    if (!verdicts.includes(verdict) || line === null) return [];
    const written = files.get(file.slice(state.dir.length + 1))?.split("\n")[line - 1] ?? "";
    return KNOWN.filter((known) => written.includes(known));
  });
}

async function inWorld(world: World, check: (state: State) => Promise<void>): Promise<void> {
  const state = build(world);
  try {
    await check(state);
  } finally {
    state.drop();
  }
}

// LAW_RUNS=2000 for a long look.
const RUNS = Number(process.env["LAW_RUNS"] ?? 100);
const LONG = 1_800_000;

describe("laws of migrate", () => {
  test(
    "each provider of each agent that had a credential has the same one after, unless its orphan was dropped",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, fc.boolean(), (world, hasHome) =>
          inWorld(world, async (state) => {
            const before = await credentials(state);
            const home = hasHome ? { toFile: state.path("secrets.json") } : {};
            const report = await run(state, { ...home, ...world.flags });
            const dropped = new Set(
              report.items
                .filter(({ action }) => action === "drop")
                .map(({ agentId, provider }) => `${agentId} ${provider}`),
            );
            const after = await credentials(state);
            for (const [key, text] of before) if (!dropped.has(key)) expect([key, after.get(key)]).toEqual([key, text]);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );

  test(
    "no value that a report calls orphan or movable is gone from the disk, unless it was dropped by an explicit word",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, (world) =>
          inWorld(world, async (state) => {
            const old = state.files();
            const report = await run(state, {
              toFile: state.path("secrets.json"),
              purgeResidue: world.flags.purgeResidue,
            });
            const disk = [...state.files().values()].join("\n");
            const lasting = onlyCopies(report, old, state, ["orphan", "movable", "conflict", "unverifiable"]);
            for (const known of lasting) expect(disk).toContain(known);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );

  test(
    "every value in a file is listed with its line, overwritten ones as well",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, (world) =>
          inWorld(world, async (state) => {
            const { items } = await run(state, { dryRun: true });
            const told = new Set(items.map(({ file, line }) => `${file}:${line}`));
            for (const [file, content] of state.files())
              for (const [i, line] of content.split("\n").entries())
                if (KNOWN.some((known) => line.includes(known))) expect(told).toContain(`${state.path(file)}:${i + 1}`);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );

  test(
    "a second run changes nothing",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, (world) =>
          inWorld(world, async (state) => {
            const options = { toFile: state.path("secrets.json"), ...world.flags };
            await run(state, options);
            const after = state.files();
            const again = await run(state, options);
            expect(state.files()).toEqual(after);
            expect(again.items.filter(({ action }) => action !== "keep")).toEqual([]);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );

  test(
    "without a home the config keeps every byte",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, (world) =>
          inWorld(world, async (state) => {
            const before = state.read("openclaw.json");
            await run(state, world.flags);
            expect(state.read("openclaw.json")).toBe(before);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );

  test(
    "killed before any write, the next run completes what this one would have done, and no credential is lost in between",
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, fc.nat(8), (world, writes) =>
          inWorld(world, async (state) => {
            const before = await credentials(state);
            const options = { toFile: state.path("secrets.json"), purgeResidue: true };
            const orphans = onlyCopies(await run(state, { ...options, dryRun: true }), state.files(), state, [
              "orphan",
            ]);
            const isOnDisk = () => {
              const disk = [...state.files().values()].join("\n");
              for (const known of orphans) expect(disk).toContain(known);
            };
            let count = 0;
            const onWrite = () => {
              if (count++ === writes) throw new Error("killed");
            };
            const outside = { env: { HOME: state.dir, ...ENV }, home: state.dir, now: 0, sweepMs: 0, onWrite };
            await migrate({ stateDir: state.dir, ...options }, outside).catch(() => undefined);
            const between = await credentials(state);
            for (const [key, text] of before) expect([key, between.get(key)]).toEqual([key, text]);
            isOnDisk();
            await run(state, options);
            isOnDisk();
            const after = await credentials(state);
            for (const [key, text] of before) expect([key, after.get(key)]).toEqual([key, text]);
            const done = state.files();
            await run(state, options);
            expect(state.files()).toEqual(done);
          }),
        ),
        { numRuns: RUNS },
      );
    },
    LONG,
  );
});
