import { SealError } from "../domain/errors.js";

/** `string`: takes a value; `strings`: takes a value and may be repeated. */
type FlagKind = "boolean" | "string" | "strings";
export type FlagSpec = Readonly<Record<string, FlagKind>>;

export interface Flags {
  is(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  positionals: readonly string[];
  /** What follows `--`, where the command takes a command line. */
  rest: readonly string[];
}

/** Flags that every command takes. */
export const COMMON_FLAGS = {
  "state-dir": "string",
  config: "string",
  profile: "string",
  agent: "strings",
  openclaw: "string",
  json: "boolean",
  format: "string",
  output: "string",
  "no-color": "boolean",
  quiet: "boolean",
  help: "boolean",
} as const satisfies FlagSpec;

/**
 * Reads a command line: `--name`, `--name value`, `--name=value`, arguments between them, and what follows `--`. The same
 * as `parseArgs` of node:util reads, whose loading alone takes longer than a fast run may.
 * Throws SealError USAGE with the flag that is wrong; values are never repeated, because one of them may be a secret that
 * was meant for elsewhere.
 */
export function parseFlags(argv: readonly string[], spec: FlagSpec): Flags {
  const values = new Map<string, string[]>();
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const positionals: string[] = [];
  for (let i = 0; i < end; i++) {
    const word = argv[i] as string;
    if (!word.startsWith("-") || word === "-") {
      positionals.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const isLong = word.startsWith("--");
    const flag = word.slice(0, isLong ? (equals < 0 ? word.length : equals) : 2);
    const name = flag.slice(2);
    const kind = isLong && Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (kind === undefined) throw noSuch("flag", flag);
    if (kind === "boolean") {
      if (equals >= 0) throw usage(`--${name} takes no value.`);
      values.set(name, []);
      continue;
    }
    if (equals < 0) i++;
    const value = equals < 0 ? (i < end ? argv[i] : undefined) : word.slice(equals + 1);
    if (!value || (equals < 0 && value.startsWith("-"))) throw usage(`--${name} needs a value.`);
    const given = values.get(name) ?? [];
    if (kind === "string" && given.length > 0) throw usage(`--${name} is given twice.`);
    values.set(name, [...given, value]);
  }
  return {
    is: (name) => values.has(name),
    text: (name) => values.get(name)?.[0],
    list: (name) => values.get(name) ?? [],
    positionals,
    rest: argv.slice(end + 1),
  };
}

/**
 * A command line whose command stands behind flags that every command takes, as one whose command stands first. Anything
 * else is left as it is.
 */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const common: FlagSpec = COMMON_FLAGS;
  let at = 0;
  for (;;) {
    const [name = "", value] = (argv[at] ?? "").split("=", 2);
    const flag = name.slice(2);
    if (!name.startsWith("--") || flag === "help" || !Object.hasOwn(common, flag)) break;
    at += common[flag] === "boolean" || value !== undefined ? 1 : 2;
  }
  const command = argv[at];
  return command === undefined ? argv : [command, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

/** The words that are ours: what follows `--` is another program's command line. */
export function ownWords(argv: readonly string[]): readonly string[] {
  return argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
}

/** The format that a command line asks for, also where it cannot be read as a whole. */
export function askedFormat(argv: readonly string[]): string {
  const own = ownWords(argv);
  if (own.includes("--json")) return "json";
  const at = own.findIndex((word) => word === "--format" || word.startsWith("--format="));
  return at < 0 ? "text" : (own[at]?.split("=")[1] ?? own[at + 1] ?? "text");
}

const SEE_HELP = "See `modelseal --help`.";
const TYPED_WORD = /^-{0,2}[a-z][a-z-]{0,30}$/;

/** An unknown flag or command, repeated only if it looks like a word that was mistyped: it may be a secret gone astray. */
export function noSuch(kind: "flag" | "command", word: string): SealError {
  return usage(TYPED_WORD.test(word) ? `There is no ${kind} ${word}.` : `There is no such ${kind}.`);
}

/** The refusal of a command line. */
export function usage(message: string, hint = SEE_HELP): SealError {
  return new SealError("USAGE", message, hint);
}

/** The refusal of a command's own words points to the help of that command. */
export function usageOf(command: string, error: SealError): SealError {
  return error.hint === SEE_HELP ? usage(error.message, `See \`modelseal ${command} --help\`.`) : error;
}

/** Throws SealError USAGE if there are more arguments beside the flags than the command takes. */
export function atMost(count: number, { positionals }: Flags, takes: string): void {
  if (positionals.length > count) throw usage(takes);
}

/** The value of a flag that takes one of a few words. */
export function choice<T extends string>(flags: Flags, name: string, words: readonly T[], standard: T): T {
  const value = flags.text(name);
  if (value === undefined) return standard;
  const word = words.find((w) => w === value);
  if (word === undefined) throw usage(`--${name} takes one of ${words.join(", ")}.`);
  return word;
}
