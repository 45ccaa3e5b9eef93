import { isSensitiveHeaderName } from "../header.js";
import { isNonSecretMarker } from "../marker.js";
import { mayAssign } from "./hint.js";
import { credentialName } from "./names.js";
import { isTokenLike } from "./random-text.js";
import { isTemplate } from "./template.js";

// A name, a sign, and a value in quotes or up to the next separator. All repetitions are bounded.
const ASSIGNMENT =
  /(?<![\w.$-])["']?([A-Za-z][\w-]{1,63})["']?\s{0,8}(?::=|=>|[:=])\s{0,8}(?:(?:bearer|basic|token)\s{1,4})?(?:"([^"\n]{1,512})"|'([^'\n]{1,512})'|([^\s"',;&)}\]<>]{1,512}))/gi;

/**
 * Whether a text gives a credential's name a literal value (`"apiKey": "…"`, `Password=…;`). "text" is a comment, where people
 * put a line out of use: a quoted value counts whatever it is. "value" is a string of data: there it must look like a secret.
 */
export function assignedSecret(text: string, where: "text" | "value"): boolean {
  if (!mayAssign(text)) return false;
  for (const [, name = "", double, single, bare] of text.matchAll(ASSIGNMENT)) {
    if (credentialName(name) !== "strong" && !isSensitiveHeaderName(name)) continue;
    const quoted = double ?? single;
    const value = (quoted ?? bare ?? "").trim();
    if (isNoSecret(value)) continue;
    if (quoted !== undefined && where === "text") return true;
    if (isPasswordLike(value) || isTokenLike(value)) return true;
  }
  return false;
}

function isNoSecret(value: string): boolean {
  return value.length < 3 || isTemplate(value) || isNonSecretMarker(value) || /^[({[$!]|:\/\//.test(value);
}

/** Letters with digits or signs: not a word, a path or a number. */
function isPasswordLike(value: string): boolean {
  if (value.length < 6 || !/[A-Za-z]/.test(value) || /^[./~]|\.{3}|…/.test(value)) return false;
  return /\d/.test(value) || /[!#%^*?@+]/.test(value);
}
