import { writeFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { resolveSecretRefs } from "../../src/app/library.js";
import type { SecretRef } from "../../src/domain/ref.js";
import { newState } from "../support/state.js";

const env = (id: string): SecretRef => ({ source: "env", provider: "default", id });
const store = (id: string): SecretRef => ({ source: "store", provider: "default", id });

function stateDir(files: Record<string, string> = {}): string {
  const state = newState(files);
  onTestFinished(state.drop);
  return state.dir;
}

describe("resolving refs with a state directory", () => {
  test("the names of its .env count, after the environment and before the config's env block", async () => {
    const config = { env: { vars: { A: "config-EXAMPLE", B: "config-EXAMPLE", C: "config-EXAMPLE" } } };
    const found = await resolveSecretRefs([env("A"), env("B"), env("C")], {
      config,
      env: { A: "shell-EXAMPLE" },
      home: "/nowhere",
      stateDir: stateDir({ ".env": "A=dotenv-EXAMPLE\nB=dotenv-EXAMPLE\n" }),
    });
    const values = [...found.values()].map((r) => (r.ok ? r.value.reveal() : r.code));
    expect(values).toEqual(["shell-EXAMPLE", "dotenv-EXAMPLE", "config-EXAMPLE"]);
  });

  test("without it neither .env nor a secret store is looked at", async () => {
    const found = await resolveSecretRefs([env("A"), store("A")], { config: {}, env: {}, home: "/nowhere" });
    expect([...found.keys()]).toEqual(["env:default:A", "store:default:A"]);
    for (const resolution of found.values()) expect(resolution).toMatchObject({ code: "SECRET_REF_NOT_FOUND" });
  });

  test("a state directory without a database has no entry, and one that cannot be read is unavailable", async () => {
    const dir = stateDir({ "state/note": "" });
    const ask = async () =>
      (await resolveSecretRefs([store("A")], { config: {}, env: {}, home: "/nowhere", stateDir: dir })).get(
        "store:default:A",
      );
    expect(await ask()).toMatchObject({ ok: false, code: "SECRET_REF_NOT_FOUND" });
    writeFileSync(`${dir}/state/openclaw.sqlite`, "no database", { mode: 0o600 });
    expect(await ask()).toMatchObject({ ok: false, code: "SECRET_PROVIDER_UNAVAILABLE", scope: "provider" });
  });

  test("a config of any shape is no reason to throw", async () => {
    for (const config of [null, "text", []]) {
      const found = await resolveSecretRefs([env("A")], { config, env: { A: "sk-EXAMPLE" }, home: "/nowhere" });
      expect(found.get("env:default:A")).toMatchObject({ ok: true });
    }
  });
});
