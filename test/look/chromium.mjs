// Drives an installed Chromium over its debugging pipe: no port, no dependency.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The file of an installed Chromium, or undefined; CHROMIUM names another one. */
export function findChromium() {
  const dirs = (process.env.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => dirs.map((dir) => join(dir, name)));
  return [process.env.CHROMIUM ?? "", ...found].find((file) => file !== "" && existsSync(file));
}

const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-first-run",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--hide-scrollbars",
  "--force-color-profile=srgb",
  "--host-resolver-rules=MAP * ~NOTFOUND",
];

/** Starts a Chromium with a profile of its own. `send` takes a method of the DevTools protocol, `on` its events. */
export function startChromium(file) {
  const profile = mkdtempSync(join(tmpdir(), "modelseal-chromium-"));
  // A root without a namespace of its own has no sandbox to put it into.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(file, [...FLAGS, ...sandbox, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const [, , , input, output] = child.stdio;
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  let rest = Buffer.alloc(0);
  const fail = (message) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  child.on("error", () => fail("Chromium did not start"));
  child.on("exit", () => fail("Chromium ended"));
  input.on("error", () => {});
  output.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const message = JSON.parse(rest.subarray(0, end).toString("utf8"));
      rest = rest.subarray(end + 1);
      const answer = waiting.get(message.id);
      waiting.delete(message.id);
      if (!answer) for (const listener of listeners) listener(message);
      else if (message.error) answer.reject(new Error(message.error.message));
      else answer.resolve(message.result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  return {
    send,
    on: (listener) => listeners.add(listener),
    off: (listener) => listeners.delete(listener),
    async close() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      await send("Browser.close").catch(() => child.kill());
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A tab of its own; everything that a page says, asks for or does wrong is kept in `said` and `asked`. */
export async function newTab(browser) {
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => browser.send(method, params, sessionId);
  const said = [];
  const asked = [];
  const waiting = [];
  const listener = ({ sessionId: from, method, params }) => {
    if (from !== sessionId) return;
    if (method === "Runtime.consoleAPICalled") said.push(`console.${params.type}`);
    if (method === "Runtime.exceptionThrown") said.push(params.exceptionDetails.text);
    if (method === "Log.entryAdded") said.push(params.entry.text);
    if (method === "Network.requestWillBeSent") asked.push(params.request.url);
    if (method === "Page.loadEventFired") for (const resolve of waiting.splice(0)) resolve();
  };
  browser.on(listener);
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`);
  await send("Network.emulateNetworkConditions", {
    offline: true,
    latency: 0,
    downloadThroughput: 0,
    uploadThroughput: 0,
  });
  return {
    send,
    said,
    asked,
    async load(url) {
      const loaded = new Promise((resolve) => waiting.push(resolve));
      await send("Page.navigate", { url });
      await loaded;
    },
    /** The value of an expression in the page; it goes around the page's policy. */
    async ask(expression) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async press(key, code = key) {
      const keys = { Tab: 9, Enter: 13, " ": 32, ArrowDown: 40, Home: 36 };
      const params = { key, code, windowsVirtualKeyCode: keys[key], ...(key === "Enter" ? { text: "\r" } : {}) };
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...params });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...params });
    },
    async close() {
      browser.off(listener);
      await browser.send("Target.closeTarget", { targetId });
    },
  };
}
