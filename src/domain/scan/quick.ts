import { mustNotBeParsed } from "../json/depth.js";
import { DEEPEST } from "../json/parse.js";
import { lineComments, stripLines } from "../json/strip.js";
import { isNonSecretMarker } from "../marker.js";
import { coerceSecretRef, isPlaceholder } from "../ref.js";
import { isObject, type Json, type JsonObject, type JsonPath } from "../tree.js";
import { detectSecret } from "./detect.js";
import { isSecretName } from "./finding.js";
import { mayHoldShape } from "./hint.js";
import { type Placed, placed } from "./judge.js";
import { NUMBERED, type Place, placeOf, rootZone, type Zone, zoneBelow } from "./places.js";
import { type Outline, outlineOf, plainOutline, type RowText, rowIdAt, rowTexts } from "./rows.js";
import { isUnresolvedAt, type JudgeContext, judgeText, type Verdict } from "./verdict.js";

/** A part of a text that needs a closer look: the row of a provider or profile by its path and start, or the whole text. */
export interface Part {
  path: JsonPath;
  start: number;
}

/** What a first look is sure of, and what it leaves to the closer look. */
export interface FirstLook {
  findings: Placed[];
  parts: Part[];
}

/** A container on the way from the root; `row` is the provider's or profile's own that it is or lies in. */
interface Link {
  above: Link | undefined;
  step: string | number;
  row: Link | undefined;
  zone: Zone;
  node: JsonObject | Json[];
}

/**
 * Something that is not clean by itself: with a verdict, or null where its owner's environment names clear it; undefined where only
 * the closer look can tell.
 */
type Found = (
  link: Link,
  step: string | number,
  value: Json,
  place: Place,
  verdict: Verdict | null | undefined,
) => void;

// Outlines of files and rows of models.json in which nothing is to be found but, perhaps, in the keys that were taken out.
const OUTLINES_MOST = 512;
const outlines = new Set<string>();
const ROW = zoneBelow(zoneBelow(rootZone("models"), "providers"), "*");
const QUOTES_OF_FRAME = 2;

const CLEAN_LONGEST = 200;
const CLEAN_MOST = 4096;
// What a text must have to be a secret where its place says nothing: a long word, an assignment or URL, a key's head, or a word
// that may be a scheme (without `i`, for which V8 looks up the cases of all letters there are).
const NOTABLE = /\S{12}|[:=]|-----|^\s*[aAbBdDnNsStT][A-Za-z-]{4,8}\s/;
const NOBODY = {
  ownedEnvNames: () => [],
  profileIds: new Set<string>(),
  profiles: new Map<string, { oauth: boolean }>(),
};

/**
 * A first look through the parser's eyes, many times faster than reading every token. The whole text is left to the closer look
 * where a parser hides something (comments, duplicate keys, damage) and where something is found outside of the rows; a row is,
 * where its values alone do not tell. Errs only towards the closer look.
 */
export function quickLook(text: string, context: JudgeContext): FirstLook {
  if (context.fileKind !== "models") return { findings: [], parts: lookAtTree(text, context) };
  const outline = outlineOf(text);
  if (outline && isKnown(outline.text)) {
    const findings = outline.keys.flatMap((key) => judgedKey(key, rowIdAt(text, key.offset), context));
    return { findings, parts: [] };
  }
  const rows = rowTexts(text);
  return (rows && lookAtRows(rows, outline, context)) ?? { findings: [], parts: lookAtTree(text, context) };
}

/** Row by row: agents share their config, so that most rows are known from the first agents on. */
function lookAtRows(rows: RowText[], whole: Outline | undefined, context: JudgeContext): FirstLook | undefined {
  const look: FirstLook = { findings: [], parts: [] };
  let onlyKeys = true;
  for (const row of rows) {
    const name = row.text.slice(1, row.text.indexOf('"', 1));
    const outline = outlineOf(row.text);
    if (outline && isKnown(outline.text)) {
      for (const { value, offset } of outline.keys)
        look.findings.push(...judgedKey({ value, offset: offset + row.offset }, name, context));
      continue;
    }
    const found = lookAtRow(row, name, context);
    if (!found) return undefined;
    if (found.unclear) look.parts.push({ path: ["providers", name], start: row.start });
    else look.findings.push(...found.findings);
    onlyKeys &&= found.onlyKeys;
    if (found.onlyKeys && outline) remember(outline.text);
  }
  if (onlyKeys && whole) remember(whole.text);
  return look;
}

