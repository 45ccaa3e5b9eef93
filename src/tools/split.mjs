// Splits a program into files of which each holds its modules flat, so that a run compiles and evaluates nothing that it
// does not need. A module is in one file only: a class such as SealError must be the same everywhere.
//
// A file is loaded by a dynamic import or, with `onCall`, by the first call of one of its functions: the sources import
// them as usual, and a function that loads the file takes the place of each.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { build } from "esbuild";

const partOf = (source) => `parts/${source.replace(/^.*\/|\.ts$/g, "")}.cjs`;
/** The names that one module imports from, or passes on of, another; undefined if it takes all. */
function importedNames(importer, path) {
  const clause = new RegExp(`\\b(?:import|export) \\{([^}]*)\\} from "${path}"`, "g");
  const names = [...readFileSync(importer, "utf8").matchAll(clause)].flatMap(([, list]) => list.split(","));
  return names.length === 0 ? undefined : names.map((name) => name.trim().split(" as ")[0]);
}

const upFrom = (file) => (file.includes("/") ? ".." : ".");
const FUNCTION = /^export (?:async )?function (\w+)/gm;
const MOST_PASSES = 9;

/**
 * Builds files and the parts they ask for into `outdir`.
 * @param options esbuild's options for all of them, `absWorkingDir`, `outdir` and `plugins` among them; CommonJS.
 * @param files in the order in which they may load one another: `file`, its `entries`, `exports` beside its modules,
 *   `options` where they differ, and `onCall` for entries of which others import functions only: the first call of one of
 *   these loads the file.
 */
export async function buildSplit(options, files) {
  const root = options.absWorkingDir;
  const queue = [...files];
  const onCall = new Map(
    queue.flatMap(({ file, entries, onCall }) => (onCall ? entries.map((entry) => [entry, file]) : [])),
  );
  const homes = new Map([...queue].reverse().flatMap(({ file, entries }) => entries.map((entry) => [entry, file])));
  const order = (file) => queue.findIndex((other) => other.file === file);
  let asked = new Map();
  let wanted = asked;
  const exported = new Map();

  /** What a module exports, types left out. */
  async function exportsOf(source) {
    if (!exported.has(source)) {
      const alone = { ...options, logLevel: "error", bundle: false, plugins: [], format: "esm", entryPoints: [source] };
      const { metafile } = await build({ ...alone, write: false, metafile: true });
      exported.set(source, Object.values(metafile.outputs)[0].exports);
    }
    return exported.get(source);
  }

  function ask(home, source, names) {
    if (!asked.has(home)) asked.set(home, new Map());
    const known = asked.get(home).get(source) ?? new Set();
    for (const name of names ?? ["*"]) known.add(name);
    asked.get(home).set(source, known);
  }

  /** Where a module has to be taken from; undefined if the file that is being built holds it, or will. */
  function homeFor(source, file, isDynamic) {
    if (isDynamic && !homes.has(source)) {
      homes.set(source, partOf(source));
      queue.push({ file: partOf(source), entries: [source] });
    }
    const home = homes.get(source);
    if (home === undefined || home === file) return undefined;
    return isDynamic || onCall.has(source) || order(home) < order(file) ? home : undefined;
  }

  function splitting(file) {
    const from = (home, source) => `require("${upFrom(file)}/${home}").modules["${source}"]()`;
    return {
      name: "split",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^\./ }, ({ path, importer, kind }) => {
          if (path.endsWith(".cjs")) return { path, external: true };
          if (!importer.endsWith(".ts")) return undefined;
          const source = relative(root, resolve(importer, "..", path.replace(/\.js$/, ".ts")));
          const isDynamic = kind === "dynamic-import";
          const home = homeFor(source, file, isDynamic);
          if (home === undefined) return undefined;
          ask(home, source, isDynamic ? undefined : importedNames(importer, path));
          const namespace = isDynamic ? "imported" : onCall.has(source) ? "called" : "taken";
          return { path: source, namespace, pluginData: from(home, source), sideEffects: false };
        });
        onLoad({ filter: /.*/, namespace: "imported" }, ({ pluginData }) => ({
          contents: `module.exports = ${pluginData};`,
        }));
        onLoad({ filter: /.*/, namespace: "taken" }, async ({ path, pluginData }) => {
          const names = (await exportsOf(path)).map((name) => `${name} = m.${name}`);
          return { contents: `const m = ${pluginData}; export const ${names.join(", ")};` };
        });
        onLoad({ filter: /.*/, namespace: "called" }, ({ path, pluginData }) => {
          // Only its functions: a value would have to be there before the first call, so importing one is an error here.
          const names = [...readFileSync(resolve(root, path), "utf8").matchAll(FUNCTION)].map(([, name]) => name);
          const calls = names.map((name) => `export const ${name} = (...a) => load().${name}(...a);`);
          return { contents: `let m; const load = () => m ??= ${pluginData}; ${calls.join(" ")}` };
        });
      },
    };
  }

  /** The modules that other files ask this one for, made into objects when they do. */
  async function tableOf(file) {
    const imports = [];
    const rows = [];
    for (const [i, [source, asked]] of [...(wanted.get(file) ?? [])].sort().entries()) {
      const names = (await exportsOf(source)).filter((name) => asked.has("*") || asked.has(name));
      imports.push(`import { ${names.map((name, k) => `${name} as m${i}_${k}`).join(", ")} } from "./${source}";`);
      rows.push(`"${source}": () => ({ ${names.map((name, k) => `${name}: m${i}_${k}`).join(", ")} })`);
    }
    return rows.length === 0 ? "" : `${imports.join("")} export const modules = { ${rows.join(", ")} };`;
  }

  /** Builds one file as far as it is known what others want of it; returns the modules that it holds. */
  async function buildOne({ file, entries, exports, options: own }, write) {
    const entry = exports ?? entries.map((source, i) => `export * as entry${i} from "./${source}";`).join("");
    const table = await tableOf(file);
    const contents = exports === undefined && table !== "" ? table : entry + table;
    const { metafile } = await build({
      ...options,
      ...own,
      plugins: [...options.plugins, splitting(file)],
      stdin: { contents, resolveDir: root },
      outdir: undefined,
      outfile: `${options.outdir}/${file}`,
      metafile: true,
      write,
    });
    const inputs = Object.entries(Object.values(metafile.outputs)[0].inputs);
    return inputs
      .filter(([path, { bytesInOutput }]) => path.startsWith("src/") && bytesInOutput > 0)
      .map(([path]) => path);
  }

  // What a file asks another for can bring more modules into that one: again until nothing moves.
  for (let pass = 0, before = ""; ; pass++) {
    if (pass === MOST_PASSES) throw new Error("The modules found no home.");
    for (let i = 0; i < queue.length; i++)
      for (const source of await buildOne(queue[i], false))
        if (!homes.has(source) || order(homes.get(source)) > i) homes.set(source, queue[i].file);
    const state = `${[...homes].sort()} ${[...asked].map(([file, wants]) => [file, [...wants].map(([s, n]) => [s, ...[...n].sort()]).sort()]).sort()}`;
    if (state === before) break;
    before = state;
    wanted = asked;
    asked = new Map();
  }
  for (const file of queue) await buildOne(file, true);
}
