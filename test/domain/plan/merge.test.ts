import { describe, expect, test } from "vitest";
import { RawNumber } from "../../../src/domain/tree.js";
import { at, codes, ENV_REF, EXEC_REF, MODELS, PLAIN, plan, ROW, type Scene, STALE, told, URL_ } from "./scene.js";

const OTHER_URL = "https://old.example/v1";
const ONE = { providers: { acme: { apiKey: ENV_REF } } };
const acme = (entry: unknown, scene: Scene = ONE) => plan({ ...scene, existing: { acme: entry } });

describe("the old key of a configured provider without any source", () => {
  const rows: [title: string, key: unknown, kept: unknown, codes: string[]][] = [
    ["plaintext stays and is reported", STALE, STALE, ["ORPHAN_PLAINTEXT"]],
    ["a name that nobody owns stays and is reported", "MY_OWN_KEY", "MY_OWN_KEY", ["ORPHAN_PLAINTEXT"]],
    ["a known name stays", "OPENAI_API_KEY", "OPENAI_API_KEY", []],
    ["a command stays", "!pass show acme", "!pass show acme", []],
    ["a command with a secret in it stays and is reported", `!echo ${STALE}`, `!echo ${STALE}`, ["ORPHAN_PLAINTEXT"]],
    [`"\${NAME}" stays`, `\${ACME_KEY}`, `\${ACME_KEY}`, []],
    ["a fixed marker goes", "secretref-managed", undefined, []],
    ["an env marker goes", "secretref-env:ACME_KEY", undefined, []],
    ["an OAuth marker goes", "oauth:acme", undefined, []],
    ["an AWS name goes", "AWS_PROFILE", undefined, []],
    ["a ref object goes", EXEC_REF, undefined, []],
    ["an empty key goes", "", undefined, []],
    ["a blank key goes", " ", undefined, []],
    ["a placeholder goes", "<redacted>", undefined, []],
    ["null goes", null, undefined, []],
  ];
  test.each(rows)("%s", (_title, apiKey, kept, expected) => {
    const planned = acme({ ...ROW, apiKey }, { providers: { acme: {} } });
    expect(at(planned, "acme", "apiKey")).toEqual(kept);
    expect(codes(planned)).toEqual(expected);
  });
  test("stays if only an excluded profile owns the name", () => {
    const scene = {
      providers: { acme: {} },
      profiles: { a: { type: "api_key", provider: "acme", keyRef: ENV_REF } },
      order: { acme: [] },
    };
    const planned = acme({ ...ROW, apiKey: "ACME_KEY" }, scene);
    expect(at(planned, "acme", "apiKey")).toBe("ACME_KEY");
    expect(codes(planned)).toEqual([]);
  });
});

