/**
 * How OpenClaw's gateway is started as a service. Source: code of 2026.3.1 and 2026.9.6 (unit names, launchd labels, the
 * restart policy), of 2026.5.18 (`gateway install --wrapper`), run on 2026.3.1 and 2026.9.6 (hooks).
 */

/** `default`, in any case, is no profile. */
function named(profile: string | undefined): string | undefined {
  return profile === undefined || profile.toLowerCase() === "default" ? undefined : profile;
}

/** The systemd user unit of the gateway. */
export function systemdUnit(profile: string | undefined): string {
  const name = named(profile);
  return name === undefined ? "openclaw-gateway.service" : `openclaw-gateway-${name}.service`;
}

/** The launchd label of the gateway. */
export function launchdLabel(profile: string | undefined): string {
  const name = named(profile);
  return name === undefined ? "ai.openclaw.gateway" : `ai.openclaw.${name}`;
}

/** From here on `gateway install --wrapper FILE` puts a program of the operator in front of the gateway, for good. */
export const WRAPPER_SINCE = "2026.5.18";

/** 2026.9.6 runs a plugin from a copy below such a directory, which is gone when the command ends (run). */
export const PLUGIN_COPIES = "/plugin-captures/";

/**
 * The start limit of the unit that 2026.9.6 writes. Older units have none, and RestartSec=5 never meets systemd's own of 5
 * in 10 s: a start that always fails would be tried forever and never be shown as failed.
 */
export const START_LIMIT = { burst: 10, intervalSec: 300 } as const;

/** From here on `hooks.internal.enabled` loads the named hooks only; 2026.3.1 switches on all of these as well. */
export const NAMED_HOOKS_SINCE = "2026.9.6";
export const BUNDLED_HOOKS = ["boot-md", "bootstrap-extra-files", "command-logger", "session-memory"] as const;
