import { idCases } from "./ids.js";
import { placeCases } from "./places.js";
import type { HostileCase } from "./scene.js";
import { shapeCases } from "./shapes.js";
import { textCases } from "./texts.js";

/** Every command that reads the inputs, as it is run on each of them; `{home}` is a private directory. */
export const COMMANDS: readonly (readonly string[])[] = [
  ["generate"],
  ["generate", "--json"],
  ["generate", "--dry-run"],
  ["explain"],
  ["probe", "--no-exec"],
  ["migrate", "--dry-run", "--to-file", "{home}/secrets.json"],
  ["check"],
  ["check", "--resolve", "--json"],
  ["check", "--format", "html"],
  ["explain", "--format", "html"],
];

/** All hostile inputs. */
export function hostileCases(): HostileCase[] {
  return [...textCases(), ...shapeCases(), ...placeCases(), ...idCases()];
}
