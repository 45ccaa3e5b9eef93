// Splits a program into files of which each holds its modules flat, so that a run compiles and evaluates nothing that it
// does not need. A module is in one file only: a class such as SealError must be the same everywhere.
//
// A file is loaded by a dynamic import or, with `onCall`, by the first call of one of its functions: the sources import
// them as usual, and a function that loads the file takes the place of each. What others take of a file is handed over in
// one list, made when it is asked for: a name costs its place there and nothing more. What a file takes of a module of Node
// it asks for in one place. So no file carries the helpers by which esbuild makes one kind of module into another.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { build } from "esbuild";

const partOf = (source) => `parts/${source.replace(/^.*\/|\.ts$/g, "")}.cjs`;
/** The names that one module imports from, or passes on of, another; undefined if it takes all. */
function importedNames(importer, path) {
  const clause = new RegExp(`\\b(?:import|export) \\{([^}]*)\\} from "${path}"`, "g");
  const lists = [...readFileSync(importer, "utf8").matchAll(clause)].map(([, list]) => list);
  return lists.length === 0 ? undefined : namesIn(lists.join());
}
const namesIn = (list) =>
  list
    .split(",")
    .map((name) => name.trim().split(" as ")[0])
    .filter((name) => name !== "" && !name.startsWith("type "));

const DYNAMIC_IMPORT = /(const \{([^}]*)\} = await )?\bimport\("(\.[^"]+)"\)/g;
/** A module in which a call takes the place of each dynamic import; undefined if it has none. */
function withCalls(text) {
  const imports = [];
  const code = text.replace(DYNAMIC_IMPORT, (_, before = "", names = "*", path) => {
    const name = `imported${imports.length}`;
    imports.push(`import ${name} from "imported:${namesIn(names)}:${path}";`);
    return `${before}${name}()`;
  });
  return imports.length === 0 ? undefined : imports.join("") + code;
}

const upFrom = (file) => (file.includes("/") ? ".." : ".");
const isOfNode = (source) => source.startsWith("node:");
const FUNCTION = /^export (?:async )?function (\w+)/gm;
const MOST_PASSES = 9;

/**
 * Builds files and the parts they ask for into `outdir`.
 * @param options esbuild's options for all of them, `absWorkingDir`, `outdir` and `plugins` among them; CommonJS.
 * @param files in the order in which they may load one another: `file`, its `entries`; `exports` if it also exports all of
 *   these by their names; `onCall` for entries of which others import functions only: the first call of one of these loads
 *   the file; for a file of another kind that nobody asks for anything its `contents`, its `options`, and what it calls
 *   `require`.
 */
