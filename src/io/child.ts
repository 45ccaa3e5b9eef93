import { spawn } from "node:child_process";
import { constants as system } from "node:os";
import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { show } from "../domain/text.js";

/** Signals that a service manager or a person sends to what they take for the command. */
const FORWARDED = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/**
 * Runs the command as a child that shares all streams; signals go to it, and its end is ours.
 * @returns its exit code; 128 + number if a signal ended it, as a shell reports it.
 */
export function runChild(file: string, argv: readonly string[], env: Env): Promise<number> {
  const [name, ...args] = argv;
  return new Promise((done, fail) => {
    // Before it starts: a signal that ended this process and left the child would find nobody to stop it.
    const listeners = FORWARDED.map((signal) => {
      // A terminal sends its interrupt to the whole group: the child has it already.
      const listener = () => (signal === "SIGINT" && process.stdin.isTTY ? true : child.kill(signal));
      process.on(signal, listener);
      return [signal, listener] as const;
    });
    const child = spawn(file, args, { argv0: name ?? file, env: env as NodeJS.ProcessEnv, stdio: "inherit" });
    const release = () => {
      for (const [signal, listener] of listeners) process.removeListener(signal, listener);
    };
    child.once("error", () => {
      release();
      fail(
        new SealError("USAGE", `The command ${show(name ?? file)} cannot be started.`, "Check that it is a program."),
      );
    });
    child.once("exit", (code, signal) => {
      release();
      done(code ?? 128 + (signal === null ? 0 : (system.signals[signal] ?? 0)));
    });
  });
}
