import * as z from "zod/mini";

/**
 * What modelseal needs of its inputs, described once. Unknown fields pass everywhere: a newer OpenClaw may add any.
 * The grammar of a SecretRef is not judged here but per entry, so that one bad ref does not stop the others.
 */
const secretInput = z.union([z.string(), z.looseObject({})]);
const headers = z.record(z.string(), secretInput);

const modelRow = z.looseObject({ headers: z.optional(headers) });

const providerRow = z.looseObject({
  baseUrl: z.optional(z.string()),
  apiKey: z.optional(secretInput),
  auth: z.optional(z.string()),
  api: z.optional(z.string()),
  authHeader: z.optional(z.boolean()),
  headers: z.optional(headers),
  request: z.optional(z.looseObject({})),
  localService: z.optional(z.looseObject({})),
  modelOverrides: z.optional(z.record(z.string(), z.looseObject({}))),
  models: z.optional(z.array(modelRow)),
});

/** The parts of openclaw.json that decide about credentials. Source: contract of 2026.9.6, `zod-schema.core.ts`. */
export const configSchema = z.looseObject({
  meta: z.optional(z.looseObject({ lastTouchedVersion: z.optional(z.string()) })),
  env: z.optional(z.looseObject({ vars: z.optional(z.record(z.string(), z.string())) })),
  models: z.optional(
    z.looseObject({
      mode: z.optional(z.enum(["merge", "replace"])),
      providers: z.optional(z.record(z.string(), providerRow)),
    }),
  ),
  auth: z.optional(
    z.looseObject({
      order: z.optional(z.record(z.string(), z.array(z.string()))),
      profiles: z.optional(z.record(z.string(), z.looseObject({}))),
    }),
  ),
  agents: z.optional(
    z.looseObject({
      list: z.optional(z.array(z.looseObject({ id: z.string(), agentDir: z.optional(z.string()) }))),
      entries: z.optional(z.record(z.string(), z.looseObject({ agentDir: z.optional(z.string()) }))),
    }),
  ),
  secrets: z.optional(
    z.looseObject({
      providers: z.optional(z.record(z.string(), z.looseObject({}))),
      defaults: z.optional(z.record(z.string(), z.string())),
    }),
  ),
});

/** models.json: a malformed entry is skipped and reported on its own, so entries are not described here. */
export const modelsFileSchema = z.looseObject({ providers: z.record(z.string(), z.unknown()) });

/** auth-profiles.json, and the same object in a database row; malformed profiles are dropped one by one, as OpenClaw does. */
export const authStoreSchema = z.looseObject({ profiles: z.optional(z.record(z.string(), z.unknown())) });
