import { AUTH, CONFIG, changed, configWith, type HostileCase, MODELS, SECRETS, SOUND } from "./scene.js";

const S = SECRETS.text;

/** One value of each type of JSON; the texts and objects carry a secret that no message may repeat. */
const VALUES: readonly (readonly [type: string, value: unknown])[] = [
  ["null", null],
  ["number", 7],
  ["boolean", true],
  ["string", S],
  ["array", [S]],
  ["object", { [S]: S }],
];

const P = ["models", "providers", "acme"];
const HEADER = [...P, "headers", "X-Api-Key"];

/** Every place of the config that has to have a type, with the types it may have. */
const PLACES: readonly (readonly [path: readonly (string | number)[], types: string])[] = [
  [["meta"], "object"],
  [["meta", "lastTouchedVersion"], "string"],
  [["env"], "object"],
  [["env", "vars"], "object"],
  [["env", "vars", "X"], "string"],
  [["models"], "object"],
  [["models", "mode"], ""],
  [["models", "providers"], "object"],
  [P, "object"],
  [[...P, "baseUrl"], "string"],
  [[...P, "apiKey"], "string object"],
  [[...P, "auth"], "string"],
  [[...P, "api"], "string"],
  [[...P, "authHeader"], "boolean"],
  [[...P, "headers"], "object"],
  [HEADER, "string object"],
  [[...P, "request"], "object"],
  [[...P, "localService"], "object"],
  [[...P, "modelOverrides"], "object"],
  [[...P, "modelOverrides", "x"], "object"],
  [[...P, "models"], "array"],
  [[...P, "models", 0], "object"],
  [[...P, "models", 0, "headers"], "object"],
  [["auth"], "object"],
  [["auth", "order"], "object"],
  [["auth", "order", "acme"], "array"],
  [["auth", "profiles"], "object"],
  [["auth", "profiles", "x"], "object"],
  [["agents"], "object"],
  [["agents", "list"], "array"],
  [["agents", "entries"], "object"],
  [["agents", "entries", "x"], "object"],
  [["agents", "entries", "x", "agentDir"], "string"],
  [["secrets"], "object"],
  [["secrets", "providers"], "object"],
  [["secrets", "providers", "x"], "object"],
  [["secrets", "defaults"], "object"],
  [["secrets", "defaults", "env"], "string"],
];

/** Fields of a row in models.json and of a profile: a malformed entry is the entry's own trouble, not the file's. */
const ROW_FIELDS = ["baseUrl", "apiKey", "auth", "authHeader", "headers", "request", "models", "api"];
const PROFILE_FIELDS = ["type", "provider", "key", "keyRef", "token", "tokenRef", "access", "expires"];
// The first ones break the grammar of a ref, the others are no ref or a sound one.
const BROKEN = 13;
const REFS = [
  { source: "env", provider: "default", id: "lower case" },
  { source: "env", provider: "default", id: "" },
  { source: "env", provider: "default", id: S },
  { source: "env", provider: "Bad Alias!", id: "ACME_KEY" },
  { source: "env", id: "1ACME" },
  { source: "file", provider: "f", id: "no-pointer" },
  { source: "file", provider: "f", id: "/bad~2escape" },
  { source: "exec", provider: "v", id: "../../etc/passwd" },
  { source: "exec", provider: "v", id: `a/../${S}` },
  { source: "exec", provider: "v", id: "a b;rm" },
  { source: "exec", provider: "v", id: "x".repeat(300) },
  { source: "env", provider: "default", id: "A\u202eB" },
  { source: "env", provider: "default", id: "A".repeat(200) },
  { source: "store", provider: "other", id: "ACME_KEY" },
  { source: "vault", provider: "default", id: "ACME_KEY" },
  { source: 7, provider: "default", id: S },
  { source: "env", provider: ["default"], id: "ACME_KEY" },
  { source: "env", provider: "default", id: { value: S } },
];

function configCases(): HostileCase[] {
  const cases: HostileCase[] = [];
  for (const [path, types] of PLACES) {
    for (const [type, value] of VALUES) {
      const fits = types.split(" ").includes(type);
      if (fits && type !== "object") continue;
      cases.push({
        name: `config: ${path.join(".")} is of type ${type}`,
        file: CONFIG,
        content: configWith(path, value),
        verdict: fits ? "any" : "refuse",
        points: "line",
      });
    }
  }
  return cases;
}

