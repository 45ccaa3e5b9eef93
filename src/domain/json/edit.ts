import { addTo } from "../collections.js";
import { SealError } from "../errors.js";
import type { JsonPath } from "../tree.js";
import {
  type Document,
  documentOf,
  indentAt,
  lineStart,
  type Member,
  type ObjectLayout,
  readLayout,
  readStyle,
  skipBlanks,
  startsLine,
} from "./layout.js";
import { findSpans } from "./positions.js";
import { advance, scanner } from "./tokens.js";

/** What stands between two offsets, and what comes in its place. */
interface Splice {
  from: number;
  to: number;
  text: string;
}

const LINE_BREAK = /[\n\r]/;

function missing(): SealError {
  return new SealError(
    "INTERNAL",
    "The value that was to be edited is not in the text.",
    "Run the command again; if that does not help, report it as a bug of modelseal.",
  );
}

function applied(text: string, splices: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, text: inserted } of [...splices].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, Math.max(at, from)) + inserted;
    at = Math.max(at, to);
  }
  return result + text.slice(at);
}

/** The objects at some paths, each looked up once; undefined where no object stands. */
function layoutsAt(text: string, paths: readonly JsonPath[]): (path: JsonPath) => ObjectLayout | undefined {
  const keyed = new Map(paths.map((path) => [JSON.stringify(path), path]));
  const spans = findSpans(text, [...keyed.values()]);
  const layouts = new Map<string, ObjectLayout>();
  for (const [i, key] of [...keyed.keys()].entries()) {
    const start = spans[i]?.start ?? -1;
    if (text.charAt(start) === "{") layouts.set(key, readLayout(text, start));
  }
  return (path) => layouts.get(JSON.stringify(path));
}

/** A value of several lines, set into a file: the file's line ends, and the indentation of the line on which it starts. */
function indented(valueText: string, indent: string, eol: string): string {
  return valueText.replace(/\r?\n/g, eol + indent);
}

/**
 * The text with other values at some paths; of duplicate keys the last one changes. Every other byte stays. A new value
 * is JSON5; its further lines are indented like the line on which it starts. The text must be valid JSON5. Throws
 * SealError INTERNAL if nothing is at a path.
 */
export function replaceValues(text: string, edits: readonly { path: JsonPath; value: string }[]): string {
  const spans = findSpans(
    text,
    edits.map(({ path }) => path),
  );
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return applied(
    text,
    edits.map(({ value }, i) => {
      const span = spans[i];
      if (span === undefined) throw missing();
      const indent = LINE_BREAK.test(value) ? indentAt(text, span.start) : "";
      return { from: span.start, to: span.end, text: indented(value, indent, eol) };
    }),
  );
}

/**
 * Behind the comments that follow an offset on its line; `line` where the last one is a `//` comment, so that a line
 * break must follow.
 */
function behindComments(text: string, offset: number): { end: number; line: boolean } {
  const s = scanner(text, offset);
  let end = offset;
  let line = false;
  while (advance(s) && s.kind === "comment" && !LINE_BREAK.test(text.slice(end, s.start))) {
    end = s.end;
    line = text.startsWith("//", s.start);
  }
  return { end, line };
}

/** New members of one object, by key, each with its JSON5 text. */
type NewMembers = ReadonlyMap<string, string>;

function intoEmpty(document: Document, layout: ObjectLayout, added: NewMembers): Splice[] {
  const { text, root, hasLines } = document;
  const style = readStyle(document, layout);
  const { open, close } = layout;
  const inner = text.slice(open + 1, close);
  const comments = inner.trimEnd();
  const multiLine = LINE_BREAK.test(inner) || (comments === "" && (open === root.open || hasLines));
  const outer = multiLine || needsIndent(added) ? indentAt(text, open) : "";
  const indent = outer + style.unit;
  const between = multiLine ? style.eol + indent : style.colon.endsWith(" ") ? " " : "";
  const members = [...added]
    .map(([key, value]) => style.quoteKey(key) + style.colon + indented(value, multiLine ? indent : outer, style.eol))
    .join(`,${between}`);
  const written = members + (style.trailingComma ? "," : "");
  if (comments !== "") {
    const at = open + 1 + comments.length;
    return [{ from: at, to: at, text: (multiLine ? style.eol + indent : " ") + written }];
  }
  const [before, after] = multiLine ? [style.eol + indent, style.eol + outer] : [style.pad, style.pad];
  return [{ from: open + 1, to: close, text: before + written + after }];
}

function needsIndent(added: NewMembers): boolean {
  return [...added.values()].some((value) => LINE_BREAK.test(value));
}

/** What stands between two properties of an object on one line. */
function inlineGap(text: string, { members }: ObjectLayout, colon: string): string {
  const [first, second] = members;
  const gap = first !== undefined && second !== undefined ? text.slice(first.comma + 1, second.keyStart) : undefined;
  if (gap !== undefined && gap.trim() === "" && !LINE_BREAK.test(gap)) return gap;
  return colon.endsWith(" ") ? " " : "";
}

function behindLast(document: Document, layout: ObjectLayout, last: Member, added: NewMembers): Splice[] {
  const { text } = document;
  const style = readStyle(document, layout);
  const behind = behindComments(text, last.comma < 0 ? last.end : last.comma + 1);
  const onOwnLine = startsLine(text, last.keyStart);
  const multiLine = onOwnLine || behind.line;
  const here = multiLine || needsIndent(added) ? indentAt(text, last.keyStart) : "";
  const indent = multiLine && !onOwnLine ? here + style.unit : here;
  const gap = multiLine ? style.eol + indent : inlineGap(text, layout, style.colon);
  const members = [...added]
    .map(([key, value]) => gap + style.quoteKey(key) + style.colon + indented(value, indent, style.eol))
    .join(",");
  const insert = (at: number, inserted: string): Splice => ({ from: at, to: at, text: inserted });
  if (style.trailingComma) return [insert(behind.end, `${members},`)];
  return multiLine ? [insert(last.end, ","), insert(behind.end, members)] : [insert(behind.end, `,${members}`)];
}

