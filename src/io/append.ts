import { appendFileSync } from "node:fs";
import { failure } from "./files/reasons.js";

/**
 * Adds text to the end of a file that another program offers for it.
 * @throws SealError OUTPUT_FAILED.
 */
export function appendText(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw failure(error, "OUTPUT_FAILED", "The summary cannot be written", { file });
  }
}
