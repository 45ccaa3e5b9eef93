import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlanModelsJsonInput, planModelsJson } from "../../../src/domain/api.js";
import { overwrittenMembers } from "../../../src/domain/json/overwritten.js";

const A = "sk-EXAMPLE-overwritten-0123456789";
const B = "sk-EXAMPLE-that-is-read-0123456789";
const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" };
const BASE = '"baseUrl": "https://llm.example/v1"';
const ROW = { baseUrl: "https://llm.example/v1" };

function plan(existingText: string, config: object = {}, more: Partial<PlanModelsJsonInput> = {}) {
  return planModelsJson({ config, existing: {}, existingText, env: {}, ...more });
}
const config = (row: object, more: object = {}) => ({ models: { providers: { acme: row }, ...more } });
const codes = ({ findings }: ReturnType<typeof plan>) => findings.map(({ code, jsonPath }) => `${code} ${jsonPath}`);
const key = "providers.acme.apiKey";

describe("an overwritten credential of models.json", () => {
  const twice = `{"providers": {"acme": {${BASE}, "apiKey": "${A}", "apiKey": "${B}"}}}`;

  test("that exists nowhere else stays, and is told apart from the one that is read", () => {
    const found = plan(twice);
    expect(codes(found)).toEqual([`ORPHAN_PLAINTEXT ${key}`, `ORPHAN_PLAINTEXT ${key}`]);
    expect(found.status).toBe("unchanged");
    for (const secret of [A, B]) expect(found.text).toContain(secret);
  });

  test("stays overwritten when the rest of the file changes, and a second run has nothing to do", () => {
    const text = twice.replace('{"acme"', `{"ref": {${BASE}, "apiKey": "${B}"}, "acme"`);
    const first = plan(text, { models: { providers: { ref: { ...ROW, apiKey: ENV_REF } } } });
    expect(first.status).toBe("updated");
    const rows = JSON.parse(first.text).providers;
    expect([rows.acme.apiKey, rows.ref.apiKey]).toEqual([B, "ACME_KEY"]);
    expect(first.text).toContain(A);
    const again = plan(first.text, { models: { providers: { ref: { ...ROW, apiKey: ENV_REF } } } });
    expect([again.status, again.text]).toEqual(["unchanged", first.text]);
  });

  test("beside a canonical source goes, and that is told", () => {
    const found = plan(twice, config({ ...ROW, apiKey: ENV_REF }));
    expect(found.status).toBe("updated");
    expect(found.text).not.toContain("sk-EXAMPLE");
    expect(codes(found)).toEqual([`STALE_PLAINTEXT ${key}`, `STALE_PLAINTEXT ${key}`]);
    expect(found.findings.filter(({ message }) => message.includes("overwritten"))).toHaveLength(1);
  });

  test("that is equal to the one that is read goes, and that is told", () => {
    const found = plan(twice.replace(A, B));
    expect(codes(found)).toEqual([`ORPHAN_PLAINTEXT ${key}`, `STALE_PLAINTEXT ${key}`]);
    expect(found.text.split(B)).toHaveLength(2);
  });

  test("is found in an overwritten header, entry and map of providers, and in what is overwritten twice", () => {
    const live = `"acme": {${BASE}}`;
    for (const inner of [
      `"acme": {${BASE}, "headers": {"X-Api-Key": "${A}"}, "headers": {}}`,
      `"acme": {"apiKey": "${A}"}, ${live}`,
      `"acme": {"apiKey": "${A}", "apiKey": "x"}, ${live}`,
      `"gone": {"apiKey": "${A}"}}, "providers": {${live}`,
      `"acme": {"models": [{}, {"headers": {"Authorization": "${A}"}}], "models": []}`,
    ]) {
      const text = `{"providers": {${inner}}}`;
      const found = plan(text);
      expect(codes(found).filter((code) => code.startsWith("ORPHAN"))).not.toEqual([]);
      expect(found.text).toContain(A);
      expect(JSON.parse(found.text)).toEqual(JSON.parse(plan(JSON.stringify(JSON.parse(text))).text));
      expect(plan(found.text).text).toBe(found.text);
      expect(plan(found.text).status).toBe("unchanged");
    }
  });

  test("of an entry with an invalid ref stays with the entry", () => {
    const found = plan(twice, config({ ...ROW, apiKey: { source: "env", provider: "default", id: "no such" } }));
    for (const secret of [A, B]) expect(found.text).toContain(secret);
  });

  test("under models.mode replace goes like the one that is read, and both are reported", () => {
    const found = plan(twice, { models: { mode: "replace", providers: {} } });
    expect(codes(found)).toEqual([`ORPHAN_PLAINTEXT ${key}`, `ORPHAN_PLAINTEXT ${key}`]);
    expect(found.text).not.toContain("sk-EXAMPLE");
  });

  test("is not what only looks like one: markers and names of variables go without a word", () => {
    const text = twice.replace(A, "ACME_KEY").replace(B, "ACME_KEY");
    const found = plan(text, config({ ...ROW, apiKey: ENV_REF }));
    expect(found.findings).toEqual([]);
    expect(JSON.parse(found.text).providers.acme.apiKey).toBe("ACME_KEY");
  });
});