export async function buildSplit(options, files) {
  const root = options.absWorkingDir;
  const queue = [...files];
  const onCall = new Map(
    queue.flatMap(({ file, entries, onCall }) => (onCall ? entries.map((entry) => [entry, file]) : [])),
  );
  const homes = new Map([...queue].reverse().flatMap(({ file, entries }) => entries.map((entry) => [entry, file])));
  const exporting = new Set(queue.filter(({ exports }) => exports).map(({ file }) => file));
  const order = (file) => queue.findIndex((other) => other.file === file);
  // By file: the modules of other files that it uses, each with the names; "*" for all.
  let asked = new Map();
  let wanted = new Map();
  const exported = new Map();

  /** What a module exports, types left out. */
  async function exportsOf(source) {
    if (isOfNode(source)) return Object.keys(process.getBuiltinModule(source));
    if (!exported.has(source)) {
      const alone = { ...options, logLevel: "error", bundle: false, plugins: [], format: "esm", entryPoints: [source] };
      const { metafile } = await build({ ...alone, write: false, metafile: true });
      exported.set(source, Object.values(metafile.outputs)[0].exports);
    }
    return exported.get(source);
  }

  function ask(file, source, names) {
    if (!asked.has(file)) asked.set(file, new Map());
    const known = asked.get(file).get(source) ?? new Set();
    for (const name of names ?? ["*"]) known.add(name);
    asked.get(file).set(source, known);
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

  /** The names of a module that a file uses, as far as that is known; before the last pass all that there are. */
  async function usedNames(file, source, isLast) {
    const used = isLast ? wanted.get(file)?.get(source) : undefined;
    return (await exportsOf(source)).filter((name) => used === undefined || used.has("*") || used.has(name));
  }

  /** What a file hands to others, as `source name`, in the order of its list. */
  async function listOf(home) {
    const rows = new Set();
    for (const file of wanted.keys())
      for (const source of wanted.get(file).keys())
        if (homes.get(source) === home)
          for (const name of await usedNames(file, source, true)) rows.add(`${source} ${name}`);
    return [...rows].sort();
  }

  function splitting({ file, contents, require = "require" }, isLast) {
    const list = (home) => `${require}("${upFrom(file)}/${home}")${exporting.has(home) ? ".list" : ""}()`;
    /** The used names of a module, each with its place in the list of its file. */
    async function places(source) {
      const rows = await listOf(homes.get(source));
      const names = await usedNames(file, source, isLast);
      return names.map((name) => ({ name, place: Math.max(0, rows.indexOf(`${source} ${name}`)) }));
    }
    /** The places of all that the file takes of another; before the last pass all that there are. */
    async function usedPlaces(home) {
      if (!isLast) return [...new Set([0, ...(await listOf(home)).keys()])];
      const sources = [...wanted.get(file).keys()].filter(
        (source) => homes.get(source) === home && !onCall.has(source),
      );
      return (await Promise.all(sources.map(places))).flat().map(({ place }) => place);
    }
    const sourceOf = (path, importer) => relative(root, resolve(importer, "..", path.replace(/\.js$/, ".ts")));
    return {
      name: "split",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^\./ }, ({ path, importer }) => {
          if (path.endsWith(".cjs")) return { path, external: true };
          if (!importer.endsWith(".ts")) return undefined;
          const source = sourceOf(path, importer);
          const home = homeFor(source, file, false);
          if (home === undefined) return undefined;
          ask(file, source, importedNames(importer, path));
          return { path: source, namespace: onCall.has(source) ? "called" : "taken", sideEffects: false };
        });
        onResolve({ filter: /^imported:/ }, ({ path, importer }) => {
          const [, names, from] = path.split(":");
          const source = sourceOf(from, importer);
          if (homeFor(source, file, true) === undefined)
            throw new Error(`${source} is imported by the file that holds it.`);
          ask(file, source, names.split(","));
          return { path: source, namespace: "imported", sideEffects: false };
        });
        onResolve({ filter: /^node:/ }, ({ path, importer, kind }) => {
          const names =
            kind === "import-statement" && contents === undefined ? importedNames(importer, path) : undefined;
          if (names === undefined) return undefined;
          ask(file, path, names);
          return { path, namespace: "node", sideEffects: false };
        });
        onResolve({ filter: /^(?:list|load):/ }, ({ path }) => {
          const [namespace, home] = path.split(":");
          return { path: home, namespace, sideEffects: false };
        });
        onLoad({ filter: /\.ts$/, namespace: "file" }, ({ path }) => {
          const called = withCalls(readFileSync(path, "utf8"));
          return called === undefined ? undefined : { contents: called, loader: "ts" };
        });
        onLoad({ filter: /.*/, namespace: "node" }, async ({ path }) => ({
          contents: `export const { ${await usedNames(file, path, isLast)} } = require("${path}");`,
        }));
        onLoad({ filter: /.*/, namespace: "imported" }, async ({ path }) => {
          const fields = (await places(path)).map(({ name, place }) => `${name}: list[${place}]`);
          return {
            contents: `export default async () => { const list = ${list(homes.get(path))}; return { ${fields} }; };`,
          };
        });
        onLoad({ filter: /.*/, namespace: "taken" }, async ({ path }) => {
          const names = (await places(path)).map(({ name, place }) => `_${place} as ${name}`);
          return { contents: `export { ${names} } from "list:${homes.get(path)}";` };
        });
        onLoad({ filter: /.*/, namespace: "list" }, async ({ path }) => {
          const names = (await usedPlaces(path)).map((place) => `${place}: _${place}`);
          return { contents: `export const { ${names} } = ${list(path)};` };
        });
        onLoad({ filter: /.*/, namespace: "called" }, async ({ path }) => {
          // Only its functions: a value would have to be there before the first call, so importing one is an error here.
          const functions = [...readFileSync(resolve(root, path), "utf8").matchAll(FUNCTION)].map(([, name]) => name);
          const used = (await places(path)).filter(({ name }) => functions.includes(name));
          const calls = used.map(({ name, place }) => `export const ${name} = (...a) => load()[${place}](...a);`);
          return { contents: `import { load } from "load:${homes.get(path)}"; ${calls.join(" ")}` };
        });
        onLoad({ filter: /.*/, namespace: "load" }, ({ path }) => ({
          contents: `let m; export const load = () => m ??= ${list(path)};`,
        }));
      },
    };
  }

  /** Builds one file as far as it is known what others want of it; returns the modules that it holds. */
  async function buildOne(spec, isLast) {
    const { file, entries, exports, options: own } = spec;
    const rows = (await listOf(file)).map((row) => row.split(" "));
    const imports = rows.map(([source, name], i) => `import { ${name} as m${i} } from "./${source}";`);
    const list = `() => [${rows.map((_, i) => `m${i}`)}]`;
    const fields = [];
    for (const source of exports ? entries : []) {
      const names = await exportsOf(source);
      imports.push(`import { ${names} } from "./${source}";`);
      fields.push(...names);
    }
    const given = exports ? `{ ${[...fields, `list: ${list}`].sort()} }` : list;
    const whole = entries.map((source, i) => `export * as entry${i} from "./${source}";`).join("");
    const contents = spec.contents ?? (imports.length === 0 ? whole : `${imports.join("")} module.exports = ${given};`);
    const { metafile } = await build({
      ...options,
      ...own,
      plugins: [...options.plugins, splitting(spec, isLast)],
      stdin: { contents, resolveDir: root },
      logOverride: { "commonjs-variable-in-esm": "silent" },
      outdir: undefined,
      outfile: `${options.outdir}/${file}`,
      metafile: true,
      write: isLast,
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
  // A part whose module another file took in is asked for by nobody.
  for (const file of queue)
    if (files.includes(file) || homes.get(file.entries[0]) === file.file) await buildOne(file, true);
}
