import { describe, expect, it } from "vitest";
import { type ScanFinding, scanJsonText } from "../../src/domain/scan/scan-text.js";

/** An invented key as vendors issue them, one that only its place gives away, and both in the forms of a URL and of JSON escapes. */
const KEY = "sk-EXAMPLEq7Lw2Zt9Kp4Xc8Vb";
const WORD = "hunter2-EXAMPLE";
const escapes = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

function scan(text: string): ScanFinding[] {
  return scanJsonText(text, { fileKind: "models" });
}

const row = (fields: string, id = "acme"): string => `{"providers":{"${id}":{"api":"openai-completions",${fields}}}}`;

// Each place with the path at which it has to be told.
const PLACES: readonly [place: string, text: string, path: string][] = [
  ["the id __proto__", row(`"apiKey":"${WORD}"`, "__proto__"), "providers.__proto__.apiKey"],
  ["the id constructor", row(`"apiKey":"${WORD}"`, "constructor"), "providers.constructor.apiKey"],
  ["the empty id", row(`"apiKey":"${WORD}"`, ""), 'providers[""].apiKey'],
  ["an id in capitals", row(`"apiKey":"${WORD}"`, "ACME"), "providers.ACME.apiKey"],
  ["an id with spaces", row(`"apiKey":"${WORD}"`, " acme "), "providers. acme .apiKey"],
  ["a provider list", `{"providers":[{"id":"acme","apiKey":"${WORD}"}]}`, "providers[0].apiKey"],
  ["a provider that is a string", `{"providers":{"acme":"${KEY}"}}`, "providers.acme"],
  ["a first duplicate", row(`"apiKey":"${WORD}","apiKey":"secretref-managed"`), "providers.acme.apiKey"],
  ["a last duplicate", row(`"apiKey":"secretref-managed","apiKey":"${WORD}"`), "providers.acme.apiKey"],
  ["a duplicate object", row(`"headers":{"X-Api-Key":"${WORD}"},"headers":{}`), "providers.acme.headers.X-Api-Key"],
  ["a duplicate provider", `{"providers":{"a":{"apiKey":"${WORD}"},"a":{"apiKey":"HF_TOKEN"}}}`, "providers.a.apiKey"],
  ["a duplicate root", `{"providers":{"a":{"apiKey":"${WORD}"}},"providers":{}}`, "providers.a.apiKey"],
  ["an escaped key", row(`"${escapes("apiKey")}":"${WORD}"`), "providers.acme.apiKey"],
  ["an escaped value", row(`"apiKey":"${escapes(WORD)}"`), "providers.acme.apiKey"],
  ["an escaped duplicate", row(`"${escapes("apiKey")}":"${WORD}","apiKey":"HF_TOKEN"`), "providers.acme.apiKey"],
  ["a line comment", row(`// apiKey: "${WORD}"\n"baseUrl":"http://localhost"`), "providers.acme"],
  ["a block comment", row(`/* ${KEY} */"baseUrl":"http://localhost"`), "providers.acme"],
  ["a comment behind the root", `{"providers":{}}\n// ${KEY}`, "<root>"],
  ["a marker's prefix", row(`"apiKey":"secretref-managed${WORD}"`), "providers.acme.apiKey"],
  ["oauth: before a key", row(`"apiKey":"oauth:${KEY}"`), "providers.acme.apiKey"],
  ["secretref-env: before a key", row(`"apiKey":"secretref-env:${KEY}"`), "providers.acme.apiKey"],
  ["a marker in capitals", row(`"apiKey":"SECRETREF-MANAGED"`), "providers.acme.apiKey"],
  ["a marker with a zero-width space", row(`"apiKey":"secretref-managed\u200b"`), "providers.acme.apiKey"],
  ["a marker with a no-break space", row(`"apiKey":"secretref-managed\u00a0"`), "providers.acme.apiKey"],
  ["a marker with a Cyrillic e", row(`"apiKey":"s\u0435cretref-managed"`), "providers.acme.apiKey"],
  ["an AWS key id as a name", row(`"apiKey":"AKIAQ7LW2ZT9EXAMPLE4"`), "providers.acme.apiKey"],
  ["an unknown name", row(`"apiKey":"ACME_UNKNOWN_KEY"`), "providers.acme.apiKey"],
  ["the marks of a merge", row(`\n"api":"x"\n=======\n"apiKey":"${WORD}"\n>>>>>>> main\n`), "providers.acme.apiKey"],
  ["a header", row(`"headers":{"Authorization":"Bearer ${WORD}"}`), "providers.acme.headers.Authorization"],
  [
    "a header marker's prefix",
    row(`"headers":{"X-Api-Key":"secretref-env:${KEY}"}`),
    "providers.acme.headers.X-Api-Key",
  ],
  ["a cookie", row(`"headers":{"Cookie":"sid=${WORD}"}`), "providers.acme.headers.Cookie"],
  ["a harmless header", row(`"headers":{"X-Route":"${KEY}"}`), "providers.acme.headers.X-Route"],
  ["a scheme in a harmless header", row(`"headers":{"X-Route":"Bearer ${WORD}"}`), "providers.acme.headers.X-Route"],
  ["a list of header pairs", row(`"headers":[["Authorization","${WORD}"]]`), "providers.acme.headers[0][1]"],
  [
    "a list of header objects",
    row(`"headers":[{"value":"${WORD}","name":"X-Api-Key"}]`),
    "providers.acme.headers[0].value",
  ],
  ["a list of header lines", row(`"headers":["X-Api-Key: ${WORD}"]`), "providers.acme.headers[0]"],
  ["a flat list of headers", row(`"headers":["X-Api-Key","${WORD}"]`), "providers.acme.headers[1]"],
  ["headers as one string", row(`"headers":"X-Api-Key: ${WORD}"`), "providers.acme.headers"],
  ["a header with a list of values", row(`"headers":{"Cookie":["a","${WORD}"]}`), "providers.acme.headers.Cookie[1]"],
  ["request.auth.token", row(`"request":{"auth":{"token":"${WORD}"}}`), "providers.acme.request.auth.token"],
  ["request.auth.value", row(`"request":{"auth":{"value":"${WORD}"}}`), "providers.acme.request.auth.value"],
  ["request.auth.password", row(`"request":{"auth":{"password":"${WORD}"}}`), "providers.acme.request.auth.password"],
  ["request.headers", row(`"request":{"headers":{"Api-Key":"${WORD}"}}`), "providers.acme.request.headers.Api-Key"],
  [
    "request.tls.passphrase",
    row(`"request":{"tls":{"passphrase":"${WORD}"}}`),
    "providers.acme.request.tls.passphrase",
  ],
  ["request.tls.key", row(`"request":{"tls":{"key":"${WORD}"}}`), "providers.acme.request.tls.key"],
  ["request.proxy.url", row(`"request":{"proxy":{"url":"http://u:${WORD}@p:1"}}`), "providers.acme.request.proxy.url"],
  [
    "request.proxy.tls.passphrase",
    row(`"request":{"proxy":{"tls":{"passphrase":"${WORD}"}}}`),
    "providers.acme.request.proxy.tls.passphrase",
  ],
  [
    "localService.env",
    row(`"localService":{"env":{"UP_API_KEY":"${WORD}"}}`),
    "providers.acme.localService.env.UP_API_KEY",
  ],
  ["localService.args", row(`"localService":{"args":["--api-key","${WORD}"]}`), "providers.acme.localService.args[1]"],
  ["a command", row(`"apiKey":"!curl -H 'X-Api-Key: ${WORD}' https://vault"`), "providers.acme.apiKey"],
  ["a printed command", row(`"apiKey":"!echo ${WORD}"`), "providers.acme.apiKey"],
  ["a URL's user information", row(`"baseUrl":"https://u:${WORD}@llm.example/v1"`), "providers.acme.baseUrl"],
  ["a URL's user name", row(`"baseUrl":"https://${KEY}@llm.example/v1"`), "providers.acme.baseUrl"],
  ["a URL's query", row(`"baseUrl":"https://llm.example/v1?api_key=${WORD}"`), "providers.acme.baseUrl"],
  ["a URL's escaped query", row(`"baseUrl":"https://llm.example/v1?%6bey=${WORD}"`), "providers.acme.baseUrl"],
  ["a URL's path", row(`"baseUrl":"https://llm.example/${KEY}/v1"`), "providers.acme.baseUrl"],
  ["a URL's fragment", row(`"baseUrl":"https://llm.example/v1#token=${WORD}"`), "providers.acme.baseUrl"],
  ["a URL without scheme", row(`"baseUrl":"u:${WORD}@llm.example/v1"`), "providers.acme.baseUrl"],
  [
    "a model row's header",
    row(`"models":[{"id":"m","headers":{"X-Api-Key":"${WORD}"}}]`),
    "providers.acme.models[0].headers.X-Api-Key",
  ],
  ["a model row's key", row(`"models":[{"id":"m","apiKey":"${WORD}"}]`), "providers.acme.models[0].apiKey"],
  ["a model row's baseUrl", row(`"models":[{"baseUrl":"https://u:${WORD}@h"}]`), "providers.acme.models[0].baseUrl"],
  ["a model's id", row(`"models":[{"id":"${KEY}"}]`), "providers.acme.models[0].id"],
  [
    "a model override",
    row(`"modelOverrides":{"m":{"headers":{"X-Api-Key":"${WORD}"}}}`),
    "providers.acme.modelOverrides.m.headers.X-Api-Key",
  ],
  ["an unknown field by name", row(`"vendor":{"clientSecret":"${WORD}"}`), "providers.acme.vendor.clientSecret"],
  ["an unknown field by shape", row(`"vendor":{"x":"${KEY}"}`), "providers.acme.vendor.x"],
  ["an unknown field by randomness", row(`"vendor":{"x":"q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0"}`), "providers.acme.vendor.x"],
  ["an unknown list", row(`"vendor":["a",["b","${KEY}"]]`), "providers.acme.vendor[1][1]"],
  ["an apiKey that is a list", row(`"apiKey":["${WORD}"]`), "providers.acme.apiKey[0]"],
  ["an apiKey that is an object", row(`"apiKey":{"value":"${WORD}"}`), "providers.acme.apiKey.value"],
  ["a ref's id", row(`"vendor":{"source":"env","provider":"default","id":"${KEY}"}`), "providers.acme.vendor.id"],
  ["beside the providers", `{"providers":{},"token":"${WORD}"}`, "token"],
  ["a prose field", row(`"description":"use ${KEY} for now"`), "providers.acme.description"],
  ["a connection string", row(`"dsn":"Server=db;User Id=sa;Password=${WORD};"`), "providers.acme.dsn"],
  ["a database URL", row(`"store":"postgres://u:${WORD}@db:5432/x"`), "providers.acme.store"],
  ["a property's name", row(`"vendor":{"${KEY}":true}`), "providers.acme.vendor.[secret]"],
  ["a provider's id", row(`"apiKey":"secretref-managed"`, KEY), "providers.[secret]"],
  ["a file that is cut off", `{"providers":{"acme":{"apiKey":"${WORD}`, "providers.acme.apiKey"],
  ["a file without its brackets", `"apiKey": "${WORD}", "api": "x"`, "apiKey"],
  ["a value without quotes", row(`"apiKey": ${KEY}`), "providers.acme.apiKey"],
  ["behind a broken quote", `{"a": "b, "providers": {"acme": {"apiKey": "${WORD}"}}}`, "apiKey"],
];

describe("a secret is told wherever it hides in models.json", () => {
  it.each(PLACES)("%s", (_place, text, path) => {
    const findings = scan(text);
    expect(findings.map(({ jsonPath }) => jsonPath)).toContain(path);
    expect(findings.every(({ code }) => code === "PLAINTEXT_FOUND")).toBe(true);
  });

  it("in at least 59 places", () => {
    expect(new Set(PLACES.map(([place]) => place)).size).toBeGreaterThanOrEqual(59);
  });

  // A line break would close the quote.
  const spreadable = PLACES.filter(([place]) => place !== "behind a broken quote");
  it.each(spreadable)("also when the file is printed with line breaks: %s", (_place, text, path) => {
    const spread = text.replace(/([{,])"/g, '$1\n  "');
    expect(scan(spread).map(({ jsonPath }) => jsonPath)).toContain(path);
  });

  it.each(PLACES)("and no finding repeats anything of it: %s", (_place, text) => {
    const told = JSON.stringify(scan(text).map(({ offset, line, column, ...words }) => words));
    for (const secret of [KEY.slice(3), WORD, "q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0"])
      for (let i = 0; i + 4 <= secret.length; i++) expect(told).not.toContain(secret.slice(i, i + 4));
  });
});
