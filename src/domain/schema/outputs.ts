import * as z from "zod/mini";
import { CATEGORY, type ErrorCode } from "../errors.js";
import { FINDINGS, type FindingCode } from "../findings.js";
import type { Verdict } from "../migrate/item.js";
import { VERDICTS } from "../migrate-report.js";
import { SCHEMA_VERSION } from "../report.js";
import { KIND_NAMES, type SourceKind } from "../source.js";

// Every JSON document that leaves modelseal, described once more than by its type: for `modelseal/schema/*`, which the build
// makes of this, and for the tests, which hold types, schemas and documents together. Nothing here is loaded at run time.

/** What is named here becomes a definition of its own in a JSON Schema. */
export const named = z.registry<{ id: string }>();

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>) => z.enum(Object.keys(table) as T[]);
const count = z.int().check(z.nonnegative()).register(named, { id: "Count" });
const position = z.nullable(z.int().check(z.positive())).register(named, { id: "Position" });
const schemaVersion = z.literal(SCHEMA_VERSION);
const place = { file: z.string(), jsonPath: z.string(), line: position, column: position };

const failureFields = {
  type: z.enum(["policy", "input", "operational"]),
  code: keysOf<ErrorCode>(CATEGORY),
  message: z.string(),
  hint: z.string(),
  file: z.nullable(z.string()),
  line: position,
  column: position,
};
const failure = z.strictObject(failureFields).register(named, { id: "Failure" });
const agentFailure = z.strictObject({ agentId: z.string(), ...failureFields }).register(named, { id: "AgentFailure" });

const findingFields = {
  code: keysOf<FindingCode>(FINDINGS),
  severity: z.enum(["info", "warn", "error"]),
  ...place,
  message: z.string(),
  fixHint: z.string(),
  provider: z.exactOptional(z.string()),
  profileId: z.exactOptional(z.string()),
  agentId: z.exactOptional(z.string()),
};
const finding = z.strictObject(findingFields).register(named, { id: "Finding" });
const checkFinding = z
  .strictObject({ ...findingFields, suppressed: z.exactOptional(z.strictObject({ reason: z.string() })) })
  .register(named, { id: "CheckFinding" });

const sourceKind = keysOf<SourceKind>(KIND_NAMES).register(named, { id: "SourceKind" });
const change = z
  .strictObject({
    provider: z.string(),
    jsonPath: z.string(),
    from: z.enum(["absent", "plaintext", "marker", "value"]),
    to: z.enum(["absent", "marker", "value"]),
    source: sourceKind,
  })
  .register(named, { id: "Change" });
const agentFields = {
  agentId: z.string(),
  file: z.string(),
  status: z.enum(["unchanged", "created", "updated", "refused", "failed"]),
  changes: z.array(change),
  findings: z.array(finding),
  error: z.exactOptional(failure),
  diff: z.exactOptional(z.string()),
};
const agent = z.strictObject(agentFields).register(named, { id: "Agent" });

const generate = z.strictObject({
  schemaVersion,
  ok: z.boolean(),
  dryRun: z.boolean(),
  config: z.strictObject({ file: z.string(), exists: z.boolean() }),
  agents: z.array(agent),
});

const check = z.strictObject({
  schemaVersion,
  ok: z.boolean(),
  status: z.enum(["clean", "findings", "unresolved"]),
  resolution: z.strictObject({ refsChecked: count, skippedExecRefs: count, resolvabilityComplete: z.boolean() }),
  summary: z.strictObject({ plaintext: count, unresolved: count, shadowed: count, legacy: count }),
  filesScanned: z.array(z.string()),
  findings: z.array(checkFinding),
  baseline: z.exactOptional(
    z.strictObject({ file: z.string(), suppressed: count, stale: count, withoutReason: count, refused: count }),
  ),
});

const probe = z.strictObject({
  schemaVersion,
  ok: z.boolean(),
  results: z.array(
    z.strictObject({
      provider: z.string(),
      source: z.enum(["profile", "env", "config", "models.json"]),
      profileId: z.exactOptional(z.string()),
      variable: z.exactOptional(z.string()),
      agentId: z.string(),
      agents: z.array(z.string()),
      reasonCode: z.enum([
        "ok",
        "excluded_by_auth_order",
        "missing_credential",
        "invalid_expires",
        "expired",
        "unresolved_ref",
        "ineligible_profile",
        "no_model",
      ]),
      detail: z.string(),
      order: z.exactOptional(z.int().check(z.positive())),
      ms: z.number().check(z.nonnegative()),
      model: z.nullable(z.string()),
      file: z.nullable(z.string()),
      checked: z.boolean(),
    }),
  ),
  missing: z.array(z.strictObject({ provider: z.string(), agents: z.array(z.string()), detail: z.string() })),
  failures: z.array(agentFailure),
});

const ruleName = z
  .enum([
    "config-ref",
    "config-marker",
    "config-profile-id",
    "config-equals-environment",
    "config-plaintext",
    "aws-sdk",
    "auth-profile",
    "environment",
    "local-evidence",
  ])
  .register(named, { id: "RuleName" });
const trace = z
  .array(
    z.strictObject({
      rule: ruleName,
      reason: z.enum([
        "matched",
        "no-config-entry",
        "no-key",
        "blank",
        "placeholder",
        "not-a-ref",
        "not-a-marker",
        "no-such-profile",
        "empty-profile",
        "names-a-profile",
        "taken",
        "no-equal-variable",
        "not-aws",
        "no-profile",
        "no-variable-set",
        "no-candidates",
        "no-evidence",
      ]),
    }),
  )
  .register(named, { id: "Trace" });