describe("a configured provider takes apiKey and baseUrl from the file and nothing else", () => {
  test("its own fields, headers and models come from the config", () => {
    const old = {
      ...ROW,
      api: "openai-completions",
      headers: { "X-Api-Key": STALE },
      old: true,
      models: [{ id: "gone" }],
    };
    const planned = acme(old);
    expect(planned.providers["acme"]).toEqual({ ...ROW, apiKey: "ACME_KEY" });
    expect(codes(planned)).toEqual([]);
  });

  const completions = { api: "openai-completions" };
  const rows: [title: string, config: object, old: object, kept: boolean][] = [
    ["both name the same api", completions, completions, true],
    ["they name different apis", completions, { api: "anthropic-messages" }, false],
    ["only the config names one", completions, { api: undefined }, true],
    ["only the file names one", { api: undefined }, completions, true],
    ["no side names one", { api: undefined }, { api: " " }, true],
    [
      "the models name the same apis in another order",
      {
        api: undefined,
        models: [
          { id: "a", api: "x" },
          { id: "b", api: "y" },
        ],
      },
      {
        api: undefined,
        models: [
          { id: "a", api: "y" },
          { id: "b", api: "x" },
        ],
      },
      true,
    ],
    [
      "the models name other apis",
      { api: undefined, models: [{ id: "a", api: "x" }] },
      { api: undefined, models: [{ id: "a", api: "y" }] },
      false,
    ],
    [
      "one side has more models with the same api",
      { api: undefined, models: [{ id: "a", api: "x" }] },
      {
        api: undefined,
        models: [
          { id: "a", api: "x" },
          { id: "b", api: "x" },
        ],
      },
      false,
    ],
    [
      "the provider names what the other side's models name",
      { api: "x" },
      { api: undefined, models: [{ id: "a", api: "x" }] },
      false,
    ],
  ];
  test.each(rows)("the old baseUrl when %s", (_title, config, old, kept) => {
    const scene = { providers: { acme: { apiKey: ENV_REF, ...config } } };
    const entry = JSON.parse(JSON.stringify({ ...ROW, ...old, baseUrl: OTHER_URL }));
    const planned = acme(entry, scene);
    expect(at(planned, "acme", "baseUrl")).toBe(kept ? OTHER_URL : URL_);
    expect(codes(planned)).toEqual(kept ? ["STALE_BASE_URL"] : []);
  });
  test.each(["", "  ", null, 5])("an old baseUrl %j is none", (baseUrl) =>
    expect(at(acme({ ...ROW, baseUrl }), "acme", "baseUrl")).toBe(URL_),
  );
  test("an old baseUrl of which nothing is left but credentials gives way", () => {
    const baseUrl = `h:645@p961://[::1]${"@p961: /".repeat(20)}`;
    expect(at(acme({ ...ROW, baseUrl }), "acme", "baseUrl")).toBe(URL_);
  });
  test("the old baseUrl fills in for one that the config lacks", () => {
    const scene = { providers: { acme: { apiKey: ENV_REF, baseUrl: undefined, models: [] } } };
    expect(at(acme({ baseUrl: OTHER_URL }, scene), "acme", "baseUrl")).toBe(OTHER_URL);
  });
  test("a credential in the old baseUrl goes with a canonical source, and stays as an orphan without one", () => {
    const entry = { ...ROW, baseUrl: `https://u:${STALE}@old.example/v1` };
    expect(at(acme(entry), "acme", "baseUrl")).toBe(OTHER_URL);
    const without = acme(entry, { providers: { acme: {} } });
    expect(at(without, "acme", "baseUrl")).toBe(entry.baseUrl);
    expect(told(without)).toEqual(["ORPHAN_PLAINTEXT providers/acme/baseUrl"]);
  });
});

describe("a provider that the config cannot give a row", () => {
  test.each([undefined, "", "  "])("with models and baseUrl %j is not written", (baseUrl) => {
    const planned = plan({ providers: { acme: { apiKey: ENV_REF, baseUrl } } });
    expect(planned.providers).toEqual({});
    expect(codes(planned)).toEqual(["PROVIDER_NOT_WRITTEN"]);
  });
  test("keeps a complete row of the file, with the key of its source", () => {
    const planned = acme({ ...ROW, apiKey: STALE }, { providers: { acme: { apiKey: ENV_REF, baseUrl: "" } } });
    expect(planned.providers["acme"]).toEqual({ ...ROW, apiKey: "ACME_KEY" });
  });
  test("without models it is written, a blank baseUrl left out", () =>
    expect(plan({ providers: { acme: { apiKey: ENV_REF, baseUrl: " ", models: [] } } }).providers).toEqual({
      acme: { api: "openai-completions", models: [], apiKey: "ACME_KEY" },
    }));
});

