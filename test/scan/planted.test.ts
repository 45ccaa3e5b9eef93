import { describe, expect, it } from "vitest";
import { corpus } from "../corpus/corpus.js";
import { SECRET_KINDS } from "../corpus/secrets.js";

describe("the planted corpus", () => {
  it("is the same for the same seed and another for another", () => {
    expect(corpus(7)).toEqual(corpus(7));
    expect(corpus(7).files).not.toEqual(corpus(8).files);
  });

  it("holds every kind of secret and at least 24 kinds of secret and of decoy", () => {
    const { plants, decoyKinds } = corpus(1);
    expect(new Set(plants.map(({ kind }) => kind))).toEqual(new Set(SECRET_KINDS.map(({ kind }) => kind)));
    expect(SECRET_KINDS.length).toBeGreaterThanOrEqual(24);
    expect(decoyKinds.size).toBeGreaterThanOrEqual(24);
    expect(new Set(plants.map(({ place }) => place)).size).toBeGreaterThanOrEqual(40);
  });
});