function entryCases(): HostileCase[] {
  const row = ["providers", "acme"];
  const profile = ["profiles", "gamma:work"];
  const models = SOUND[MODELS] as object;
  const auth = SOUND[AUTH] as object;
  const of = (name: string, file: string, content: object, verdict: HostileCase["verdict"]): HostileCase => ({
    name,
    file,
    content,
    verdict,
    ...(verdict === "refuse" ? { points: "line" as const } : {}),
  });
  return VALUES.flatMap(([type, value]) => [
    of(
      `models.json: providers is of type ${type}`,
      MODELS,
      changed(models, ["providers"], value),
      type === "object" ? "any" : "refuse",
    ),
    of(
      `auth-profiles.json: profiles is of type ${type}`,
      AUTH,
      changed(auth, ["profiles"], value),
      type === "object" ? "any" : "refuse",
    ),
    of(`models.json: a row is of type ${type}`, MODELS, changed(models, row, value), "any"),
    of(`auth-profiles.json: a profile is of type ${type}`, AUTH, changed(auth, profile, value), "any"),
    of(`auth-profiles.json: order is of type ${type}`, AUTH, changed(auth, ["order"], value), "any"),
    ...ROW_FIELDS.map((field) =>
      of(`models.json: ${field} of a row is of type ${type}`, MODELS, changed(models, [...row, field], value), "any"),
    ),
    ...PROFILE_FIELDS.map((field) =>
      of(
        `auth-profiles.json: ${field} of a profile is of type ${type}`,
        AUTH,
        changed(auth, [...profile, field], value),
        "any",
      ),
    ),
  ]);
}

function refCases(): HostileCase[] {
  const oauth = (ids: string[]) => ({
    version: 1,
    profiles: Object.fromEntries(
      ids.map((id) => [id, { type: "oauth", provider: "openai", access: S, keyRef: REFS[0], tokenRef: REFS[0] }]),
    ),
  });
  return [
    ...REFS.flatMap((ref, i) => [
      {
        name: `invalid ref ${i} as apiKey`,
        file: CONFIG,
        content: configWith([...P, "apiKey"], ref),
        verdict: i < BROKEN ? ("entry" as const) : ("any" as const),
        ...(i < BROKEN ? { points: "line" as const } : {}),
      },
      {
        name: `invalid ref ${i} as header`,
        file: CONFIG,
        content: configWith(HEADER, ref),
        verdict: "any" as const,
      },
      {
        name: `invalid ref ${i} in a profile`,
        file: AUTH,
        content: { version: 1, profiles: { "acme:x": { type: "api_key", provider: "acme", keyRef: ref } } },
        verdict: "any" as const,
      },
      {
        name: `ref ${i} in models.json`,
        file: MODELS,
        content: changed(SOUND[MODELS] as object, ["providers", "acme", "apiKey"], ref),
        verdict: "any" as const,
      },
    ]),
    { name: "an OAuth profile with refs", file: AUTH, content: oauth(["openai:a"]), verdict: "refuse" },
    {
      name: "two hundred OAuth profiles with refs",
      file: AUTH,
      content: oauth(Array.from({ length: 200 }, (_, i) => `openai:${"x".repeat(100)}${i}`)),
      verdict: "refuse",
    },
    {
      name: "an unset variable",
      file: CONFIG,
      content: configWith([...P, "baseUrl"], "https://${NOWHERE_SET}/v1"),
      verdict: "refuse",
      points: "line",
      // Secrets at rest are found in a pipeline as well, which has none of the gateway's variables.
      mild: ["check"],
    },
    {
      name: "an unset variable with a very long name",
      file: CONFIG,
      content: configWith([...P, "baseUrl"], `https://\${${"N".repeat(5000)}}/v1`),
      verdict: "refuse",
      points: "line",
      mild: ["check"],
    },
  ];
}

export function shapeCases(): HostileCase[] {
  return [...configCases(), ...entryCases(), ...refCases()];
}
