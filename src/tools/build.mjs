// Builds dist/: cli.cjs to start with, generate.cjs with what every gateway start runs, parts/ with what only some runs load,
// lib.cjs and its ESM front index.js (the library), its declarations, and schema/. CommonJS: the ESM loader alone costs a fifth of a
// bare Node start, and a file of less than 60 kB a tenth.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { presentNodes } from "./nodes.mjs";
import { buildSplit } from "./split.mjs";
import { oneDeclarationFile } from "./types.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

/** What a TypeScript module of ours exports. */
async function evaluated(path) {
  const { outputFiles } = await build({ ...common, entryPoints: [path], format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** Puts the data that shapes.ts computes from the zod schemas in its place: what checks an input needs no zod to start. */
const evaluatedShapes = {
  name: "evaluated-shapes",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]schema[/\\]shapes\.ts$/, namespace: "file" }, async ({ path }) => {
      const { shapes } = await evaluated(path);
      return { contents: `export const shapes = ${JSON.stringify(shapes)};`, loader: "js" };
    });
  },
};

/** What a page carries, without the white space and the names that only we read; a page admits it by its hash. */
const minifiedScript = {
  name: "minified-script",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]html[/\\]script\.ts$/, namespace: "file" }, async ({ path }) => {
      const { SCRIPT } = await evaluated(path);
      const { code } = await transform(SCRIPT, { minify: true });
      const hash = createHash("sha256").update(code).digest("base64");
      return {
        contents: `export const SCRIPT = ${JSON.stringify(code)}, SCRIPT_HASH = "sha256-${hash}";`,
        loader: "js",
      };
    });
  },
};

/** Of package.json the program needs its version. */
const versionOnly = {
  name: "version-only",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

/**
 * write-file-atomic takes a hash and the number of its thread for the name of its temporary file. Here that stands behind a
 * random name that nobody else has, and loading both modules costs three times the write. It also listens to each signal, which
 * cannot be heard during a write without a pause; src/io/files/signals.ts sees to that for all files.
 */
const SMALL = {
  "node:crypto": `exports.createHash = () => {
    let sum = 0x811c9dc5;
    const hash = {
      update(text) { for (const c of text) sum = Math.imul(sum ^ c.charCodeAt(0), 0x01000193); return hash; },
      digest: () => ({ readUInt32BE: () => sum >>> 0 }),
    };
    return hash;
  };`,
  worker_threads: "exports.threadId = 0;",
  "signal-exit": "exports.onExit = () => () => {};",
};
const smallModules = {
  name: "small-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:crypto|worker_threads|signal-exit)$/ }, ({ path }) => ({ path, namespace: "small" }));
    onLoad({ filter: /.*/, namespace: "small" }, ({ path }) => ({ contents: SMALL[path] }));
  },
};

/** What the first write loads; everything else of a package is bundled where it is imported. */
const writeFileAtomic = {
  name: "write-file-atomic",
  setup({ onResolve }) {
    const path = "./parts/write-file-atomic.cjs";
    onResolve({ filter: /^write-file-atomic$/ }, ({ importer }) => (importer ? { path, external: true } : undefined));
  },
};

// Modules that a run needs only if there is something to say, to write or to look up.
const ON_CALL = {
  "parts/reader.cjs": ["src/domain/json/read.ts", "src/domain/json/positions.ts", "src/domain/json/numbers.ts"],
  "parts/overwritten.cjs": [
    "src/domain/json/overwritten.ts",
    "src/domain/overwritten.ts",
    "src/domain/plan-overwritten.ts",
    "src/domain/row-credentials.ts",
  ],
  "parts/names.cjs": ["src/domain/openclaw/env-names.ts", "src/domain/openclaw/host-env.ts"],
  "parts/words.cjs": [
    "src/domain/finding-kind.ts",
    "src/domain/finding-words.ts",
    "src/domain/ref-problem.ts",
    "src/io/files/reasons.ts",
    "src/io/files/read-refusals.ts",
    "src/io/files/utf8.ts",
    "src/report/agent-text.ts",
  ],
  "parts/name-words.cjs": ["src/domain/scan/name-words.ts"],
  "parts/literal.cjs": ["src/domain/scan/literal.ts", "src/domain/scan/shapes.ts", "src/domain/scan/random-text.ts"],
  "parts/profiles.cjs": [
    "src/domain/auth/profiles.ts",
    "src/domain/auth/eligibility.ts",
    "src/domain/auth/order.ts",
    "src/domain/auth/oauth-policy.ts",
    "src/domain/auth/settings.ts",
  ],
  "parts/references.cjs": ["src/domain/config/missing.ts", "src/domain/config/substitute-tree.ts"],
  "parts/includes.cjs": ["src/io/includes.ts"],
  "parts/database.cjs": ["src/io/sqlite/database.ts"],
  "parts/write.cjs": ["src/domain/json/print.ts", "src/io/files/stages.ts", "src/io/files/create-directory.ts"],
};

