import { watch } from "../../app/watch.js";
import { ended } from "../../io/ending.js";
import { watchLine } from "../../report/watch-text.js";
import { type Context, failureLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import type { FlagSpec, Flags } from "../flags.js";
import { worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";

export const flags = {} satisfies FlagSpec;

export async function run(given: Flags, context: Context): Promise<Verdict> {
  const ending = ended();
  context.sink.out("Watching. Every rewrite of models.json is sealed again.\n");
  await keepSealed(given, context, ending.signal, (text) => context.sink.out(text));
  ending.release();
  return { noAnswer: false, no: false };
}

/** Seals until the signal comes; what happens goes to `say`, what fails to stderr. */
export async function keepSealed(
  given: Flags,
  context: Context,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  let lastFailure = "";
  const fail = (line: string) => {
    if (line !== lastFailure) context.sink.err(line);
    lastFailure = line;
  };
  await watch(
    {
      ...worldOptions(given),
      signal,
      clock: () => Date.now(),
      onAgents: (agents) => {
        for (const agent of agents) {
          if (agent.error) fail(failureLine(agent.error));
          else say(watchLine(agent));
        }
      },
      onFailure: (failure) => fail(failureLine(failure)),
    },
    { env: context.env, now: context.now, sweepMs: sweepMs(context.env) },
  );
}
