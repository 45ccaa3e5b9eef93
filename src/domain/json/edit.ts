import { SealError } from "../errors.js";
import type { JsonPath } from "../tree.js";
import {
  indentAt,
  lineStart,
  type Member,
  type ObjectLayout,
  readLayout,
  readStyle,
  skipBlanks,
  startsLine,
} from "./layout.js";
import { findSpan } from "./positions.js";
import { advance, scanner } from "./tokens.js";

interface Cut {
  from: number;
  to: number;
}

const LINE_BREAK = /[\n\r]/;

function missing(): SealError {
  return new SealError(
    "INTERNAL",
    "The value that was to be edited is not in the text.",
    "Run the command again; if that does not help, report it as a bug of modelseal.",
  );
}

/** The object at a path, or undefined where no object stands. */
function layoutAt(text: string, path: JsonPath): ObjectLayout | undefined {
  const span = findSpan(text, path);
  return span !== undefined && text.charAt(span.start) === "{" ? readLayout(text, span.start) : undefined;
}

function splice(text: string, offset: number, inserted: string, end = offset): string {
  return text.slice(0, offset) + inserted + text.slice(end);
}

/**
 * A value of several lines, set into a file: the file's line ends, and the indentation of the line on which it starts.
 */
function indented(valueText: string, indent: string, eol: string): string {
  return valueText.replace(/\r?\n/g, eol + indent);
}

/**
 * The text with another value at a path; of duplicate keys the last one changes. Every other byte stays. The new value
 * is JSON5; its further lines are indented like the line on which it starts. The text must be valid JSON5. Throws
 * SealError INTERNAL if nothing is at the path.
 */
