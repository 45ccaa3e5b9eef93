/** A small seeded generator (mulberry32), so that a corpus is the same on every machine and run. */
export interface Random {
  /** An integer from 0 to below `limit`. */
  int(limit: number): number;
  pick<T>(from: readonly T[]): T;
  /** `length` characters of an alphabet. */
  text(length: number, alphabet?: string): string;
  shuffled<T>(from: readonly T[]): T[];
}

export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = LOWER.toUpperCase();
export const DIGITS = "0123456789";
export const ALNUM = LOWER + UPPER + DIGITS;
export const HEX = `${DIGITS}abcdef`;

export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => from[int(from.length)] as T;
  return {
    int,
    pick,
    text: (length, alphabet = ALNUM) => Array.from({ length }, () => alphabet[int(alphabet.length)]).join(""),
    shuffled: (from) => {
      const list = [...from];
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [list[i], list[j]] = [list[j] as never, list[i] as never];
      }
      return list;
    },
  };
}
