/** A small reproducible source of numbers (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const LONGEST = 16_384;

// What the grammars turn on, and what has been mistaken for something else before.
const PIECES = [
  ..."{}[]:,\"'\\/*#=$&?@%!<>|`~+-.0 \t\n\r",
  ...[
    "//",
    "/*",
    "*/",
    "\\u0000",
    "\\ud800",
    "\\x4",
    "\\\n",
    "\r\n",
    "\ufeff",
    "\u2028",
    "\u202e",
    "\u00a0",
    "\0",
    "\ud800",
  ],
  ...[
    "null",
    "true",
    "NaN",
    "-Infinity",
    "0x1F",
    "1e999",
    "-0",
    "1.",
    ".5",
    "12345678901234567890",
    "__proto__",
    "constructor",
  ],
  ...[
    "${A}",
    "$${A}",
    "${",
    "secretref-managed",
    "secretref-env:A",
    "oauth:",
    "!echo ",
    "Bearer ",
    "https://u:p@h/?key=",
  ],
  ...[
    '"source":"env"',
    '"id":',
    '"keyRef":{',
    '"apiKey":',
    '"profiles":{',
    '"providers":{',
    "export A=",
    "protocolVersion",
  ],
  "[".repeat(300),
  '{"a":'.repeat(300),
  "\\".repeat(301),
  "\"'".repeat(100),
  "9".repeat(400),
];

type Mutation = (text: string, random: (below: number) => number, other: string) => string;

const at = (text: string, random: (below: number) => number) => random(text.length + 1);

const MUTATIONS: readonly Mutation[] = [
  (text, random) => splice(text, at(text, random), 0, PIECES[random(PIECES.length)] as string),
  (text, random) => splice(text, at(text, random), 1 + random(8), ""),
  (text, random) =>
    splice(text, at(text, random), 1, String.fromCharCode(random(8) === 0 ? random(0x10000) : random(128))),
  (text, random) => text.slice(0, at(text, random)),
  (text, random) => {
    const from = at(text, random);
    return splice(text, at(text, random), 0, text.slice(from, from + 1 + random(64)));
  },
  (text, random, other) => text.slice(0, at(text, random)) + other.slice(at(other, random)),
  (text, random) => {
    const from = at(text, random);
    return splice(text, from, 0, text.slice(from, from + 1 + random(16)).repeat(1 + random(32)));
  },
  (text, random) => {
    const digit = text.slice(at(text, random)).search(/\d/);
    return digit < 0 ? text : splice(text, digit, 1, String(random(1000)));
  },
];

function splice(text: string, from: number, count: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(from + count);
}

/** One to six changes to a text. */
export function mutate(text: string, other: string, random: (below: number) => number): string {
  let result = text;
  for (let left = 1 + random(6); left > 0; left--)
    result = (MUTATIONS[random(MUTATIONS.length)] as Mutation)(result, random, other);
  return result.slice(0, LONGEST);
}
