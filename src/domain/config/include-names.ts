import { type Box, readBoxes } from "../scan/boxes.js";
import { pathOf } from "../scan/judge.js";
import type { JsonPath } from "../tree.js";

/** A file that a config includes, and where its content stands in the including file. */
export interface IncludeName {
  name: string;
  mount: JsonPath;
}

const KEY = "$include";

/** Every file name beside an `$include` of a text, whole or damaged: what a parser would not get to as well. */
export function includeNames(text: string): IncludeName[] {
  const found: IncludeName[] = [];
  readBoxes(text, "config", {
    box(box) {
      for (const { step, text: name } of box.items)
        if (name !== undefined && (step === KEY || isList(box))) found.push({ name, mount: mountOf(box) });
    },
    comment() {},
  });
  return found;
}

function isList({ array, step }: Box): boolean {
  return array && step === KEY;
}

function mountOf(box: Box): JsonPath {
  return pathOf(isList(box) && box.parent ? box.parent : box);
}
