import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";
import { runInGroup, variables } from "./resolve/process-group.js";

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;
// What programs like pass, gpg and secret-tool need to find their store and their agent; nothing else is passed on.
const PASSED = [
  ...["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TERM", "TMPDIR", "TZ"],
  ...["XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "GPG_TTY"],
];

/**
 * Gives one credential to a command (run by `sh -c`) on its standard input, and its id in MODELSEAL_ID; never in its
 * arguments or environment. The whole process group is killed when it is done or its time is over; what it prints is
 * dropped. `env` is the environment that the names above, and `more` of them, are taken from.
 * @throws SealError WRITE_FAILED if it does not end with 0.
 */
export async function storeSecret(input: {
  command: string;
  id: string;
  secret: Secret;
  env: Env;
  more: readonly string[];
}): Promise<void> {
  const end = await runInGroup({
    command: "/bin/sh",
    args: ["-c", input.command],
    cwd: "/",
    env: { ...variables(input.env, [...PASSED, ...input.more]), MODELSEAL_ID: input.id },
    input: input.secret.reveal(),
    timeoutMs: TIMEOUT_MS,
    noOutputTimeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (end.how === "exit" && end.code === 0) return;
  const what =
    end.how === "exit"
      ? end.code === null
        ? "was ended by a signal"
        : `ended with exit code ${end.code}`
      : end.how === "flood"
        ? "printed too much"
        : end.how === "unstartable"
          ? "could not be started"
          : `did not end within ${TIMEOUT_MS / 1000} seconds`;
  throw new SealError(
    "WRITE_FAILED",
    `The command of --store-command ${what}; nothing was scrubbed.`,
    "Run it by hand with MODELSEAL_ID set and a test value on its standard input.",
  );
}
