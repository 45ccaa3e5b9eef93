import { hidesNothing } from "../json/hidden.js";
import { overwrittenMembers } from "../json/overwritten.js";
import { parseJson } from "../json/parse.js";
import { decodeString } from "../json/strings.js";
import { advance, scanner } from "../json/tokens.js";
import { overwrittenCredentials } from "../overwritten.js";
import { WHOLE_FILE } from "../scan/finding.js";
import { type FileKind, scanJsonText } from "../scan/scan-text.js";
import { Secret } from "../secret.js";
import { asObject, at, type Json } from "../tree.js";
import type { Words } from "./decide.js";
import type { Found, Item } from "./item.js";

/** A backup or leftover: what it held once, and whether it may be removed. */
export interface Leftover {
  file: string;
  agentId?: string;
  /** Undefined if it is no text that can be read. */
  text: string | undefined;
  kind: FileKind;
  /** A profile store that OpenClaw has archived or left behind: residue even without a credential in it. */
  retired: boolean;
}

/**
 * Every credential of a leftover. Undefined if more could hide in it than can be told apart: a file of ours that is no text,
 * damaged JSON with a secret in it, a secret in a comment or a key.
 */
export function secretsInLeftover({ file, agentId, text, kind, retired }: Leftover): Found[] | undefined {
  if (text === undefined) return kind === "unknown" ? [] : undefined;
  const plaintext = scanJsonText(text, { fileKind: kind }).filter(({ code }) => code === "PLAINTEXT_FOUND");
  const tree = parsed(text, file);
  if (tree === undefined) return plaintext.length > 0 || retired ? undefined : [];
  const base = { in: "leftover" as const, file, ...(agentId === undefined ? {} : { agentId }) };
  const found: Found[] = [];
  for (const { offset, line, column, jsonPath } of plaintext) {
    const secret = textAt(text, offset);
    if (!secret) return undefined;
    found.push({ ...base, path: [jsonPath], place: { file, line, column }, secret });
  }
  const hidden = hidesNothing(text, tree) ? [] : overwrittenMembers(text);
  const tokens = overwrittenCredentials(hidden, tree, 2, (part) => oauthTokens(part).map(({ path }) => path));
  for (const { path, secret } of [...oauthTokens(tree), ...tokens])
    found.push({ ...base, path, place: { file }, secret });
  return found;
}

function parsed(text: string, file: string): Json | undefined {
  try {
    return parseJson(text, { file, json5: true });
  } catch {
    return undefined;
  }
}

/** The string that starts at an offset. */
function textAt(text: string, offset: number): Secret | undefined {
  const s = scanner(text, offset);
  return advance(s) && s.kind === "string" && s.start === offset
    ? new Secret(decodeString(text, s.start, s.end))
    : undefined;
}

/** Every credential that a scan finds in a live config file, but for those that nothing reads. */
export function secretsInText(text: string, kind: FileKind): Secret[] {
  const hidden = overwrittenMembers(text).map(({ start, text: written }) => ({ start, end: start + written.length }));
  const isRead = (offset: number) => !hidden.some(({ start, end }) => start <= offset && offset < end);
  return scanJsonText(text, { fileKind: kind }).flatMap(({ offset }) =>
    isRead(offset) ? (textAt(text, offset) ?? []) : [],
  );
}

/** A file of which nothing can be told but that it is there. */
export function wholeFile({ file, agentId }: Leftover, where: Found["in"]): Found {
  const owner = agentId === undefined ? {} : { agentId };
  return { in: where, file, path: [WHOLE_FILE], place: { file }, secret: new Secret(""), ...owner };
}

/** What a profile store holds of OAuth: to be proven like every other credential before a copy goes. */
export function oauthTokens(tree: Json): { path: string[]; secret: Secret }[] {
  return Object.entries(asObject(at(tree, ["profiles"]))).flatMap(([id, entry]) =>
    ["access", "refresh"].flatMap((field) => {
      const value = at(entry, [field]);
      return typeof value === "string" && value !== ""
        ? [{ path: ["profiles", id, field], secret: new Secret(value) }]
        : [];
    }),
  );
}

/**
 * The verdict on backups and leftovers. One whose every credential exists elsewhere (`isKnown`, compared in memory) may be
 * removed; one that holds an only copy, or cannot be read, is listed.
 */
export function decideLeftovers(
  leftovers: readonly { leftover: Leftover; found: Found[] | undefined }[],
  isKnown: (secret: Secret) => boolean,
  words: Words,
): { items: Item[]; removable: Leftover[] } {
  const items: Item[] = [];
  const removable: Leftover[] = [];
  for (const { leftover, found } of leftovers) {
    if (found === undefined) {
      const whole = wholeFile(leftover, "leftover");
      items.push({ ...whole, verdict: "unverifiable", action: "keep", note: "leftover-unreadable" });
      continue;
    }
    if (found.length === 0) {
      if (leftover.retired && words.purgeResidue) removable.push(leftover);
      continue;
    }
    const proven = found.every(({ secret }) => isKnown(secret));
    if (proven && words.purgeResidue) removable.push(leftover);
    for (const one of found) {
      if (!isKnown(one.secret)) items.push({ ...one, verdict: "orphan", action: "keep", note: "leftover-only-copy" });
      else if (proven && words.purgeResidue) items.push({ ...one, verdict: "redundant", action: "remove" });
      else
        items.push({
          ...one,
          verdict: "redundant",
          action: "keep",
          note: words.purgeResidue ? "leftover-partly" : "leftover",
        });
    }
  }
  return { items, removable };
}