describe("laws of overwritten credentials", () => {
  const value = fc.nat(5).map((n) => `sk-EXAMPLE-value-${n}-0123456789`);
  const field = fc.oneof(
    value.map((text) => `"apiKey": "${text}"`),
    value.map((text) => `"headers": {"X-Api-Key": "${text}"}`),
    fc.constant('"apiKey": "secretref-managed"'),
  );
  const row = fc.array(field, { maxLength: 4 }).map((fields) => `{${[BASE, ...fields].join(", ")}}`);
  const rows = fc.array(fc.tuple(fc.constantFrom("acme", "ref", "Lost"), row), { maxLength: 5 });
  const text = rows.map((all) => `{"providers": {${all.map(([id, fields]) => `"${id}": ${fields}`).join(", ")}}}`);
  const scene = { models: { providers: { acme: ROW, ref: { ...ROW, apiKey: ENV_REF } } } };

  test("each is in the new text or reported as gone; what is read, and a second run, are as without them", () => {
    fc.assert(
      fc.property(text, (existing) => {
        const found = plan(existing, scene);
        const gone = found.findings.filter(({ code }) => code === "STALE_PLAINTEXT").map(({ jsonPath }) => jsonPath);
        for (const { path, value: hidden } of overwrittenMembers(existing))
          for (const [secret] of JSON.stringify(hidden).matchAll(/sk-EXAMPLE-value-\d/g))
            if (!found.text.includes(secret)) expect(gone.some((told) => told.startsWith(path.join(".")))).toBe(true);
        const read = plan(JSON.stringify(JSON.parse(existing)), scene);
        if (found.status === "updated") expect(JSON.parse(found.text)).toEqual(JSON.parse(read.text));
        expect(plan(found.text, scene).status).toBe("unchanged");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("overwritten properties", () => {
  test("are found at every level, with their paths, in any text", () => {
    const member = fc.tuple(fc.constantFrom("a", "b"), fc.integer()).map(([name, n]) => `"${name}": ${n}`);
    const inner = fc.array(member).map((members) => `{${members.join(", ")}}`);
    const outer = fc.array(fc.tuple(fc.constantFrom("x", "y"), inner));
    fc.assert(
      fc.property(outer, (members) => {
        const text = `{${members.map(([name, value]) => `"${name}": ${value}`).join(", ")}}`;
        for (const { path, text: written, start, value } of overwrittenMembers(text)) {
          expect(text.slice(start, start + written.length)).toBe(written);
          expect(JSON.parse(written)).toEqual(value);
          expect(text.slice(start + written.length)).toContain(`"${path.at(-1)}": `);
        }
        const live = members.length - new Set(members.map(([name]) => name)).size;
        const within = members.reduce((sum, [, value]) => {
          const names = [...value.matchAll(/"(\w)":/g)].map((match) => match[1]);
          return sum + names.length - new Set(names).size;
        }, 0);
        expect(overwrittenMembers(text)).toHaveLength(live + within);
      }),
    );
  });
});
