import { isBefore } from "../../domain/openclaw/releases.js";
import { launchdLabel, WRAPPER_SINCE } from "../../domain/openclaw/services.js";
import { shellWords } from "./quote.js";
import { comment, heading, profileFlags, type Recipe, type RecipeInput, runCommand } from "./recipe.js";

const FILE = "~/.local/bin/openclaw-sealed";

/**
 * launchd has no step before the start, so what it starts is a wrapper that becomes the gateway. OpenClaw itself puts one
 * in front of its gateway from 2026.5.18 on; before that it goes into the launch agent by hand.
 */
export const launchd: Recipe = {
  summary: "a wrapper for the gateway's launch agent that seals, then becomes the gateway",
  file: "openclaw-sealed",
  text(input) {
    const byHand = isBefore(input.openclaw, WRAPPER_SINCE);
    const lines = [
      ...heading(input, `Seals models.json, then becomes the gateway of ${launchdLabel(input.profile)}.`),
      "",
      `Put it at ${FILE}, then:`,
      `  chmod 700 ${FILE}`,
      ...(byHand ? addByHand(input) : installed(input)),
      "",
      "If sealing fails, the gateway does not start, and the reason stands in its log.",
      "To start all the same and only be told, add --on-failure warn before the --.",
    ];
    // By hand it is handed the whole command of the launch agent, from OpenClaw only the arguments.
    const command = byHand ? runCommand(input) : [...runCommand(input), input.openclawBin];
    return `#!/bin/sh\n${comment(lines)}exec ${shellWords(command)} "$@"\n`;
  },
};

function installed(input: RecipeInput): string[] {
  const install = shellWords(["openclaw", ...profileFlags(input), "gateway", "install"]);
  return [
    `  ${install} --wrapper ${FILE} --force`,
    "OpenClaw keeps it through reinstalls and updates. To take it away again:",
    `  OPENCLAW_WRAPPER= ${install} --force`,
  ];
}

function addByHand({ profile }: RecipeInput): string[] {
  const label = launchdLabel(profile);
  const plist = `~/Library/LaunchAgents/${label}.plist`;
  return [
    `  /usr/libexec/PlistBuddy -c "Add :ProgramArguments:0 string $HOME/.local/bin/openclaw-sealed" ${plist}`,
    `  launchctl bootout gui/$UID/${label}`,
    `  launchctl bootstrap gui/$UID ${plist}`,
    "Do the last three again after `openclaw gateway install`, which writes the launch agent anew.",
  ];
}
