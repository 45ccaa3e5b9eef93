import { isSensitiveHeaderName } from "../header.js";
import { isNonSecretMarker } from "../marker.js";
import { credentialName } from "./names.js";
import { randomness } from "./random-text.js";
import { findShape } from "./shapes.js";
import { isTemplate } from "./template.js";
import { urlCredentials } from "./url.js";

const SCHEME = /^\s*(?:bearer|basic|token|apikey|api-key|digest|negotiate|sso-key)\s+(\S{6,})\s*$/i;
const WORD = /^[A-Za-z][a-z]*$/;
const LONGEST_COMMAND = 65536;
const SHELL_WORD = /'([^']*)'|"((?:[^"\\]|\\.)*)"|((?:[^\s'"\\]|\\.)+)|(\s+)|(.)/gs;
const SUBSTITUTION = /\$\([^()]{0,512}\)|`[^`]{0,512}`/g;
const DEEPEST_SCRIPT = 3;
const OPERATOR = /^(?:\|\|?|&&?|;)$|;$/;
const PRINTER = /^(?:.*[/;|&({])?(?:echo|printf)$/;
const JOINED_PRINTER = /[;|&({](?:.*\/)?(?:echo|printf)$/;
const REDIRECTION = /^\d*[<>]/;
const URL_START = /[a-z][a-z0-9+.-]{0,31}:\/\//i;
// `gcloud … --secret=llm-key`: the option names a secret, its value need not be one.
const NAMING_OPTIONS = /(?:^|[-_])(?:secrets?|tokens?|credentials?)$/i;

/** The credential behind `Bearer`, `Basic` and the like: a single word that is neither a template nor plain English; or undefined. */
export function schemeLiteral(value: string): string | undefined {
  const told = value.length > 16384 ? undefined : SCHEME.exec(value)?.[1];
  return told === undefined || WORD.test(told) || isTemplate(told) || isNonSecretMarker(told, { field: "header" })
    ? undefined
    : told;
}

/** Whether a header's value can be nothing but a credential, whatever the header is called. */
export function isLiteralCredential(value: string): boolean {
  return findShape(value) !== undefined || schemeLiteral(value) !== undefined;
}

/** Whether a command line carries a secret itself, instead of naming where one is kept. */
export function commandCarriesSecret(command: string, depth = 0): boolean {
  if (findShape(command) !== undefined) return true;
  const words = shellWords(command.slice(0, LONGEST_COMMAND).replace(/^\s*!/, ""));
  return (
    words.some((word, i) => wordCarriesSecret(word, words[i - 1]) || isScript(word, words[i - 1], depth)) ||
    printsSecret(words)
  );
}

/** `sh -c '…'` is one more command line. */
function isScript(word: string, before: string | undefined, depth: number): boolean {
  if (depth >= DEEPEST_SCRIPT || before === undefined || !/^-[a-z]*c$/.test(before)) return false;
  return /\s/.test(word) && commandCarriesSecret(word, depth + 1);
}

/** Whether one argument of a command carries a secret; `before` is the argument before it, which may be its option. */
export function wordCarriesSecret(word: string, before: string | undefined): boolean {
  if (findShape(word) !== undefined || carriesUrlCredential(word)) return true;
  const header = /^\s*([A-Za-z][A-Za-z0-9-]{0,63}):\s*(.+)$/s.exec(word);
  if (header?.[1] !== undefined && isSensitiveHeaderName(header[1]) && isFixed(header[2] ?? "")) return true;
  const assigned = /^(-{0,2})([A-Za-z][\w.-]{0,63})=(.+)$/s.exec(word);
  if (assigned?.[2] !== undefined && isOptionLiteral(assigned[2], assigned[3] ?? "", false)) return true;
  const option = before === undefined ? null : /^--?([A-Za-z][\w-]{1,63})$/.exec(before);
  if (option?.[1] !== undefined && !word.startsWith("-")) {
    if (isOptionLiteral(option[1], word, true)) return true;
    if (option[1] === "user" && /^[^:\s]+:[^:\s]+/.test(word) && isFixed(word.slice(word.indexOf(":") + 1)))
      return true;
  }
  if (before === "-u" && /^[^:/\s]+:[^:/\s]+$/.test(word) && isFixed(word.slice(word.indexOf(":") + 1))) return true;
  return isRandomWord(word);
}

/** What `echo` or `printf` prints, anywhere in a pipe or list, is the credential that OpenClaw reads. */
function printsSecret(words: readonly string[]): boolean {
  let starts = true;
  let prints = false;
  for (const word of words) {
    if (prints && !REDIRECTION.test(word) && isFixed(word) && hasDigitAndLetter(word)) return true;
    prints = (prints && !OPERATOR.test(word)) || (starts ? PRINTER : JOINED_PRINTER).test(word);
    starts = OPERATOR.test(word);
  }
  return false;
}

function isOptionLiteral(name: string, value: string, apart: boolean): boolean {
  if (credentialName(name) !== "strong" || !isFixed(value)) return false;
  if (/^(?:op|vault|file|https?):\/\//.test(value)) return false;
  // `lpass show --password ENTRY`: the option takes no value, and an ordinary word follows.
  return NAMING_OPTIONS.test(name) || (apart && /pass/i.test(name))
    ? hasDigitAndLetter(value) && !value.includes("/")
    : true;
}

function carriesUrlCredential(word: string): boolean {
  return URL_START.test(word) && urlCredentials(word).some(({ literal }) => literal);
}

function isRandomWord(word: string): boolean {
  // An item id of 1Password has 26 small letters and digits.
  if (word.includes("://") || /^[a-z0-9]{26}$/.test(word)) return false;
  return randomness(word) === "mixed";
}

function isFixed(text: string): boolean {
  const value = text.replace(/^\s*(?:bearer|basic|token)\s+/i, "").trim();
  if (value === "" || value.startsWith("$(") || value.startsWith("`")) return false;
  const rest = value.replace(SUBSTITUTION, "");
  return rest === value ? !isTemplate(value) : rest.trim().length > 7;
}

function hasDigitAndLetter(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** The words of a shell command, quotes taken off; operators stay inside their word. */
function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, bare, space, other] of command.matchAll(SHELL_WORD)) {
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + (single ?? double ?? bare ?? other ?? "");
  }
  if (word !== undefined) words.push(word);
  return words;
}