function lookAtRow(
  row: RowText,
  name: string,
  context: JudgeContext,
): { findings: Placed[]; unclear: boolean; onlyKeys: boolean } | undefined {
  const tree = parsed(`{${row.text}}`);
  const [id, ...others] = tree ? Object.keys(tree) : [];
  if (tree === undefined || id !== name || others.length > 0) return undefined;
  const look = { findings: [] as Placed[], unclear: false, onlyKeys: true };
  const quotes = lookThrough({ providers: tree }, context, (link, step, value, place, verdict) => {
    if (link.row !== link || step !== "apiKey") look.onlyKeys = false;
    if (verdict === null) return;
    const found = verdict && located(row, pathOf(link, step), value, place, verdict);
    if (found) look.findings.push(found);
    else look.unclear = true;
  });
  return quotes - QUOTES_OF_FRAME === countQuotes(row.text) ? look : undefined;
}

function isKnown(outline: string): boolean {
  return outlines.has(outline) || outlines.has(plainOutline(outline));
}

function remember(outline: string): void {
  if (outlines.size >= OUTLINES_MOST) return;
  outlines.add(outline);
  outlines.add(plainOutline(outline));
}

function judgedKey(key: Outline["keys"][number], owner: string, context: JudgeContext): Placed[] {
  const place = placeOf(ROW, "apiKey");
  if (place.clean.has(key.value)) return [];
  const verdict = judgeText(place, key.value, { owner }, context);
  return verdict ? [placed(verdict, ["providers", owner, "apiKey"], key.offset, place)] : [];
}

/** The verdict with its offset, where the value stands in the row only once and as it is; else undefined. */
function located(row: RowText, path: JsonPath, value: Json, place: Place, verdict: Verdict): Placed | undefined {
  const needle = `"${value}"`;
  const at = row.text.indexOf(needle);
  if (at < 0 || row.text.includes("\\") || row.text.indexOf(needle, at + 1) >= 0) return undefined;
  return placed(verdict, path, row.offset + at, place);
}

// To find a row and to read it costs a look at what stands before it, too.
const MOST_PARTS = 64;

function lookAtTree(text: string, context: JudgeContext): Part[] {
  const whole: Part[] = [{ path: [], start: 0 }];
  const strict = parsed(text);
  const json = strict === undefined && context.fileKind === "config" ? withoutCleanComments(text) : text;
  const tree = strict ?? (json === undefined ? undefined : parsed(json));
  if (tree === undefined || json === undefined) return whole;
  const dirty = new Set<Link | undefined>();
  const quotes = lookThrough(tree, context, (link, _step, _value, _place, verdict) => {
    if (verdict !== null) dirty.add(link.row);
  });
  if (quotes !== countQuotes(json) || (dirty.size > 0 && json !== text) || dirty.size > MOST_PARTS) return whole;
  const parts: Part[] = [];
  for (const row of dirty) {
    const start = row ? startOfRow(text, String(row.step)) : -1;
    if (row === undefined || start < 0) return whole;
    parts.push({ path: pathOf(row), start });
  }
  return parts;
}

/** What most configs are without their lines of comment and trailing commas; undefined if one of the comments holds a secret. */
function withoutCleanComments(text: string): string | undefined {
  const isClean = (comment: string) => detectSecret(comment, { surface: "text", path: [] }) === null;
  return lineComments(text).every(isClean) ? stripLines(text) : undefined;
}

