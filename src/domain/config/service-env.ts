import type { Env } from "./substitute.js";

// What says where OpenClaw keeps things: of the machine rather than of one process.
const PATH_VARIABLES = [
  "HOME",
  "OPENCLAW_HOME",
  "OPENCLAW_STATE_DIR",
  "OPENCLAW_CONFIG_PATH",
  "OPENCLAW_AGENT_DIR",
  "OPENCLAW_INCLUDE_ROOTS",
  "PI_CODING_AGENT_DIR",
  "CLAWDBOT_STATE_DIR",
];

/**
 * The environment of a service: what its file sets, and nothing of the shell's but the home directory and OpenClaw's own
 * path variables.
 */
export function serviceEnv(text: string, shell: Env): Env {
  const env: Record<string, string | undefined> = Object.create(null);
  for (const name of PATH_VARIABLES) if (Object.hasOwn(shell, name)) env[name] = shell[name];
  for (const [name, value] of parseEnvFile(text)) env[name] = value;
  return env;
}

const BLANK = /\s*/y;
const START = /(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/y;
const QUOTED = /(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")[ \t]*/y;
// To the end of the line; a backslash takes the next character with it, also a line break.
const BARE = /(?:[^\n\\]|\\[\s\S])*/y;
const LINE = /.*/y;

/**
 * The assignments of an environment file in its order: `NAME=value` as systemd's `EnvironmentFile=`, Docker and shells
 * read it. Quotes count at the beginning of a value and may go on over several lines, a backslash at the end of a line
 * joins it with the next, `#` begins a comment after white space, and what is no assignment is passed over.
 */
export function parseEnvFile(text: string): [string, string][] {
  const entries: [string, string][] = [];
  const source = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  let here = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = here;
    const match = form.exec(source);
    here += match?.[0].length ?? 0;
    return match;
  };
  while (here < source.length) {
    take(BLANK);
    const name = take(START)?.[1];
    if (name === undefined) {
      take(LINE);
      continue;
    }
    let value = "";
    for (let quoted = take(QUOTED); quoted; quoted = take(QUOTED))
      value += quoted[1] ?? inDoubleQuotes(quoted[2] ?? "");
    entries.push([name, value + bare(take(BARE)?.[0] ?? "")]);
  }
  return entries;
}

function inDoubleQuotes(text: string): string {
  return text.replaceAll("\\\n", "").replace(/\\(["\\`$])/g, "$1");
}

function bare(text: string): string {
  const value = text.replace(/(?:^|\s)#.*/, "").trim();
  return value.replaceAll("\\\n", "").replace(/\\([\s\S])/g, "$1");
}
