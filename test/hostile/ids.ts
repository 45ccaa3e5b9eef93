import { AUTH, CONFIG, changed, configWith, type HostileCase, MODELS, SECRETS, SOUND } from "./scene.js";

const S = SECRETS.text;

const IDS: readonly (readonly [name: string, id: string])[] = [
  ["empty", ""],
  ["blank", "   "],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["toString", "toString"],
  ["with a line break", "a\nmodelseal: forged line"],
  ["with a carriage return", "a\rb"],
  ["with an escape sequence", "a\u001b[2J\u001b]0;title\u0007"],
  ["with NUL", "a\0b"],
  ["with bidi characters", "a\u202egnp.exe\u2066"],
  ["with zero-width characters", "ac\u200bme\ufeff"],
  ["with a lone surrogate", "a\ud800b"],
  ["with a C1 control character", "a\u009bb"],
  ["with a line separator", "a\u2028b"],
  ["with a command for GitHub", "a\n::error file=x::pwned"],
  ["with percent escapes", "%0A%1b[31m"],
  ["a path", "../../../etc/passwd"],
  ["of 10,000 characters", "x".repeat(10_000)],
  ["of 10,000 emoji", "\u{1f600}".repeat(10_000)],
  ["with combining characters", `a${"\u0301".repeat(500)}`],
  ["a secret", S],
];

/** Values that look like a marker and are none. */
const LOOK_ALIKES = [
  `secretref-managed${S}`,
  `secretref-managed ${S}`,
  "SECRETREF-MANAGED",
  "secretref-managed\u200b",
  "\u00a0secretref-managed",
  "secretr\u0435f-managed",
  `oauth:${S}`,
  `secretref-env:${S}`,
  `\${${S}}`,
  "AKIAIOSFODNN7EXAMPLE",
  `!echo ${S}`,
];

/** A secret is left out: where a file lies has to be said. */
function canNameDirectory(id: string): boolean {
  return id !== "" && id !== S && id.length <= 80 && !/[\0/]/.test(id);
}

export function idCases(): HostileCase[] {
  const row = {
    baseUrl: "https://llm.example/v1",
    apiKey: S,
    headers: { "X-Api-Key": S },
    models: [{ id: "m", name: "m" }],
  };
  const badRow = { ...row, apiKey: { source: "env", provider: "default", id: "no name" } };
  const profile = { type: "oauth", provider: "openai", keyRef: { source: "env", provider: "default", id: "A" } };
  return [
    ...IDS.filter(([, id]) => canNameDirectory(id)).map(
      ([name, id]): HostileCase => ({
        name: `an agent directory with a name ${name}`,
        file: `agents/${id}/agent/models.json`,
        content: SOUND[MODELS] as object,
        verdict: "any",
      }),
    ),
    ...IDS.flatMap(([name, id]): HostileCase[] => [
      {
        name: `a provider id ${name} in the config`,
        file: CONFIG,
        content: configWith(["models", "providers", id], row),
        verdict: "any",
      },
      {
        name: `a provider id ${name} with an invalid ref`,
        file: CONFIG,
        content: configWith(["models", "providers", id], badRow),
        verdict: "any",
      },
      {
        name: `a provider id ${name} with a row of the wrong type`,
        file: CONFIG,
        content: configWith(["models", "providers", id], S),
        verdict: "refuse",
        points: "line",
      },
      {
        name: `a provider id ${name} in models.json`,
        file: MODELS,
        content: changed(SOUND[MODELS] as object, ["providers", id], row),
        verdict: "any",
      },
      {
        name: `a profile id ${name} with plaintext`,
        file: AUTH,
        content: changed(SOUND[AUTH] as object, ["profiles", id], { type: "api_key", provider: "acme", key: S }),
        verdict: "any",
      },
      {
        name: `a profile id ${name} with forbidden refs`,
        file: AUTH,
        content: changed(SOUND[AUTH] as object, ["profiles", id], profile),
        verdict: id === "__proto__" ? "any" : "refuse",
      },
      {
        name: `a header name ${name}`,
        file: CONFIG,
        content: configWith(["models", "providers", "acme", "headers", id], S),
        verdict: "any",
      },
      {
        name: `an agent id ${name}`,
        file: CONFIG,
        content: configWith(["agents"], { list: [{ id }, { id: "main" }] }),
        verdict: "any",
      },
      {
        name: `a variable ${name}`,
        file: CONFIG,
        content: configWith(["env", "vars", id], S),
        verdict: "any",
      },
    ]),
    ...LOOK_ALIKES.flatMap((value, i): HostileCase[] => [
      {
        name: `look-alike ${i} as apiKey of the config`,
        file: CONFIG,
        content: configWith(["models", "providers", "acme", "apiKey"], value),
        verdict: "any",
      },
      {
        name: `look-alike ${i} in models.json`,
        file: MODELS,
        content: changed(SOUND[MODELS] as object, ["providers", "orphan"], { ...row, apiKey: value }),
        verdict: "any",
      },
    ]),
  ];
}
