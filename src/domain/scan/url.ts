import { wordSet } from "../collections.js";
import { credentialName } from "./names.js";
import { isTemplate } from "./template.js";

/**
 * A credential inside a URL: where it stands (UTF-16 offsets into the URL) and whether it is spelled out. `literal` is false
 * when the place holds only a template such as `${NAME}`, which names a credential without being one.
 */
export interface UrlCredential {
  part: "userinfo" | "query" | "fragment";
  /** The parameter's name, in query and fragment. */
  name?: string;
  literal: boolean;
  start: number;
  end: number;
}

// Names that mean a credential in a URL although they would be too short to mean one elsewhere.
const URL_NAMES = wordSet(
  "key auth sig signature pass sid session sessionid session_id sas x-amz-credential x-amz-signature x-goog-signature x-goog-credential hmac",
);
// A name that a person or a service account has: `git`, `oauth2`, `deploy-bot`; anything longer or more random is a token.
const ORDINARY_USER = /^[A-Za-z][A-Za-z._-]{0,23}\d{0,3}$/;

/**
 * The credentials of a URL: userinfo with a password (or a lone user name that is no ordinary name), and query or fragment
 * parameters with a credential's name. Accepts a URL without scheme (`user:password@host/v1`). Linear, never throws.
 */
export function urlCredentials(url: string): UrlCredential[] {
  const found: UrlCredential[] = [];
  // Behind or before one of these stands every credential of a URL: most have none.
  if (!["@", "?", "#"].some((sign) => url.includes(sign))) return found;
  const authority = authorityOf(url);
  const user = authority && userinfo(url, authority.start, authority.end);
  if (user) found.push(user);
  const rest = user ? user.end : (authority?.end ?? 0);
  const hash = indexOrEnd(url, "#", rest);
  const query = url.indexOf("?", rest);
  if (query >= 0 && query < hash) parameters(url, "query", query + 1, hash, found);
  if (hash < url.length) parameters(url, "fragment", hash + 1, url.length, found);
  return found;
}

// What follows a stripped part may read as a credential of its own; beyond that many it is no URL.
const MOST_ROUNDS = 16;

/**
 * The same URL without its literal credentials; templates stay, because they hold no secret. Separators are tidied. "" for a text
 * that still holds one when as many are gone as no URL has.
 */
export function stripUrlCredentials(url: string): string {
  let text = url;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = stripOnce(text);
    if (next === text) return text;
    text = next;
  }
  return "";
}

function stripOnce(url: string): string {
  const literal = urlCredentials(url).filter((credential) => credential.literal);
  let text = "";
  let from = 0;
  for (const { start, end } of literal) {
    text += url.slice(from, start);
    from = end;
  }
  text += url.slice(from);
  return literal.some(({ part }) => part !== "userinfo") ? text.replace(/[?&;](?=#|$)|#$/g, "") : text;
}

function authorityOf(url: string): { start: number; end: number } | undefined {
  const scheme = /^\s*(?:[A-Za-z][A-Za-z0-9+.-]{0,31}:)?[/\\]{2}/.exec(url);
  const bare = scheme ? null : /^\s*(?!mailto:|sips?:)(?=[^/?#@:\s]{1,256}:[^/?#@\s]{1,4096}@)/i.exec(url);
  const start = (scheme ?? bare)?.[0].length;
  if (start === undefined) return undefined;
  const cut = url.slice(start).search(/[/\\?#]/);
  const end = cut < 0 ? url.length : start + cut;
  if (url.slice(start, end).includes("@")) return { start, end };
  return { start, end: brokenAuthorityEnd(url, start, end) };
}

/** A password with an unescaped `/`, `?` or `#` breaks the URL, and is still there: then the port is no number and an `@` follows. */
function brokenAuthorityEnd(url: string, start: number, end: number): number {
  const authority = url.slice(start, end);
  const port = authority.slice(authority.lastIndexOf(":") + 1);
  if (!authority.includes(":") || authority.startsWith("[") || /^\d*$/.test(port) || isTemplate(port)) return end;
  const at = url.indexOf("@", end);
  return at < 0 || /\s/.test(url.slice(end, at)) ? end : indexOrEnd(url, "/", at);
}

function userinfo(url: string, start: number, end: number): UrlCredential | undefined {
  const at = url.lastIndexOf("@", end - 1);
  if (at < start) return undefined;
  const text = url.slice(start, at);
  const colon = text.indexOf(":");
  const user = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? "" : text.slice(colon + 1);
  const lone = password.trim() === "";
  if (lone && ORDINARY_USER.test(percentDecoded(user).replace(/@.*$/, ""))) return undefined;
  const told = lone ? user : password;
  if (told.trim() === "") return undefined;
  return { part: "userinfo", literal: !isTemplate(percentDecoded(told)), start, end: at + 1 };
}

function parameters(url: string, part: "query" | "fragment", start: number, end: number, found: UrlCredential[]): void {
  for (let from = start; from < end; ) {
    const cut = url.slice(from, end).search(/[&;]/);
    const to = cut < 0 ? end : from + cut;
    const equals = url.indexOf("=", from);
    if (equals > from && equals < to) {
      const name = percentDecoded(url.slice(from, equals));
      const value = url.slice(equals + 1, to);
      if (value.trim() !== "" && isParameterName(name))
        found.push({
          part,
          name,
          literal: !isTemplate(percentDecoded(value)),
          start: from,
          end: Math.min(to + 1, end),
        });
    }
    from = to + 1;
  }
}

function isParameterName(name: string): boolean {
  const lower = name.trim().toLowerCase();
  return URL_NAMES.has(lower) || credentialName(name) === "strong" || /(?:^|[-_.])key$/.test(lower);
}

/** A text with its `%XX` in place; one that is too long for a URL stays as it is. */
export function percentDecoded(text: string): string {
  if (!text.includes("%") || text.length > 4096) return text;
  return text.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index < 0 ? text.length : index;
}
