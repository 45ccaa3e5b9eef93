import { planModelsJson } from "../../src/domain/api.js";
import { findOAuthRefViolations } from "../../src/domain/auth/oauth-policy.js";
import { readAuthProfileStore } from "../../src/domain/auth/profiles.js";
import { parseBaseline } from "../../src/domain/baseline.js";
import { parseDotenv } from "../../src/domain/config/environment.js";
import { parseEnvFile } from "../../src/domain/config/service-env.js";
import { hasReference, substitute } from "../../src/domain/config/substitute.js";
import { SealError } from "../../src/domain/errors.js";
import { insertProperties, removeProperties, removeShadowed, replaceValues } from "../../src/domain/json/edit.js";
import { parseJson } from "../../src/domain/json/parse.js";
import { findSpan, locate } from "../../src/domain/json/positions.js";
import { printJson } from "../../src/domain/json/print.js";
import { coerceSecretRef, isValidSecretRef, refKey } from "../../src/domain/ref.js";
import { scanEnvText } from "../../src/domain/scan/env-text.js";
import { scanPlainText } from "../../src/domain/scan/plain-text.js";
import { scanPlist } from "../../src/domain/scan/plist.js";
import { type FileKind, scanJsonText } from "../../src/domain/scan/scan-text.js";
import { stripUrlCredentials, urlCredentials } from "../../src/domain/scan/url.js";
import { fits } from "../../src/domain/schema/shape.js";
import { shapes } from "../../src/domain/schema/shapes.js";
import { violationOf } from "../../src/domain/schema/violation.js";
import { isObject, type Json, type JsonPath, RawNumber } from "../../src/domain/tree.js";
import { readAnswer } from "../../src/io/resolve/exec-answer.js";
import { leaks } from "../hostile/judge.js";
import { AUTH, CONFIG, DOTENV, MODELS, SECRETS, SOUND } from "../hostile/scene.js";
import { tokenize } from "../support/tokens.js";

/** One parser: texts to start from, and what has to hold for every text. `run` throws where it does not. */
export interface Target {
  name: string;
  seeds: readonly string[];
  run(text: string): void;
}

const S = SECRETS.text;
const text = (file: string) => (typeof SOUND[file] === "string" ? SOUND[file] : JSON.stringify(SOUND[file], null, 2));
const JSON5 = `// ${S}\n{\n  a: 'x', "b": [1, 2e3, 0x1F, .5, +1, null, true,],\n  /* ${S} */ models: { providers: { acme: {\n    apiKey: "${S}", baseUrl: "https://u:${S}@h/v1?key=${S}",\n  } } },\n}\n`;
const DOCUMENTS = [text(CONFIG), text(AUTH), text(MODELS), JSON5, `["${S}", 1e999, 12345678901234567890, -0.10]`, "{}"];

function check(holds: boolean, law: string): void {
  if (!holds) throw new Error(law);
}

/** The value, or undefined for a SealError that is as it has to be; any other error goes through. */
function sealed<T>(action: () => T): { value: T } | undefined {
  try {
    return { value: action() };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    check(error.code !== "INTERNAL", "no internal error");
    check(leaks(`${error.message} ${error.hint}`).length === 0, "no message holds a secret");
    check(error.message.length + error.hint.length < 600, "messages are short");
    return undefined;
  }
}

const parsed = (source: string, json5 = true) => sealed(() => parseJson(source, { file: "f", json5 }))?.value;

function native(source: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(source) };
  } catch {
    return undefined;
  }
}

function holdsRaw(value: Json): boolean {
  if (value instanceof RawNumber) return true;
  if (Array.isArray(value)) return value.some(holdsRaw);
  return isObject(value) && Object.values(value).some(holdsRaw);
}

/** Paths to everything in a value, a few of them. */
function paths(value: Json, path: JsonPath = []): JsonPath[] {
  if (path.length > 6) return [path];
  if (Array.isArray(value)) return [path, ...value.slice(0, 3).flatMap((item, i) => paths(item, [...path, i]))];
  if (!isObject(value)) return [path];
  const entries = Object.entries(value).slice(0, 4);
  return [path, ...entries.flatMap(([key, item]) => paths(item, [...path, key]))];
}

