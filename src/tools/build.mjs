// Builds dist/: cli.cjs (one bundled CommonJS file, the fastest form to start), index.js (the ESM library) and types/.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

await Promise.all([
  build({
    ...common,
    entryPoints: ["src/cli/bin.ts"],
    outfile: "dist/cli.cjs",
    format: "cjs",
    // CommonJS has none; src/io/files/system.ts asks for it to know which way to load a package.
    define: { "import.meta.url": "undefined" },
  }),
  build({
    ...common,
    entryPoints: ["src/index.ts"],
    outdir: "dist",
    format: "esm",
    packages: "external",
    splitting: true,
    chunkNames: "lib/[name]-[hash]",
  }),
]);

const types = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}src/tools/tsconfig.types.json`],
  { stdio: "inherit" },
);
process.exitCode = types.status ?? 1;
