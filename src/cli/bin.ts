import type { Scripts } from "../io/compiled.js";
import { refuseDiagnostics } from "../io/diagnostics.js";
import { isTerminal, processSink, STDERR, STDOUT } from "../io/sink.js";
import { askedFormat, ownWords } from "./flags.js";
import { main, tellFailure } from "./main.js";

/**
 * Runs a command line in this process.
 * @param bin the file that starts modelseal.
 * @param scripts what that file loaded and will load, by name; only `precompile` asks.
 */
export async function start(argv: readonly string[], bin: string | undefined, scripts?: Scripts): Promise<void> {
  const { env } = process;
  // A document that was asked for is no talk.
  const sink = processSink(ownWords(argv).includes("--quiet") && askedFormat(argv) === "text");
  refuseDiagnostics();
  // No stack is ever printed, and to collect one costs more than the call that failed.
  Error.stackTraceLimit = 0;
  // Node itself would print the text of the error, the line of the source and the stack. Rejections come here as well.
  process.on("uncaughtException", (error) => process.exit(tellFailure(error, argv, sink)));
  process.exitCode = await main(argv, {
    env,
    sink,
    now: Date.now(),
    colours: () => wantsColours(argv, env),
    columns: () => process.stdout.columns,
    stderrIsTerminal: () => isTerminal(STDERR),
    bin,
    scripts,
  });
}

/** NO_COLOR and FORCE_COLOR as agreed among programs; else colours only on a terminal. */
function wantsColours(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  if (argv.includes("--no-color") || env["NO_COLOR"]) return false;
  return env["FORCE_COLOR"] !== undefined ? env["FORCE_COLOR"] !== "0" : isTerminal(STDOUT);
}