describe("a provider that only the file has", () => {
  const rows: [title: string, entry: object, stays: boolean][] = [
    ["with everything", { ...ROW, apiKey: "OPENAI_API_KEY" }, true],
    ["without a key", ROW, true],
    ["without models", { apiKey: "secretref-managed" }, true],
    ["with an empty list of models", { models: [], apiKey: "" }, true],
    ["with models and no baseUrl", { models: MODELS, apiKey: "secretref-managed" }, false],
    ["with models and a blank baseUrl", { ...ROW, baseUrl: " " }, false],
    ["with models and an empty key", { ...ROW, apiKey: "" }, false],
    ["with models and null for a key", { ...ROW, apiKey: null }, false],
    ["with models, no baseUrl and a key that exists nowhere else", { models: MODELS, apiKey: STALE }, true],
  ];
  test.each(rows)("%s", (_title, entry, stays) =>
    expect(acme(entry, {}).providers).toEqual(stays ? { acme: entry } : {}),
  );
  test("keeps its unknown fields, its marker and its numbers, and is sealed by a profile", () => {
    const entry = { ...ROW, apiKey: STALE, future: { n: new RawNumber("12345678901234567890") } };
    const profiles = { a: { type: "api_key", provider: "acme", keyRef: EXEC_REF } };
    expect(acme(entry, { profiles }).providers["acme"]).toEqual({ ...entry, apiKey: "secretref-managed" });
    expect(acme(entry, { profiles }).text).toContain("12345678901234567890");
  });
  test("has orphans in its key, its headers and wherever else a credential can stand", () => {
    const planned = acme(
      { ...ROW, apiKey: STALE, headers: { "X-Api-Key": STALE, "X-Title": "t", Cookie: `\${C}` } },
      {},
    );
    expect(told(planned)).toEqual([
      "ORPHAN_PLAINTEXT providers/acme/headers/X-Api-Key",
      "ORPHAN_PLAINTEXT providers/acme/apiKey",
    ]);
    expect(planned.status).toBe("unchanged");
  });
});

describe("an entry of the file that is no object", () => {
  test.each([null, "text", 5, true, []])("%j is told and stops nobody else", (entry) => {
    const planned = plan({ ...ONE, existing: { bad: entry, good: ROW } });
    expect(told(planned)).toEqual(["MALFORMED_ENTRY providers/bad"]);
    expect(planned.providers["good"]).toEqual(ROW);
    expect(planned.providers["bad"]).toEqual(entry === null ? undefined : entry);
  });
  test("is replaced by the config's, and told all the same", () => {
    const planned = acme(null);
    expect(at(planned, "acme", "apiKey")).toBe("ACME_KEY");
    expect(told(planned)).toEqual(["MALFORMED_ENTRY providers/acme"]);
  });
});

