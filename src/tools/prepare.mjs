// Builds after an install in a clone: npm runs `postprepare` there as it runs `prepare`, but warns nobody of it who installs the
// packed file, for whom it never runs. `npm install --global git+…`, which is how pre-commit installs a hook, hands its --global on to the
// install of the development dependencies, so that they are missing here: then they are installed first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

if (!existsSync(`${root}node_modules/esbuild`)) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(global|location)$/i.test(name)),
  );
  const args = ["install", "--no-save", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}
await import("./build.mjs");
