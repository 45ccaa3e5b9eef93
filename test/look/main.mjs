// npm run look [-- SCENE…]
// Opens the pages of `check` and `explain` in an installed Chromium, offline, and puts screenshots and prints of them into
// .cache/look for a person to look at. Exit status: 0 everything held; 1 something did not, or there is no Chromium.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findChromium, newTab, startChromium } from "./chromium.mjs";
import { inspect } from "./inspect.mjs";
import { SCENES, stateOf } from "./scenes.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = join(root, ".cache", "look");
const say = (text) => process.stdout.write(`${text}\n`);

/** The page of a command for a state directory, as the built command line prints it. */
function pageOf(command, state) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, "bin/modelseal.js"), command, "--format", "html"],
    {
      env: { HOME: join(state, ".."), OPENCLAW_STATE_DIR: state },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (!stdout.startsWith("<!doctype html>")) throw new Error(`${command} printed no page (exit ${status})`);
  return stdout;
}

async function main(file, scenes) {
  const base = mkdtempSync(join(tmpdir(), "modelseal-look-"));
  mkdirSync(out, { recursive: true });
  const browser = startChromium(file);
  let failed = 0;
  try {
    for (const scene of scenes) {
      const state = stateOf(scene, base);
      for (const command of ["check", "explain"]) {
        const html = pageOf(command, state);
        const name = `${command}-${scene}`;
        const path = join(out, `${name}.html`);
        writeFileSync(path, html);
        const tab = await newTab(browser);
        const keep = (suffix, data) => writeFileSync(join(out, `${name}${suffix}`), Buffer.from(data, "base64"));
        const wrong = await inspect(tab, { url: pathToFileURL(path).href, html, keep });
        await tab.close();
        failed += wrong.length;
        say([`${wrong.length === 0 ? "ok" : "FAILED"}: ${name}`, ...wrong.map((what) => `  ${what}`)].join("\n"));
      }
    }
  } finally {
    await browser.close();
    rmSync(base, { recursive: true, force: true });
  }
  say(`\n${failed === 0 ? "Everything held." : `${failed} things did not hold.`} The pictures are in ${out}.`);
  return failed === 0 ? 0 : 1;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(SCENES, name));
const chromium = findChromium();
if (unknown.length > 0) {
  say(`There is no scene ${unknown.join(", ")}. The scenes: ${Object.keys(SCENES).join(", ")}.`);
  process.exitCode = 1;
} else if (chromium === undefined) {
  say(
    "No Chromium is installed, so nothing was looked at. On Debian: apt-get install chromium. CHROMIUM=FILE names another one.",
  );
  process.exitCode = 1;
} else process.exitCode = await main(chromium, wanted.length > 0 ? wanted : Object.keys(SCENES));
