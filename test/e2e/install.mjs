// Installs a real OpenClaw release, and the Node it needs, from npm into the cache below the repository root.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// libsignal is a git dependency that only WhatsApp needs; an inert module in its place keeps the install on the registry.
const LIBSIGNAL_FUNCTIONS = [
  "deriveSecrets",
  "decrypt",
  "encrypt",
  "calculateMAC",
  "generateKeyPair",
  "calculateSignature",
  "verifySignature",
  "createKeyPair",
  "calculateAgreement",
  "sharedKey",
];
const LIBSIGNAL_CLASSES = ["SessionCipher", "SessionBuilder", "SessionRecord", "ProtocolAddress"];

function npmInstall(dir, manifest) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "package.json"), `${JSON.stringify({ name: "e2e", private: true, ...manifest }, null, 2)}\n`);
  // --ignore-scripts: nothing of a dependency runs on this machine before the client itself does.
  const { status, stderr } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--quiet"], {
    cwd: dir,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`npm could not install into ${dir}:\n${stderr.slice(-2000)}`);
}

function replaceLibsignal(dir) {
  const home = join(dir, "node_modules", "libsignal");
  if (!existsSync(home)) return;
  mkdirSync(join(home, "src"), { recursive: true });
  const functions = LIBSIGNAL_FUNCTIONS.map((name) => `export function ${name}() { throw new Error("no libsignal"); }`);
  const classes = LIBSIGNAL_CLASSES.map((name) => `export class ${name} {}`);
  const names = ["keyhelper", "curve", "crypto"].map((name) => `export const ${name} = {};`);
  const inner = `${functions.join("\n")}\nexport default {};\n`;
  const manifest = { name: "libsignal", version: "0.0.0", type: "module", main: "index.js" };
  writeFileSync(join(home, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(home, "index.js"), `${inner}${classes.join("\n")}\n${names.join("\n")}\n`);
  for (const file of ["curve.js", "crypto.js"]) writeFileSync(join(home, "src", file), inner);
}

/** Path of the program that starts this release; installs it if the cache does not hold it yet. */
export function openclawEntry(cache, version) {
  const dir = join(cache, `openclaw-${version}`);
  const entry = join(dir, "node_modules", "openclaw", "openclaw.mjs");
  if (!existsSync(entry)) {
    npmInstall(dir, {
      dependencies: { openclaw: version },
      overrides: { libsignal: "npm:is-number@7.0.0", linkedom: "0.18.11" },
    });
    replaceLibsignal(dir);
  }
  const found = JSON.parse(readFileSync(join(dir, "node_modules", "openclaw", "package.json"), "utf8")).version;
  if (found !== version) throw new Error(`the cache holds OpenClaw ${found} where ${version} belongs: remove ${dir}`);
  return entry;
}

/** Path of a Node binary of this version; installs it if the cache does not hold it yet. */
export function nodeBinary(cache, version) {
  const name = `node-${process.platform}-${process.arch}`;
  const dir = join(cache, `node-${version}`);
  const binary = join(dir, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) npmInstall(dir, { dependencies: { [name]: version } });
  return binary;
}
