import type { FindingCode, Severity } from "../findings.js";
import { MASK } from "../secret.js";
import { dotted, type JsonPath } from "../tree.js";
import type { Detection } from "./detect.js";
import { mayBeRandom, mayHoldShape } from "./hint.js";
import { randomness } from "./random-text.js";
import { findShape, shapeWords } from "./shapes.js";

/** What a scan found in one text: a place and a reason, never a value, a part of it, its length or a hash. */
export interface ScanFinding {
  code: FindingCode;
  severity: Severity;
  /** `providers.acme.apiKey`, `$env.NAME`, or `<root>` where only the line is known; a key that is a secret itself is masked. */
  jsonPath: string;
  /** UTF-16 offset into the text; line and column count from 1. */
  offset: number;
  line: number;
  column: number;
  /** A stable id of why; see `reasonWords`. */
  reason: string;
  confidence?: Detection["confidence"];
  provider?: string;
  profileId?: string;
}

export const WHOLE_FILE = "<root>";

// Property names that were looked at and are none; a file repeats them in every row.
const ordinary = new Set<string>();

const DEEPEST = 64;

const WORDS: Readonly<Record<string, string>> = {
  "api-key": "an API key",
  "credential-header": "a credential header",
  "credential-field": "a credential",
  "credential-name": "a credential, by the name of its field,",
  "credential-scheme": "an authorization value",
  "command-secret": "a secret within a command",
  "assigned-secret": "a credential within a text",
  "url-userinfo": "a credential in a URL's user information",
  "url-query": "a credential in a URL's query",
  "url-fragment": "a credential in a URL's fragment",
  "random-text": "a random text that looks like a secret",
  "environment-value": "the value of a credential's variable",
  "oauth-material": "OAuth material",
  placeholder: "a placeholder",
  "unresolved-ref": "a SecretRef",
};

/** How a message names the reason of a finding: the subject of "… stands here in plaintext". */
export function reasonWords(reason: string): string {
  return WORDS[reason] ?? shapeWords(reason) ?? "a credential";
}

/** The printed form of a path, with keys masked that are secrets themselves, and cut where no person would follow. */
export function printedPath(path: JsonPath): string {
  return path.length === 0 ? WHOLE_FILE : dotted(path.slice(0, DEEPEST).map(maskStep));
}

/** An id from the file, unless it is a secret itself. */
export function printedId(id: string): string {
  return isSecretName(id) ? MASK : id;
}

/** Whether a key or id is a secret by its own form. */
export function isSecretName(name: string): boolean {
  if (name.length < 12 || ordinary.has(name)) return false;
  if ((mayHoldShape(name) && findShape(name)) || (mayBeRandom(name) && randomness(name) === "mixed")) return true;
  if (name.length < 64 && ordinary.size < 4096) ordinary.add(name);
  return false;
}

/** A step of a path, masked if it is a secret itself. */
export function maskStep(step: string | number): string | number {
  return typeof step === "string" ? printedId(step) : step;
}
