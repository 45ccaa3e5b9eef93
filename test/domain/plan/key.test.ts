import { describe, expect, test } from "vitest";
import { at, codes, ENV_REF, EXEC_REF, MODELS, PLAIN, plan, type Scene, STALE, told, URL_ } from "./scene.js";

type Key = string | undefined;
const old = (apiKey: unknown) => ({ acme: { baseUrl: URL_, models: MODELS, apiKey } });
const profile = (fields: object) => ({ "acme:default": { type: "api_key", provider: "acme", ...fields } });

describe("the key of a provider with a SecretRef", () => {
  const rows: [title: string, scene: Scene, key: Key][] = [
    ["an env ref object", { providers: { acme: { apiKey: ENV_REF } } }, "ACME_KEY"],
    [`an env ref as "\${NAME}"`, { providers: { acme: { apiKey: `\${ACME_KEY}` } } }, "ACME_KEY"],
    [`an env ref as "$NAME"`, { providers: { acme: { apiKey: "$ACME_KEY" } } }, "ACME_KEY"],
    [`" \${NAME} " with white space`, { providers: { acme: { apiKey: `  \${ACME_KEY}\n` } } }, "ACME_KEY"],
    ["a ref without provider", { providers: { acme: { apiKey: { source: "env", id: "ACME_KEY" } } } }, "ACME_KEY"],
    [
      "a ref whose provider secrets.defaults gives",
      {
        providers: { acme: { apiKey: { source: "exec", id: "acme/key" } } },
        config: { secrets: { defaults: { exec: "vault" } } },
      },
      "secretref-managed",
    ],
    [
      "a file ref",
      { providers: { acme: { apiKey: { source: "file", provider: "f", id: "/acme" } } } },
      "secretref-managed",
    ],
    ["an exec ref", { providers: { acme: { apiKey: EXEC_REF } } }, "secretref-managed"],
    [
      "a store ref",
      { providers: { acme: { apiKey: { source: "store", provider: "default", id: "ACME_KEY" } } } },
      "secretref-managed",
    ],
    ["an env keyRef", { providers: { acme: {} }, profiles: profile({ keyRef: ENV_REF }) }, "ACME_KEY"],
    ["an exec keyRef", { providers: { acme: {} }, profiles: profile({ keyRef: EXEC_REF }) }, "secretref-managed"],
    [
      "a tokenRef, whatever its expiry",
      { providers: { acme: {} }, profiles: profile({ type: "token", tokenRef: ENV_REF, expires: 1 }) },
      "ACME_KEY",
    ],
    [
      `a profile key as "\${NAME}"`,
      { providers: { acme: {} }, profiles: profile({ key: `\${ACME_KEY}` }) },
      "ACME_KEY",
    ],
    [
      "a keyRef beside a plaintext key",
      { providers: { acme: {} }, profiles: profile({ keyRef: EXEC_REF, key: PLAIN }) },
      "secretref-managed",
    ],
  ];
  test.each(rows)("%s gives its marker, set or not, and refuses what the file has", (_title, scene, key) => {
    for (const [existing, stale] of [
      [undefined, []],
      [{}, []],
      [old(STALE), ["STALE_PLAINTEXT"]],
      [old("OPENAI_API_KEY"), []],
      [old("!cat key"), []],
    ] as const) {
      const planned = plan({ ...scene, existing });
      expect(at(planned, "acme", "apiKey")).toBe(key);
      expect(planned.text).not.toContain(STALE);
      expect(codes(planned)).toEqual(stale);
    }
  });
});

