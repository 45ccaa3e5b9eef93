import { watch } from "../../app/watch.js";
import type { Failure } from "../../domain/errors.js";
import { jsonLine } from "../../domain/escape.js";
import { type AgentReport, SCHEMA_VERSION } from "../../domain/report.js";
import { ended } from "../../io/ending.js";
import { watchLine } from "../../report/watch-text.js";
import { type Context, failureLine } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { atMost, type FlagSpec, type Flags } from "../flags.js";
import { wantsJson, worldOptions } from "../output.js";
import { sweepMs } from "../settings.js";

export const flags = {} satisfies FlagSpec;

/** Text, or with --json one document a line; what fails is on stderr as well. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  atMost(0, given, "watch takes flags only; --agent ID names an agent.");
  const { sink } = context;
  const ending = ended();
  const started = "Watching. Every rewrite of models.json is sealed again.\n";
  if (wantsJson(given)) {
    sink.err(started);
    await keepSealed(given, context, ending.signal, {
      agent: (agent) => sink.out(jsonLine({ schemaVersion: SCHEMA_VERSION, ok: agent.error === undefined, ...agent })),
      failure: (error) => sink.out(jsonLine({ ok: false, error })),
    });
  } else {
    sink.out(started);
    await keepSealed(
      given,
      context,
      ending.signal,
      textTo((text) => sink.out(text)),
    );
  }
  ending.release();
  return { noAnswer: false, no: false };
}

/** Who hears of what the watch does: agents that were sealed again or failed, and failures that concern all. */
export interface Listener {
  agent(agent: AgentReport): void;
  failure(failure: Failure): void;
}

/** A listener that tells of sealed agents a line each; what fails stands on stderr already. */
export function textTo(say: (text: string) => void): Listener {
  return {
    agent: (agent) => {
      if (!agent.error) say(watchLine(agent));
    },
    failure: () => {},
  };
}

/** Seals until the signal comes; what fails is told once, until something else fails, and on stderr too. */
export async function keepSealed(
  given: Flags,
  context: Context,
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  let lastFailure = "";
  const fail = (failure: Failure, tell: () => void) => {
    const line = failureLine(failure);
    if (line === lastFailure) return;
    lastFailure = line;
    context.sink.err(line);
    tell();
  };
  await watch(
    {
      ...worldOptions(given),
      signal,
      clock: () => Date.now(),
      onAgents: (agents) => {
        for (const agent of agents) {
          const tell = () => listener.agent(agent);
          if (agent.error) fail(agent.error, tell);
          else tell();
        }
      },
      onFailure: (failure) =>
        fail({ ...failure, hint: `${failure.hint} Until then nothing is sealed.` }, () => listener.failure(failure)),
    },
    { env: context.env, now: context.now, sweepMs: sweepMs(context.env) },
  );
}
