import { coerceSecretRef } from "../ref.js";
import { type Json, type JsonObject, type JsonPath, put } from "../tree.js";
import type { Box, Item } from "./boxes.js";
import type { Detection } from "./detect.js";
import { isSecretName } from "./finding.js";
import { type Place, placeOf } from "./places.js";
import { findShape } from "./shapes.js";
import { isUnresolvedAt, type JudgeContext, judgeText, type Verdict } from "./verdict.js";

/** A verdict with its place in the file. */
export interface Placed extends Verdict {
  path: JsonPath;
  /** The value's offset, or the key's when the key is the secret. */
  offset: number;
  provider?: string;
  profileId?: string;
}

/** Judges everything that stands directly in a container; the values of nested containers are judged with those. */
export function judgeBox(box: Box, context: JudgeContext, report: (found: Placed) => void): void {
  const isRef = asRef(box, context, report);
  for (let i = 0; i < box.items.length; i++) {
    const item = box.items[i] as Item;
    if (typeof item.step === "string" && isSecretName(item.step)) report(secretKey(box, item, item.step));
    if (item.text === undefined) continue;
    const place = placeOf(box.zone, item.step ?? "");
    const verdict = isRef ? judgeRefPart(item.text) : judgeText(place, item.text, besideOf(box, i, place), context);
    if (verdict) report(placed(verdict, pathOf(box, item.step), item.start, place));
  }
}

/** A ref object: in a generated file nobody resolves it where a key or a header belongs. */
function asRef(box: Box, context: JudgeContext, report: (found: Placed) => void): boolean {
  if (box.array || !box.items.some(({ step }) => step === "source")) return false;
  const object: JsonObject = {};
  for (const { step, text } of box.items) put<Json>(object, String(step), text ?? null);
  if (!coerceSecretRef(object)) return false;
  if (box.parent && box.step !== undefined) {
    const place = placeOf(box.parent.zone, box.step);
    if (isUnresolvedAt(place, context.fileKind))
      report(placed({ code: "REF_UNRESOLVED" }, pathOf(box), box.start, place));
  }
  return true;
}

/** The id of a ref is free text, and so a place to hide a secret; anything else of it is not judged. */
function judgeRefPart(text: string): Verdict | undefined {
  const shape = findShape(text);
  return shape && { code: "PLAINTEXT_FOUND", detection: { confidence: "shape", reason: shape.id } };
}

function secretKey(box: Box, item: Item, key: string): Placed {
  const detection: Detection = { confidence: "shape", reason: findShape(key)?.id ?? "random-text" };
  return { code: "PLAINTEXT_FOUND", detection, path: pathOf(box, key), offset: item.keyStart };
}

/** A verdict with the ids that its path names; OAuth material is a matter of its profile. */
export function placed(verdict: Verdict, path: JsonPath, offset: number, place: Place): Placed {
  const id = place.rowDepth > 0 ? String(path[place.rowDepth - 1]) : undefined;
  return {
    ...verdict,
    path: verdict.code === "LEGACY_RESIDUE" ? path.slice(0, place.rowDepth) : path,
    offset,
    ...(id === undefined ? {} : place.owner === "provider" ? { provider: id } : { profileId: id }),
  };
}

function besideOf(box: Box, index: number, place: Place): { owner?: string; before?: string; headerName?: string } {
  const beside: { owner?: string; before?: string; headerName?: string } = {};
  if (box.owner !== undefined) beside.owner = box.owner;
  const before = box.array ? box.items[index - 1]?.text : undefined;
  if (before !== undefined) beside.before = before;
  const steps = place.header?.nameAt?.map((path) => path.at(-1));
  const name = steps && box.items.find(({ step, text }) => text !== undefined && steps.includes(step))?.text;
  if (name !== undefined) beside.headerName = name;
  return beside;
}

/** The path of a container, or of a step in it. */
export function pathOf(box: Box, step?: string | number): JsonPath {
  const path: (string | number)[] = step === undefined ? [] : [step];
  for (let here: Box | undefined = box; here; here = here.parent) if (here.step !== undefined) path.push(here.step);
  return path.reverse();
}
