import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missingVariables } from "../../../src/domain/config/missing.js";
import { hasReference, referencedNames, substitute } from "../../../src/domain/config/substitute.js";
import { substituteTree } from "../../../src/domain/config/substitute-tree.js";
import type { JsonObject } from "../../../src/domain/tree.js";

const ENV = { A: "one", _B: "two", C9: "three", EMPTY: "", BLANK: " ", AGAIN: `\${A}` };

describe("substitution", () => {
  const rows: [title: string, text: string, result: string, missing: string[]][] = [
    [`replaces \${NAME}`, `<\${A}>`, "<one>", []],
    ["replaces every one", `\${A}\${_B}\${C9}`, "onetwothree", []],
    ["takes a name from an underscore on", `\${_B}`, "two", []],
    [`leaves $NAME`, "$A", "$A", []],
    ["leaves a name in lower case", `\${a}`, `\${a}`, []],
    ["leaves a name that begins with a digit", `\${9A}`, `\${9A}`, []],
    ["leaves a shell default", `\${A:-x}`, `\${A:-x}`, []],
    ["leaves an unclosed brace", `\${A`, `\${A`, []],
    [`gives a literal for $\${NAME}`, `$\${A}`, `\${A}`, []],
    ["gives a literal for an escaped unset name", `$\${UNSET}`, `\${UNSET}`, []],
    ["tells an unset name and leaves it", `\${UNSET}-\${A}`, `\${UNSET}-one`, ["UNSET"]],
    ["tells an empty one", `\${EMPTY}`, `\${EMPTY}`, ["EMPTY"]],
    ["puts in a blank one", `<\${BLANK}>`, "< >", []],
    ["does not look at what it puts in", `\${AGAIN}`, `\${A}`, []],
    ["knows no name of the prototype", `\${CONSTRUCTOR}`, `\${CONSTRUCTOR}`, ["CONSTRUCTOR"]],
  ];
  test.each(rows)("%s", (_title, text, result, missing) => {
    const told: string[] = [];
    expect(substitute(text, ENV, (name) => told.push(name))).toBe(result);
    expect(told).toEqual(missing);
  });
  test("changes no text without a reference", () => {
    fc.assert(
      fc.property(fc.string(), (text) => hasReference(text) || text.includes("$${") || substitute(text, ENV) === text),
    );
  });
  test("has a reference exactly where it would replace one", () => {
    const piece = fc.constantFrom("${A}", "$${A}", "$A", "${a}", "$", "{A}", "x");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join("");
        const told: string[] = [];
        substitute(text, {}, (name) => told.push(name));
        expect(referencedNames(text)).toEqual(told);
      }),
    );
  });
});

test("a tree shares what has no reference, and keeps strange keys", () => {
  const tree = JSON.parse('{"a":[1,{"b":"x"}],"__proto__":"${A}","c":"$${A}"}') as JsonObject;
  const options = { skip: () => false, missing: () => {} };
  const result = substituteTree(tree, ENV, [], options) as JsonObject;
  expect(JSON.stringify(result)).toBe('{"a":[1,{"b":"x"}],"__proto__":"one","c":"${A}"}');
  expect(result["a"]).toBe(tree["a"]);
  const plain = JSON.parse('{"a":[1,{"b":"x"}]}') as JsonObject;
  expect(substituteTree(plain, ENV, [], options)).toBe(plain);
});

describe("a variable that is not set", () => {
  const provider = (fields: object) => ({ models: { providers: { acme: fields } } });
  const rows: [title: string, config: object, missing: string[]][] = [
    ["counts in models", provider({ baseUrl: `\${X}` }), ["models.providers.acme.baseUrl"]],
    ["counts in a model row", provider({ models: [{ name: `a \${X}` }] }), ["models.providers.acme.models.0.name"]],
    ["counts in auth", { auth: { order: { acme: [`\${X}`] } } }, ["auth.order.acme.0"]],
    ["counts in secrets", { secrets: { providers: { v: { command: `\${X}` } } } }, ["secrets.providers.v.command"]],
    ["counts in agents", { agents: { list: [{ id: "a", agentDir: `\${X}` }] } }, ["agents.list.0.agentDir"]],
    [
      "does not count elsewhere",
      { gateway: { auth: { token: `\${X}` } }, env: { A: `\${X}` }, channels: [`\${X}`] },
      [],
    ],
    ["does not count as a key, which is a SecretRef", provider({ apiKey: `\${X}` }), []],
    ["does not count in a key", provider({ apiKey: `Bearer \${X}` }), []],
    ["does not count as a header, which is a SecretRef", provider({ headers: { "X-Tenant": `\${X}` } }), []],
    ["does not count in a credential header", provider({ headers: { Authorization: `Bearer \${X}` } }), []],
    [
      "counts in a harmless header",
      provider({ headers: { "X-Region": `eu-\${X}` } }),
      ["models.providers.acme.headers.X-Region"],
    ],
    ["does not count in request.auth", provider({ request: { auth: { token: `\${X}` } } }), []],
    ["does not count if escaped", provider({ baseUrl: `$\${X}` }), []],
  ];
  test.each(rows)("%s", (_title, config, missing) =>
    expect(missingVariables(config as JsonObject, {}).map(({ path }) => path.join("."))).toEqual(missing),
  );
});
