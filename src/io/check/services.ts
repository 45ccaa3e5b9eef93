import { readdirSync } from "node:fs";
import { isAbsolute, join } from "node:path";

// Where `openclaw gateway install` puts the gateway's unit (2026.3.1 and 2026.9.6); the older program names kept theirs.
const UNIT = /^(?:openclaw|clawdbot|moltbot)-gateway.*\.service$/;
const DROP_IN = /^(?:openclaw|clawdbot|moltbot)-gateway.*\.service\.d$/;
const PLIST = /^(?:ai\.openclaw|com\.openclaw|bot\.molt|com\.clawdbot)\..*\.plist$/;

/** The units of the gateway's service in this home directory: systemd units, their drop-ins, and launchd agents. */
export function serviceUnits(home: string, configHome: string | undefined): string[] {
  const systemd = join(configHome ?? join(home, ".config"), "systemd", "user");
  const launchd = join(home, "Library", "LaunchAgents");
  return [
    ...namesIn(systemd).flatMap((name) => {
      if (UNIT.test(name)) return [join(systemd, name)];
      if (!DROP_IN.test(name)) return [];
      const directory = join(systemd, name);
      return namesIn(directory)
        .filter((file) => file.endsWith(".conf"))
        .map((file) => join(directory, file));
    }),
    ...namesIn(launchd)
      .filter((name) => PLIST.test(name))
      .map((name) => join(launchd, name)),
  ];
}

/** The environment files that a unit names; `%h` is the home directory. Other specifiers and patterns are left out. */
export function environmentFiles(unit: string, home: string): string[] {
  return [...unit.matchAll(/^\s*EnvironmentFile\s*=\s*-?\s*(.+?)\s*$/gm)]
    .map(([, path = ""]) => path.replace(/^"(.*)"$/, "$1").replaceAll("%h", home))
    .filter((path) => isAbsolute(path) && !/[%*?[]/.test(path));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
