import { lstatSync, type Stats } from "node:fs";
import { dirname, sep } from "node:path";
import type { Words } from "../../domain/findings.js";
import { kindOf } from "../files/kind.js";
import { hasModes } from "../files/platform.js";
import { nodeFileSystem } from "../files/system.js";

export interface LooseDirectory {
  path: string;
  words: Words;
}

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const WORLD_WRITE = 0o002;
const STICKY = 0o1000;

const CLOSE = "Close it: chmod 700, for the user that runs the gateway.";

/**
 * Looks at directories that hold credentials, each once. An agent's directory is closed to others by OpenClaw itself, so
 * any right of others counts. For the state directory it counts where others can get there at all, and for what lies
 * between or above where others can change it. `known` holds what was seen of them already.
 */
export function directoryLook(
  stateDir: string,
  known: ReadonlyMap<string, Stats> = new Map(),
): (agentDir: string) => LooseDirectory[] {
  if (!hasModes(nodeFileSystem)) return () => [];
  const seen = new Set<string>();
  const state = look(stateDir, true);
  const owners = trustedOwners(state);
  const judge = (path: string, stat: Stats | undefined, mayNot: number, mayBeLink: boolean): LooseDirectory[] => {
    if (seen.has(path) || !stat) return [];
    seen.add(path);
    const what = fault(stat, owners, mayNot, mayBeLink);
    return what === undefined ? [] : [{ path, words: what }];
  };
  const ofState = (): LooseDirectory[] => {
    if (!state || seen.has(stateDir)) return [];
    const { reachable, found } = above(stateDir);
    for (const { path } of found) seen.add(path);
    return [...found, ...judge(stateDir, state, reachable ? OTHERS : OTHERS_WRITE, true)];
  };
  return (agentDir) => {
    const between = directoriesBetween(stateDir, agentDir);
    const parents = between.flatMap((path) => (seen.has(path) ? [] : judge(path, look(path), OTHERS_WRITE, false)));
    return [
      ...ofState(),
      ...parents,
      ...judge(agentDir, known.get(agentDir) ?? look(agentDir), OTHERS, between.length === 0),
    ];
  };
}

function trustedOwners(state: Stats | undefined): Set<number | undefined> {
  const self = nodeFileSystem.euid();
  return new Set([0, self, self === 0 ? state?.uid : self]);
}

function fault(
  stat: Stats,
  owners: ReadonlySet<number | undefined>,
  mayNot: number,
  mayBeLink: boolean,
): Words | undefined {
  if (kindOf(stat) === "symbolic link" && !mayBeLink)
    return { what: "This directory is a symbolic link.", fix: "Put the real directory in its place." };
  if (!stat.isDirectory()) return undefined;
  if (!owners.has(stat.uid))
    return {
      what: "This directory belongs to another user.",
      fix: "Give it to the user that runs the gateway (chown).",
    };
  const loose = stat.mode & mayNot;
  if (loose === 0) return undefined;
  const may = (loose & OTHERS_WRITE) !== 0 ? "change" : "read";
  return { what: `Others can ${may} what is in this directory.`, fix: CLOSE };
}

/** The directories above: those that anybody may rename things in, and whether others can get through all of them. */
function above(stateDir: string): { reachable: boolean; found: LooseDirectory[] } {
  const found: LooseDirectory[] = [];
  let reachable = true;
  let path = real(stateDir);
  while (path !== dirname(path)) {
    path = dirname(path);
    const stat = look(path);
    if (!stat) continue;
    if ((stat.mode & 0o011) === 0) reachable = false;
    if ((stat.mode & WORLD_WRITE) !== 0 && (stat.mode & STICKY) === 0)
      found.push({
        path,
        words: {
          what: "Anybody can replace the state directory below this directory.",
          fix: "Take the right away: chmod o-w.",
        },
      });
  }
  return { reachable, found: reachable ? found : [] };
}

function directoriesBetween(stateDir: string, agentDir: string): string[] {
  const between: string[] = [];
  if (!agentDir.startsWith(stateDir + sep)) return between;
  for (let at = agentDir.indexOf(sep, stateDir.length + 1); at >= 0; at = agentDir.indexOf(sep, at + 1))
    between.push(agentDir.slice(0, at));
  return between;
}

function real(path: string): string {
  try {
    return nodeFileSystem.realpathSync(path);
  } catch {
    return path;
  }
}

function look(path: string, follow = false): Stats | undefined {
  try {
    return lstatSync(follow ? real(path) : path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