export function replaceValue(text: string, path: JsonPath, newJson5Text: string): string {
  const span = findSpan(text, path);
  if (span === undefined) throw missing();
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return splice(text, span.start, indented(newJson5Text, indentAt(text, span.start), eol), span.end);
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

function insertIntoEmpty(
  text: string,
  layout: ObjectLayout,
  root: ObjectLayout,
  key: string,
  valueText: string,
): string {
  const style = readStyle(text, layout, root);
  const { open, close } = layout;
  const inner = text.slice(open + 1, close);
  const comments = inner.trimEnd();
  const outer = indentAt(text, open);
  const multiLine = LINE_BREAK.test(inner) || (comments === "" && (open === root.open || LINE_BREAK.test(text.trim())));
  const indent = outer + style.unit;
  const comma = style.trailingComma ? "," : "";
  const member = style.quoteKey(key) + style.colon + indented(valueText, multiLine ? indent : outer, style.eol) + comma;
  if (comments !== "") {
    const gap = multiLine ? style.eol + indent : " ";
    return splice(text, open + 1 + comments.length, gap + member);
  }
  return multiLine
    ? splice(text, open + 1, style.eol + indent + member + style.eol + outer, close)
    : splice(text, open + 1, style.pad + member + style.pad, close);
}

/** What stands between two properties of an object on one line. */
function inlineGap(text: string, { members }: ObjectLayout, colon: string): string {
  const [first, second] = members;
  const gap = first !== undefined && second !== undefined ? text.slice(first.comma + 1, second.keyStart) : undefined;
  if (gap !== undefined && gap.trim() === "" && !LINE_BREAK.test(gap)) return gap;
  return colon.endsWith(" ") ? " " : "";
}

function insertBehind(
  text: string,
  layout: ObjectLayout,
  root: ObjectLayout,
  last: Member,
  key: string,
  valueText: string,
): string {
  const style = readStyle(text, layout, root);
  const behind = behindComments(text, last.comma < 0 ? last.end : last.comma + 1);
  const multiLine = startsLine(text, last.keyStart) || behind.line;
  const here = indentAt(text, last.keyStart);
  const indent = multiLine && !startsLine(text, last.keyStart) ? here + style.unit : here;
  const gap = multiLine ? style.eol + indent : inlineGap(text, layout, style.colon);
  const member = gap + style.quoteKey(key) + style.colon + indented(valueText, indent, style.eol);
  if (style.trailingComma) return splice(text, behind.end, `${member},`);
  if (!multiLine) return splice(text, behind.end, `,${member}`);
  return splice(splice(text, behind.end, member), last.end, ",");
}

/**
 * The text with one property more at the end of an object, written like its siblings: quotes, indentation, line breaks,
 * trailing comma. A property of that name gets the value instead. Nothing else changes but for a comma behind the last
 * sibling. The text must be valid JSON5. Throws SealError INTERNAL if no object is at the path.
 */
export function insertProperty(text: string, objectPath: JsonPath, key: string, valueText: string): string {
  const layout = layoutAt(text, objectPath);
  if (layout === undefined) throw missing();
  if (layout.members.some((member) => member.key === key)) return replaceValue(text, [...objectPath, key], valueText);
  const root = layoutAt(text, []) ?? layout;
  const last = layout.members.at(-1);
  return last === undefined
    ? insertIntoEmpty(text, layout, root, key, valueText)
    : insertBehind(text, layout, root, last, key, valueText);
}

/** What goes with a property: its comma, and its lines where nothing else stands on them. Comments around it stay. */
function cutsFor(text: string, member: Member): Cut[] {
  const { keyStart, end, comma } = member;
  if (comma >= 0 && text.slice(end, comma).trim() !== "")
    return [
      { from: keyStart, to: end },
      { from: comma, to: comma + 1 },
    ];
  const to = skipBlanks(text, comma < 0 ? end : comma + 1);
  const line = lineStart(text, keyStart);
  if (!startsLine(text, keyStart)) {
    let from = keyStart;
    while (from > line && skipBlanks(text, from - 1) > from - 1) from--;
    return [{ from, to: from === keyStart && text.charAt(from - 1) === "{" ? to : comma < 0 ? end : comma + 1 }];
  }
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(text.slice(to, to + 2))?.[0];
  if (lineEnd !== undefined) return [{ from: line, to: to + lineEnd.length }];
  return [{ from: text.charAt(to) === "}" ? line : keyStart, to }];
}

function applyCuts(text: string, cuts: readonly Cut[]): string {
  let result = "";
  let at = 0;
  for (const { from, to } of [...cuts].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return result + text.slice(at);
}

function removeMembers(text: string, { open, close, members }: ObjectLayout, gone: ReadonlySet<Member>): string {
  const cuts = members.filter((member) => gone.has(member)).flatMap((member) => cutsFor(text, member));
  const kept = members.findLast((member) => !gone.has(member));
  const last = members.at(-1);
  if (kept !== undefined && last !== undefined && gone.has(last) && last.comma < 0)
    cuts.push({ from: kept.comma, to: kept.comma + 1 });
  const inner = cuts.map(({ from, to }) => ({ from: from - open - 1, to: to - open - 1 }));
  const emptied = gone.size > 0 && applyCuts(text.slice(open + 1, close), inner).trim() === "";
  return emptied ? splice(text, open + 1, "", close) : applyCuts(text, cuts);
}

/**
 * The text without the property at a path, and without its earlier duplicates, which would come to life otherwise.
 * Comments around it stay, as does every other byte but for its own line and a comma. A text that has no such property
 * comes back as it is. The text must be valid JSON5.
 */
export function removeProperty(text: string, path: JsonPath): string {
  const layout = layoutAt(text, path.slice(0, -1));
  if (layout === undefined) return text;
  return removeMembers(text, layout, new Set(layout.members.filter((member) => member.key === path.at(-1))));
}

/**
 * The text without the earlier duplicates of every property on a path: what no parser sees, and what may still hold a
 * secret. The parsed value stays the same but for the order of its keys. The text must be valid JSON5.
 */
export function removeShadowed(text: string, path: JsonPath): string {
  let result = text;
  for (let depth = 0; depth < path.length; depth++) {
    const layout = layoutAt(result, path.slice(0, depth));
    const same = layout?.members.filter((member) => member.key === path[depth]) ?? [];
    if (layout !== undefined && same.length > 1) result = removeMembers(result, layout, new Set(same.slice(0, -1)));
  }
  return result;
}
