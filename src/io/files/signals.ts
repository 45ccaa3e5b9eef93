const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

type Signal = keyof typeof SIGNALS;

/** The part of `process` that is needed. */
export interface SignalHost {
  on(signal: Signal, listener: () => void): unknown;
  removeListener(signal: Signal, listener: () => void): unknown;
  exit(code: number): void;
}

export interface SignalDelay {
  /** From now on SIGHUP, SIGINT and SIGTERM wait for the end of synchronous code, then end the process with 128 + number. */
  arm(): void;
  /** Lets a signal that came meanwhile take its effect, then gives the signals back. */
  release(): Promise<void>;
}

/**
 * Keeps a signal from ending the process while a stage file exists. Writes are synchronous, and a signal with a listener
 * is delivered by the event loop: when the listener runs, no stage is left, so it can end the process at once. By exit
 * code and not by raising the signal again, which the first process of a container ignores.
 *
 * For programs of our own only: a library must leave the signals of its host alone.
 */
export function signalDelay(host: SignalHost = process): SignalDelay {
  const listeners = new Map<Signal, () => void>();
  return {
    arm() {
      if (listeners.size > 0) return;
      for (const [signal, number] of Object.entries(SIGNALS) as [Signal, number][]) {
        const listener = () => host.exit(128 + number);
        listeners.set(signal, listener);
        host.on(signal, listener);
      }
    },
    async release() {
      if (listeners.size === 0) return;
      // Signals arrive in the poll phase; called from a poll callback, the first turn ends before the next poll.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      for (const [signal, listener] of listeners) host.removeListener(signal, listener);
      listeners.clear();
    },
  };
}
