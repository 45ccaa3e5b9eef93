/** Waits without giving the event loop a turn, so that a synchronous read can be tried again. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
