#!/usr/bin/env node
// CommonJS on purpose: the ESM loader alone costs about a fifth of a bare Node start.
"use strict";
// Everything is written by then, and taking the whole of Node down again costs a tenth of its start.
require("../dist/cli.cjs")
  .start()
  .then(() => process.exit());
