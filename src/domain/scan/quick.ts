import { isObject, type Json, type JsonObject, type JsonPath } from "../tree.js";
import { isSecretName } from "./finding.js";
import { type Place, placeOf, rootZone, type Zone, zoneBelow } from "./places.js";
import { type JudgeContext, judgeText } from "./verdict.js";

/** A part of a text that needs a closer look: the row of a provider or profile by its path and start, or the whole text. */
export interface Part {
  path: JsonPath;
  start: number;
}

/** The row of a provider or profile, and whether something was found in it. */
interface Row {
  path: JsonPath;
  dirty: boolean;
}

const SHORTEST_SECRET = 12;
const CLEAN_LONGEST = 200;
const CLEAN_MOST = 4096;
// What a text must have to be a secret where its place says nothing: a long word, an assignment or URL, a scheme, or a key's head.
const NOTABLE = /\S{12}|[:=]|-----|^\s*(?:bearer|basic|token|api-?key|digest|negotiate|sso-key)\s/i;
const NOBODY = {
  ownedEnvNames: () => [],
  profileIds: new Set<string>(),
  profiles: new Map<string, { oauth: boolean }>(),
};

/**
 * A first look through the parser's eyes, many times faster than reading every token: nothing when the file is clean, else the
 * parts that need a closer look. The whole text is such a part where a parser hides something (comments, duplicate keys, damage)
 * and where something is found outside of the rows. Errs only towards the closer look.
 */
export function quickLook(text: string, context: JudgeContext): Part[] {
  const whole: Part[] = [{ path: [], start: 0 }];
  const tree = parsed(text);
  if (tree === undefined) return whole;
  const rows: Row[] = [];
  if (lookThrough(tree, rows, context) !== countQuotes(text)) return whole;
  const parts: Part[] = [];
  for (const { path, dirty } of rows) {
    if (!dirty) continue;
    const start = startOfRow(text, String(path.at(-1)));
    if (start < 0) return whole;
    parts.push({ path, start });
  }
  return parts;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const tree: Json = JSON.parse(text);
    return isObject(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}

/** Each duplicate key has quotes that the tree knows nothing of. */
function countQuotes(text: string): number {
  const bare = text.includes("\\") ? text.replace(/\\./gs, "") : text;
  let count = 0;
  for (let at = bare.indexOf('"'); at >= 0; at = bare.indexOf('"', at + 1)) count++;
  return count;
}

/** Where the value of a key begins that occurs once in a text without duplicate keys; -1 where it occurs more often or is escaped. */
function startOfRow(text: string, id: string): number {
  const key = JSON.stringify(id);
  const at = text.indexOf(key);
  if (at < 0 || text.indexOf(key, at + 1) >= 0) return -1;
  const start = text.slice(at + key.length).search(/[^\s:]/);
  return start < 0 ? -1 : at + key.length + start;
}

/**
 * Looks at every value and marks the rows in which one is dirty. Returns the quotes that a text must have that is all of the
 * tree, or -1 when something is dirty outside of the rows. One loop without calls for the common case, a text that was seen at its
 * place before: the speed of a run over a hundred agents hangs on it.
 */
function lookThrough(tree: JsonObject, rows: Row[], context: JudgeContext): number {
  let quotes = 0;
  const nodes: (JsonObject | Json[])[] = [tree];
  const zones: Zone[] = [rootZone(context.fileKind)];
  const owners: (Row | undefined)[] = [undefined];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const zone = zones.pop() as Zone;
    const row = owners.pop();
    const keys = Array.isArray(node) ? undefined : Object.keys(node);
    const values = Array.isArray(node) ? node : Object.values(node);
    if (keys) quotes += 2 * keys.length;
    let before: Json | undefined;
    for (let i = 0; i < values.length; i++) {
      const step = keys ? (keys[i] as string) : i;
      const value = values[i] as Json;
      if (typeof value === "string") quotes += 2;
      if (isDirty(step, value, before, zone, row, context)) {
        if (!row) return -1;
        row.dirty = true;
      }
      if (typeof value === "object" && value !== null) {
        nodes.push(value as JsonObject | Json[]);
        zones.push(zoneBelow(zone, step));
        owners.push(row ?? rowAt(zone, step, rows));
      }
      before = value;
    }
  }
  return quotes;
}

function rowAt(zone: Zone, step: string | number, rows: Row[]): Row | undefined {
  if (!zone.rows) return undefined;
  const row: Row = { path: [...zone.path, step], dirty: false };
  rows.push(row);
  return row;
}

function isDirty(
  step: string | number,
  value: Json,
  before: Json | undefined,
  zone: Zone,
  row: Row | undefined,
  context: JudgeContext,
): boolean {
  if (typeof step === "string" && step.length >= SHORTEST_SECRET && isSecretName(step)) return true;
  if (typeof value !== "string") return false;
  const place = placeOf(zone, step);
  return !place.clean.has(value) && !isClean(place, value, step, before, row, context);
}

function isClean(
  place: Place,
  text: string,
  step: string | number,
  before: Json | undefined,
  row: Row | undefined,
  context: JudgeContext,
): boolean {
  // What a header is called, or whether an object is a ref, only the whole container tells.
  if (place.header?.nameAt || (step === "source" && place.surface !== "field")) return false;
  if (!place.telling && !NOTABLE.test(text)) return true;
  if (place.surface !== "argument" && !judgeText(place, text, {}, { ...NOBODY, fileKind: context.fileKind })) {
    if (place.clean.size < CLEAN_MOST && text.length <= CLEAN_LONGEST) place.clean.add(text);
    return true;
  }
  const owner = place.rowDepth > 0 ? String(row?.path[place.rowDepth - 1] ?? step) : undefined;
  return !judgeText(place, text, { owner, before: typeof before === "string" ? before : undefined }, context);
}
