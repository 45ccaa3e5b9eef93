import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sleep } from "./client.mjs";
import { observe } from "./observer.mjs";
import { SECRETS } from "./secrets.mjs";

const PLAIN = JSON.stringify({ providers: { acme: { apiKey: SECRETS.config } } });
const SEALED = JSON.stringify({ providers: { acme: { apiKey: "secretref-managed" } } });

let dir;
let file;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "modelseal-observer-"));
  file = join(dir, "models.json");
  writeFileSync(file, SEALED);
});
afterEach(() => rmSync(dir, { recursive: true }));

it("measures how long a secret stands in models.json", async () => {
  const observer = observe(dir, "acme");
  observer.phase("start");
  writeFileSync(file, PLAIN);
  await sleep(200);
  writeFileSync(file, SEALED);
  await sleep(50);
  const { seen, keys, longestMs } = observer.stop();
  expect(seen).toEqual({ start: ["config"] });
  expect(keys.map(({ key }) => key)).toEqual(["secretref-managed", SECRETS.config, "secretref-managed"]);
  expect(longestMs).toBeGreaterThan(100);
});

it("tells of a secret in a stage, whose time belongs to who renames it", async () => {
  const observer = observe(dir, "acme");
  writeFileSync(join(dir, "models.json.1.tmp"), PLAIN);
  await sleep(200);
  renameSync(join(dir, "models.json.1.tmp"), file);
  writeFileSync(file, SEALED);
  await sleep(50);
  const { seen, longestMs } = observer.stop();
  expect(seen).toEqual({ before: ["config"] });
  expect(longestMs).toBeLessThan(100);
});

it("begins, if asked to, with the first whole file that holds no secret", async () => {
  writeFileSync(file, PLAIN);
  const observer = observe(dir, "acme", { awaitClean: true });
  writeFileSync(file, PLAIN.slice(0, 9));
  await sleep(50);
  writeFileSync(file, PLAIN);
  await sleep(50);
  writeFileSync(file, SEALED);
  await sleep(50);
  expect(observer.stop().seen).toEqual({});
});

it("takes no file for a clean one that another process is writing in place while it is read", async () => {
  const writer = spawn(process.execPath, [
    "-e",
    `const { writeFileSync } = require("fs"); for (;;) writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(PLAIN)})`,
  ]);
  while (readFileSync(file, "utf8") === SEALED) await sleep(5);
  const observer = observe(dir, "acme", { awaitClean: true });
  await sleep(1_500);
  observer.phase("at the end");
  const { seen } = observer.stop();
  writer.kill();
  expect(seen["before"]).toBeUndefined();
});
