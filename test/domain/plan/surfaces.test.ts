import { describe, expect, test } from "vitest";
import { at, codes, ENV_REF, EXEC_REF, PLAIN, plan, told } from "./scene.js";

const row = (fields: object, env: Record<string, string> = {}) =>
  plan({ providers: { acme: { apiKey: ENV_REF, ...fields } }, env });
const REF = { source: "env", provider: "default", id: "HDR" };

describe("a header of the config", () => {
  const rows: [title: string, name: string, value: unknown, written: unknown, codes: string[]][] = [
    ["an env ref", "Authorization", REF, "secretref-env:HDR", []],
    ["an env ref of a harmless name", "X-Tenant", REF, "secretref-env:HDR", []],
    [`"\${NAME}"`, "X-Api-Key", `\${HDR}`, "secretref-env:HDR", []],
    [`"$NAME"`, "X-Api-Key", "$HDR", "secretref-env:HDR", []],
    ["a ref without provider", "X-Api-Key", { source: "env", id: "HDR" }, "secretref-env:HDR", []],
    ["a file ref", "X-Api-Key", { source: "file", provider: "f", id: "/a" }, "secretref-managed", []],
    ["an exec ref", "X-Api-Key", EXEC_REF, "secretref-managed", []],
    ["a store ref", "X-Api-Key", { source: "store", provider: "default", id: "HDR" }, "secretref-managed", []],
    ["the managed marker", "Authorization", "secretref-managed", "secretref-managed", []],
    ["an env marker", "Authorization", "secretref-env:HDR", "secretref-env:HDR", []],
    ["a marker of keys is none of headers", "Authorization", "custom-local", undefined, ["PLAINTEXT_FOUND"]],
    ["a known name is no marker of headers", "Authorization", "OPENAI_API_KEY", undefined, ["PLAINTEXT_FOUND"]],
    ["plaintext", "Authorization", `Bearer ${PLAIN}`, undefined, ["PLAINTEXT_FOUND"]],
    ["a cookie", "Cookie", "session=EXAMPLE", undefined, ["PLAINTEXT_FOUND"]],
    ["words and a variable", "Authorization", `Bearer \${HDR}`, undefined, []],
    ["words and a credential under a harmless name", "X-Upstream", `Token \${UPSTREAM_TOKEN}`, undefined, []],
    ["a variable that turns out to be a credential", "X-Upstream", `Bearer \${UPSTREAM}`, undefined, []],
    ["a literal credential under a harmless name", "X-Upstream", `Bearer ${PLAIN}`, undefined, ["PLAINTEXT_FOUND"]],
    ["a harmless value", "X-Title", "my gateway", "my gateway", []],
    ["a harmless value with a variable", "X-Region", `eu-\${REGION}`, "eu-west", []],
    ["an escaped variable", "X-Region", `eu-$\${REGION}`, `eu-\${REGION}`, []],
    ["an empty value", "Authorization", "", "", []],
    ["a placeholder", "Authorization", "[REDACTED]", undefined, ["PLACEHOLDER_VALUE"]],
  ];
  test.each(rows)("%s", (_title, name, value, written, expected) => {
    const env = { HDR: PLAIN, REGION: "west", UPSTREAM_TOKEN: PLAIN, UPSTREAM: PLAIN };
    for (const place of [
      { fields: { headers: { [name]: value } }, path: ["headers", name] },
      { fields: { models: [{ id: "m", headers: { [name]: value } }] }, path: ["models", "0", "headers", name] },
      { fields: { request: { headers: { [name]: value } } }, path: ["request", "headers", name] },
    ]) {
      const planned = row(place.fields, env);
      expect(at(planned, "acme", ...place.path)).toBe(written);
      expect(codes(planned)).toEqual(expected);
      expect(planned.text).not.toContain(PLAIN);
    }
  });
  test("that breaks the grammar of refs leaves the entry as it was", () => {
    const planned = row({ headers: { Authorization: { source: "env", provider: "default", id: "lower" } } });
    expect(planned.providers).toEqual({});
    expect(told(planned)).toEqual(["INVALID_REF models/providers/acme/headers/Authorization"]);
  });
});

