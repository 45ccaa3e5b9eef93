/** One provider of a models.json, as its text stands in the file: `"id": {…}`. */
export interface RowText {
  text: string;
  /** Where the text stands in the file, and where in the file its bracket does. */
  offset: number;
  start: number;
}

// The frame in which OpenClaw and modelseal write models.json: two-space JSON, nothing beside `providers`.
const HEAD = '{\n  "providers": {\n    ';
const ROW_END = "\n    }";
const ROW_START = '\n    "';
const BETWEEN = ",\n    ";
const TAIL = "\n  }\n}";

/**
 * The rows of a models.json in the layout of the generator, or undefined for any other text. Nothing lies between or beside the
 * rows; whether each of them is valid JSON is the caller's question.
 */
export function rowTexts(text: string): RowText[] | undefined {
  if (!text.startsWith(HEAD)) return undefined;
  const rows: RowText[] = [];
  for (let at = HEAD.length; ; at += BETWEEN.length) {
    const close = text.indexOf(ROW_END, at);
    const bracket = text.indexOf("{", at);
    if (close < 0 || bracket < 0 || bracket > close) return undefined;
    const row = text.slice(at, close + ROW_END.length);
    rows.push({ text: row, offset: at, start: bracket });
    at += row.length;
    if (text.startsWith(BETWEEN, at)) continue;
    const end = text.startsWith(TAIL, at) ? at + TAIL.length : -1;
    return end >= 0 && (end === text.length || (end === text.length - 1 && text.endsWith("\n"))) ? rows : undefined;
  }
}

const KEY_LINE = '\n      "apiKey": "';
// Fields of model rows that differ from agent to agent and mean nothing here, each on its own line, with short words for a value
// and no scheme or key's head before them.
const PLAIN_LINE =
  /\n +"(?:id|name)": "(?![bB][eE][aA]|[bB][aA][sS]|[tT][oO][kK]|[aA][pP][iI]|[dD][iI][gG]|[nN][eE][gG]|[sS][sS][oO]|[^"\n]*-----)(?:[^\s"\\:=]{0,11} )*[^\s"\\:=]{0,11}"(,?)(?=\n)/g;

/** A text without its providers' own keys, and these with the offsets of their values: each has to be judged by itself. */
export interface Outline {
  text: string;
  keys: { value: string; offset: number }[];
}

/** Takes the providers' own keys out of a row or a file. Undefined where one is written in another way, or may be. */
export function outlineOf(row: string): Outline | undefined {
  const keys: Outline["keys"] = [];
  let text = "";
  let from = 0;
  for (let at = row.indexOf(KEY_LINE); at >= 0; at = row.indexOf(KEY_LINE, from)) {
    const start = at + KEY_LINE.length;
    const quote = row.indexOf('"', start);
    const end = row.indexOf("\n", start);
    const value = row.slice(start, quote);
    if (quote < 0 || end < quote || end - quote > 2 || value.includes("\\")) return undefined;
    keys.push({ value, offset: start - 1 });
    text += row.slice(from, at);
    // The comma stays: without it, what is no JSON would look like what is.
    from = quote + 1;
  }
  return { text: text + row.slice(from), keys };
}

/** The id of the row in which an offset lies. */
export function rowIdAt(file: string, offset: number): string {
  const start = file.lastIndexOf(ROW_START, offset) + ROW_START.length;
  return file.slice(start, file.indexOf('"', start));
}

/**
 * What is left of an outline without the lines that are no secret wherever they stand. The same where such a line says what another
 * one means (a header's `name` beside its `value`).
 */
export function plainOutline(outline: string): string {
  return outline.includes('"value"') ? outline : outline.replace(PLAIN_LINE, "$1");
}
