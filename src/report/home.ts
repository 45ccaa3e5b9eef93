import type { FindingCode } from "../domain/findings.js";

/** Where modelseal is at home. */
export const HOME = "https://www.npmjs.com/package/modelseal";

/** The heading of a finding code in the README. */
export function helpUri(code: FindingCode): string {
  return `${HOME}#${code.toLowerCase()}`;
}