const where = z.enum(["config", "profile", "environment"]);
const keyState = z.enum(["absent", "plaintext", "marker", "value"]).register(named, { id: "KeyState" });

const explainedSource = z
  .strictObject({
    kind: sourceKind,
    rule: ruleName,
    where,
    ref: z.exactOptional(z.string()),
    profileId: z.exactOptional(z.string()),
    envName: z.exactOptional(z.string()),
  })
  .register(named, { id: "ExplainedSource" });
const releaseChoice = z.enum(["flag", "config", "newest"]).register(named, { id: "ReleaseChoice" });
const explain = z.strictObject({
  schemaVersion,
  ok: z.boolean(),
  releases: z.strictObject({ from: z.string(), to: z.string(), chosenBy: releaseChoice }),
  providers: z.array(
    z.strictObject({
      provider: z.string(),
      agents: z.array(z.string()),
      canonical: z.nullable(explainedSource),
      rules: trace,
      shadowed: z.array(explainedSource),
      atRunTime: z.nullable(explainedSource),
      order: z.strictObject({
        ids: z.array(z.string()),
        base: z.enum(["stored", "auth.order", "auth.profiles", "store"]),
        explicit: z.boolean(),
        excluded: z.array(z.strictObject({ profileId: z.string(), reason: z.string() })),
      }),
      apiKey: z.strictObject({ now: keyState, sealed: keyState, marker: z.nullable(z.string()) }),
      findings: z.array(finding),
    }),
  ),
  pluginOwned: z.array(z.strictObject({ provider: z.string(), plugin: z.string(), agents: z.array(z.string()) })),
  failures: z.array(agentFailure),
});

const migrate = z.strictObject({
  schemaVersion,
  ok: z.boolean(),
  dryRun: z.boolean(),
  items: z.array(
    z.strictObject({
      verdict: keysOf<Verdict>(VERDICTS),
      action: z.enum(["scrub", "move", "drop", "remove", "keep"]),
      ...place,
      agentId: z.exactOptional(z.string()),
      provider: z.exactOptional(z.string()),
      profileId: z.exactOptional(z.string()),
      overwritten: z.exactOptional(z.literal(true)),
      ref: z.exactOptional(z.string()),
      note: z.exactOptional(z.string()),
    }),
  ),
  summary: z.strictObject({
    sealed: count,
    redundant: count,
    unverifiable: count,
    movable: count,
    orphan: count,
    conflict: count,
    "out-of-reach": count,
    undecided: count,
  }),
  files: z.array(
    z.strictObject({
      file: z.string(),
      status: z.enum(["created", "updated", "removed"]),
      diff: z.exactOptional(z.string()),
    }),
  ),
  agents: z.array(agent),
});

const watch = z.strictObject({ schemaVersion, ok: z.boolean(), ...agentFields });

const recipe = z.strictObject({
  schemaVersion,
  recipe: z.string(),
  openclaw: z.string(),
  openclawFrom: releaseChoice,
  file: z.string(),
  text: z.string(),
});

const failureDocument = z.strictObject({ ok: z.literal(false), error: failure });

const secretRef = z.strictObject({
  source: z.enum(["env", "file", "exec", "store"]),
  provider: z.string(),
  id: z.string(),
});
const source = z
  .strictObject({
    kind: sourceKind,
    rule: ruleName,
    where,
    ref: z.exactOptional(secretRef),
    profileId: z.exactOptional(z.string()),
    field: z.exactOptional(z.enum(["key", "token"])),
    envName: z.exactOptional(z.string()),
    literal: z.exactOptional(z.string()),
    // A Secret prints as its mask.
    secret: z.exactOptional(z.literal("[secret]")),
    template: z.exactOptional(z.boolean()),
    problem: z.exactOptional(z.strictObject({ message: z.string(), hint: z.string() })),
  })
  .register(named, { id: "Source" });
const plan = z.strictObject({
  status: z.enum(["unchanged", "created", "updated"]),
  providers: z.record(z.string(), z.unknown()),
  text: z.string(),
  changes: z.array(change),
  findings: z.array(finding),
  // JSON.stringify makes {} of a Map; Object.fromEntries(plan.sources) makes it what stands here.
  sources: z.record(
    z.string(),
    z.strictObject({
      provider: z.string(),
      kind: sourceKind,
      source: z.exactOptional(source),
      trace,
      shadowed: z.array(source),
    }),
  ),
});

/** By the name of the file below `modelseal/schema/`, with what the document is. */
export const outputs = { generate, check, probe, explain, migrate, watch, recipe, failure: failureDocument, plan };

export const OUTPUT_WORDS: Readonly<Record<keyof typeof outputs, string>> = {
  generate: "The report of `modelseal generate --json` and of ensureModelsJson().",
  check: "The report of `modelseal check --json` and of checkSecretsAtRest().",
  probe: "The report of `modelseal probe --json` and of probeCredentials().",
  explain: "The report of `modelseal explain --json`.",
  migrate: "The report of `modelseal migrate --json` and of migrateSecrets().",
  watch: "One line of `modelseal watch --json`: an agent whose models.json was sealed again, or could not be.",
  recipe: "The report of `modelseal recipe NAME --json`.",
  failure: "What stands on stdout in place of a report that could not be made.",
  plan: "The result of planModelsJson() as JSON, with its sources as an object.",
};