describe("every other credential of an entry", () => {
  const rows: [title: string, fields: object, gone: string[], stays: string[]][] = [
    [
      "request.auth.token",
      { request: { auth: { mode: "header", token: PLAIN } } },
      ["request", "auth", "token"],
      ["request", "auth", "mode"],
    ],
    ["request.auth.value", { request: { auth: { value: PLAIN } } }, ["request", "auth", "value"], ["request", "auth"]],
    [
      "request.tls.key",
      { request: { tls: { key: PLAIN, serverName: "s" } } },
      ["request", "tls", "key"],
      ["request", "tls", "serverName"],
    ],
    [
      "request.tls.passphrase",
      { request: { tls: { passphrase: PLAIN } } },
      ["request", "tls", "passphrase"],
      ["request"],
    ],
    [
      "request.proxy.tls.cert",
      { request: { proxy: { tls: { cert: PLAIN } } } },
      ["request", "proxy", "tls", "cert"],
      ["request"],
    ],
    [
      "localService.env",
      { localService: { command: "c", env: { TOKEN: PLAIN } } },
      ["localService", "env", "TOKEN"],
      ["localService", "command"],
    ],
    [
      "modelOverrides",
      { modelOverrides: { m: { headers: { "X-Api-Key": PLAIN }, n: 1 } } },
      ["modelOverrides", "m", "headers", "X-Api-Key"],
      ["modelOverrides", "m", "n"],
    ],
    [
      "a key of a model row",
      { models: [{ id: "m", apiKey: PLAIN }] },
      ["models", "0", "apiKey"],
      ["models", "0", "id"],
    ],
    [
      "a field with a credential's name",
      { params: { api_key: PLAIN, top_p: 1 } },
      ["params", "api_key"],
      ["params", "top_p"],
    ],
  ];
  test.each(rows)(
    "%s is not written as plaintext, and is written as the marker of a ref",
    (_title, fields, gone, stays) => {
      const planned = row(fields);
      expect(at(planned, "acme", ...gone)).toBe(undefined);
      expect(at(planned, "acme", ...stays)).not.toBe(undefined);
      expect(codes(planned)).toEqual(["PLAINTEXT_FOUND"]);
      expect(planned.text).not.toContain(PLAIN);
      const withRef = JSON.parse(JSON.stringify(fields).replace(`"${PLAIN}"`, JSON.stringify(EXEC_REF)));
      expect(at(row(withRef), "acme", ...gone)).toBe("secretref-managed");
    },
  );
  test("a credential inside baseUrl is cut out", () => {
    const planned = row({ baseUrl: `https://user:${PLAIN}@llm.example/v1?region=eu&api_key=${PLAIN}` });
    expect(at(planned, "acme", "baseUrl")).toBe("https://llm.example/v1?region=eu");
    expect(told(planned)).toEqual(["PLAINTEXT_FOUND models/providers/acme/baseUrl"]);
  });
  test("a variable does not bring one along", () => {
    const planned = row({ baseUrl: `https://u:\${PASS}@llm.example/\${PART}` }, { PASS: PLAIN, PART: "v1" });
    expect(at(planned, "acme", "baseUrl")).toBe("https://llm.example/v1");
  });
});

describe("substitution in an entry", () => {
  const env = { NAME: "large", EMPTY: "", SOME_API_KEY: PLAIN };
  const rows: [title: string, text: string, written: string][] = [
    ["puts in a variable", `acme-\${NAME}`, "acme-large"],
    ["leaves $NAME", "acme-$NAME", "acme-$NAME"],
    ["takes the escape off", `acme-$\${NAME}`, `acme-\${NAME}`],
    ["leaves an unset variable", `acme-\${UNSET}`, `acme-\${UNSET}`],
    ["leaves an empty variable", `acme-\${EMPTY}`, `acme-\${EMPTY}`],
    ["leaves a name in lower case", `acme-\${name}`, `acme-\${name}`],
    ["never puts in a credential", `\${SOME_API_KEY}`, `\${SOME_API_KEY}`],
  ];
  test.each(rows)("%s", (_title, text, written) => {
    expect(at(row({ models: [{ id: "m", name: text }] }, env), "acme", "models", "0", "name")).toBe(written);
    expect(at(row({ params: { deep: [text] } }, env), "acme", "params", "deep", "0")).toBe(written);
  });
});
