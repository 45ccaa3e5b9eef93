// The physical limit: read the same files, parse them, print the result; nothing else.
const { readFileSync } = require("node:fs");
const [config, models] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
if (JSON.stringify(models, null, 2).length === 0 || config === null) process.exitCode = 1;
