import { dirname } from "node:path";
import { onTestFinished } from "vitest";
import { type CheckOptions, check } from "../../src/app/check.js";
import type { CheckReport } from "../../src/domain/check-report.js";
import { newState, type State } from "./state.js";

// All keys are invented.
export const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
export const MODELS = "agents/main/agent/models.json";
export const AUTH = "agents/main/agent/auth-profiles.json";
export const CONFIG = "openclaw.json";
export const ENV_REF = { source: "env", provider: "default", id: "ACME_KEY" };
export const EXEC_REF = { source: "exec", provider: "vault", id: "acme/key" };
export const VAULT = { providers: { vault: { source: "exec", command: "/usr/local/bin/vault-read" } } };

export type Row = Record<string, unknown>;
export const row = (more: Row = {}): Row => ({
  baseUrl: "https://llm.example/v1",
  models: [{ id: "m", name: "M" }],
  ...more,
});
export const models = (more: Row, id = "acme") => ({ providers: { [id]: row(more) } });
export const config = (more: Row, rest: Row = {}) => ({ models: { providers: { acme: row(more) } }, ...rest });
export const profiles = (entry: Row, rest: Row = {}) => ({
  version: 1,
  profiles: { "acme:p": { provider: "acme", type: "api_key", ...entry } },
  ...rest,
});

export interface World {
  files: Record<string, string | object>;
  env?: Record<string, string>;
}

export async function run(world: World, options: CheckOptions = {}, arrange?: (state: State) => void): Promise<Report> {
  const state = newState({ "agents/main/agent/.keep": "", ...world.files });
  onTestFinished(state.drop);
  arrange?.(state);
  const env = { HOME: dirname(state.dir), OPENCLAW_STATE_DIR: state.dir, ...world.env };
  const report = await check(options, { env });
  const short = (file: string) => file.replace(`${state.dir}/`, "").replace(dirname(state.dir), "~");
  return {
    ...report,
    state,
    told: report.findings.map((f) => `${f.severity} ${f.code} ${short(f.file)} ${f.jsonPath}`).sort(),
  };
}

export interface Report extends CheckReport {
  state: State;
  /** Each finding as `severity CODE file path`, sorted. */
  told: string[];
}

export const plaintext = (file: string, path: string) => `warn PLAINTEXT_FOUND ${file} ${path}`;
export const unresolved = (file: string, path = "<root>") => `error REF_UNRESOLVED ${file} ${path}`;
