import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import type { ReleaseFacts } from "../domain/openclaw/releases.js";
import { nonBlank } from "../domain/tree.js";
import { inside } from "./files/inside.js";

export interface LocateOptions {
  stateDir?: string | undefined;
  config?: string | undefined;
  profile?: string | undefined;
}

/** Where OpenClaw keeps things, as its own variables and our flags say. All paths are absolute. */
export interface Location {
  home: string;
  stateDir: string;
  config: {
    file: string;
    /** Named by a flag or variable: then it has to exist. */
    named: boolean;
    /** Further directories that includes may come from. */
    includeRoots: readonly string[];
  };
  /** OPENCLAW_AGENT_DIR: the default agent's directory. */
  agentDir: string | undefined;
}

/** `~` and `~/…` with the home directory in place; relative paths against the working directory, as OpenClaw does. */
export function userPath(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? resolve(home, `.${path.slice(1)}`) : resolve(path);
}

const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/**
 * The state directory, the config and the agent directory override. A flag wins over a variable, a variable over
 * `--profile`. Measured on 2026.3.1 and 2026.9.6, 21 cases each; `facts` holds what differs.
 * Throws SealError USAGE for a profile name that OpenClaw refuses.
 */
export function locate(options: LocateOptions, env: Env, facts: ReleaseFacts, homeDir?: string): Location {
  if (options.profile !== undefined && !PROFILE_NAME.test(options.profile))
    throw new SealError(
      "USAGE",
      "--profile takes 1 to 64 letters, digits, _ and -, a letter or digit first.",
      "Use the name that you give to `openclaw --profile`.",
    );
  const set = (name: string) => nonBlank(env[name]);
  const realHome = homeDir ?? set("HOME") ?? process.getBuiltinModule("node:os").homedir();
  const home = userPath(set("OPENCLAW_HOME") ?? realHome, realHome);
  const named =
    options.stateDir ??
    set("OPENCLAW_STATE_DIR") ??
    (facts.legacyStateVariable ? set("CLAWDBOT_STATE_DIR") : undefined);
  const stateDir = named === undefined ? defaultStateDir(options, home, facts) : userPath(named, home);
  const agentDir = set("OPENCLAW_AGENT_DIR") ?? set("PI_CODING_AGENT_DIR");
  return {
    home,
    stateDir,
    config: {
      ...configFile(options, env, stateDir, home, facts),
      includeRoots: (env["OPENCLAW_INCLUDE_ROOTS"] ?? "")
        .split(delimiter)
        .flatMap((root) => nonBlank(root) ?? [])
        .map((root) => userPath(root, home)),
    },
    agentDir: agentDir === undefined ? undefined : userPath(agentDir, home),
  };
}

function defaultStateDir({ profile }: LocateOptions, home: string, facts: ReleaseFacts): string {
  if (profile !== undefined && profile.toLowerCase() !== "default") return join(home, `.openclaw-${profile}`);
  const standard = join(home, ".openclaw");
  if (existsSync(standard)) return standard;
  return facts.legacyStateDirs.map((name) => join(home, name)).find((dir) => existsSync(dir)) ?? standard;
}

function configFile(options: LocateOptions, env: Env, stateDir: string, home: string, facts: ReleaseFacts) {
  const named = options.config ?? nonBlank(env["OPENCLAW_CONFIG_PATH"]);
  if (named !== undefined) return { file: userPath(named, home), named: true };
  const standard = inside(stateDir, "openclaw.json");
  if (existsSync(standard)) return { file: standard, named: false };
  const others = [inside(stateDir, "clawdbot.json")];
  if (facts.configFallsBackToHome) others.push(join(home, ".openclaw", "openclaw.json"));
  return { file: others.find((file) => existsSync(file)) ?? standard, named: false };
}
