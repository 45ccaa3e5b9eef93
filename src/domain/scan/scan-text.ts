import { findingKind } from "../finding-kind.js";
import { lastUpTo, lineFinder } from "../json/lines.js";
import { type JsonPath, nonBlank } from "../tree.js";
import { type BoxSink, readBoxes } from "./boxes.js";
import { detectSecret } from "./detect.js";
import { printedId, printedPath, type ScanFinding } from "./finding.js";
import { judgeBox, type Placed, pathOf } from "./judge.js";
import type { FileKind } from "./places.js";
import { scanPlainText } from "./plain-text.js";
import { type Part, quickLook } from "./quick.js";
import type { JudgeContext, Verdict } from "./verdict.js";

export type { ScanFinding } from "./finding.js";
export type { FileKind } from "./places.js";

export interface ScanOptions {
  fileKind: FileKind;
  /** The environment names that env refs of the same canonical provider own, in config or in the profiles the agent sees. */
  ownedEnvNames?: (provider: string) => readonly string[];
  /** Ids of the stored profiles, which may stand in `models.providers.<id>.apiKey` of a config. */
  profileIds?: ReadonlySet<string>;
  /** Told when a parser reads the text and there is nothing in it: then it is sound JSON of ordinary depth. */
  onClean?: (() => void) | undefined;
}

const OTHER_REASONS: Readonly<Record<Verdict["code"], string>> = {
  PLAINTEXT_FOUND: "credential-name",
  PLACEHOLDER_VALUE: "placeholder",
  REF_UNRESOLVED: "unresolved-ref",
  LEGACY_RESIDUE: "oauth-material",
};

/**
 * Finds the secrets in a JSON or JSON5 text: every value of its tokens, also what a duplicate key hides, comments, keys, and what
 * is left of a damaged or truncated text. Sorted by offset; never throws; linear.
 */
export function scanJsonText(text: string, options: ScanOptions): ScanFinding[] {
  const { fileKind, ownedEnvNames = () => [], profileIds = new Set() } = options;
  const context: JudgeContext = { fileKind, ownedEnvNames, profileIds, profiles: new Map() };
  const { findings, parts } = quickLook(text, context);
  if (findings.length + parts.length === 0) {
    options.onClean?.();
    return [];
  }
  const profiles = fileKind === "auth" || fileKind === "unknown" ? profilesIn(text, fileKind) : context.profiles;
  const scan = {
    text,
    context: { ...context, profiles },
    findings: [],
    residue: new Set<string>(),
    place: lineFinder(text),
  };
  for (const found of findings) add(scan, found, 0);
  for (const part of parts) scanTokens(scan, part);
  return scan.findings.sort(byOffset);
}

function byOffset(a: ScanFinding, b: ScanFinding): number {
  return a.offset - b.offset || (a.jsonPath < b.jsonPath ? -1 : 1);
}

/** The type of each profile as a parser sees it: of duplicates the last. */
function profilesIn(text: string, fileKind: FileKind): Map<string, { oauth: boolean }> {
  const found = new Map<string, { oauth: boolean }>();
  readBoxes(text, fileKind, {
    box(box) {
      const { path } = box.zone;
      if (box.array || (path.length !== 1 && path[0] !== "profiles") || path.length > 2 || box.step === undefined)
        return;
      const told = (name: string): string | undefined =>
        nonBlank(box.items.findLast(({ step }) => step === name)?.text);
      const type = told("type") ?? told("mode");
      if (type !== undefined) found.set(String(box.step), { oauth: type === "oauth" });
    },
    comment() {},
  });
  return found;
}

interface Scan {
  text: string;
  context: JudgeContext;
  findings: ScanFinding[];
  /** Profiles whose OAuth material was reported: once for each. */
  residue: Set<string>;
  place: (offset: number) => { line: number; column: number };
}

/** The closer look: every token, comment and key of a part of the text, and what damage hides from a parser. */
function scanTokens(scan: Scan, part: Part): void {
  const text = scan.text.slice(part.start);
  const judged: [start: number, end: number][] = [];
  const report = (found: Placed): void => add(scan, found, part.start);
  const sink: BoxSink = {
    box(box) {
      judgeBox(box, scan.context, report);
      for (const { text: value, start, end } of box.items) if (value !== undefined) judged.push([start, end]);
    },
    comment(comment, start, box) {
      judged.push([start, start + comment.length]);
      const path = pathOf(box);
      const detection = detectSecret(comment, { surface: "text", path });
      if (detection) report({ code: "PLAINTEXT_FOUND", detection, path, offset: start });
    },
  };
  if (!readBoxes(text, scan.context.fileKind, sink, part.path)) return;
  const isJudged = coverage(judged);
  for (const found of scanPlainText(text, { damaged: true })) if (!isJudged(found.offset)) scan.findings.push(found);
}

function coverage(ranges: [start: number, end: number][]): (offset: number) => boolean {
  ranges.sort((a, b) => a[0] - b[0]);
  const starts = ranges.map(([start]) => start);
  return (offset) => {
    const range = ranges[lastUpTo(starts, offset)];
    return range !== undefined && range[0] <= offset && offset < range[1];
  };
}

function add({ findings, residue, place }: Scan, found: Placed, base: number): void {
  const { code, detection, info, provider, profileId } = found;
  if (code === "LEGACY_RESIDUE") {
    if (residue.has(profileId ?? "")) return;
    residue.add(profileId ?? "");
  }
  const offset = base + Math.max(0, found.offset);
  findings.push({
    code,
    severity: info ? "info" : findingKind(code).severity,
    jsonPath: printedPath(shownPath(found.path, profileId)),
    offset,
    ...place(offset),
    reason: detection?.reason ?? OTHER_REASONS[code],
    ...(detection ? { confidence: detection.confidence } : {}),
    ...(provider === undefined ? {} : { provider: printedId(provider) }),
    ...(profileId === undefined ? {} : { profileId: printedId(profileId) }),
  });
}

/** `apiKey` is OpenClaw's alias for a profile's `key`: one path for one credential. */
function shownPath(path: JsonPath, profileId: string | undefined): JsonPath {
  return profileId !== undefined && path[0] === "profiles" && path.length === 3 && path[2] === "apiKey"
    ? [...path.slice(0, 2), "key"]
    : path;
}
