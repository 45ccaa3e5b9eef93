import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, execId, occupantOf, pointerOf, pointerSteps } from "../../../src/domain/migrate/ids.js";
import type { Move } from "../../../src/domain/migrate/item.js";
import { isValidSecretRef } from "../../../src/domain/ref.js";
import { Secret } from "../../../src/domain/secret.js";

const move = (value: string, segments: string[], agentId?: string): Move => ({
  secret: new Secret(value),
  slot: { kind: "config", path: [] },
  items: [],
  segments,
  agentId,
});
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((n) => String.fromCodePoint(n)) });
const PROFILE = ["profiles", "acme:default", "key"];

describe("ids in a new home", () => {
  test("a pointer escapes ~ and /, and has no $, which a config would substitute", () => {
    expect(pointerOf(["providers", "a/b~c", "${X}"])).toBe("/providers/a~1b~0c/_{X}");
  });

  test("whatever the segments, a pointer and an exec id follow the grammar of refs", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (segments) => {
        const file = { source: "file", provider: "modelseal", id: pointerOf(segments) };
        const exec = { source: "exec", provider: "vault", id: execId(segments) };
        expect(isValidSecretRef(file)).toBe(true);
        expect(isValidSecretRef(exec)).toBe(true);
        expect(pointerSteps(file.id)).toEqual(segments.map((part) => part.replaceAll("$", "_")));
      }),
    );
  });

  test("the general place is taken first", () => {
    const one = move("sk-EXAMPLE-1", PROFILE, "main");
    expect([...allocate([one], pointerOf, () => undefined).values()]).toEqual(["/profiles/acme:default/key"]);
  });

  test("another credential of the same name goes below its agent; the same credential shares the place", () => {
    const moves = [
      move("sk-EXAMPLE-1", PROFILE, "main"),
      move("sk-EXAMPLE-2", PROFILE, "ops"),
      move("sk-EXAMPLE-1", PROFILE, "dev"),
    ];
    expect([...allocate(moves, pointerOf, () => undefined).values()]).toEqual([
      "/profiles/acme:default/key",
      "/agents/ops/profiles/acme:default/key",
      "/profiles/acme:default/key",
    ]);
  });

  test("a place that holds another credential is never taken; one that holds the same is, so that a killed run goes on", () => {
    const tree = { profiles: { "acme:default": { key: "sk-EXAMPLE-other" } } };
    const same = { profiles: { "acme:default": { key: "sk-EXAMPLE-1" } } };
    const one = move("sk-EXAMPLE-1", PROFILE);
    expect([...allocate([one], pointerOf, (id) => occupantOf(tree, id)).values()]).toEqual([
      "/profiles/acme:default/key-2",
    ]);
    expect([...allocate([one], pointerOf, (id) => occupantOf(same, id)).values()]).toEqual([
      "/profiles/acme:default/key",
    ]);
  });

  test.each([
    ["nothing", {}, "/a/b", undefined],
    ["a credential", { a: { b: "sk-EXAMPLE" } }, "/a/b", "secret"],
    ["a text on the way", { a: "sk-EXAMPLE" }, "/a/b", "blocked"],
    ["a list on the way", { a: ["x"] }, "/a/0", "blocked"],
    ["an object at the place", { a: { b: {} } }, "/a/b", "blocked"],
    ["a blank text", { a: { b: " " } }, "/a/b", "blocked"],
    ["a property of the prototype", {}, "/constructor/name", undefined],
  ])("%s at a pointer", (_what, tree, pointer, expected) => {
    const found = occupantOf(tree, pointer);
    expect(found instanceof Secret ? "secret" : found).toBe(expected);
  });
});
