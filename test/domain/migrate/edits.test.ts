import { describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../src/domain/config/loaded.js";
import { parseJson } from "../../../src/domain/json/parse.js";
import { withoutCredentials } from "../../../src/domain/migrate/drop.js";
import { editedConfig, editedProfiles, refText, withSecrets, withValues } from "../../../src/domain/migrate/edits.js";
import type { SecretRef } from "../../../src/domain/ref.js";
import type { JsonObject } from "../../../src/domain/tree.js";

const REF: SecretRef = { source: "file", provider: "modelseal", id: "/providers/acme/apiKey" };
const REF_TEXT = '{ "source": "file", "provider": "modelseal", "id": "/providers/acme/apiKey" }';
const KEY = ["models", "providers", "acme", "apiKey"];

function configOf(...layers: { file: string; text: string; mount?: string[] }[]): LoadedConfig {
  const parsed = layers.map(({ file, text, mount = [] }) => ({
    file,
    text,
    mount,
    tree: parseJson(text, { file, json5: true }),
  }));
  return { file: layers[0]?.file ?? "openclaw.json", exists: layers.length > 0, tree: {}, layers: parsed };
}

function set(config: LoadedConfig, path: string[], value: JsonObject = { ...REF }, text = refText(REF)) {
  return editedConfig(config, { set: [{ path, value, text }], gone: [], duplicates: [] });
}

describe("edits of the config", () => {
  test("a ref takes the place of the value, and every other byte stays", () => {
    const text = "// mine\n{ models: { providers: { acme: { apiKey: 'sk-EXAMPLE', // old\n  models: [], }, }, }, }\n";
    const texts = set(configOf({ file: "a", text }), KEY);
    expect(texts.get("a")).toBe(text.replace("'sk-EXAMPLE'", REF_TEXT));
  });

  test("the included file that holds the value is edited, not the one that includes it", () => {
    const main = '{ models: { $include: "./models.json5" } }';
    const inner = "{ providers: { acme: { apiKey: 'sk-EXAMPLE' } } }";
    const texts = set(configOf({ file: "a", text: main }, { file: "b", text: inner, mount: ["models"] }), KEY);
    expect(texts.get("a")).toBe(main);
    expect(texts.get("b")).toBe(inner.replace("'sk-EXAMPLE'", REF_TEXT));
  });

  test("an earlier duplicate of the edited key goes with it, because it may hide another secret", () => {
    const text = '{"models":{"providers":{"acme":{"apiKey":"sk-EXAMPLE-1","apiKey":"sk-EXAMPLE-2"}}}}';
    expect(set(configOf({ file: "a", text }), KEY).get("a")).not.toContain("sk-EXAMPLE");
  });

  test("a missing apiKey is added to the entry of the provider", () => {
    const text =
      '{\n  "models": {\n    "providers": {\n      "acme": {\n        "models": []\n      }\n    }\n  }\n}\n';
    const after = set(configOf({ file: "a", text }), KEY).get("a");
    expect(after).toBe(text.replace('"models": []', `"models": [],\n        "apiKey": ${REF_TEXT}`));
  });

  test("missing parents are made at the nearest object that is there", () => {
    const entry = { source: "file", path: "~/s.json", mode: "json" };
    const path = ["secrets", "providers", "modelseal"];
    const after = set(configOf({ file: "a", text: '{\n  "models": {}\n}\n' }), path, entry, "unused").get("a") ?? "";
    expect(JSON.parse(after)).toEqual({ models: {}, secrets: { providers: { modelseal: entry } } });
    expect(after.startsWith('{\n  "models": {},\n')).toBe(true);
  });

  test("a config that does not exist begins as an empty object", () => {
    const after = set(configOf(), ["secrets"], { a: "b" }, '{ "a": "b" }').get("openclaw.json") ?? "";
    expect(JSON.parse(after)).toEqual({ secrets: { a: "b" } });
  });

  test("a value is removed from the file that was named, and from no other", () => {
    const main = "{ models: { $include: './m.json5', providers: { acme: { apiKey: 'x' } } } }";
    const inner = "{ providers: { acme: { apiKey: 'sk-EXAMPLE', api: 'a' } } }";
    const config = configOf({ file: "a", text: main }, { file: "b", text: inner, mount: ["models"] });
    const texts = editedConfig(config, { set: [], gone: [{ file: "b", path: KEY }], duplicates: [] });
    expect(texts.get("a")).toBe(main);
    expect(texts.get("b")).toBe("{ providers: { acme: { api: 'a' } } }");
  });

  test("the merged config is as it will be, and the old one stays as it was", () => {
    const tree = { models: { providers: { acme: { apiKey: "sk-EXAMPLE" } } }, other: 1 };
    const before = JSON.stringify(tree);
    expect(withValues(tree, [{ path: KEY, value: { ...REF } }])).toEqual({
      models: { providers: { acme: { apiKey: REF } } },
      other: 1,
    });
    expect(JSON.stringify(tree)).toBe(before);
  });
});

describe("edits of auth-profiles.json", () => {
  const profile = { kind: "profile" as const, file: "f", profileId: "acme:default" };

  test.each([
    ["key", "key", "keyRef"],
    ["key", "apiKey", "keyRef"],
    ["token", "token", "tokenRef"],
  ] as const)("a %s in the field %s becomes %s, and every other byte stays", (field, literalField, refField) => {
    const text = `{\n\t"version":1, "profiles": {"acme:default": {"type":"api_key", "${literalField}":"sk-EXAMPLE"}}}`;
    const after = editedProfiles(text, [{ slot: { ...profile, field, literalField }, ref: REF }], [], []);
    expect(after).toBe(text.replace(`"${literalField}":"sk-EXAMPLE"`, `"${refField}":${REF_TEXT}`));
  });

  test.each([
    ["no file", undefined],
    ["an empty file", ""],
    ["a store with other profiles", '{"version":1,"profiles":{"o:d":{"type":"token","provider":"o"}}}'],
    ["a store without profiles", '{"version":1}'],
  ])("a new profile joins %s", (_what, text) => {
    const slot = { kind: "new-profile" as const, file: "f", profileId: "acme:default", provider: "acme" };
    const after = JSON.parse(editedProfiles(text, [{ slot, ref: REF }], [], []) ?? "");
    expect(after.profiles["acme:default"]).toEqual({ type: "api_key", provider: "acme", keyRef: REF });
    expect(after.version).toBe(1);
    expect(Object.keys(after.profiles).length).toBe(text?.includes("o:d") ? 2 : 1);
  });
});

describe("the secrets file", () => {
  const additions = [
    { steps: ["providers", "acme", "apiKey"], value: "sk-EXAMPLE-1" },
    { steps: ["providers", "__proto__", "apiKey"], value: "sk-EXAMPLE-2" },
  ];

  test("a new one holds every credential at its pointer", () => {
    const tree = JSON.parse(withSecrets(undefined, additions, "secrets.json"));
    expect(tree.providers.acme.apiKey).toBe("sk-EXAMPLE-1");
    expect(Object.getOwnPropertyDescriptor(tree.providers, "__proto__")?.value).toEqual({ apiKey: "sk-EXAMPLE-2" });
  });

  test("an authored one keeps its bytes and gets properties more", () => {
    const text = '{"providers":{"other":{"apiKey":"sk-EXAMPLE-0"}},  "mine":"x"}';
    const after = withSecrets(text, additions.slice(0, 1), "secrets.json");
    expect(JSON.parse(after).providers.acme.apiKey).toBe("sk-EXAMPLE-1");
    expect(after.startsWith('{"providers":{"other":{"apiKey":"sk-EXAMPLE-0"}')).toBe(true);
    expect(after.endsWith('},  "mine":"x"}')).toBe(true);
  });

  test("a root that is no object is refused", () => {
    expect(() => withSecrets("[]", additions, "secrets.json")).toThrow("must hold a JSON object");
  });
});

describe("dropping an orphan", () => {
  const row = { baseUrl: "https://u:sk-EXAMPLE@x.example/v1", apiKey: "sk-EXAMPLE", models: [{ id: "m" }] };
  const tree = { providers: { acme: row } };

  test("the key goes", () => {
    const after = withoutCredentials(tree, [["providers", "acme", "apiKey"]], false);
    expect(after).toEqual({ providers: { acme: { baseUrl: row.baseUrl, models: row.models } } });
  });

  test("where a release refuses a file with a keyless provider, the marker takes its place", () => {
    const after = withoutCredentials(tree, [["providers", "acme", "apiKey"]], true);
    expect(after).toEqual({ providers: { acme: { ...row, apiKey: "secretref-managed" } } });
  });

  test("a URL loses its credential only", () => {
    const after = withoutCredentials(tree, [["providers", "acme", "baseUrl"]], false);
    expect(after).toEqual({ providers: { acme: { ...row, baseUrl: "https://x.example/v1" } } });
  });
});
