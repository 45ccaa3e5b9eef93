import { mayBeRandom } from "./hint.js";

const LONGEST_RUN = 512;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const RUN = /[A-Za-z0-9+/=_.~-]{20,}/g;
const HEX_RUN = /(?<![0-9A-Za-z])(?:[0-9a-f]{32,}|[0-9A-F]{32,})(?![0-9A-Za-z])/;

/**
 * How much likelier than by chance one letter follows another in names and technical prose: row = first letter, column =
 * second, in half bits, "M" = as likely as by chance. Counted over the names and descriptions of public packages and over model
 * ids; clipped at 4 bits below and 3 above.
 */
const FOLLOWS =
  "ELOMEHNELEIPMQENEPOQKIGFJFQHHHPFEFOKEPGEPIEQMHPEEEMEPEJFPEEPMEPOFERJENKPMEEEIEQJGMSIJEQLKKHFPGELMFNGFEJE" +
  "NJNNKIJFHEENMQHKGRPNGKJMGENEEENMEEQEENEESEEOHKNEEEJENEGESELNQEELIMOHEPLGNEEEIEQGFESEEEPEEGJFRFFKHNLEEEJE" +
  "LMOLMKLEEEGNNRPLEKNPELEHEJSEFFREEEMEFEHENHHEREOEHEEERIHLSKJGQEFKHJLIEIPKLEFEJEPGILRGGEREHOGEPJEEMLNGEEME" +
  "RLKGREEEPEEKMFPQEELFMEEEJEOENQPKQENEIIGJMGEEORIKEEHEIJLNELKEIHINORMMERLMMJLHEEPEFHQEELNEEQHEONEPKNLEEEQE" +
  "JGIIGEEEKEEPHEHIFJJMSEJEEEQFLKRJIEPEMHLKPHEJNMLLEENEMENJRHEMQEKJJGNMGEORMFHELEOEIEQHEQREEHFEQHEONKKEIEME" +
  "MMMMNGMENEEPNPFNEPPQEEEIEEQEGESEGEREEEFEMEEEHFKEEEEEPEFFQFEMSEEJENQFEOOGEEGEEEOHNHOGGFOEEJKFKQEHISIEEGME" +
  "LJKKMIIFJEFLLOOQEJPSIFIEEJRGHFSFEJPEGJIHOGEGHHNEFFMM";

// Half bits for a change of kind from one character to the next, against 62 characters drawn by chance: letters keep their case
// and digits stand together in what people write. Rows: digit, small, capital.
const TURNS = [
  [4, -1, -4],
  [-4, 2, -7],
  [-4, 1, -1],
] as const;
const SEPARATOR = 1;
/**
 * The window that is least like text must be this much likelier by chance, in half bits, and as long as a key at least. Measured on
 * the names and descriptions of 1.1 million packages: 37 hits, nearly all of them base64; of 32 random letters and digits, none is missed.
 */
const ENOUGH = -26;
const SHORTEST_WINDOW = 16;
const LETTERS_ONLY = 20;
const HINTED = -12;

/** What kind of randomness a text shows: `hex` is what digests have as well, `mixed` is what only secrets have. */
export type Randomness = "hex" | "mixed";

/**
 * Whether a text holds a run of characters that no word, model id, path, date or version would have. Linear; only the first
 * 512 characters of a run count, because a secret shows itself there. UUIDs are ids, not secrets, unless a field says so.
 */
export function randomness(text: string): Randomness | null {
  if (!mayBeRandom(text)) return null;
  const plain = text.includes("-") ? text.replace(UUID, " ") : text;
  let found: Randomness | null = null;
  for (const match of plain.matchAll(RUN)) {
    const run = match[0].slice(0, LONGEST_RUN);
    const hex = HEX_RUN.exec(run)?.[0];
    if (hex !== undefined && isHexRandom(hex)) found = "hex";
    if (isUnlikely(hex === undefined ? run : run.replace(hex, "-")) || isTurning(run)) return "mixed";
  }
  return found;
}

function isHexRandom(hex: string): boolean {
  return /[a-f]/i.test(hex) && /\d/.test(hex) && new Set(hex).size >= 8;
}

/** Whether some window of the run is far likelier by chance than as text (the minimal sum over all windows). */
function isUnlikely(run: string): boolean {
  let sum = 0;
  let start = 0;
  for (let i = 1; i < run.length; i++) {
    if (sum >= 0) {
      sum = 0;
      start = i - 1;
    }
    sum += likeliness(run.charCodeAt(i - 1), run.charCodeAt(i));
    if (sum <= ENOUGH && isVaried(run.slice(start, i + 1))) return true;
  }
  return false;
}

function leastLikely(run: string): number {
  let sum = 0;
  let least = 0;
  for (let i = 1; i < run.length; i++) {
    sum = Math.min(sum, 0) + likeliness(run.charCodeAt(i - 1), run.charCodeAt(i));
    least = Math.min(least, sum);
  }
  return least;
}

function likeliness(before: number, now: number): number {
  const from = kind(before);
  const to = kind(now);
  if (from < 0 || to < 0) return SEPARATOR;
  const turn = TURNS[from]?.[to] ?? 0;
  // A small letter never stands before a capital of the same word.
  if (from === 0 || to === 0 || (from === 1 && to === 2)) return turn;
  return turn + FOLLOWS.charCodeAt(((before | 32) - 97) * 26 + ((now | 32) - 97)) - 77;
}

function kind(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 0 : -1;
}

/** Capitals alone are acronyms, small letters alone can be any host or id that a machine made up, digits alone are numbers. */
function isVaried(window: string): boolean {
  if (window.length < SHORTEST_WINDOW || new Set(window).size < 10) return false;
  return /[a-z]/.test(window) && /[A-Z]/.test(window) && (/\d/.test(window) || window.length >= LETTERS_ONLY);
}

/** Letters of one case and digits in turns, too long for a version, a quantization or a host: keys without the other case. */
function isTurning(run: string): boolean {
  return (run.match(/(?<![0-9A-Za-z])(?:[0-9a-z]{30,}|[0-9A-Z]{30,})(?![0-9A-Za-z])/g) ?? []).some((segment) => {
    const turns = segment.match(/\d(?=\D)|\D(?=\d)/g)?.length ?? 0;
    return turns >= segment.length * 0.15 && new Set(segment).size >= 12 && !/^[\da-f]+$/i.test(segment);
  });
}

/**
 * Whether one word could be a key, where its field already hints at one: letters and digits that make no name. Much weaker than
 * `randomness`, never asked where nothing hints.
 */
export function isTokenLike(text: string): boolean {
  if (text.length < 12 || text.length > 4096 || !/^[\w+/=.~-]+$/.test(text)) return false;
  if (/^[\da-f-]{16,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text);
  return /\d/.test(text) && /[A-Za-z]/.test(text) && leastLikely(text.slice(0, LONGEST_RUN)) <= HINTED;
}
