import { refuseDiagnostics } from "../io/diagnostics.js";
import { isTerminal, processSink, STDERR, STDOUT } from "../io/sink.js";
import { main, tellFailure } from "./main.js";

/** Runs a command line in this process, by default its own; `bin` is the file that starts modelseal otherwise. */
export async function start(argv: readonly string[] = process.argv.slice(2), bin = process.argv[1]): Promise<void> {
  const { env } = process;
  const sink = processSink(argv.includes("--quiet"));
  refuseDiagnostics();
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
  });
}

/** NO_COLOR and FORCE_COLOR as agreed among programs; else colours only on a terminal. */
function wantsColours(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  if (argv.includes("--no-color") || env["NO_COLOR"]) return false;
  return env["FORCE_COLOR"] !== undefined ? env["FORCE_COLOR"] !== "0" : isTerminal(STDOUT);
}
