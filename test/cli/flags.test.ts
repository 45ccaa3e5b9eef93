import { parseArgs } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FlagSpec, noSuch, parseFlags, usage } from "../../src/cli/flags.js";
import { SealError } from "../../src/domain/errors.js";

const SPEC = { quiet: "boolean", config: "string", agent: "strings", "dry-run": "boolean" } as const satisfies FlagSpec;

/** What node:util makes of the same words, with the same demands. */
function oracle(argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(SPEC).map(([name, kind]) => [name, { type: kind === "boolean" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  const rest: string[] = [];
  let terminated = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") terminated = true;
    else if (token.kind === "positional") (terminated ? rest : positionals).push(token.value);
    else {
      const kind = Object.hasOwn(SPEC, token.name) ? SPEC[token.name as keyof typeof SPEC] : undefined;
      if (kind === undefined) throw noSuch("flag", token.rawName);
      if (kind === "boolean" && token.value !== undefined) throw usage(`--${token.name} takes no value.`);
      const isNext = !token.inlineValue && token.value?.startsWith("-");
      if (kind !== "boolean" && (!token.value || isNext)) throw usage(`--${token.name} needs a value.`);
      const given = values.get(token.name) ?? [];
      if (kind === "string" && given.length > 0) throw usage(`--${token.name} is given twice.`);
      values.set(token.name, [...given, token.value ?? ""]);
    }
  }
  return { values, positionals, rest };
}

const NAMES = Object.keys(SPEC);
const outcome = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    return error instanceof SealError ? error.message : "no SealError";
  }
};

const word = fc.oneof(
  fc.constantFrom("--", "-", "", "main", "a=b", "-x", "-xyz", "-=", "--=", "--=v", "--nothing", "--nothing=v"),
  fc.constantFrom(...NAMES).map((name) => `--${name}`),
  fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom("", "v", "-v", "=", "a b")).map(([name, v]) => `--${name}=${v}`),
  fc.string({ maxLength: 4 }),
);

test("a command line is read as node:util reads it", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      const ours = outcome(() => {
        const flags = parseFlags(argv, SPEC);
        const given = NAMES.filter((name) => flags.is(name));
        return { given: given.map((name) => [name, flags.list(name)]), at: flags.positionals, rest: flags.rest };
      });
      const theirs = outcome(() => {
        const { values, positionals, rest } = oracle(argv);
        const given = NAMES.filter((name) => values.has(name));
        const list = (name: string) => (SPEC[name as keyof typeof SPEC] === "boolean" ? [] : values.get(name));
        return { given: given.map((name) => [name, list(name)]), at: positionals, rest };
      });
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 5000 },
  );
});
