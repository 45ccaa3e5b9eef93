import { findOAuthRefViolations } from "../domain/auth/oauth-policy.js";
import { placeInText, placesOfSpots, type Spot, spotInConfig } from "../domain/config/loaded.js";
import { type ErrorCode, type Place, SealError } from "../domain/errors.js";
import type { RawFinding } from "../domain/findings.js";
import { hidesNothing } from "../domain/json/hidden.js";
import { type OverwrittenMember, overwrittenMembers } from "../domain/json/overwritten.js";
import { parseJson, readJson } from "../domain/json/parse.js";
import { isPrinted, placeInPrinted } from "../domain/json/printed.js";
import type { KeyFormChoice } from "../domain/key-form.js";
import { type ModelsPlan, planModels } from "../domain/plan.js";
import { secretDefaults } from "../domain/secret-defaults.js";
import { show } from "../domain/text.js";
import { isObject, type Json, type JsonObject, own } from "../domain/tree.js";
import { type Agent, checkAgentDir } from "../io/agents.js";
import { type LoadedAuthStore, loadAuthStore, spotInAuth } from "../io/auth-store.js";
import { inside } from "../io/files/inside.js";
import { type CheckedFile, readChecked } from "../io/files/read.js";
import { pause } from "../io/pause.js";
import type { World } from "./world.js";

/** Larger than any models.json in use; what is beyond is no models.json. */
export const MAX_MODELS_BYTES = 48 * 1024 * 1024;

// The client writes in place (2026.3.1): a reader can meet half a file, which is whole a moment later.
const PARSE_TRIES = 5;
const PARSE_PAUSE_MS = 40;
const REBUILD = "Restore the file, or replace it with `modelseal generate --rebuild`.";
/** What half a file can look like, and what `--rebuild` replaces. */
const UNPARSABLE: readonly ErrorCode[] = [
  "INVALID_SYNTAX",
  "INVALID_SHAPE",
  "INVALID_UTF8",
  "TOO_DEEP",
  "FILE_TOO_LARGE",
];

export interface PlanChoices {
  keyForm: KeyFormChoice;
  /** An unreadable models.json is replaced: the operator's explicit word. */
  rebuild: boolean;
}

/** What is chosen where nobody is asked. */
export const PLAIN_CHOICES: PlanChoices = { keyForm: "auto", rebuild: false };

/** One agent's models.json: as it is, and as it shall be. */
export interface AgentPlan {
  agent: Agent;
  file: string;
  /** The bytes that the plan was made from; undefined if there was no file. */
  existingText: string | undefined;
  /** The file that they were read from. */
  read: CheckedFile | undefined;
  auth: LoadedAuthStore;
  plan: ModelsPlan;
  /** What the text holds that no parser sees. */
  overwritten: readonly OverwrittenMember[];
  /** Whether the plan is also right for another text of the file: then a race need not start all over. Never throws. */
  fits(text: string | undefined): boolean;
  /** What the text holds if it is as we print it: then places in it are found at once. */
  printed: JsonObject | undefined;
}

export type StoreCache = Parameters<typeof loadAuthStore>[3];

/** Plans one agent. Throws SealError if its inputs cannot be read or understood: then its file stays as it is. */
export async function planAgent(
  agent: Agent,
  world: World,
  choices: PlanChoices,
  cache: StoreCache,
): Promise<AgentPlan> {
  checkAgentDir(agent);
  const defaults = secretDefaults(world.config.tree);
  const auth = await loadAuthStore(agent, { dir: world.mainDir }, world.location.stateDir, cache, defaults);
  refuseOAuthRefs(auth, world);
  const file = inside(agent.dir, "models.json");
  const existing = readModels(file, choices.rebuild);
  const planFor = ({ tree, hidesValues, overwritten }: Existing) =>
    planModels({
      config: world.config.tree,
      store: auth.store,
      existing: tree,
      hidesValues,
      overwritten,
      env: world.env,
      evidence: world.evidence,
      range: world.range,
      keyForm: choices.keyForm,
    });
  const plan = planFor(existing);
  const fits = (other: string | undefined) => {
    try {
      return planFor(other === undefined ? ABSENT : existingOf(other, file)).text === plan.text;
    } catch {
      return false;
    }
  };
  return {
    agent,
    file,
    existingText: existing.text,
    read: existing.read,
    auth,
    plan,
    overwritten: existing.overwritten,
    fits,
    printed: existing.printed,
  };
}