function parsed(text: string): JsonObject | undefined {
  if (mustNotBeParsed(text, DEEPEST)) return undefined;
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
 * Looks at every value of a tree and tells what is not clean. Returns how many quotes a text has that holds this tree and nothing
 * else. One loop, and hardly a call for a text that was seen at its place before: the speed of a run over many agents hangs on it.
 */
function lookThrough(tree: JsonObject, context: JudgeContext, found: Found): number {
  let quotes = 0;
  const waiting: Link[] = [
    { above: undefined, step: "", row: undefined, zone: rootZone(context.fileKind), node: tree },
  ];
  for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
    const { node, zone } = link;
    const keys = Array.isArray(node) ? undefined : Object.keys(node);
    const values = Array.isArray(node) ? node : Object.values(node);
    if (keys) quotes += 2 * keys.length;
    for (let i = 0; i < values.length; i++) {
      const step = keys ? (keys[i] as string) : i;
      const value = values[i] as Json;
      const place = zone.rows ? undefined : zone.places.get(keys ? step : Math.min(i, NUMBERED));
      if (typeof value === "string") quotes += 2;
      const seen = place !== undefined && (typeof value !== "string" || place.clean.has(value));
      if (!seen) look(link, step, value, keys || i === 0 ? undefined : values[i - 1], context, found);
      if (typeof value !== "object" || value === null) continue;
      if (isCleanRef(value, link, step, context)) quotes += QUOTES_OF_REF;
      else waiting.push(linkBelow(link, step, value as JsonObject | Json[]));
    }
  }
  return quotes;
}

const QUOTES_OF_REF = 12;

/** A SecretRef where somebody resolves it, with nothing hidden in its id: judged as a whole, as the closer look does. */
function isCleanRef(value: Json, { zone }: Link, step: string | number, { fileKind }: JudgeContext): boolean {
  if (!isObject(value) || typeof value["source"] !== "string" || fileKind !== "config") return false;
  const parts = Object.values(value);
  const isWhole = parts.length === 3 && parts.every((part) => typeof part === "string" && !mayHoldShape(part));
  return isWhole && coerceSecretRef(value) !== null && !isUnresolvedAt(placeOf(zone, step), fileKind);
}

function linkBelow(above: Link, step: string | number, node: JsonObject | Json[]): Link {
  const link: Link = { above, step, row: above.row, zone: zoneBelow(above.zone, step), node };
  if (above.zone.rows && !link.row) link.row = link;
  return link;
}

function look(
  link: Link,
  step: string | number,
  value: Json,
  before: Json | undefined,
  context: JudgeContext,
  found: Found,
): void {
  // The place of a secret key is not remembered, so that a place that is there says that the key is none.
  const secretKey = typeof step === "string" && isSecretName(step);
  const place = placeOf(link.zone, step);
  if (secretKey) {
    found(link, step, value, place, undefined);
    return;
  }
  if (typeof value !== "string" || (!place.telling && !NOTABLE.test(value))) return;
  // What a header is called, or whether an object is a ref, only the whole container tells.
  if (place.header?.nameAt || (step === "source" && place.surface !== "field")) {
    found(link, step, value, place, undefined);
    return;
  }
  const owner = place.rowDepth > 0 ? String(link.row?.step ?? step) : undefined;
  if (owner !== undefined && isOwnedName(place, value, owner, context)) {
    found(link, step, value, place, null);
    return;
  }
  // In a list, an argument or a header can mean what the item before it says.
  const alone = typeof step === "string" || (place.surface !== "argument" && place.surface !== "header");
  if (alone && !judgeText(place, value, {}, { ...NOBODY, fileKind: context.fileKind })) {
    if (place.clean.size < CLEAN_MOST && value.length <= CLEAN_LONGEST) place.clean.add(value);
    return;
  }
  const beside = { owner, before: typeof before === "string" ? before : undefined };
  found(link, step, value, place, judgeText(place, value, beside, context) ?? null);
}

/** The marker that nearly every key is; judged in full, it would be looked up among all names that there are. */
function isOwnedName(place: Place, value: string, owner: string, { ownedEnvNames }: JudgeContext): boolean {
  if (place.surface !== "apiKey" || place.owner !== "provider") return false;
  const owned = ownedEnvNames(owner);
  return owned.includes(value) && !isPlaceholder(value) && isNonSecretMarker(value, { ownedEnvNames: owned });
}

function pathOf(link: Link, step?: string | number): JsonPath {
  const path: (string | number)[] = step === undefined ? [] : [step];
  for (let here: Link | undefined = link; here?.above; here = here.above) path.push(here.step);
  return path.reverse();
}
