import { AUTH, CONFIG, type HostileCase, INCLUDED, MODELS, SECRETS, SOUND, type Verdict } from "./scene.js";

const S = SECRETS.text;
const DEEP = 100_000;

/** How strict JSON (auth-profiles.json, models.json) and JSON5 (the config and what it includes) take a text. */
interface Damage {
  name: string;
  make: (sound: string) => string | Uint8Array;
  strict: Verdict;
  json5: Verdict;
  /** The message cannot point to a line, or need not. */
  whole?: boolean;
}

const both = (name: string, make: Damage["make"], verdict: Verdict = "refuse"): Damage => ({
  name,
  make,
  strict: verdict,
  json5: verdict,
});
const lenient = (name: string, make: Damage["make"]): Damage => ({ name, make, strict: "refuse", json5: "accept" });
const bytes = (...codes: number[]) => Buffer.from(codes);
const cut = (share: number) => (sound: string) => sound.slice(0, Math.floor(sound.length * share));
const inside = (insert: string) => (sound: string) => sound.replace(/\{/, `{${insert}`);

const SYNTAX: Damage[] = [
  both("an empty file", () => ""),
  both("blanks only", () => " \n\t\r\n "),
  both("a byte order mark only", () => "\ufeff"),
  both("two byte order marks", (sound) => `\ufeff\ufeff${sound}`, "any"),
  both("a NUL", () => "\0"),
  both("a NUL behind the text", (sound) => `${sound}\0`),
  both("a NUL between two tokens", (sound) => sound.replace("{", "{\0")),
  both("a brace", () => "{"),
  both("a closing brace", () => "}"),
  both("a bare secret", () => S),
  both("a bare secret in an object", () => `{ "apiKey": ${S} }`),
  both("a secret as unclosed string", () => `{ "apiKey": "${S}`),
  both("a secret with an invalid escape", () => `{ "apiKey": "\\u12 ${S}" }`),
  both("a secret as key without a value", () => `{ "${S}" }`),
  both("a secret as key without a colon", () => `{ "${S}" 1 }`),
  both("a secret behind the text", (sound) => `${sound}${S}`),
  both("a secret before the text", (sound) => `${S}${sound}`),
  both("an environment file", () => `ACME_API_KEY=${S}\n`),
  both("a YAML file", () => `apiKey: ${S}\nmodels:\n  - a\n`),
  both("a private key file", () => `-----BEGIN PRIVATE KEY-----\n${S}\n-----END PRIVATE KEY-----\n`),
  both("an unclosed comment", (sound) => `${sound}/* ${S}`),
  both("two documents", (sound) => sound + sound),
  both("a merge conflict", (sound) => `<<<<<<< HEAD\n${sound}=======\n${sound}>>>>>>> other\n`),
  both("a missing comma", () => `{ "a": "${S}" "b": 1 }`),
  both("two commas", inside('"a": 1,,')),
  both("a comma in the beginning", () => `{ , "a": "${S}" }`),
  both("a missing colon", () => `{ "a" "${S}" }`),
  both("a key that is a number", () => `{ 12: "${S}" }`),
  both("a key that is an object", () => `{ {}: "${S}" }`),
  both("mismatched brackets", () => `{ "a": ["${S}"} ]`),
  both("a bracket too many", (sound) => `${sound}]`),
  both("undefined", () => `{ "a": undefined, "b": "${S}" }`),
  both("NaN", inside(`"x": NaN, "y": "${S}",`)),
  both("Infinity", inside(`"x": -Infinity, "y": "${S}",`)),
  both("a number with two points", inside('"x": 1.2.3,')),
  both("a number with a leading zero", inside('"x": 0123,')),
  both("a number with an empty exponent", inside('"x": 1e,')),
  both("a line break in a string", inside(`"x": "${S}\n${S}",`)),
  both("1e999", inside('"x": 1e999,'), "accept"),
  both("a number of 4000 digits", inside(`"x": ${"9".repeat(4000)},`), "accept"),
  both("an exponent of 400 digits", inside(`"x": 1e${"9".repeat(400)},`), "accept"),
  both("a lone surrogate", inside('"x": "\\ud800",'), "accept"),
  both("duplicate keys", inside(`"models": "${S}", "profiles": "${S}", "providers": "${S}",`), "any"),
  both("an escaped key", inside(`"\\u0061piKey": "${S}",`), "any"),
  both("a __proto__ key", inside(`"__proto__": { "apiKey": "${S}", "polluted": true },`), "any"),
  both("a constructor key", inside(`"constructor": { "prototype": { "apiKey": "${S}" } },`), "any"),
  both("a leading byte order mark", (sound) => `\ufeff${sound}`, "accept"),
  both("line breaks of DOS", (sound) => sound.replaceAll("\n", "\r\n"), "accept"),
  both("line breaks of the old Macintosh", (sound) => sound.replaceAll("\n", "\r"), "accept"),
  lenient("a comment", (sound) => `// ${S}\n${sound}`),
  lenient("single quotes", inside("'x': 'y',")),
  lenient("a bare key", inside("x: 1,")),
  lenient("a hexadecimal number", inside('"x": 0x10,')),
  lenient("a number with a plus sign", inside('"x": +1,')),
  lenient("a no-break space", (sound) => `\u00a0${sound}`),
  lenient("a trailing comma", (sound) => sound.replace(/\}\s*$/, ",}\n")),
  ...[0.1, 0.25, 0.5, 0.75, 0.9].map((share) => both(`a file cut at ${share * 100} %`, cut(share))),
  ...["null", "true", "7", `"${S}"`, "[]", `["${S}"]`].map((text) => both(`${text.slice(0, 4)}… as root`, () => text)),
];

