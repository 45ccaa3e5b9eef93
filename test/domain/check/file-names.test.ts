import { describe, expect, test } from "vitest";
import { specBeside, specOf, specOfAny } from "../../../src/domain/check/file-names.js";

describe("what a file of a state or agent directory is", () => {
  test.each([
    ["models.json", "models", "models"],
    ["catalog.json", "catalog", "catalog"],
    ["auth-profiles.json", "auth", "auth"],
    ["auth.json", "auth", "auth"],
    ["openclaw.json", "config", "config"],
    ["models.json.bak", "models", "leftover"],
    [".models.json.swp", "models", "leftover"],
    ["#models.json#", "models", "leftover"],
    ["auth-profiles.json.migrated-2026-09-01T00-00-00Z-1", "auth", "leftover"],
    ["openclaw.json.bak.2", "config", "leftover"],
    ["clawdbot.json~", "config", "leftover"],
    ["notes.bak", "unknown", "leftover"],
    [".env", "env", "env"],
    ["gateway.env", "env", "env"],
    [".env.local", "env", "env"],
    [".env.example", "text", "other"],
    [".envrc", "env", "env"],
    ["MODELS.JSON.BAK", "models", "leftover"],
    ["Openclaw.json.Bak", "config", "leftover"],
    ["openclaw-gateway.service", "unit", "env"],
    ["openclaw-gateway.service.bak", "unit", "env"],
  ])("%s", (name, kind, role) => {
    expect(specOf(name)).toMatchObject({ kind, role });
  });

  test.each(["sessions", "identity.json", "openclaw.jsonl", "README.md"])("%s never held a credential", (name) => {
    expect(specOf(name)).toBeUndefined();
  });
});

describe("what lies beside files that hold credentials", () => {
  test.each([
    ["models.yaml", "models", "other"],
    ["openclaw.last-good.json", "config", "other"],
    ["openclaw (copy).json", "config", "other"],
    ["moltbot.json", "config", "other"],
    ["extra.json", "unknown", "other"],
    ["models.json.bak", "models", "leftover"],
  ])("%s may be a copy of one", (name, kind, role) => {
    expect(specBeside(name)).toMatchObject({ kind, role });
  });

  test("what is searched for its name is not by that alone taken for a leftover to be removed", () => {
    for (const name of ["models.yaml", "openclaw.last-good.json"]) expect(specOf(name)).toBeUndefined();
    expect(specBeside("openclaw.jsonl")).toBeUndefined();
  });
});

test("a models.json counts by its shape only where an agent's lies: other programs have one, too", () => {
  expect(specOfAny("a/agent/models.json").anyShape).toBeUndefined();
  expect(specOfAny("a/src/models.json")).toMatchObject({ kind: "models", strict: true, anyShape: true });
});

describe("what a file of any tree is", () => {
  test.each([
    ["a/models.json", "models"],
    ["a/plugins/acme/catalog.json", "catalog"],
    ["a/catalog.json", "unknown"],
    ["a/models-list.json", "unknown"],
    ["a/tsconfig.json5", "unknown"],
    ["a/x.service.d/env.conf", "unit"],
    ["a/ai.openclaw.gateway.plist", "plist"],
    ["a/main.ts", "text"],
    ["a/notes.bak", "text"],
  ])("%s", (path, kind) => {
    expect(specOfAny(path).kind).toBe(kind);
  });
});
