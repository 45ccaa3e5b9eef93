import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { attempt, fuzz, savedTexts } from "./engine.js";
import { TARGETS } from "./targets.js";

const CRASHERS = fileURLToPath(new URL("crashers", import.meta.url));
const RUNS = 400;

describe.each(TARGETS)("$name", (target) => {
  test("takes its seeds and everything that has ever broken it", () => {
    const known = savedTexts(CRASHERS, target.name);
    const texts = [...target.seeds.map((text, i) => ({ name: `seed ${i}`, text })), ...known];
    expect(texts.map(({ name, text }) => [name, attempt(target, text)?.law])).toEqual(
      texts.map(({ name }) => [name, undefined]),
    );
  });

  test(`takes ${RUNS} mutations of them`, () => {
    const corpus = savedTexts(CRASHERS, target.name).map(({ text }) => text);
    expect(fuzz(target, { seed: 1, corpus, more: (runs) => runs < RUNS })).toEqual({ runs: RUNS, crash: undefined });
  });
});
