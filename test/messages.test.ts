import { describe, expect, test } from "vitest";
import { FINDINGS, type FindingCode, type Words } from "../src/domain/findings.js";
import { NOTES, VERDICTS } from "../src/domain/migrate-report.js";
import { callsOf, sentences } from "./support/messages.js";

// One voice in all messages. The titles of these tests are the messages themselves: `npx vitest run --reporter=verbose
// test/messages.test.ts` prints them all, each with the file that says it.

/** What a message breaks of our voice; empty if nothing. */
function faults(text: string): string[] {
  const rules: [name: string, breaks: boolean][] = [
    ["ends like a sentence", !/[.?…]$/.test(text)],
    ["speaks plainly", /\b(?:please|sorry|oops|failed to|unable to|e\.g\.|i\.e\.|etc\.)/i.test(text)],
    ["uses no contraction", /n't\b|\b(?:it|that|there)'s\b|\bwe\b/i.test(text)],
    ["does not shout", text.includes("!") && !/`[^`]*!|!command/.test(text)],
    ["has single spaces", / {2}/.test(text)],
  ];
  return rules.filter(([, breaks]) => breaks).map(([name]) => name);
}

// What to do begins with a verb that tells it.
const VERBS =
  "Add Allow Break Check Close Complete Configure Correct Find Free Give Include Keep Leave Look Make Migrate Mount Move Name Point Put Raise Remove Rename Replace Report Restore Rotate Run Save Say See Set Sign Spread Start Take Use Write";
const isAdvice = (text: string) =>
  text.startsWith("…") ||
  VERBS.split(" ").includes(text.split(/[ ,.]/)[0] as string) ||
  /^(?:If|There is nothing to do)\b/.test(text);

const WORDS: Words = {
  source: "exec SecretRef in the config",
  release: "2026.3.1",
  by: "The auth profile acme:default",
};

describe("a finding says what is the case and what to do", () => {
  test.each(
    (Object.keys(FINDINGS) as FindingCode[]).map((code) => {
      const { says, fix } = FINDINGS[code];
      return [code, says(WORDS), fix(WORDS)] as const;
    }),
  )("%s: %s %s", (_code, says, fix) => {
    expect([...faults(says), ...faults(fix)]).toEqual([]);
    expect(isAdvice(fix)).toBe(true);
    expect(says).not.toContain("undefined");
  });
});

describe("a refusal says what is wrong, where, and what to do", () => {
  const refusals = callsOf("new SealError", 1, 2);
  const usages = callsOf("usage", 0, 1);

  test("all of them are found", () => {
    expect(refusals.length).toBeGreaterThan(50);
    expect(usages.length).toBeGreaterThan(25);
  });

  test.each([...refusals, ...usages].filter(({ message, hint }) => message !== undefined || hint !== undefined))(
    "$file: $message $hint",
    ({ message, hint }) => {
      expect(faults(message ?? "…")).toEqual([]);
      expect(faults(hint ?? "…")).toEqual([]);
      expect(isAdvice(hint ?? "…")).toBe(true);
    },
  );

  // Where it is not a file that is wrong: a flag, a command, or several files at once.
  const WITHOUT_PLACE = ["USAGE", "INTERNAL", "BEING_REWRITTEN", "WRITE_FAILED", "OUTPUT_FAILED"];
  test.each(refusals.filter(({ count }) => count < 4))("$file: $first has no file to name", ({ first }) => {
    expect(WITHOUT_PLACE.map((code) => `"${code}"`)).toContain(first);
  });
});

describe("a note of migrate is a clause that says what to do", () => {
  test.each(Object.entries({ ...NOTES, ...VERDICTS }))("%s: %s", (_name, text) => {
    expect(text).toMatch(/^(?:[a-z]|OpenClaw).*[^.]$/);
    expect(faults(`${text}.`)).toEqual([]);
  });
});

describe("every other sentence is of the same voice", () => {
  test.each(sentences())("$file: $text", ({ text }) => {
    expect(faults(text)).toEqual([]);
  });
});
