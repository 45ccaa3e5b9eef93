import { type BaselineUse, type CheckFinding, counts } from "./check-report.js";
import { SealError } from "./errors.js";
import { FINDINGS, type FindingCode } from "./findings.js";
import { parseJson } from "./json/parse.js";
import { printJson } from "./json/print.js";
import { WHOLE_FILE } from "./scan/finding.js";
import { show } from "./text.js";
import { isObject, type Json, nonBlank, own } from "./tree.js";

/** A finding that somebody has looked at and accepts, with the reason. */
export interface Accepted {
  code: string;
  /** Relative to the baseline file where it lies below, with forward slashes. */
  file: string;
  jsonPath: string;
  /** Only where the path says nothing about the place. */
  line?: number;
  reason: string;
}

const VERSION = 1;
const LONGEST_REASON = 400;
const WRITE_ANEW = "Correct it, or have it written anew with --update-baseline.";

/** Reads a baseline. Throws SealError INVALID_SYNTAX or INVALID_SHAPE, with nothing of the text. */
export function parseBaseline(text: string, file: string): Accepted[] {
  const tree = parseJson(text, { file });
  const entries = isObject(tree) && own(tree, "version") === VERSION ? own(tree, "accepted") : undefined;
  if (!Array.isArray(entries))
    throw new SealError(
      "INVALID_SHAPE",
      `The baseline must be an object with version ${VERSION} and a list "accepted".`,
      WRITE_ANEW,
      { file },
    );
  return entries.map((entry, i) => {
    const accepted = readEntry(entry);
    if (accepted) return accepted;
    throw new SealError(
      "INVALID_SHAPE",
      `accepted[${i}] must have the texts code, file, jsonPath and reason.`,
      WRITE_ANEW,
      { file },
    );
  });
}

function readEntry(entry: Json): Accepted | undefined {
  if (!isObject(entry)) return undefined;
  const text = (name: string): string | undefined => {
    const value = own(entry, name);
    return typeof value === "string" ? value : undefined;
  };
  const [code, file, jsonPath, reason] = [text("code"), text("file"), text("jsonPath"), text("reason")];
  const line = own(entry, "line");
  if (code === undefined || file === undefined || jsonPath === undefined || reason === undefined) return undefined;
  return { code, file, jsonPath, ...(typeof line === "number" ? { line } : {}), reason };
}

/** The bytes of a baseline file, in an order that keeps its changes small. */
export function printBaseline(accepted: readonly Accepted[]): string {
  const sorted = [...accepted].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return printJson({ version: VERSION, accepted: sorted.map((entry) => ({ ...entry })) });
}

/**
 * Whether a finding may be accepted at all: errors are no matter of opinion, and plaintext in models.json is what modelseal
 * is there to end.
 */
export function isAcceptable(finding: CheckFinding): boolean {
  const { counter } = FINDINGS[finding.code as FindingCode];
  if (finding.severity !== "warn") return false;
  return counter !== "plaintext" || !/(?:^|[\\/])models\.json$/.test(finding.file);
}

/** The entry that would accept a finding; `nameOf` is how the baseline calls its file. */
function entryFor(finding: CheckFinding, nameOf: (file: string) => string, reason: string): Accepted {
  const { code, jsonPath, line } = finding;
  const place = jsonPath === WHOLE_FILE && line !== null ? { line } : {};
  return { code, file: nameOf(finding.file), jsonPath, ...place, reason };
}

/** What a baseline has to know of a run. */
export interface Scope {
  /** How the baseline calls a file. */
  nameOf(file: string): string;
  /** Whether the run looked where a file that the baseline names lies: an entry for another one is not stale. */
  covers(name: string): boolean;
}

/** Marks what is accepted, in place; says what the baseline was good for. */
export function accept(
  findings: CheckFinding[],
  accepted: readonly Accepted[],
  { nameOf, covers }: Scope,
): Omit<BaselineUse, "file"> {
  const reasons = new Map(accepted.map((entry) => [keyOf(entry), entry.reason]));
  const met = new Set<string>();
  const refused = new Set<string>();
  let suppressed = 0;
  for (const finding of findings) {
    const key = keyOf(entryFor(finding, nameOf, ""));
    const reason = reasons.get(key);
    if (reason === undefined) continue;
    met.add(key);
    if (!isAcceptable(finding)) refused.add(key);
    else if (nonBlank(reason) === undefined || !counts(finding)) continue;
    else {
      finding.suppressed = { reason: show(reason.trim(), LONGEST_REASON) };
      suppressed++;
    }
  }
  const stale = accepted.filter((entry) => covers(entry.file) && !met.has(keyOf(entry))).length;
  const withoutReason = accepted.filter(({ reason }) => nonBlank(reason) === undefined).length;
  return { suppressed, stale, withoutReason, refused: refused.size };
}

/**
 * The baseline for these findings: entries keep their reasons, new ones wait for theirs, and stale ones go; those for files
 * that nobody looked at stay.
 */
export function updated(
  findings: readonly CheckFinding[],
  accepted: readonly Accepted[],
  { nameOf, covers }: Scope,
): Accepted[] {
  const reasons = new Map(accepted.map((entry) => [keyOf(entry), entry.reason]));
  const entries = new Map(accepted.filter(({ file }) => !covers(file)).map((entry) => [keyOf(entry), entry]));
  for (const finding of findings) {
    if (!isAcceptable(finding)) continue;
    const entry = entryFor(finding, nameOf, "");
    const key = keyOf(entry);
    entries.set(key, { ...entry, reason: reasons.get(key) ?? "" });
  }
  return [...entries.values()];
}

function keyOf({ file, jsonPath, code, line }: Accepted): string {
  return JSON.stringify([file, jsonPath, code, line ?? null]);
}