describe("the key of a provider with a literal in the config", () => {
  const rows: [title: string, scene: Scene, key: Key, codes: string[]][] = [
    ["a fixed marker is kept", { providers: { acme: { apiKey: "custom-local" } } }, "custom-local", []],
    ["a known environment name is kept", { providers: { acme: { apiKey: "OPENAI_API_KEY" } } }, "OPENAI_API_KEY", []],
    [
      "an environment name that a ref of the provider owns is kept",
      { providers: { acme: { apiKey: "ACME_KEY" } }, profiles: profile({ keyRef: ENV_REF }) },
      "ACME_KEY",
      [],
    ],
    [
      "any other name is plaintext",
      { providers: { acme: { apiKey: "ACME_KEY" } } },
      "secretref-managed",
      ["PLAINTEXT_FOUND"],
    ],
    ["a command is kept", { providers: { acme: { apiKey: "!pass show acme" } } }, "!pass show acme", []],
    [
      "a command that holds a secret is plaintext",
      { providers: { acme: { apiKey: `!echo ${PLAIN}` } } },
      "secretref-managed",
      ["PLAINTEXT_FOUND"],
    ],
    ["plaintext", { providers: { acme: { apiKey: PLAIN } } }, "secretref-managed", ["PLAINTEXT_FOUND"]],
    [
      "plaintext of an entry without models",
      { providers: { acme: { apiKey: PLAIN, models: [] } } },
      "secretref-managed",
      ["PLAINTEXT_FOUND"],
    ],
    ["words and a variable", { providers: { acme: { apiKey: `Bearer \${ACME_KEY}` } } }, "secretref-managed", []],
    ["two variables", { providers: { acme: { apiKey: `\${A}\${B}` } } }, "secretref-managed", []],
    [`\${_X}, which is substituted and no ref`, { providers: { acme: { apiKey: `\${_X}` } } }, "secretref-managed", []],
    [
      "a variable in lower case, which is no ref",
      { providers: { acme: { apiKey: `\${acme_key}` } } },
      "secretref-managed",
      ["RETIRED_SPELLING"],
    ],
    [
      "a shell default, which is no ref",
      { providers: { acme: { apiKey: `\${ACME_KEY:-x}` } } },
      "secretref-managed",
      ["RETIRED_SPELLING"],
    ],
    ["an empty key counts as missing", { providers: { acme: { apiKey: "" } } }, undefined, []],
    [
      "a blank key counts as missing",
      { providers: { openai: { apiKey: " \t" } }, env: { OPENAI_API_KEY: PLAIN } },
      "OPENAI_API_KEY",
      [],
    ],
    [
      "a placeholder counts as missing and is never written",
      { providers: { acme: { apiKey: " __OPENCLAW_REDACTED__ " } } },
      undefined,
      ["PLACEHOLDER_VALUE"],
    ],
    [
      "a placeholder gives way to a profile",
      { providers: { acme: { apiKey: "[REDACTED]" } }, profiles: profile({ keyRef: EXEC_REF }) },
      "secretref-managed",
      ["PLACEHOLDER_VALUE"],
    ],
  ];
  test.each(rows)("%s", (_title, scene, key, expected) => {
    const [id = ""] = Object.keys(scene.providers ?? {});
    const planned = plan(scene);
    expect(at(planned, id, "apiKey")).toBe(key);
    expect(codes(planned)).toEqual(expected);
    expect(JSON.stringify(planned.providers)).not.toContain(PLAIN);
  });
});

describe("a literal that equals the provider's own variable", () => {
  const rows: [title: string, apiKey: string, env: Record<string, string>, key: Key][] = [
    ["gives the name", PLAIN, { OPENAI_API_KEY: PLAIN }, "OPENAI_API_KEY"],
    ["counts for the first variable that is set", PLAIN, { CODEX_API_KEY: "other", OPENAI_API_KEY: PLAIN }, undefined],
    ["passes over a blank variable", PLAIN, { CODEX_API_KEY: " ", OPENAI_API_KEY: PLAIN }, "OPENAI_API_KEY"],
    ["is compared exactly", `${PLAIN} `, { OPENAI_API_KEY: PLAIN }, undefined],
    ["is compared exactly, also at the variable's end", PLAIN, { OPENAI_API_KEY: `${PLAIN}\n` }, undefined],
    ["must not look like a name itself", "MY_OWN_NAME", { OPENAI_API_KEY: "MY_OWN_NAME" }, undefined],
  ];
  test.each(rows)("%s", (_title, apiKey, env, key) => {
    const planned = plan({ providers: { openai: { apiKey } }, env });
    expect(at(planned, "openai", "apiKey")).toBe(key ?? "secretref-managed");
    expect(told(planned)).toEqual(["PLAINTEXT_FOUND models/providers/openai/apiKey"]);
  });
  test("does not count for a variable of another provider", () => {
    const planned = plan({
      providers: { acme: { apiKey: PLAIN } },
      env: { OPENAI_API_KEY: PLAIN, ACME_API_KEY: PLAIN },
    });
    expect(at(planned, "acme", "apiKey")).toBe("secretref-managed");
  });
});

