import { dirname } from "node:path";
import type { Env } from "../../domain/config/substitute.js";
import { PROVIDER_LIMITS } from "../../domain/openclaw/provider-limits.js";
import type { ExecProvider } from "../../domain/provider-settings.js";
import type { SecretRef } from "../../domain/ref.js";
import { failure, type RefFailure, type Resolution } from "../../domain/resolution.js";
import { put } from "../../domain/tree.js";
import { readAnswer } from "./exec-answer.js";
import { type CommandContext, checkCommand } from "./exec-command.js";
import { type RunEnd, runInGroup, variables } from "./process-group.js";

/** What an exec provider needs to know about the machine. */
export interface ExecContext extends CommandContext {
  env: Env;
}

/**
 * The values of all refs of one exec provider, by one run of its command. `refs` are distinct. The command is checked by
 * its path just before it is run: who could change it in between could have changed it before.
 */
export async function resolveExecRefs(
  refs: readonly SecretRef[],
  alias: string,
  provider: ExecProvider,
  context: ExecContext,
): Promise<Resolution[]> {
  if (refs.length > PROVIDER_LIMITS.execRefs) {
    const text = `secrets.providers.${alias} is asked for more than ${PROVIDER_LIMITS.execRefs} ids at once.`;
    return all(refs, failure("SECRET_PROVIDER_INVALID", text, "Spread the refs over several providers."));
  }
  const command = await checkCommand(alias, provider, context);
  if (!command.ok) return all(refs, command);
  const { timeoutMs, noOutputTimeoutMs, maxOutputBytes } = provider;
  const end = await runInGroup({
    command: command.path,
    args: provider.args,
    cwd: dirname(command.path),
    env: childEnv(provider, context.env),
    input: JSON.stringify({ protocolVersion: 1, provider: alias, ids: refs.map((ref) => ref.id) }),
    timeoutMs,
    noOutputTimeoutMs,
    maxOutputBytes,
  });
  const problem = problemOf(end, provider);
  if (end.how !== "exit" || problem !== null)
    return all(
      refs,
      failure(
        "SECRET_PROVIDER_UNAVAILABLE",
        `The command of secrets.providers.${alias} ${problem}.`,
        "Run it by hand, as the same user, to see what it says.",
      ),
    );
  return readAnswer(end.stdout, refs, alias, provider.jsonOnly);
}

function all(refs: readonly SecretRef[], result: RefFailure): Resolution[] {
  return refs.map(() => result);
}

/** Nothing of the caller's environment but what is passed on by name; the provider's own `env` wins. */
function childEnv(provider: ExecProvider, env: Env): Record<string, string> {
  const result = variables(env, provider.passEnv);
  for (const [name, value] of Object.entries(provider.env)) put(result, name, value);
  return result;
}

function problemOf(end: RunEnd, provider: ExecProvider): string | null {
  switch (end.how) {
    case "timeout":
      return `did not end within ${provider.timeoutMs} ms`;
    case "silence":
      return `printed nothing for ${provider.noOutputTimeoutMs} ms`;
    case "flood":
      return `printed more than ${provider.maxOutputBytes} bytes`;
    case "unstartable":
      return "could not be started";
    case "exit":
      return end.code === 0 ? null : end.code === null ? "was ended by a signal" : `ended with exit code ${end.code}`;
  }
}
