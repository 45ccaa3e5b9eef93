import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { type Layer, type LoadedConfig, mayInclude, placeInConfig } from "../domain/config/loaded.js";
import { SealError } from "../domain/errors.js";
import { parseJson } from "../domain/json/parse.js";
import { fits } from "../domain/schema/shape.js";
import { shapes } from "../domain/schema/shapes.js";
import { showJsonPath } from "../domain/text.js";
import { asObject } from "../domain/tree.js";
import { readChecked } from "./files/read.js";
import { includeRoots, type Resolved, resolveLayer } from "./includes.js";
import type { Location } from "./locate.js";

// A hundred thousand models, written with two spaces, take 43 MB.
const MAX_CONFIG_BYTES = 48 * 1024 * 1024;

/**
 * Reads openclaw.json with everything it includes. A missing file at the default place is an empty config.
 * Throws SealError with file, line and column for anything that cannot be read, parsed or that has the wrong shape.
 */
export async function loadConfig(location: Location["config"]): Promise<LoadedConfig> {
  const { file } = location;
  const read = readChecked(file, { maxBytes: MAX_CONFIG_BYTES, follow: true });
  if (!read) {
    if (!location.named) return { file, exists: false, tree: {}, layers: [] };
    throw new SealError("CONFIG_MISSING", "The config does not exist.", "Check --config or OPENCLAW_CONFIG_PATH.", {
      file,
    });
  }
  const tree = parseJson(read.text, { file, json5: true });
  const main: Layer = { file, text: read.text, tree, mount: [] };
  const resolved = mayInclude(main.text) ? includesOf(main, location) : { value: tree, layers: [] };
  const config: LoadedConfig = {
    file,
    exists: true,
    tree: asObject(resolved.value),
    layers: [main, ...resolved.layers],
  };
  if (!fits(shapes.config, resolved.value)) {
    const { violationOf } = await import("../domain/schema/violation.js");
    const { path, expected } = violationOf("config", resolved.value);
    const what = path.length === 0 ? "The config" : showJsonPath(path);
    throw new SealError(
      "INVALID_SHAPE",
      `${what} must be ${expected}.`,
      "Correct the value.",
      placeInConfig(config, path),
    );
  }
  return config;
}

function includesOf(main: Layer, location: Location["config"]): Resolved {
  const roots = includeRoots([dirname(main.file), ...location.includeRoots]);
  return resolveLayer(main, { roots, chain: [realpathSync(main.file)], count: { files: 0 } });
}
