import { afterEach, describe, expect, test } from "vitest";
import { type SignalHost, signalDelay } from "../../../src/io/files/signals.js";

const codes: number[] = [];
/** The real process, except that it does not end. */
const host: SignalHost = {
  on: (signal, listener) => process.on(signal, listener),
  removeListener: (signal, listener) => process.removeListener(signal, listener),
  exit: (code) => codes.push(code),
};
const listening = () => ["SIGHUP", "SIGINT", "SIGTERM"].map((signal) => process.listenerCount(signal));
const before = listening();

afterEach(() => {
  codes.length = 0;
  expect(listening()).toEqual(before);
});

describe("a signal during a write", () => {
  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s waits for the end of synchronous code, then ends the process with %i", async (signal, code) => {
    const delay = signalDelay(host);
    delay.arm();
    process.kill(process.pid, signal);
    const end = Date.now() + 20;
    while (Date.now() < end);
    expect(codes).toEqual([]);
    await delay.release();
    expect(codes).toEqual([code]);
  });

  test("is not lost when the write ran inside a callback of the event loop", async () => {
    const delay = signalDelay(host);
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        delay.arm();
        process.kill(process.pid, "SIGTERM");
        delay.release().then(resolve);
      });
    });
    expect(codes).toEqual([143]);
  });
});

test("listeners are there only between arming and releasing", async () => {
  const delay = signalDelay(host);
  expect(listening()).toEqual(before);
  delay.arm();
  delay.arm();
  expect(listening()).toEqual(before.map((n) => n + 1));
  await delay.release();
  expect(listening()).toEqual(before);
  delay.arm();
  expect(listening()).toEqual(before.map((n) => n + 1));
  await delay.release();
  expect(codes).toEqual([]);
});

test("releasing what was never armed waits for nothing", async () => {
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await signalDelay(host).release();
  expect(turned).toBe(false);
});