const FILES = [
  { file: "cli.cjs", entries: ["src/cli/bin.ts"], exports: true },
  { file: "generate.cjs", entries: ["src/cli/commands/generate.ts"] },
  ...Object.entries(ON_CALL).map(([file, entries]) => ({ file, entries, onCall: true })),
  { file: "parts/check.cjs", entries: ["src/app/check.ts", "src/cli/commands/check.ts"] },
  // Behind it: the first look and the closer one have much in common.
  {
    file: "parts/closer.cjs",
    entries: ["boxes", "env-text", "judge", "plain-text"].map((name) => `src/domain/scan/${name}.ts`),
    onCall: true,
  },
  { file: "lib.cjs", entries: ["src/index.ts"], exports: true },
  // One plain ES module that both generations of OpenClaw load, and that takes the rest from beside it.
  {
    file: "openclaw-plugin.js",
    entries: ["src/openclaw/plugin.ts"],
    contents: 'export { default } from "./src/openclaw/plugin.ts";',
    require: "load",
    options: {
      format: "esm",
      // Unlike the CommonJS files it knows where it stands.
      define: {},
      banner: { js: 'import{createRequire}from"node:module";const load=createRequire(import.meta.url);' },
    },
  },
];

// Their code is in dist/, so their licenses are.
const BUNDLED = ["diff", "fast-json-stable-stringify", "write-file-atomic"];

rmSync(`${root}dist`, { recursive: true, force: true });
const cjs = {
  ...common,
  format: "cjs",
  outdir: "dist",
  plugins: [evaluatedShapes, minifiedScript, versionOnly, writeFileAtomic],
  define: { "import.meta.url": "undefined" },
};
await buildSplit(cjs, FILES);
await build({
  ...common,
  format: "cjs",
  entryPoints: ["write-file-atomic"],
  plugins: [smallModules],
  outfile: "dist/parts/write-file-atomic.cjs",
});
markBuild();
writeFileSync(`${root}dist/licenses.txt`, BUNDLED.map(licenseOf).join("\n"));
const names = Object.keys(createRequire(import.meta.url)("../../dist/lib.cjs"));
writeFileSync(
  `${root}dist/index.js`,
  `import lib from "./lib.cjs";\nexport const { ${names
    .filter((name) => name !== "list")
    .sort()
    .join(", ")} } = lib;\n`,
);
mkdirSync(`${root}dist/schema`);
const { OUTPUT_NAMES, publishedSchema } = await evaluated("src/domain/schema/published.ts");
for (const name of OUTPUT_NAMES)
  writeFileSync(`${root}dist/schema/${name}.json`, `${JSON.stringify(publishedSchema(name))}\n`);
const types = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}src/tools/tsconfig.types.json`],
  { stdio: "inherit" },
);
if (types.status === 0) {
  writeFileSync(`${root}dist/lib.d.cts`, oneDeclarationFile(`${root}.cache/types/index.d.ts`));
  writeFileSync(`${root}dist/index.d.ts`, 'export * from "./lib.cjs";\n');
  writeFileSync(
    `${root}dist/openclaw-plugin.d.ts`,
    "declare const plugin: { id: string; name: string; description: string; configSchema: object; register(api: object): void };\nexport default plugin;\n",
  );
}
process.exitCode = types.status ?? 1;
// Without it everything works, only slower: no reason to fail.
for (const node of [process.execPath, ...presentNodes()])
  spawnSync(node, [`${root}bin/modelseal.js`, "precompile"], { stdio: "ignore" });

function licenseOf(name) {
  const directory = `${root}node_modules/${name}`;
  const file = readdirSync(directory).find((entry) => /^license/i.test(entry));
  return `${name}\n\n${readFileSync(`${directory}/${file}`, "utf8")}`;
}

/** Writes a digest of all of them before each file that the command loads: bin/modelseal.js tells builds apart by it. */
function markBuild() {
  const files = ["cli.cjs", "generate.cjs", ...readdirSync(`${root}dist/parts`).map((name) => `parts/${name}`)];
  const texts = files.map((file) => [`${root}dist/${file}`, readFileSync(`${root}dist/${file}`)]);
  const digest = createHash("sha256");
  for (const [, text] of texts) digest.update(text);
  const mark = `/*${digest.digest("hex").slice(0, 16)}*/`;
  for (const [file, text] of texts) writeFileSync(file, mark + text);
}
