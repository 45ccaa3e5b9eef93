import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** A source file without its comments. */
function code(file: string): string {
  return readFileSync(join(src, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort();

/** The end of a string or template that begins at `start`. */
function endOfText(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i + 1;
    else if (quote === "`" && text.startsWith("${", i)) i = endOfGroup(text, i + 1) - 1;
  }
  return text.length;
}

/** The end of what a bracket at `start` opens. */
function endOfGroup(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; ) {
    const c = text[i] as string;
    if (`"'\``.includes(c)) i = endOfText(text, i);
    else {
      if ("([{".includes(c)) depth++;
      if (")]}".includes(c) && --depth === 0) return i + 1;
      i++;
    }
  }
  return text.length;
}

/** The arguments of a call whose opening parenthesis is at `start`. */
function argumentsAt(text: string, start: number): string[] {
  const end = endOfGroup(text, start) - 1;
  const found: string[] = [];
  let from = start + 1;
  for (let i = from; i < end; ) {
    if (`"'\``.includes(text[i] as string)) i = endOfText(text, i);
    else if ("([{".includes(text[i] as string)) i = endOfGroup(text, i);
    else {
      if (text[i] === ",") {
        found.push(text.slice(from, i));
        from = i + 1;
      }
      i++;
    }
  }
  return [...found, text.slice(from, end)].map((argument) => argument.trim()).filter((argument) => argument !== "");
}

/** A string or template as a reader sees it, with `…` for what is filled in; undefined for any other expression. */
function words(expression: string): string | undefined {
  const quote = expression[0];
  if (quote !== '"' && quote !== "`") return undefined;
  if (endOfText(expression, 0) !== expression.length) return undefined;
  let text = "";
  for (let i = 1; i < expression.length - 1; ) {
    if (quote === "`" && expression.startsWith("${", i)) {
      text += "…";
      i = endOfGroup(expression, i + 1);
    } else {
      if (expression[i] === "\\") i++;
      text += expression[i++];
    }
  }
  return text;
}

export interface Said {
  file: string;
  /** The first argument, as it is written. */
  first: string;
  message: string | undefined;
  hint: string | undefined;
  /** How many arguments there are. */
  count: number;
}

/** What every call of a function says, by the places of its message and its hint. */
export function callsOf(name: string, message: number, hint: number): Said[] {
  return files.flatMap((file) => {
    const text = code(file);
    return [...text.matchAll(new RegExp(`(?<!function )\\b${name}\\(`, "g"))].map((call) => {
      const given = argumentsAt(text, call.index + call[0].length - 1);
      return {
        file,
        first: given[0] ?? "",
        message: given[message] === undefined ? undefined : words(given[message]),
        hint: given[hint] === undefined ? undefined : words(given[hint]),
        count: given.length,
      };
    });
  });
}

/** Every text of the sources that is a sentence or several. */
export function sentences(): { file: string; text: string }[] {
  return files.flatMap((file) => {
    const text = code(file);
    const found: { file: string; text: string }[] = [];
    for (const line of text.split("\n"))
      for (const [literal] of line.matchAll(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
        const said = words(literal);
        if (said !== undefined && /^(?:[A-Z`…]|--)[^<>=|]* [^<>=|]*[.?!]$/.test(said)) found.push({ file, text: said });
      }
    return found;
  });
}
