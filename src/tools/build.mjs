// Builds dist/: cli.cjs to start with, core.cjs with what every gateway start runs, parts/ with what only some runs load,
// index.js (the ESM library) and types/. CommonJS for the command line: the ESM loader alone costs a fifth of a bare Node start.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

const ENTRY = "src/cli/bin.ts";
// What runs before every gateway start and in every CI job is one file, core.cjs; any other dynamic import is a part.
const CORE = ["src/cli/commands/generate.ts", "src/cli/commands/check.ts"];

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

/** Puts the data that shapes.ts computes from the zod schemas in its place: what checks an input needs no zod to start. */
const evaluatedShapes = {
  name: "evaluated-shapes",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]schema[/\\]shapes\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], format: "esm", write: false });
      const source = Buffer.from(outputFiles[0].contents).toString("base64");
      const { shapes } = await import(`data:text/javascript;base64,${source}`);
      return { contents: `export const shapes = ${JSON.stringify(shapes)};`, loader: "js" };
    });
  },
};

const cli = {
  ...common,
  format: "cjs",
  define: { "import.meta.url": "undefined" },
  supported: { "dynamic-import": false },
};

/** The files of the command line: which module is in which, so that each exists once, and which parts are asked for. */
const homes = new Map();
const parts = new Set();

/** Takes modules that another file of the command line holds from there; `dist` is the way from this file to dist/. */
function split(dist) {
  const sourceOf = (importer, specifier) => relative(root, resolve(importer, "..", specifier.replace(/\.js$/, ".ts")));
  return {
    name: "split",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, importer, kind }) => {
        if (!importer || importer.includes("node_modules")) return undefined;
        const source = sourceOf(importer, path);
        if (kind === "dynamic-import" && !homes.has(source)) homes.set(source, homeOf(source));
        return homes.has(source) ? { path: source, namespace: "elsewhere" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "elsewhere" }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`${dist}/${homes.get(path)}`)}).modules[${JSON.stringify(path)}]();`,
        loader: "js",
      }));
      onResolve({ filter: /\.cjs$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

function homeOf(source) {
  if (CORE.includes(source)) return "core.cjs";
  parts.add(source);
  return `parts/${basename(source, ".ts")}.cjs`;
}

/** Builds one file that hands out its modules, evaluated when they are asked for. */
async function buildFile(outfile, entries, start = "") {
  const options = { ...cli, plugins: [evaluatedShapes, split(outfile.includes("/") ? ".." : ".")] };
  for (const entry of entries) homes.delete(entry);
  const { metafile } = await build({ ...options, entryPoints: entries, metafile: true, write: false, outdir: "dist" });
  const inside = Object.keys(metafile.inputs).filter((path) => path.startsWith("src/"));
  const table = inside.map((path) => `${JSON.stringify(path)}: () => require("./${path}")`).join(",");
  const contents = `${start}export const modules = {${table}};`;
  await build({ ...options, stdin: { contents, resolveDir: root }, outfile: `dist/${outfile}` });
  for (const path of inside) homes.set(path, outfile);
}

async function buildCli() {
  await buildFile("cli.cjs", [ENTRY], `export { start } from "./${ENTRY}";`);
  await buildFile(
    "core.cjs",
    CORE.filter((path) => existsSync(path)),
  );
  await buildPlugin();
  // A part may ask for further parts: the set grows while it is gone through.
  for (const part of parts) await buildFile(`parts/${basename(part, ".ts")}.cjs`, [part]);
}

/** The OpenClaw plugin: one plain ES module that both generations of OpenClaw load, and that takes the rest from beside it. */
async function buildPlugin() {
  await build({
    ...common,
    format: "esm",
    supported: { "dynamic-import": false },
    plugins: [split(".")],
    entryPoints: { "openclaw-plugin": "src/openclaw/plugin.ts" },
    outdir: "dist",
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
}

async function buildLibrary() {
  await build({
    ...common,
    plugins: [evaluatedShapes],
    entryPoints: ["src/index.ts"],
    outdir: "dist",
    format: "esm",
    packages: "external",
    splitting: true,
    chunkNames: "lib/[name]-[hash]",
  });
}

rmSync(`${root}dist`, { recursive: true, force: true });
await Promise.all([buildCli(), buildLibrary()]);
const types = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}src/tools/tsconfig.types.json`],
  { stdio: "inherit" },
);
process.exitCode = types.status ?? 1;
