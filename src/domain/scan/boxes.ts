import { decodeString } from "../json/strings.js";
import { type Sink, walkStructure } from "../json/structure.js";
import type { JsonPath } from "../tree.js";
import { type FileKind, rootZone, type Zone, zoneBelow } from "./places.js";

/** A value in a container; `text` is absent for numbers, booleans, null and containers. */
export interface Item {
  step: string | number | undefined;
  text?: string;
  start: number;
  end: number;
  /** -1 where there is no key. */
  keyStart: number;
}

/** An object or array with everything in it, also what a duplicate hides. */
export interface Box {
  parent: Box | undefined;
  step: string | number | undefined;
  zone: Zone;
  items: Item[];
  start: number;
  array: boolean;
  /** The id of the provider or profile whose row this is or lies in. */
  owner: string | undefined;
}

export interface BoxSink {
  /** A container that is complete, innermost first. */
  box(box: Box): void;
  comment(text: string, start: number, box: Box): void;
}

const LITERALS = new Set(["true", "false", "null", "NaN", "Infinity"]);

/**
 * Reads JSON or JSON5 text into boxes, whole or damaged, and never throws. Returns whether it is damaged: bare text that is no
 * value, values without a key, containers that are not closed. The outermost box stands around the root. With
 * `above`, the path of a container at which the text begins, the rest of the text behind that container is not read.
 */
export function readBoxes(text: string, kind: FileKind, sink: BoxSink, above: JsonPath = []): boolean {
  let here = around(kind, above);
  const outermost = here;
  let damaged = false;
  const structure: Sink = {
    open({ step: told, keyStart }, start) {
      const step = here === outermost ? above.at(-1) : told;
      const zone = step === undefined && here === outermost ? here.zone : zoneBelow(here.zone, step ?? "");
      if (told === undefined && here !== outermost) damaged = true;
      here.items.push({ step, start, end: start, keyStart });
      here = box(here, step, zone, start, text.charAt(start) === "[");
    },
    close(end) {
      if (text.charAt(end - 1) !== (here.array ? "]" : "}")) damaged = true;
      sink.box(here);
      here = here.parent ?? here;
      structure.done = here === outermost && above.length > 0;
    },
    scalar({ step, keyStart }, { kind: token, start, end }) {
      if (step === undefined && here !== outermost) damaged = true;
      const item: Item = { step, start, end, keyStart };
      if (token === "string") item.text = decodeString(text, start, end);
      else if (token !== "number" && !LITERALS.has(text.slice(start, Math.min(end, start + 9)))) {
        item.text = text.slice(start, end);
        damaged = true;
      }
      here.items.push(item);
    },
    comment(start, end) {
      sink.comment(text.slice(start, end), start, here);
    },
  };
  walkStructure(text, structure);
  if (above.length === 0) sink.box(here);
  return damaged;
}

/** The containers around a text, without what else they hold. */
function around(kind: FileKind, above: JsonPath): Box {
  let outer = box(undefined, undefined, rootZone(kind), 0, false);
  for (const step of above.slice(0, -1)) outer = box(outer, step, zoneBelow(outer.zone, step), 0, false);
  return outer;
}

function box(parent: Box | undefined, step: Box["step"], zone: Zone, start: number, array: boolean): Box {
  const owner = parent?.owner ?? (zone.row ? String(step) : undefined);
  return { parent, step, zone, items: [], start, array, owner };
}
