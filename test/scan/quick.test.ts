import { describe, expect, it } from "vitest";
import { scanJsonText } from "../../src/domain/scan/scan-text.js";

const file = (row: object, id = "acme"): string =>
  `${JSON.stringify({ providers: { other: { api: "x" }, [id]: row } }, null, 2)}\n`;
const told = (text: string, owned: string[] = []): string[] =>
  scanJsonText(text, { fileKind: "models", ownedEnvNames: () => owned }).map(
    (f) => `${f.jsonPath} ${f.line}:${f.column}`,
  );

describe("rows that were seen before", () => {
  const row = (apiKey: string, name: string): object => ({
    baseUrl: "https://llm.example/v1",
    apiKey,
    api: "openai-completions",
    models: [{ id: "m-1", name, contextWindow: 8192 }],
  });

  it("are clean with another marker and another name, and their key is judged again", () => {
    expect(told(file(row("secretref-managed", "One")))).toEqual([]);
    expect(told(file(row("OPENAI_API_KEY", "Two")))).toEqual([]);
    expect(told(file(row("hunter2-EXAMPLE", "Three")))).toEqual(["providers.acme.apiKey 8:17"]);
    expect(told(file(row("hunter3-EXAMPLE", "Three")))).toEqual(["providers.acme.apiKey 8:17"]);
    expect(told(file(row("hunter3-EXAMPLE", "Three"), "later"))).toEqual(["providers.later.apiKey 8:17"]);
  });

  it("are judged with the names that their provider owns now", () => {
    expect(told(file(row("ACME_KEY", "One")), ["ACME_KEY"])).toEqual([]);
    expect(told(file(row("ACME_KEY", "One")))).toEqual(["providers.acme.apiKey 8:17"]);
    expect(told(file({ vendor: { token: "ACME_KEY" } }), ["ACME_KEY"])).toEqual([]);
    expect(told(file({ vendor: { token: "ACME_KEY" } }))).toHaveLength(1);
  });

  it("are judged again where a name says what a value means", () => {
    const headers = (name: string): string => file({ headers: [{ name, value: "hunter2" }] });
    expect(told(headers("X-Title"))).toEqual([]);
    expect(told(headers("X-Api-Key"))).toEqual(["providers.acme.headers[0].value 10:20"]);
  });

  it("are judged again where a plain field holds more than short words", () => {
    expect(told(file(row("secretref-managed", "One")))).toEqual([]);
    expect(told(file(row("secretref-managed", "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1")))).toHaveLength(1);
    expect(told(file(row("secretref-managed", "Bearer hunter2")))).toHaveLength(1);
    expect(told(file(row("secretref-managed", "Model=hunter2")))).toEqual([]);
    expect(told(file(row("secretref-managed", "pass=hunter2")))).toHaveLength(1);
  });

  it("do not excuse a key that stands twice, or in another layout", () => {
    const twice = file(row("secretref-managed", "One")).replace(
      '"api": "openai',
      '"apiKey": "hunter2-EXAMPLE",\n      "api": "openai',
    );
    expect(told(twice)).toEqual(["providers.acme.apiKey 9:17"]);
    const flat = file(row("secretref-managed", "One")).replace(
      '"apiKey": "secretref-managed",\n',
      '"apiKey": "hunter2-EXAMPLE", ',
    );
    expect(told(flat)).toEqual(["providers.acme.apiKey 8:17"]);
  });
});
