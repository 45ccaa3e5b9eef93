import { START_LIMIT, systemdUnit } from "../../domain/openclaw/services.js";
import { systemdWords } from "./quote.js";
import { comment, heading, type Recipe, type RecipeInput, sealCommand, watchAdvice } from "./recipe.js";

/**
 * A drop-in: `openclaw gateway install --force` rewrites the unit and leaves drop-ins alone. A failing ExecStartPre= keeps
 * the gateway from starting; RestartPreventExitStatus= looks at the main process only, so it is the start limit that ends
 * the attempts and leaves the unit shown as failed.
 */
export const systemd: Recipe = {
  summary: "a drop-in that seals before every start of the gateway's systemd unit",
  file: "modelseal.conf",
  text(input: RecipeInput) {
    const unit = systemdUnit(input.profile);
    const dir = `~/.config/systemd/user/${unit}.d`;
    const lines = [
      ...heading(input, `Seals models.json before every start of ${unit}.`),
      "",
      `Put it at ${dir}/modelseal.conf, then:`,
      "  systemctl --user daemon-reload",
      `  systemctl --user restart ${unit}`,
      "",
      "If sealing fails, the gateway does not start, and the reason stands in",
      `  journalctl --user -u ${unit}`,
      "To start all the same and only be told, put a - before the first path of ExecStartPre=.",
      "The unit's own environment applies: the same state directory, the same variables as the gateway.",
      ...watchAdvice(input),
    ];
    return `${comment(lines)}
[Unit]
# A start that keeps failing ends as "failed", where it is seen, and not in endless attempts.
StartLimitIntervalSec=${START_LIMIT.intervalSec}
StartLimitBurst=${START_LIMIT.burst}

[Service]
ExecStartPre=${systemdWords(sealCommand(input))}
`;
  },
};