function quiet(found: unknown): void {
  check(leaks(JSON.stringify(found)).length === 0, "nothing of a secret is in a result");
}

const scanOf = (name: string, fileKind: FileKind): Target => ({
  name,
  seeds: DOCUMENTS,
  run(source) {
    for (const finding of scanJsonText(source, { fileKind })) {
      check(finding.offset >= 0 && finding.offset <= source.length, "findings stand in the text");
      check(finding.line >= 1 && finding.column >= 1, "lines and columns count from 1");
      quiet(finding.reason);
    }
  },
});

export const TARGETS: readonly Target[] = [
  {
    name: "strict-json",
    seeds: DOCUMENTS,
    run(source) {
      const found = sealed(() => parseJson(source, { file: "f" }));
      const expected = native(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
      if (found) check(expected !== undefined, "what JSON.parse refuses is refused");
      if (found && expected && !holdsRaw(found.value))
        check(JSON.stringify(found.value) === JSON.stringify(expected.value), "the value is that of JSON.parse");
    },
  },
  {
    name: "json5",
    seeds: DOCUMENTS,
    run(source) {
      const found = parsed(source);
      const strict = parsed(source, false);
      if (strict !== undefined) check(printJson(strict) === printJson(found as Json), "JSON is JSON5");
      if (found !== undefined)
        check(printJson(parsed(printJson(found), false) as Json) === printJson(found), "prints back");
    },
  },
  {
    name: "tokens",
    seeds: DOCUMENTS,
    run(source) {
      let end = 0;
      for (const token of tokenize(source)) {
        check(token.start >= end && token.end > token.start, "tokens follow one another");
        end = token.end;
      }
      check(end <= source.length, "tokens stand in the text");
    },
  },
  {
    name: "positions",
    seeds: DOCUMENTS,
    run(source) {
      for (const path of [[], ["models", "providers", "acme", "apiKey"], ["profiles"], [0], ["a", 1]]) {
        const span = findSpan(source, path);
        if (span) check(span.start >= 0 && span.end <= source.length, "spans stand in the text");
        locate(source, path);
      }
    },
  },
  {
    name: "edits",
    seeds: DOCUMENTS,
    run(source) {
      const tree = parsed(source);
      if (tree === undefined) return;
      for (const path of paths(tree).slice(0, 12)) {
        const replaced = replaceValues(source, [{ path, value: '"NEW"' }]);
        const span = findSpan(replaced, path);
        check(span !== undefined && replaced.slice(span.start, span.end) === '"NEW"', "the new value is at the path");
        check(parsed(replaced) !== undefined, "a replaced value leaves a document");
        if (typeof path.at(-1) !== "string") continue;
        check(parsed(removeProperties(source, [path])) !== undefined, "a removed property leaves a document");
        check(parsed(removeShadowed(source, [path])) !== undefined, "removed duplicates leave a document");
        check(
          parsed(insertProperties(source, [{ object: path.slice(0, -1), key: "new key", value: "[1]" }])) !== undefined,
          "an insertion does, too",
        );
      }
    },
  },
  {
    name: "auth-store",
    seeds: [
      text(AUTH),
      `{"profiles":{"a":{"type":"oauth","provider":"p","access":"${S}","keyRef":{"source":"env","id":"A"}}}}`,
    ],
    run(source) {
      const raw = parsed(source, false);
      if (raw === undefined) return;
      readAuthProfileStore(raw);
      check(Array.isArray(findOAuthRefViolations({ config: raw, store: raw })), "violations are a list");
    },
  },
  {
    name: "refs",
    seeds: [
      '{"source":"env","provider":"default","id":"A"}',
      '"${ACME_KEY}"',
      '{"source":"exec","provider":"v","id":"a/b"}',
    ],
    run(source) {
      const value = parsed(source);
      if (value === undefined) return;
      const ref = coerceSecretRef(value);
      isValidSecretRef(value);
      if (ref) check(typeof refKey(ref) === "string", "a ref has a key");
    },
  },
  {
    name: "environment",
    seeds: [text(DOTENV), `export A="x\\n${S}"\nB='y' # c\nC=\${A}\n\uFEFFD=1\r\n`, `A=\\\n${S}\n`],
    run(source) {
      for (const entry of [...parseDotenv(source), ...parseEnvFile(source)])
        check(/^[\w.-]+$/.test(entry[0]) && typeof entry[1] === "string", "names are names");
      for (const form of [undefined, "unit"] as const)
        quiet(scanEnvText(source, form ? { form } : {}).map((f) => f.reason));
      scanPlist(source, []);
    },
  },
  {
    name: "substitution",
    seeds: ["https://${HOST}/v1", "$${A} ${A}${B}", "${${A}}", `\${A}${S}`],
    run(source) {
      const env = { A: "${B}", B: "$$", HOST: "h" };
      const missing: string[] = [];
      substitute(source, env, (name) => missing.push(name));
      if (!hasReference(source)) check(missing.length === 0, "nothing is missing where nothing is referenced");
    },
  },
  {
    name: "urls",
    seeds: [`https://u:${S}@h:1/p?key=${S}#token=${S}`, "u:p@h/v1", "https://[::1]/%", "//h?x=${A}"],
    run(source) {
      for (const { start, end } of urlCredentials(source))
        check(start >= 0 && end >= start && end <= source.length, "credentials stand in the URL");
      const stripped = stripUrlCredentials(source);
      check(
        urlCredentials(stripped).every(({ literal }) => !literal),
        "a stripped URL has none",
      );
    },
  },
  scanOf("scan-config", "config"),
  scanOf("scan-models", "models"),
  scanOf("scan-auth", "auth"),
  scanOf("scan-unknown", "unknown"),
  {
    name: "scan-text",
    seeds: [...DOCUMENTS, `Authorization: Bearer ${S}\ncurl -u a:${S} https://h\n`],
    run(source) {
      quiet(scanPlainText(source).map(({ reason }) => reason));
      scanPlainText(source, { damaged: true });
    },
  },
  {
    name: "exec-answer",
    seeds: [
      `{"protocolVersion":1,"values":{"a":"${S}"}}`,
      `{"protocolVersion":1,"values":{},"errors":{"a":{"code":"NOT_FOUND","message":"${S}"}}}`,
      S,
    ],
    run(source) {
      const refs = [{ source: "exec", provider: "v", id: "a" } as const];
      for (const jsonOnly of [true, false])
        for (const answer of readAnswer(Buffer.from(source, "latin1"), refs, "v", jsonOnly)) quiet(answer);
    },
  },
  {
    name: "schemas",
    seeds: DOCUMENTS.slice(0, 3),
    run(source) {
      const value = parsed(source);
      if (value === undefined) return;
      for (const kind of ["config", "modelsFile", "authStore"] as const) {
        if (fits(shapes[kind], value)) continue;
        check(leaks(violationOf(kind, value).expected).length === 0, "no schema repeats a value");
      }
    },
  },
  {
    name: "baseline",
    seeds: ['{"version":1,"accepted":[{"file":"f","jsonPath":"a","code":"PLAINTEXT_FOUND","reason":"r"}]}'],
    run(source) {
      sealed(() => parseBaseline(source, "f"));
    },
  },
  {
    name: "plan",
    seeds: [`[${text(CONFIG)}, ${text(AUTH)}, ${text(MODELS)}]`],
    run(source) {
      const value = parsed(source);
      if (!Array.isArray(value)) return;
      const [config, store, existing] = value;
      const plan = () => planModelsJson({ config, store, existing, env: {} } as Parameters<typeof planModelsJson>[0]);
      const { text: planned, findings } = plan();
      check(plan().text === planned, "the same input gives the same plan");
      check(parsed(planned, false) !== undefined, "a plan is JSON");
      quiet(findings);
    },
  },
];