/**
 * The text with properties more at the ends of objects, written like their siblings: quotes, indentation, line breaks,
 * trailing comma. A property of that name gets the value instead. Nothing else changes but for a comma behind the last
 * sibling. The text must be valid JSON5. Throws SealError INTERNAL if no object is at a path.
 */
export function insertProperties(
  text: string,
  edits: readonly { object: JsonPath; key: string; value: string }[],
): string {
  const layoutOf = layoutsAt(
    text,
    edits.map(({ object }) => object),
  );
  const replaced: { path: JsonPath; value: string }[] = [];
  const added = new Map<ObjectLayout, Map<string, string>>();
  for (const { object, key, value } of edits) {
    const layout = layoutOf(object);
    if (layout === undefined) throw missing();
    if (layout.members.some((member) => member.key === key)) replaced.push({ path: [...object, key], value });
    else added.set(layout, (added.get(layout) ?? new Map()).set(key, value));
  }
  const document = documentOf(text);
  const inserted = [...added].flatMap(([layout, members]) => {
    const last = layout.members.at(-1);
    return last === undefined ? intoEmpty(document, layout, members) : behindLast(document, layout, last, members);
  });
  const result = applied(text, inserted);
  return replaced.length === 0 ? result : replaceValues(result, replaced);
}

/** What goes with a property: its comma, and its lines where nothing else stands on them. Comments around it stay. */
function cutsFor(text: string, member: Member): Splice[] {
  const { keyStart, end, comma } = member;
  if (comma >= 0 && text.slice(end, comma).trim() !== "") return [cut(keyStart, end), cut(comma, comma + 1)];
  const to = skipBlanks(text, comma < 0 ? end : comma + 1);
  if (!startsLine(text, keyStart)) {
    let from = keyStart;
    while (text.charAt(from - 1) === " " || text.charAt(from - 1) === "\t") from--;
    return [cut(from, from === keyStart && text.charAt(from - 1) === "{" ? to : comma < 0 ? end : comma + 1)];
  }
  const line = lineStart(text, keyStart);
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(text.slice(to, to + 2))?.[0];
  if (lineEnd !== undefined) return [cut(line, to + lineEnd.length)];
  return [cut(text.charAt(to) === "}" ? line : keyStart, to)];
}

const cut = (from: number, to: number): Splice => ({ from, to, text: "" });

function cutsOf(text: string, { open, close, members }: ObjectLayout, gone: ReadonlySet<Member>): Splice[] {
  const cuts = [...gone].flatMap((member) => cutsFor(text, member));
  const kept = members.findLast((member) => !gone.has(member));
  const last = members.at(-1);
  if (kept !== undefined && last !== undefined && gone.has(last) && last.comma < 0)
    cuts.push(cut(kept.comma, kept.comma + 1));
  if (kept !== undefined || gone.size === 0) return cuts;
  const inner = cuts.map(({ from, to }) => cut(from - open - 1, to - open - 1));
  const emptied = applied(text.slice(open + 1, close), inner).trim() === "";
  return emptied ? [cut(open + 1, close)] : cuts;
}

/** The text without some of the members that have one name in the objects above some paths. */
function withoutMembers(
  text: string,
  paths: readonly JsonPath[],
  choose: (sameName: readonly Member[]) => readonly Member[],
): string {
  const above = (path: JsonPath) => path.slice(0, -1);
  const layoutOf = layoutsAt(text, paths.map(above));
  const gone = new Map<ObjectLayout, Set<Member>>();
  const names = new Map<ObjectLayout, Map<string, Member[]>>();
  for (const path of paths) {
    const layout = path.length === 0 ? undefined : layoutOf(above(path));
    if (layout === undefined) continue;
    const byName = names.get(layout) ?? membersByName(layout);
    names.set(layout, byName);
    const going = gone.get(layout) ?? new Set();
    for (const member of choose(byName.get(String(path.at(-1))) ?? [])) going.add(member);
    gone.set(layout, going);
  }
  return applied(
    text,
    [...gone].flatMap(([layout, members]) => cutsOf(text, layout, members)),
  );
}

function membersByName({ members }: ObjectLayout): Map<string, Member[]> {
  const byName = new Map<string, Member[]>();
  for (const member of members) addTo(byName, member.key, member);
  return byName;
}

/**
 * The text without the properties at some paths, and without their earlier duplicates, which would come to life
 * otherwise. Comments around them stay, as does every other byte but for their own lines and commas. A path that leads to
 * no property changes nothing. The text must be valid JSON5.
 */
export function removeProperties(text: string, paths: readonly JsonPath[]): string {
  return withoutMembers(text, paths, (sameName) => sameName);
}

/**
 * The text without the earlier duplicates of the properties at some paths: what no parser sees, and what may still hold
 * a secret. The parsed value stays the same but for the order of its keys. The text must be valid JSON5.
 */
export function removeDuplicates(text: string, paths: readonly JsonPath[]): string {
  return withoutMembers(text, paths, (sameName) => sameName.slice(0, -1));
}

/** As `removeDuplicates`, for every property on the way to some paths, too. */
export function removeShadowed(text: string, paths: readonly JsonPath[]): string {
  return removeDuplicates(
    text,
    paths.flatMap((path) => path.map((_step, i) => path.slice(0, i + 1))),
  );
}
