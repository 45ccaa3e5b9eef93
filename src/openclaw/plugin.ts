import { fileURLToPath } from "node:url";
import { failureOf, SealError } from "../domain/errors.js";
import { isReleaseNumber } from "../domain/openclaw/releases.js";
import type { AuditContext, AuditFinding, Host, Logger, Program } from "./host.js";

const DESCRIPTION = "Find, explain and seal secrets in OpenClaw's files";
const COMMAND = { name: "modelseal", description: DESCRIPTION, hasSubcommands: true };

/**
 * The OpenClaw plugin: an alarm, not a gate. When a gateway has started it searches for secrets at rest and says in its log
 * what it found; it writes nothing and throws nothing into the gateway. Loading and registering do nothing by themselves,
 * because OpenClaw does both for its own commands too; everything else of modelseal is loaded when it is needed.
 */
export default {
  id: "modelseal",
  name: "modelseal",
  description: DESCRIPTION,
  configSchema: { type: "object", additionalProperties: false, properties: {} },
  register(api: Host): void {
    api.registerCli?.(({ program }) => mount(program), { commands: [COMMAND.name], descriptors: [COMMAND] });
    api.registerSecurityAuditCollector?.((context) => audit(context));
    if (api.registrationMode !== undefined && api.registrationMode !== "full") return;
    api.on("gateway_start", (_event, context) => alarm(api, context?.abortSignal));
  },
};

async function alarm(api: Host, signal: AbortSignal | undefined): Promise<void> {
  try {
    if (signal?.aborted) return;
    const { check } = await import("../app/check.js");
    const { alarmLines } = await import("../report/alarm-text.js");
    const report = await check({ openclaw: releaseOf(api) }, { env: process.env });
    if (signal?.aborted) return;
    for (const { level, text } of alarmLines(report)) api.logger[level](text);
  } catch (error) {
    tellFailure(api.logger, error);
  }
}

/** The release that runs; 2026.3.1 gives a version of its own instead. */
function releaseOf({ runtime }: Host): string | undefined {
  const version = runtime?.version;
  return version !== undefined && isReleaseNumber(version) ? version : undefined;
}

/** What is no SealError is a bug of ours; its text could carry anything, so none of it is logged. */
function reasonOf(error: unknown): string {
  if (!(error instanceof SealError)) return "The search for secrets at rest did not come to its end.";
  const { message, hint } = failureOf(error);
  return `${message} ${hint}`;
}

function tellFailure(logger: Logger, error: unknown): void {
  try {
    logger.error(`modelseal: ${reasonOf(error)}`);
  } catch {
    // A logger that throws leaves nobody to be told.
  }
}

async function audit({ env, stateDir }: AuditContext): Promise<AuditFinding[]> {
  try {
    const { check } = await import("../app/check.js");
    const { auditFinding } = await import("../report/alarm-text.js");
    return (await check({ stateDir }, { env })).findings.map(auditFinding);
  } catch (error) {
    const title = "modelseal could not search for secrets at rest";
    return [{ checkId: "modelseal.check_failed", severity: "warn", title, detail: reasonOf(error) }];
  }
}

/** `openclaw modelseal …` is `modelseal …`: its own command line decides about everything after the name. */
function mount(program: Program): void {
  program
    .command(COMMAND.name)
    .description(DESCRIPTION)
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(async () => {
      const { start } = await import("../cli/bin.js");
      const argv = process.argv.slice(process.argv.indexOf(COMMAND.name) + 1);
      await start(argv, fileURLToPath(new URL("../bin/modelseal.js", import.meta.url)));
    });
}
