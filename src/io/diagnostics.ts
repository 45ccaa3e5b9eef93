/**
 * Takes back what flags and NODE_OPTIONS ask of Node for the case of a crash or a signal: diagnostic reports hold the
 * environment (Node 20 cannot leave it out) and error texts, heap snapshots every string, so every secret in them. What
 * cannot be taken back from within: core dumps, `--abort-on-uncaught-exception`, `--heapsnapshot-near-heap-limit`,
 * `--inspect`.
 */
export function refuseDiagnostics(): void {
  const asked = `${process.execArgv.join(" ")} ${process.env["NODE_OPTIONS"] ?? ""}`;
  if (asked.includes("report"))
    Object.assign(process.report, {
      excludeEnv: true,
      reportOnFatalError: false,
      reportOnSignal: false,
      reportOnUncaughtException: false,
    });
  if (!asked.includes("--heapsnapshot-signal")) return;
  const signal = /--heapsnapshot-signal[= ](SIG\w+)/.exec(asked)?.[1];
  if (signal === undefined) return;
  process.removeAllListeners(signal);
  // Without a listener the signal would end the process.
  process.on(signal, () => {});
}
