import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { probeCredentials, resolveSecretRefs } from "../../src/app/library.js";
import type { SecretRef } from "../../src/domain/ref.js";
import { close, fillSecret, fillShared, hasSqlite, openDatabase, STATE_TABLES } from "../io/sqlite/databases.js";
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

if (hasSqlite) {
  describe("with OpenClaw's own databases", () => {
    function sharedState(): string {
      const dir = stateDir({ "state/note": "" });
      const connection = openDatabase(join(dir, "state/openclaw.sqlite"));
      connection.exec(STATE_TABLES);
      fillSecret(connection, "ACME_KEY", "sk-EXAMPLE-of-the-store");
      const keyRef = (id: string) => ({ type: "api_key", provider: "acme", keyRef: store(id) });
      fillShared(connection, { version: 1, profiles: { a: keyRef("ACME_KEY"), b: keyRef("GONE") } });
      close(connection);
      return dir;
    }

    test("a store ref gives the entry of the state directory's secret store", async () => {
      const options = { config: {}, env: {}, home: "/nowhere", stateDir: sharedState() };
      const found = (await resolveSecretRefs([store("ACME_KEY")], options)).get("store:default:ACME_KEY");
      expect(found?.ok && found.value.reveal()).toBe("sk-EXAMPLE-of-the-store");
    });

    test("probe judges profiles of the shared database and names it", async () => {
      const dir = sharedState();
      const { results } = await probeCredentials({ stateDir: dir, env: {}, home: dir, provider: "acme" });
      const file = join(dir, "state/openclaw.sqlite");
      expect(results).toMatchObject([
        { profileId: "a", reasonCode: "no_model", file },
        { profileId: "b", reasonCode: "unresolved_ref", file, detail: expect.stringContaining("no entry GONE") },
      ]);
    });
  });
}
