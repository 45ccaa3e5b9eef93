import { failureOf, SealError } from "../domain/errors.js";
import { type Context, failureDocument, failureLine } from "./context.js";
import { exitCode, type Verdict } from "./exit-code.js";
import { askedFormat, COMMON_FLAGS, choice, commandFirst, noSuch, ownWords, parseFlags, usageOf } from "./flags.js";
import { COMMANDS, type Command } from "./table.js";
import { version } from "./version.js";

const DONE: Verdict = { noAnswer: false, no: false };

/** Runs a command line and returns its exit code. The only place that catches everything. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  try {
    return exitCode(await dispatch(argv, context));
  } catch (error) {
    return tellFailure(error, argv, context.sink);
  }
}

/**
 * One line on stderr for whatever was thrown, and in JSON mode a document on stdout; returns the exit code. What is no
 * SealError is a bug of ours: its text could carry anything, so none of it is printed.
 */
export function tellFailure(error: unknown, argv: readonly string[], sink: Context["sink"]): number {
  const known =
    error instanceof SealError
      ? error
      : new SealError(
          "INTERNAL",
          "modelseal met a state that it does not know.",
          "Report this with the command that you ran.",
        );
  const failure = failureOf(known);
  sink.err(failureLine(failure));
  try {
    if (askedFormat(argv) === "json" && known.code !== "OUTPUT_FAILED") sink.out(failureDocument(failure));
  } catch {
    // A stdout that takes nothing: the line and the exit code have said it.
  }
  return exitCode({ noAnswer: true, no: false });
}

async function dispatch(argv: readonly string[], context: Context): Promise<Verdict> {
  const [first, ...others] = commandFirst(argv);
  if (first === "--version") {
    context.sink.out(`${version}\n`);
    return DONE;
  }
  if (first === undefined || first === "help" || isHelp(first)) return help(others[0], context);
  const name = first === "--check" ? "check" : first;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw noSuch("command", first);
  if (ownWords(others).some(isHelp)) return help(name, context);
  try {
    return await runCommand(await load(), others, context);
  } catch (error) {
    throw error instanceof SealError ? usageOf(name, error) : error;
  }
}

async function runCommand(command: Command, others: readonly string[], context: Context): Promise<Verdict> {
  const read = parseFlags(others, { ...COMMON_FLAGS, ...command.flags });
  const flags = command.takes === "command" ? read : { ...read, positionals: [...read.positionals, ...read.rest] };
  // Before anything is done: a report that cannot be printed must not be found out after the writing.
  choice(flags, "format", command.formats ?? ["text", "json"], "text");
  return command.run(flags, context);
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

async function help(name: string | undefined, context: Context): Promise<Verdict> {
  const { helpFor } = await import("./help.js");
  const text = helpFor(name);
  if (text === undefined) throw noSuch("command", name ?? "");
  context.sink.out(text);
  return DONE;
}
