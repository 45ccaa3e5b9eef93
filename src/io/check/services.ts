import { readdirSync, readlinkSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

// Where `openclaw gateway install` puts the gateway's unit (2026.3.1 and 2026.9.6); the older program names kept theirs.
const UNIT = /^(?:openclaw|clawdbot|moltbot)-gateway.*\.service(?:\.(?:bak|old|orig|save)[\d.]*|~)?$/;
const DROP_IN = /^(?:openclaw|clawdbot|moltbot)-gateway.*\.service\.d$/;
const PLIST = /^(?:ai\.openclaw|com\.openclaw|bot\.molt|com\.clawdbot)\..*\.plist(?:\.(?:bak|old|orig|save)[\d.]*|~)?$/;

/** The units of the gateway's service in this home directory: systemd units, their drop-ins, and launchd agents. */
export function serviceUnits(home: string, configHome: string | undefined): string[] {
  const systemd = join(configHome ?? join(home, ".config"), "systemd", "user");
  const launchd = join(home, "Library", "LaunchAgents");
  return [
    ...namesIn(systemd).flatMap((name) => {
      if (UNIT.test(name)) return isMasked(join(systemd, name)) ? [] : [join(systemd, name)];
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

/**
 * The environment files that a unit names: `%h` is the home directory, `%E` that of settings, and a name may be a pattern.
 * Those with other specifiers are left out. Source: systemd.unit(5), systemd.exec(5).
 */
export function environmentFiles(unit: string, home: string, configHome: string | undefined): string[] {
  return [...unit.matchAll(/^\s*EnvironmentFile\s*=\s*-?\s*(.+?)\s*$/gm)]
    .map(([, path = ""]) => path.replace(/^"(.*)"$/, "$1"))
    .map((path) => path.replaceAll("%h", home).replaceAll("%E", configHome ?? join(home, ".config")))
    .filter((path) => isAbsolute(path) && !path.includes("%"))
    .flatMap((path) => (PATTERN.test(basename(path)) ? matching(path) : path))
    .filter((path) => !PATTERN.test(path));
}

const PATTERN = /[*?[]/;
// More wildcards than anybody writes, of which each makes a comparison longer.
const MOST_WILDCARDS = 3;

/** `/etc/openclaw/*.env` in the order of their names. */
function matching(path: string): string[] {
  const pattern = basename(path);
  if (pattern.includes("[") || pattern.split(/\*+/).length > MOST_WILDCARDS + 1) return [];
  const source = pattern.replace(/[.+^${}()|\]\\]/g, "\\$&").replace(/\*+/g, ".*");
  const wanted = new RegExp(`^${source.replaceAll("?", ".")}$`, "s");
  return namesIn(dirname(path))
    .filter((name) => wanted.test(name) && !name.startsWith("."))
    .map((name) => join(dirname(path), name));
}

/** `systemctl mask` puts such a link in a unit's place. */
function isMasked(unit: string): boolean {
  try {
    return readlinkSync(unit) === "/dev/null";
  } catch {
    return false;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