describe("spellings of an id", () => {
  test("are written in the canonical one", () => {
    const planned = plan({
      providers: { " Acme ": { apiKey: ENV_REF } },
      existing: { ACME: { ...ROW, apiKey: STALE } },
    });
    expect(Object.keys(planned.providers)).toEqual(["acme"]);
    expect(planned.text).not.toContain(STALE);
  });
  const rows: [title: string, keys: string[], winner: string][] = [
    ["the exactly canonical one wins", ["acme", "Acme"], "acme"],
    ["else the later one", ["ACME", "Acme"], "Acme"],
  ];
  test.each(rows)("%s", (_title, keys, winner) => {
    const providers = Object.fromEntries(keys.map((key) => [key, { apiKey: ENV_REF, from: key }]));
    expect(at(plan({ providers }), "acme", "from")).toBe(winner);
    const existing = Object.fromEntries(keys.map((key) => [key, { ...ROW, from: key }]));
    expect(at(plan({ existing }), "acme", "from")).toBe(winner);
  });
  test("a losing one stays only for a key that exists nowhere else", () => {
    const existing = { acme: { ...ROW, apiKey: "OPENAI_API_KEY" }, Acme: { ...ROW, apiKey: STALE }, ACME: ROW };
    const planned = plan({ existing });
    expect(Object.keys(planned.providers)).toEqual(["acme", "Acme"]);
    expect(told(planned)).toEqual(["ORPHAN_PLAINTEXT providers/Acme/apiKey"]);
  });
  const secretHeaders = { headers: { "X-Api-Key": STALE } };
  const losing: [title: string, scene: Scene, loser: object, kept: object | undefined, told: string[]][] = [
    ["a header stays too", {}, secretHeaders, secretHeaders, ["ORPHAN_PLAINTEXT providers/Acme/headers/X-Api-Key"]],
    ["but not of what the config declares", { providers: { acme: {} } }, secretHeaders, undefined, []],
    [
      "a key beside a source goes and is told",
      { profiles: { a: { type: "api_key", provider: "acme", keyRef: EXEC_REF } } },
      { ...ROW, apiKey: STALE },
      undefined,
      ["STALE_PLAINTEXT providers/Acme/apiKey"],
    ],
    [
      "a header stays without the stale key beside it",
      { profiles: { a: { type: "api_key", provider: "acme", keyRef: EXEC_REF } } },
      { ...ROW, ...secretHeaders, apiKey: STALE },
      { ...ROW, ...secretHeaders, apiKey: "secretref-managed" },
      ["ORPHAN_PLAINTEXT providers/Acme/headers/X-Api-Key", "STALE_PLAINTEXT providers/Acme/apiKey"],
    ],
  ];
  test.each(losing)("of a losing one %s", (_title, scene, loser, kept, expected) => {
    const planned = plan({ ...scene, existing: { acme: { ...ROW, apiKey: "OPENAI_API_KEY" }, Acme: loser } });
    expect(planned.providers["Acme"]).toEqual(kept);
    expect(told(planned)).toEqual(expected);
  });
  test.each(["__proto__", "constructor", ""])("%j is an id like any other", (id) => {
    const providers = Object.fromEntries([[id, { apiKey: ENV_REF }]]);
    const existing = Object.fromEntries([[id, { ...ROW, apiKey: STALE }]]);
    expect(JSON.parse(plan({ providers, existing }).text)).toEqual({
      providers: Object.fromEntries([[id, { ...ROW, apiKey: "ACME_KEY" }]]),
    });
  });
});

describe("replace", () => {
  test("drops what the config does not declare, and reports the orphans among it", () => {
    const existing = {
      gone: { ...ROW, apiKey: STALE, headers: { "X-Api-Key": STALE } },
      acme: { ...ROW, apiKey: STALE },
    };
    const planned = plan({ ...ONE, mode: "replace", existing });
    expect(planned.providers).toEqual({ acme: { ...ROW, apiKey: "ACME_KEY" } });
    expect(told(planned)).toEqual([
      "STALE_PLAINTEXT providers/acme/apiKey",
      "ORPHAN_PLAINTEXT providers/gone/headers/X-Api-Key",
      "ORPHAN_PLAINTEXT providers/gone/apiKey",
    ]);
  });
  test("takes neither key nor baseUrl from the file", () => {
    const planned = acme({ ...ROW, baseUrl: OTHER_URL, apiKey: STALE }, { providers: { acme: {} }, mode: "replace" });
    expect(planned.providers).toEqual({ acme: ROW });
    expect(codes(planned)).toEqual(["ORPHAN_PLAINTEXT"]);
  });
  test("leaves an entry with an invalid ref as it was", () => {
    const entry = { ...ROW, apiKey: STALE };
    const scene: Scene = {
      providers: { acme: { apiKey: { source: "env", provider: "default", id: "a b" } } },
      mode: "replace",
    };
    expect(acme(entry, scene).providers).toEqual({ acme: entry });
  });
  test("writes an empty map where there is no provider, and merge writes nothing", () => {
    expect(plan({ mode: "replace" })).toMatchObject({ status: "created", text: '{\n  "providers": {}\n}\n' });
    expect(plan({ mode: "merge" }).status).toBe("unchanged");
    expect(plan({ mode: "merge", existing: {} }).status).toBe("unchanged");
    expect(plan({ mode: "replace", existing: { acme: { apiKey: PLAIN } } }).text).toBe('{\n  "providers": {}\n}\n');
  });
});
