import { parseDotenv } from "../domain/config/environment.js";
import { readChecked } from "./files/read.js";

const MAX_BYTES = 1024 * 1024;

/** What `.env` files set, in their order; a file that is not there sets nothing. Throws the SealErrors of `readChecked`. */
export function readDotenv(files: Iterable<string>): [string, string][] {
  return readDotenvTexts(files).flatMap(({ text }) => parseDotenv(text));
}

/** The `.env` files that are there, with their texts. Throws the SealErrors of `readChecked`. */
export function readDotenvTexts(files: Iterable<string>): { file: string; text: string }[] {
  return [...files].flatMap((file) => {
    const read = readChecked(file, { maxBytes: MAX_BYTES, what: "environment file", follow: true });
    return read ? [{ file, text: read.text }] : [];
  });
}