describe("aws-sdk", () => {
  const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE0000", AWS_SECRET_ACCESS_KEY: "EXAMPLE" };
  const rows: [title: string, env: Record<string, string>, key: Key][] = [
    [
      "the bearer token first",
      { AWS_BEARER_TOKEN_BEDROCK: "EXAMPLE", ...KEYS, AWS_PROFILE: "p" },
      "AWS_BEARER_TOKEN_BEDROCK",
    ],
    ["then the key id with its secret", { ...KEYS, AWS_PROFILE: "p" }, "AWS_ACCESS_KEY_ID"],
    ["a key id alone is nothing", { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE0000" }, undefined],
    ["then the profile", { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE0000", AWS_PROFILE: "p" }, "AWS_PROFILE"],
    ["blank is not set", { AWS_BEARER_TOKEN_BEDROCK: " ", AWS_PROFILE: "" }, undefined],
    ["nothing is set", {}, undefined],
  ];
  test.each(rows)("%s", (_title, env, key) => {
    for (const release of ["2026.3.1", "2026.9.6"]) {
      const scene = {
        providers: { bedrock: { auth: "aws-sdk" } },
        env,
        release,
        existing: { bedrock: { apiKey: STALE } },
      };
      const planned = plan(scene);
      expect(at(planned, "bedrock", "apiKey")).toBe(key);
      expect(planned.text).not.toContain(STALE);
    }
  });
  test("gives nothing for an entry without models", () =>
    expect(
      at(plan({ providers: { b: { auth: "aws-sdk", models: [] } }, env: { AWS_PROFILE: "p" } }), "b", "apiKey"),
    ).toBe(undefined));
  test("comes after a key of the config and before a profile", () => {
    const env = { AWS_PROFILE: "p" };
    expect(at(plan({ providers: { acme: { auth: "aws-sdk", apiKey: ENV_REF } }, env }), "acme", "apiKey")).toBe(
      "ACME_KEY",
    );
    const scene = { providers: { acme: { auth: "aws-sdk" } }, env, profiles: profile({ keyRef: ENV_REF }) };
    expect(at(plan(scene), "acme", "apiKey")).toBe("AWS_PROFILE");
  });
});

describe("the environment and local evidence", () => {
  const vertex = { GOOGLE_CLOUD_PROJECT: "p", GOOGLE_CLOUD_LOCATION: "eu" };
  const file = { googleCredentialsFile: true };
  const rows: [title: string, id: string, scene: Scene, key: Key][] = [
    [
      "the first variable that is set",
      "google",
      { env: { GOOGLE_API_KEY: "x", GEMINI_API_KEY: "y" } },
      "GEMINI_API_KEY",
    ],
    ["blank is not set", "google", { env: { GOOGLE_API_KEY: "x", GEMINI_API_KEY: " " } }, "GOOGLE_API_KEY"],
    ["nothing is guessed for a custom provider", "acme", { env: { ACME_API_KEY: "x" } }, undefined],
    [
      "an alias has the variables of its provider",
      "claude-cli",
      { env: { ANTHROPIC_API_KEY: "x" } },
      "ANTHROPIC_API_KEY",
    ],
    ["a variable of the prototype is none", "constructor", { env: {} }, undefined],
    ["complete Google evidence", "google-vertex", { env: vertex, evidence: file }, "gcp-vertex-credentials"],
    [
      "the older project variable counts as well",
      "google-vertex",
      { env: { GCLOUD_PROJECT: "p", GOOGLE_CLOUD_LOCATION: "eu" }, evidence: file },
      "gcp-vertex-credentials",
    ],
    ["evidence without a location", "google-vertex", { env: { GOOGLE_CLOUD_PROJECT: "p" }, evidence: file }, undefined],
    [
      "evidence without a project",
      "google-vertex",
      { env: { GOOGLE_CLOUD_LOCATION: "eu" }, evidence: file },
      undefined,
    ],
    ["evidence without the file", "google-vertex", { env: vertex, evidence: {} }, undefined],
    [
      "the variable comes before evidence",
      "google-vertex",
      { env: { ...vertex, GOOGLE_CLOUD_API_KEY: "x" }, evidence: file },
      "GOOGLE_CLOUD_API_KEY",
    ],
    ["evidence of Google is none for others", "acme", { env: vertex, evidence: file }, undefined],
  ];
  test.each(rows)("%s", (_title, id, scene, key) =>
    expect(at(plan({ ...scene, providers: { [id]: {} } }), id, "apiKey")).toBe(key),
  );
  test("fill in nothing for an entry without models", () => {
    const scene = { providers: { openai: { models: [] } }, env: { OPENAI_API_KEY: PLAIN } };
    expect(at(plan(scene), "openai", "apiKey")).toBe(undefined);
  });
  test("come after a profile, so that a shell variable changes no byte", () => {
    const scene: Scene = {
      providers: { openai: {} },
      profiles: { "openai:p": { type: "api_key", provider: "openai", keyRef: EXEC_REF } },
    };
    expect(plan({ ...scene, env: { OPENAI_API_KEY: PLAIN } }).text).toBe(plan(scene).text);
  });
});
