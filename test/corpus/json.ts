/** JSON text that `JSON.stringify` cannot write: duplicate keys, escaped keys and values, comments. */
export type Node = string | number | boolean | null | Node[] | Pairs | Escaped;

/** An object as a list, so that a key may stand twice. */
export class Pairs {
  readonly pairs: Pair[];
  constructor(pairs: Pair[]) {
    this.pairs = pairs;
  }
}

export interface Pair {
  key: string;
  value: Node;
  /** The key is written with `\u` escapes. */
  escapedKey?: boolean;
  /** A line before the pair, for instance a comment. */
  before?: string;
}

/** A string whose every character is written as a `\u` escape. */
export class Escaped {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object of plain entries. */
export function pairs(entries: Record<string, Node>): Pairs {
  return new Pairs(Object.entries(entries).map(([key, value]) => ({ key, value })));
}

export function escaped(text: string): string {
  return `"${[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`;
}

/** Two-space text of a tree, as OpenClaw writes it, with a newline at the end. */
export function print(node: Node, indent = ""): string {
  const inner = `${indent}  `;
  if (node instanceof Escaped) return escaped(node.text);
  if (node instanceof Pairs) {
    if (node.pairs.length === 0) return "{}";
    const lines = node.pairs.map(({ key, value, escapedKey, before }, i) => {
      const name = escapedKey ? escaped(key) : JSON.stringify(key);
      const comma = i < node.pairs.length - 1 ? "," : "";
      return `${before === undefined ? "" : `${inner}${before}\n`}${inner}${name}: ${print(value, inner)}${comma}`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }
  if (!Array.isArray(node)) return JSON.stringify(node);
  if (node.length === 0) return "[]";
  return `[\n${node.map((item) => `${inner}${print(item, inner)}`).join(",\n")}\n${indent}]`;
}
