// Runs a TypeScript program of the tests: node src/tools/bundled.mjs test/fuzz/main.ts [arguments]. Bundled into .cache/, with
// the packages left where they are.
import { spawnSync } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [entry, ...args] = process.argv.slice(2);
const outfile = join(root, ".cache", "bundled", `${basename(dirname(entry))}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, "--root", join(root, dirname(entry)), ...args], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
