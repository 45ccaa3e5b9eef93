// Makes a fresh clone ready: dependencies from the lock file, then the build. Needs Node and npm only.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const installed = `${root}node_modules/.package-lock.json`;
const stale = !existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs;

/** Runs one step quietly; its output is shown only if it fails. */
function step(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

// `npm ci` runs `postprepare`, which builds.
if (stale) step("npm", ["ci", "--no-audit", "--no-fund"]);
else step(process.execPath, [`${root}src/tools/build.mjs`]);
