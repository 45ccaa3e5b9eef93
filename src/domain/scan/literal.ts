import { hasReference } from "../config/substitute.js";
import { randomness } from "./random-text.js";
import { findShape } from "./shapes.js";

const SCHEME = /^\s*(?:bearer|basic|token|apikey|digest|negotiate)\s+(\S{8,})/i;

/** Whether a header's value can be nothing but a credential, whatever the header is called. */
export function isLiteralCredential(value: string): boolean {
  const told = SCHEME.exec(value)?.[1];
  return findShape(value) !== undefined || (told !== undefined && !hasReference(told));
}

/** Whether a command line carries a secret itself, instead of naming where one is kept. */
export function commandCarriesSecret(command: string): boolean {
  return findShape(command) !== undefined || randomness(command) === "mixed";
}
