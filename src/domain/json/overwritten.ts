import type { Json, JsonPath } from "../tree.js";
import { parseJson } from "./parse.js";
import { type Step, walkStructure } from "./structure.js";

/** A property that a later one of the same key replaces, so that no parser sees it. */
export interface OverwrittenMember {
  path: JsonPath;
  value: Json;
  /** The value as it is written, and its offset in UTF-16 units. */
  text: string;
  start: number;
}

interface Container {
  step: string | number | undefined;
  members: Map<string, { start: number; end: number }>;
}

/**
 * Every overwritten property of a text, in its order; one that lies in another, which is itself overwritten, counts apart. The
 * text must be valid JSON5.
 */
export function overwrittenMembers(text: string): OverwrittenMember[] {
  const open: Container[] = [];
  const found: { path: JsonPath; start: number; end: number }[] = [];
  const pathTo = (step: string): JsonPath => [
    ...open.flatMap(({ step: above }) => (above === undefined ? [] : [above])),
    step,
  ];
  const meet = ({ step }: Step, start: number, end: number): void => {
    const here = open.at(-1);
    if (typeof step !== "string" || here === undefined) return;
    const earlier = here.members.get(step);
    if (earlier) found.push({ path: pathTo(step), ...earlier });
    here.members.set(step, { start, end });
  };
  walkStructure(text, {
    open(step, start) {
      meet(step, start, start);
      open.push({ step: step.step, members: new Map() });
    },
    close(end) {
      const step = open.pop()?.step;
      const member = typeof step === "string" ? open.at(-1)?.members.get(step) : undefined;
      if (member) member.end = end;
    },
    scalar(step, { start, end }) {
      meet(step, start, end);
    },
  });
  found.sort((a, b) => a.start - b.start);
  return found.map(({ path, start, end }) => {
    const written = text.slice(start, end);
    return { path, value: parseJson(written, { file: "", json5: true }), text: written, start };
  });
}
