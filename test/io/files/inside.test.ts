import { join, relative, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inside, wayDown } from "../../../src/io/files/inside.js";

const name = fc.constantFrom("a", "agents", "models.json", ".env", "..a", "a b", "ü");
const directory = fc.array(name, { maxLength: 4 }).map((names) => resolve("/", ...names));

test("inside gives what join gives for a resolved directory, the root among them", () => {
  fc.assert(
    fc.property(directory, name, (path, last) => {
      expect(inside(path, last)).toBe(join(path, last));
    }),
  );
});

test("wayDown gives what relative gives, also where the way leads up", () => {
  fc.assert(
    fc.property(directory, directory, (from, to) => {
      expect(wayDown(from, to)).toBe(relative(from, to));
    }),
  );
  expect(wayDown("/state", "/state-2")).toBe("../state-2");
});
