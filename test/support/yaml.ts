/**
 * The part of YAML that the recipes use, and nothing beyond it: block mappings and lists, JSON for quoted texts and lists
 * on one line, single quotes, literal blocks, comments. Throws on anything else, tabs and uneven indentation included.
 */
export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

interface Line {
  indent: number;
  text: string;
  number: number;
}

export function parseYaml(text: string): Yaml {
  const lines = text
    .split("\n")
    .map((raw, i) => ({ indent: raw.length - raw.trimStart().length, text: raw.trim(), number: i + 1 }))
    .filter((line) => line.text !== "" && !line.text.startsWith("#"));
  if (text.includes("\t")) throw new Error("A tab.");
  const [value, rest] = block(lines, lines[0]?.indent ?? 0);
  if (rest.length > 0) throw new Error(`Line ${rest[0]?.number} is indented wrongly.`);
  return value;
}

function block(lines: Line[], indent: number): [Yaml, Line[]] {
  const [first] = lines;
  if (!first || first.indent !== indent) throw new Error(`A value is missing before line ${first?.number}.`);
  return first.text.startsWith("- ") ? list(lines, indent) : mapping(lines, indent);
}

function list(lines: Line[], indent: number): [Yaml, Line[]] {
  const items: Yaml[] = [];
  let rest = lines;
  for (let line = rest[0]; line?.indent === indent && line.text.startsWith("- "); line = rest[0]) {
    const inner = line.text.slice(2).trimStart();
    const at = indent + line.text.length - inner.length;
    if (KEY.test(inner)) {
      const [item, after] = mapping([{ ...line, indent: at, text: inner }, ...rest.slice(1)], at);
      items.push(item);
      rest = after;
    } else {
      items.push(scalar(inner, line));
      rest = rest.slice(1);
    }
  }
  return [items, rest];
}

const KEY = /^([A-Za-z_][\w-]*|"[^"]*"):(?: (.*))?$/;

function mapping(lines: Line[], indent: number): [Yaml, Line[]] {
  const map: { [key: string]: Yaml } = {};
  let rest = lines;
  for (let line = rest[0]; line?.indent === indent; line = rest[0]) {
    const match = KEY.exec(line.text);
    if (!match) throw new Error(`Line ${line.number} is no entry of a mapping.`);
    const key = (match[1] as string).replaceAll('"', "");
    if (Object.hasOwn(map, key)) throw new Error(`Line ${line.number} gives ${key} twice.`);
    rest = rest.slice(1);
    if (match[2] !== undefined) {
      map[key] = scalar(match[2], line);
      continue;
    }
    const next = rest[0];
    const nested = next && (next.indent > indent || (next.indent === indent && next.text.startsWith("- ")));
    if (nested) [map[key], rest] = block(rest, next.indent) as [Yaml, Line[]];
    else map[key] = null;
  }
  return [map, rest];
}

// A plain text begins like a word or a path, and nothing in it looks like a key or a comment.
const PLAIN = /^[A-Za-z0-9_.~/$(](?!.*(?:: | #|:$))/;

function scalar(text: string, line: Line): Yaml {
  if (/^["[{]/.test(text)) return JSON.parse(text) as Yaml;
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted) return (quoted[1] as string).replaceAll("''", "'");
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d+$/.test(text)) return Number(text);
  if (PLAIN.test(text)) return text;
  throw new Error(`Line ${line.number} is no value that the recipes use.`);
}

/** The value at a path, for tests that know the shape. */
export function yamlAt(value: Yaml, ...path: (string | number)[]): Yaml {
  let here = value;
  for (const step of path) here = (here as Record<string | number, Yaml>)[step] as Yaml;
  return here;
}