// Beyond that one walk over the text is quicker than a search for each.
const FEW = 16;

/** File, line and column of findings about one agent; each file is looked through once at most. */
export function placesOf(findings: readonly RawFinding[], planned: AgentPlan, world: World): Place[] {
  const { file, existingText: text, auth, printed } = planned;
  const isQuick = printed !== undefined && findings.length <= FEW && findings.every((f) => f.in === "models");
  const quick = isQuick ? findings.map(({ path }) => placeInPrinted(text ?? "", printed, path)) : [];
  if (isQuick && quick.every((place) => place !== undefined)) return quick.map((place) => ({ file, ...place }));
  return placesOfSpots(
    findings.map(({ in: where, path, offset }): Spot => {
      if (where === "config") return spotInConfig(world.config, path);
      return where === "auth" ? spotInAuth(auth, path) : { file, text, path, offset };
    }),
  );
}

const MOST_NAMED = 3;

/** OpenClaw refuses to start with such profiles; the first ones are named, in one line. */
function refuseOAuthRefs(auth: LoadedAuthStore, world: World): void {
  for (const source of auth.sources) {
    const violations = findOAuthRefViolations({ config: world.config.tree, store: source.raw });
    if (violations.length === 0) continue;
    throw new SealError(
      "OAUTH_REF_FORBIDDEN",
      `OAuth profiles hold SecretRefs: ${named(violations)}.`,
      "Sign in again for these profiles, or make them token or api_key profiles.",
      { file: source.file },
    );
  }
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMED).map((path) => show(path));
  return shown.join(", ") + (paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : "");
}

/** The models.json that is there. */
interface Existing {
  read?: CheckedFile;
  /** Undefined if there is no file, or none that can be read and `rebuild` is given. */
  text: string | undefined;
  tree: JsonObject | undefined;
  /** The text holds more than the tree. */
  hidesValues: boolean;
  overwritten: readonly OverwrittenMember[];
  /** The tree, if the text is as we print it. */
  printed: JsonObject | undefined;
}

const VISIBLE = { hidesValues: false, overwritten: [], printed: undefined };
const ABSENT: Existing = { text: undefined, tree: undefined, ...VISIBLE };

function readModels(file: string, rebuild: boolean): Existing {
  for (let tries = 1; ; tries++) {
    let text: string | undefined;
    try {
      const read = readChecked(file, { maxBytes: MAX_MODELS_BYTES, what: "models.json" });
      if (!read) return ABSENT;
      text = read.text;
      return { ...existingOf(text, file), read };
    } catch (error) {
      if (!(error instanceof SealError) || !UNPARSABLE.includes(error.code)) throw error;
      if (tries < PARSE_TRIES) pause(PARSE_PAUSE_MS);
      else if (rebuild) return { text, tree: { providers: {} }, ...VISIBLE, hidesValues: true };
      else throw new SealError(error.code, error.message, REBUILD, error.place);
    }
  }
}

function existingOf(text: string, file: string): Existing {
  const { value, printed } = readJson(text, { file });
  const tree = modelsTreeOf(value, text, file);
  if (isPrinted(text, tree, printed)) return { text, tree, ...VISIBLE, printed: tree };
  if (hidesNothing(text, tree, printed)) return { text, tree, ...VISIBLE };
  return { text, tree, ...VISIBLE, hidesValues: true, overwritten: overwrittenMembers(text) };
}

/**
 * A file without any content counts as one without providers; anything else must have them. Throws SealError as
 * `parseJson`, and INVALID_SHAPE.
 */
export function modelsTree(text: string, file: string): JsonObject {
  return modelsTreeOf(parseJson(text, { file }), text, file);
}

function modelsTreeOf(tree: Json, text: string, file: string): JsonObject {
  if (!isObject(tree))
    throw new SealError("INVALID_SHAPE", "models.json must be an object.", REBUILD, placeInText(file, text, []));
  const providers = own(tree, "providers");
  if (providers === undefined ? Object.keys(tree).length > 0 : !isObject(providers))
    throw new SealError(
      "INVALID_SHAPE",
      "providers must be an object.",
      REBUILD,
      placeInText(file, text, ["providers"]),
    );
  return tree;
}
