import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { refKey, type SecretRef } from "../../../src/domain/ref.js";
import type { Resolution } from "../../../src/domain/resolution.js";
import type { Json } from "../../../src/domain/tree.js";
import { type ResolveOptions, resolveSecretRefs } from "../../../src/io/resolve/resolve.js";

/** A private directory that is removed when the test is over. */
export function directory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "resolve-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function file(path: string, content: string | Uint8Array, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** A shell script as command of an exec provider. */
export function command(script: string, path = join(directory(), "resolver"), mode = 0o700): string {
  return file(path, `#!/bin/sh\n${script}\n`, mode);
}

type Rest = Partial<Omit<ResolveOptions, "config">> & { secrets?: Json };

export function resolveAll(refs: SecretRef[], providers: Json, rest: Rest = {}): Promise<Map<string, Resolution>> {
  const { secrets = { providers }, ...options } = rest;
  return resolveSecretRefs(refs, { config: { secrets }, env: {}, home: "/nowhere", ...options });
}

/** The value of a ref, or its failure. */
export async function resolveOne(ref: SecretRef, providers: Json, rest: Rest = {}): Promise<unknown> {
  return outcome((await resolveAll([ref], providers, rest)).get(refKey(ref)));
}

export function outcome(result: Resolution | undefined): unknown {
  return result?.ok ? result.value.reveal() : result;
}

/** The failure of one ref, or of a whole provider. */
export function refFails(code: string, message: RegExp | string = "") {
  return { ok: false, code: `SECRET_REF_${code}`, scope: "ref", message: matching(message) };
}

export function providerFails(code: string, message: RegExp | string = "") {
  return { ok: false, code: `SECRET_PROVIDER_${code}`, scope: "provider", message: matching(message) };
}

function matching(message: RegExp | string): unknown {
  return { asymmetricMatch: (text: unknown) => typeof text === "string" && new RegExp(message).test(text) };
}
