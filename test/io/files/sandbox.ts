import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { SealError } from "../../../src/domain/errors.js";
import type { SealRequest } from "../../../src/io/files/write.js";

export const OLD = `${JSON.stringify({ providers: { acme: { apiKey: "sk-EXAMPLE-not-a-key", note: "ö".repeat(5000) } } })}\n`;
export const NEW = `${JSON.stringify({ providers: { acme: { apiKey: "secretref-managed", note: "ö".repeat(6000) } } })}\n`;
export const MAX = 1 << 20;

export interface Sandbox {
  base: string;
  state: string;
  agent: string;
  target: string;
}

/** A state directory of its own with one agent directory, removed when the test is over. */
export function sandbox(): Sandbox {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "seal-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const state = join(base, "state");
  const agent = join(state, "agents", "main", "agent");
  mkdirSync(agent, { recursive: true, mode: 0o700 });
  return { base, state, agent, target: join(agent, "models.json") };
}

export function withOld(mode = 0o600): Sandbox {
  const box = sandbox();
  writeFileSync(box.target, OLD, { mode });
  return box;
}

/** The request that brings the target of a sandbox from OLD (or nothing) to NEW. */
export function request(box: Sandbox, more: Partial<SealRequest> = {}): SealRequest {
  return {
    path: box.target,
    text: NEW,
    expected: OLD,
    guard: { root: box.state, private: true },
    maxBytes: MAX,
    ...more,
  };
}

export function content(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export const modeOf = (path: string): number => lstatSync(path).mode & 0o7777;

/** Names in the agent directory besides the target. */
export const leftovers = (box: Sandbox): string[] => readdirSync(box.agent).filter((name) => name !== "models.json");

/** The SealError that `action` throws; anything else fails the test. */
export function refusal(action: () => unknown): SealError {
  try {
    action();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
