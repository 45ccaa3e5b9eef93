// What can be ruled out without the tables of all known shapes and of all pairs of letters: most texts load and compile neither.

const SHORTEST_SHAPE = 12;
// Every shape has a run as long as one of these, or this word.
const RUN = /[A-Za-z0-9_-]{12}|[A-Za-z0-9_+/-]{22}|-----BEGIN/;
// Small letters alone are what people write in place of a key, in every shape but one.
const TELLING = /[A-Z0-9]|slack\.com/;
const TWO_WORDS = /^\s*[A-Za-z-]{5,9}\s+\S{6,}\s*$/;
const SHORTEST_RANDOM = 20;

/** Whether a text may hold a secret of a known shape, elisions left out; errs towards yes. */
export function mayHoldShape(text: string): boolean {
  return text.length >= SHORTEST_SHAPE && RUN.test(text) && TELLING.test(text);
}

/** Whether a text is long enough to be random. */
export function mayBeRandom(text: string): boolean {
  return text.length >= SHORTEST_RANDOM;
}

/** Whether a text may be a scheme and a credential behind it; errs towards yes. */
export function mayBeScheme(text: string): boolean {
  return TWO_WORDS.test(text);
}
