import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripUrlCredentials, urlCredentials } from "../../src/domain/scan/url.js";

const told = (url: string): string[] =>
  urlCredentials(url).map(({ part, name, literal }) => `${part}${name ? ` ${name}` : ""}${literal ? "" : " template"}`);

describe("credentials of a URL", () => {
  it.each<[url: string, found: string[], stripped: string]>([
    ["https://u:EXAMPLE@h/v1", ["userinfo"], "https://h/v1"],
    ["https://u:a@b@h:8443/v1?x=1#y", ["userinfo"], "https://h:8443/v1?x=1#y"],
    ["https://:EXAMPLE@h", ["userinfo"], "https://h"],
    ["//u:EXAMPLE@h/v1", ["userinfo"], "//h/v1"],
    ["HTTPS:\\\\u:EXAMPLE@h", ["userinfo"], "HTTPS:\\\\h"],
    ["u:EXAMPLE@h/v1", ["userinfo"], "h/v1"],
    ["http://u:EXA/MPLE@h/v1", ["userinfo"], "http://h/v1"],
    ["http://u:EXA#MPLE@h/v1", ["userinfo"], "http://h/v1"],
    ["https://sk-EXAMPLE-0123456789@h", ["userinfo"], "https://h"],
    ["https://h?key=EXAMPLE", ["query key"], "https://h"],
    ["https://h/v1?a=1&api_key=EXAMPLE&b=2", ["query api_key"], "https://h/v1?a=1&b=2"],
    ["https://h/v1?a=1&token=EXAMPLE#top", ["query token"], "https://h/v1?a=1#top"],
    ["https://h?X-Amz-Signature=EXAMPLE&sig=EXAMPLE", ["query X-Amz-Signature", "query sig"], "https://h"],
    ["https://h?%6bey=EXAMPLE;x=1", ["query key"], "https://h?x=1"],
    ["https://h#access_token=EXAMPLE&state=1", ["fragment access_token"], "https://h#state=1"],
    ["https://h#access_token=EXAMPLE", ["fragment access_token"], "https://h"],
    ["https://u:${PASS}@h/v1", ["userinfo template"], "https://u:${PASS}@h/v1"],
    ["https://${USER}:EXAMPLE0@h", ["userinfo"], "https://h"],
    ["https://h?key=${KEY}", ["query key template"], "https://h?key=${KEY}"],
    [
      "https://h?key={key}&token=<token>",
      ["query key template", "query token template"],
      "https://h?key={key}&token=<token>",
    ],
    ["https://u:***@h", ["userinfo template"], "https://u:***@h"],
  ])("%s", (url, found, stripped) => {
    expect(told(url)).toEqual(found);
    expect(stripUrlCredentials(url)).toBe(stripped);
  });

  it.each([
    "https://h/v1",
    "http://localhost:11434/v1",
    "http://[::1]:8080/@scope/name",
    "http://h:${PORT}/@scope",
    "https://git@github.example/acme/x.git",
    "https://deploy-bot:@h",
    "mailto:someone@mail.example",
    "https://h?max_tokens=3&page=2&sort_key=&tokenizer=x",
    "https://h?key=",
    "https://h/a:b@c",
    "",
    "not a url",
  ])("%s has none and stays", (url) => {
    expect(urlCredentials(url)).toEqual([]);
    expect(stripUrlCredentials(url)).toBe(url);
  });

  it("stripping twice is stripping once, and leaves no literal credential", () => {
    const piece = fc.constantFrom(
      "https://",
      "u",
      ":",
      "@",
      "/",
      "?",
      "key",
      "=",
      "EXAMPLE1",
      "&",
      "#",
      "${X}",
      ";",
      "h",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const stripped = stripUrlCredentials(pieces.join(""));
        expect(urlCredentials(stripped).filter(({ literal }) => literal)).toEqual([]);
        expect(stripUrlCredentials(stripped)).toBe(stripped);
      }),
    );
  });

  it("nothing is left of a text that holds more credentials than any URL", () => {
    const text = `h:645@p961://[::1]${"@p961: /".repeat(20)}`;
    expect(urlCredentials(text).some(({ literal }) => literal)).toBe(true);
    expect(stripUrlCredentials(text)).toBe("");
  });

  it("a URL of 4 MB takes no longer than reading it", () => {
    const start = performance.now();
    for (const part of ["u:", "@", "?key=", "&x;", "%41", "${A}", "/:"])
      urlCredentials(`https://${part.repeat(1_000_000)}`);
    expect(performance.now() - start).toBeLessThan(8000);
  });
});
