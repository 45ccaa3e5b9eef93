import type { Env } from "../domain/config/substitute.js";
import { nonBlank } from "../domain/tree.js";
import type { Context } from "./context.js";
import { usage } from "./flags.js";

/** How wide the report may be: the terminal's width, else COLUMNS, else as it comes. */
export function terminalWidth({ env, columns }: Context): number | undefined {
  const text = nonBlank(env["COLUMNS"]);
  return columns?.() ?? (text !== undefined && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined);
}

const SWEEP_MS = 60_000;

/** The age from which stages of a killed run are swept: MODELSEAL_SWEEP_MS, the only variable of our own. */
export function sweepMs(env: Env): number {
  const text = nonBlank(env["MODELSEAL_SWEEP_MS"]);
  if (text === undefined) return SWEEP_MS;
  if (!/^\d{1,12}$/.test(text))
    throw usage("MODELSEAL_SWEEP_MS must be a number of milliseconds.", "Correct or unset it.");
  return Number(text);
}
