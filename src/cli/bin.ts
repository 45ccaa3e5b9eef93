import { isTerminal, processSink, STDERR, STDOUT } from "../io/sink.js";
import { main } from "./main.js";

const argv = process.argv.slice(2);
const { env } = process;

/** NO_COLOR and FORCE_COLOR as agreed among programs; else colours only on a terminal. */
function colours(): boolean {
  if (argv.includes("--no-color") || env["NO_COLOR"]) return false;
  return env["FORCE_COLOR"] !== undefined ? env["FORCE_COLOR"] !== "0" : isTerminal(STDOUT);
}

// A diagnostic report would hold the environment, and with it every secret in there.
if (process.report) Object.assign(process.report, { excludeEnv: true });

main(argv, {
  env,
  sink: processSink(argv.includes("--quiet")),
  now: Date.now(),
  colours,
  columns: () => process.stdout.columns,
  stderrIsTerminal: () => isTerminal(STDERR),
}).then((code) => {
  process.exitCode = code;
});
