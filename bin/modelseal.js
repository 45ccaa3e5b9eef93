#!/usr/bin/env node
// CommonJS on purpose: the ESM loader alone costs about a fifth of a bare Node start.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { Script } = require("node:vm");

// The files of dist/ ask for one another by paths that begin in dist/ or dist/parts/. Resolving them as Node does, with links
// and package scopes, would cost more than reading them.
const dist = `${__dirname}/../dist/`;
const compiled = `${dist}compiled/${process.version}-${process.platform}-${process.arch}/`;
const loaded = new Map();

/** Loads a file of dist/, from what `modelseal precompile` stored of it for this Node if it did. */
function load(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const source = readFileSync(dist + name, "latin1");
  // V8 itself compares no more than the length of the source: the build writes a digest of the whole before each.
  const stored = `${compiled}${name.replace("parts/", "")}.${source.slice(2, 18)}`;
  const cachedData = bytesOf(stored);
  const filename = dist + name;
  const script = new Script(`(function(exports,require,module,__filename){${source}\n})`, { filename, cachedData });
  const isStored = cachedData !== undefined;
  const module = { exports: {}, script, stored, isStored };
  loaded.set(name, module);
  script.runInThisContext()(module.exports, ask, module, filename);
  return module.exports;
}

function bytesOf(file) {
  try {
    return existsSync(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

function ask(id) {
  return id[0] === "." ? load(id.slice(id.indexOf("/") + 1)) : require(id);
}

// Everything is written by then, and taking the whole of Node down again costs a tenth of its start.
load("cli.cjs")
  .start(process.argv.slice(2), process.argv[1], loaded)
  .then(() => process.exit());