const whole = (damage: Damage): Damage => ({ ...damage, whole: true });

const ENCODINGS: Damage[] = [
  ["UTF-16, little-endian, with mark", (s: string) => Buffer.from(`\ufeff${s}`, "utf16le")],
  ["UTF-16, big-endian, with mark", (s: string) => Buffer.from(`\ufeff${s}`, "utf16le").swap16()],
  ["UTF-16 without mark", (s: string) => Buffer.from(s, "utf16le")],
  ["UTF-32", () => bytes(0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0)],
  ["Latin-1", (s: string) => Buffer.from(s.replace('"', '"é'), "latin1")],
  ["a byte FF", (s: string) => Buffer.concat([Buffer.from(s), bytes(0xff)])],
  ["an overlong slash", (s: string) => Buffer.concat([bytes(0xc0, 0xaf), Buffer.from(s)])],
  ["an encoded surrogate", (s: string) => Buffer.concat([Buffer.from(s), bytes(0xed, 0xa0, 0x80)])],
  ["a code point beyond Unicode", (s: string) => Buffer.concat([Buffer.from(s), bytes(0xf4, 0x90, 0x80, 0x80)])],
  ["a sequence that ends too early", (s: string) => Buffer.concat([Buffer.from(s), bytes(0xe2, 0x82)])],
  ["random bytes", () => Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) & 255))],
  ["gzip", () => bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 4, 0, 0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0)],
].map(([name, make]) => both(name as string, make as Damage["make"]));

const nest = (open: string, close: string, depth: number, core = "1") =>
  open.repeat(depth) + core + close.repeat(depth);

const SIZES: Damage[] = [
  both("100,000 arrays", () => nest("[", "]", DEEP)),
  both("100,000 objects", () => nest('{"a":', "}", DEEP)),
  both("100,000 of both", () => nest('[{"a":', "}]", DEEP / 2)),
  both("100,000 arrays without an end", () => "[".repeat(DEEP)),
  both("100,000 objects without an end", () => '{"a":'.repeat(DEEP)),
  both("100,000 arrays that only end", () => "]".repeat(DEEP)),
  both("100,000 levels behind a key", inside(`"x": ${nest("[", "]", DEEP)},`)),
  both("100,000 levels around a secret", inside(`"x": ${nest("[", "]", DEEP, `"${S}"`)},`)),
  both("257 levels", inside(`"x": ${nest("[", "]", 257)},`)),
  both("200 levels", inside(`"x": ${nest("[", "]", 200)},`), "accept"),
  both("100,000 opening quotes", () => '"'.repeat(DEEP + 1)),
  both("100,000 backslashes", () => `{"a":"${"\\".repeat(DEEP + 1)}`),
  both("100,000 slashes", () => "/".repeat(DEEP)),
  whole(both("100,000 keys", inside(`${Array.from({ length: DEEP }, (_, i) => `"k${i}":${i}`).join(",")},`), "accept")),
  whole(both("a line of 1 MB", inside(`"x": "${"x".repeat(1 << 20)}",`), "accept")),
];

/** Strict JSON cannot be told from a syntax error where the text stands in an included file of two megabytes at most. */
export function textCases(): HostileCase[] {
  const cases: HostileCase[] = [];
  for (const damage of [...SYNTAX, ...ENCODINGS, ...SIZES]) {
    for (const [file, language] of [
      [CONFIG, "json5"],
      [AUTH, "strict"],
      [MODELS, "strict"],
    ] as const) {
      const sound = `${JSON.stringify(SOUND[file], null, 2)}\n`;
      const isModels = file === MODELS;
      const verdict = damage[language];
      // Of models.json, an object without `providers` but with anything else is refused; so is no object.
      cases.push({
        name: `${damage.name} as ${file.split("/").at(-1)}`,
        file,
        content: damage.make(sound),
        verdict: isModels && verdict === "accept" && damage.name === "a __proto__ key" ? "any" : verdict,
        ...(damage.whole ? {} : { points: "line" as const }),
      });
    }
  }
  for (const damage of [...SYNTAX.slice(0, 40), ...ENCODINGS, ...SIZES.slice(0, 9)]) {
    cases.push({
      name: `${damage.name} as an included file`,
      file: INCLUDED,
      content: damage.make('{\n  "mode": "merge"\n}\n'),
      more: { [CONFIG]: { models: { $include: `./${INCLUDED}` } } },
      verdict: damage.json5 === "refuse" ? "refuse" : "any",
      points: "line",
    });
  }
  return cases;
}
