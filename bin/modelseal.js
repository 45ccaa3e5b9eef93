#!/usr/bin/env node
// CommonJS on purpose: the ESM loader alone costs about a fifth of a bare Node start.
"use strict";
require("../dist/cli.cjs").start();
