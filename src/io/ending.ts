const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Turns the signals that end a service into an AbortSignal; `release` gives them their usual effect back. */
export function ended(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const listener = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: controller.signal,
    release() {
      for (const signal of SIGNALS) process.removeListener(signal, listener);
    },
  };
}
