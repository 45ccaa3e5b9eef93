// Makes one declaration file of what tsc writes: the declarations that the library's exports lead to, and no others.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const START = /^(?=\/\*\*|(?:export|declare|import|interface|type|const|class|function)\b)/m;
const NAME = /^(?:export )?(?:declare )?(?:abstract )?(?:const|class|function|interface|type) (\w+)/m;
const COMMENT = /\/\*\*[\s\S]*?\*\//g;

/** The top-level declarations of a file by name, each with its comment. */
function declarationsOf(text) {
  const found = new Map();
  let comment = "";
  for (const chunk of text.split(START)) {
    const name = NAME.exec(chunk.replace(COMMENT, ""))?.[1];
    if (chunk.startsWith("/**") && name === undefined) comment = chunk;
    else {
      if (name !== undefined) found.set(name, (found.get(name) ?? "") + comment + chunk);
      comment = "";
    }
  }
  return found;
}

/** The files that a declaration file imports from or passes on. */
const importsOf = (file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g)].map(([, path]) =>
    resolve(file, "..", `${path}.d.ts`),
  );

/** @param index the declaration file of the library's entry. */
export function oneDeclarationFile(index) {
  const files = new Set([index]);
  for (const file of files) for (const other of importsOf(file)) files.add(other);
  const all = new Map();
  for (const file of files)
    for (const [name, text] of declarationsOf(readFileSync(file, "utf8")))
      all.set(name, [...(all.get(name) ?? []), text]);

  const exported = [...readFileSync(index, "utf8").matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) =>
    list
      .split(",")
      .map((name) => name.trim().replace(/^type /, ""))
      .filter(Boolean),
  );
  const reached = new Set(exported.map((name) => name.split(" as ")[0]));
  for (const name of reached) {
    const [text, ...others] = all.get(name) ?? [];
    if (text === undefined) throw new Error(`${name} is exported but not declared.`);
    if (others.length > 0) throw new Error(`${name} is declared in more than one file.`);
    const code = text.replace(COMMENT, "").replace(/"[^"\n]*"/g, "");
    for (const [word] of code.matchAll(/\b[A-Z]\w*/g)) if (all.has(word)) reached.add(word);
  }
  const texts = [...reached].sort().map((name) => {
    const text = all
      .get(name)[0]
      .replace(/^export /m, "")
      .replace(/\bimport\("[^"]+"\)\./g, "");
    return text.replace(/^(?: {4})+/gm, (spaces) => " ".repeat(spaces.length / 2));
  });
  return `${texts.join("")}export { ${exported.sort().join(", ")} };\n`;
}
