// What can be ruled out without the tables of all known shapes and of all pairs of letters: most texts load and compile neither.

const SHORTEST_SHAPE = 12;
// Every shape has a run as long as one of these, or this word.
const RUN = /[A-Za-z0-9_-]{12}|[A-Za-z0-9_+/-]{22}|-----BEGIN/;
// Small letters alone are what people write in place of a key, in every shape but one.
const TELLING = /[A-Z0-9]|slack\.com/;
// A word, or the name of a variable: too short for a shape without a sign in it.
const NAME = /^(?:[A-Za-z]{1,19}|[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,15})*)$/;
const TWO_WORDS = /^\s*[A-Za-z-]{5,9}\s+\S{6,}\s*$/;
// Without both cases, only a run this long is random.
const ONE_CASE = /[A-Za-z0-9]{30}/;
const SHORTEST_RANDOM = 20;

/** Whether a text may hold a secret of a known shape, elisions left out; errs towards yes. */
export function mayHoldShape(text: string): boolean {
  return text.length >= SHORTEST_SHAPE && RUN.test(text) && TELLING.test(text) && !NAME.test(text);
}

/** Whether a text may hold a random run, be it of hexadecimal digits alone; errs towards yes. */
export function mayBeRandom(text: string): boolean {
  return text.length >= SHORTEST_RANDOM && (ONE_CASE.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));
}

/** Whether a text may be a scheme and a credential behind it; errs towards yes. */
export function mayBeScheme(text: string): boolean {
  return TWO_WORDS.test(text);
}

// A part of every name that is a credential's or a header's for one.
const NAMES = /key|token|secret|pass|pwd|cred|bearer|jwt|cookie|auth|string/;

/** Whether a text may give a credential's name a value; errs towards yes. */
export function mayAssign(text: string): boolean {
  return (text.includes("=") || text.includes(":")) && NAMES.test(text.toLowerCase());
}
