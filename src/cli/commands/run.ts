import { generate } from "../../app/generate.js";
import { failureOf, SealError } from "../../domain/errors.js";
import { become, findCommand } from "../../io/become.js";
import { signalDelay } from "../../io/files/signals.js";
import { generateText } from "../../report/generate-text.js";
import { plain } from "../../report/style.js";
import { type Context, failureLine } from "../context.js";
import { exitCode, type Verdict } from "../exit-code.js";
import { choice, type FlagSpec, type Flags, usage } from "../flags.js";
import { worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";
import { tellErrors, verdictOf } from "./generate.js";

export const flags = { "on-failure": "string", watch: "boolean" } as const satisfies FlagSpec;
export const takes = "command";

// What is said once it was told what is wrong.
const OUTCOME = {
  block: "The command is not started; --on-failure warn would start it all the same.",
  warn: "The command is started all the same.",
} as const;

/** stdout belongs to the command: everything that is said here goes to stderr. A gateway's start waits for no more than it needs. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  const [name] = given.rest;
  if (name === undefined || given.positionals.length > 0)
    throw usage("run needs a command behind --.", "Write it as in `modelseal run -- openclaw gateway run`.");
  const onFailure = choice(given, "on-failure", ["block", "warn"], "block");
  const file = findCommand(name, context.env);
  const verdict = await seal(given, context, onFailure);
  if (onFailure === "block" && exitCode(verdict) !== 0) return verdict;
  if (given.is("watch")) return { passThrough: await runWatched(file, given, context) };
  become(file, given.rest, context.env);
  const { runChild } = await import("../../io/child.js");
  return { passThrough: await runChild(file, given.rest, context.env) };
}

async function seal(given: Flags, context: Context, onFailure: "block" | "warn"): Promise<Verdict> {
  const delay = signalDelay();
  const outcome = OUTCOME[onFailure];
  try {
    const report = await generate(worldOptions(given), {
      env: context.env,
      now: context.now,
      sweepMs: sweepMs(context.env),
      onWrite: () => delay.arm(),
    });
    await delay.release();
    const news =
      !report.config.exists || report.agents.some((agent) => agent.status !== "unchanged" || agent.findings.length > 0);
    const verdict = verdictOf(report, false);
    const isFine = exitCode(verdict) === 0;
    if (report.ok && news && !(given.is("quiet") && isFine)) context.sink.err(generateText(report, plain));
    tellErrors(report, context, isFine ? undefined : outcome);
    return verdict;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const told = new SealError(error.code, error.message, `${error.hint} ${outcome}`, error.place);
    if (onFailure === "block") throw told;
    context.sink.err(failureLine(failureOf(told)));
    return { noAnswer: true, no: false };
  }
}

/** The command as a child, with the watch beside it until it ends. */
async function runWatched(file: string, given: Flags, context: Context): Promise<number> {
  const { keepSealed, textTo } = await import("./watch.js");
  const { runChild } = await import("../../io/child.js");
  const ending = new AbortController();
  const say = given.is("quiet") ? () => {} : (text: string) => context.sink.err(text);
  const watching = keepSealed(given, context, ending.signal, textTo(say));
  try {
    return await runChild(file, given.rest, context.env);
  } finally {
    ending.abort();
    await watching;
  }
}
