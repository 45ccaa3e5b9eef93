import type { Env } from "../domain/config/substitute.js";
import { SealError } from "../domain/errors.js";
import { show } from "../domain/text.js";

/** Signals that a service manager or a person sends to what they take for the command. */
const FORWARDED = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/** How a program is started that shares all streams; `listeners` hear of its end, or that it could not be started. */
type Start = (
  file: string,
  argv: readonly string[],
  env: Env,
  listeners: { ended(code: number | null, signal: NodeJS.Signals | null): void; refused(): void },
) => { kill(signal: NodeJS.Signals): unknown };

/**
 * Runs the command as a child that shares all streams; signals go to it, and its end is ours.
 * @returns its exit code; 128 + number if a signal ended it, as a shell reports it.
 */
export function runChild(file: string, argv: readonly string[], env: Env): Promise<number> {
  return new Promise((done, fail) => {
    // Before it starts: a signal that ended this process and left the child would find nobody to stop it.
    const listeners = FORWARDED.map((signal) => {
      // A terminal sends its interrupt to the whole group: the child has it already.
      const listener = () => (signal === "SIGINT" && process.stdin.isTTY ? true : child.kill(signal));
      process.on(signal, listener);
      return [signal, listener] as const;
    });
    const release = () => {
      for (const [signal, listener] of listeners) process.removeListener(signal, listener);
    };
    const start = leanStart() ?? usualStart;
    const child = start(file, argv, env, {
      ended(code, signal) {
        release();
        done(code ?? 128 + (signal === null ? 0 : numberOf(signal)));
      },
      refused() {
        release();
        const name = show(argv[0] ?? file);
        fail(new SealError("USAGE", `The command ${name} cannot be started.`, "Check that it is a program."));
      },
    });
  });
}

function numberOf(signal: NodeJS.Signals): number {
  return process.getBuiltinModule("node:os").constants.signals[signal] ?? 0;
}

const usualStart: Start = (file, argv, env, { ended, refused }) => {
  const [name, ...args] = argv;
  const options = { argv0: name ?? file, env: env as NodeJS.ProcessEnv, stdio: "inherit" } as const;
  const child = process.getBuiltinModule("node:child_process").spawn(file, args, options);
  child.once("error", refused);
  child.once("exit", ended);
  return child;
};

/** What child_process is made of. */
interface RawProcess {
  onexit: (code: number, signal: NodeJS.Signals | "") => void;
  /** @returns 0, or the negative number of an error. */
  spawn(options: { file: string; args: string[]; envPairs: string[]; stdio: { type: "fd"; fd: number }[] }): number;
  kill(signal: number): number;
}

/**
 * Starts without child_process, which costs a fifth of a Node start to load and to use, on a Node that cannot become the
 * command; undefined elsewhere. What it is made of is no public interface: so this is for lines of Node alone that have ended,
 * 20 and 22 before 22.15, where nothing of it changes any more.
 */
function leanStart(): Start | undefined {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (process.platform === "win32" || !(major === 20 || (major === 22 && minor < 15))) return undefined;
  let Process: new () => RawProcess;
  try {
    ({ Process } = (process as unknown as { binding(name: string): { Process: new () => RawProcess } }).binding(
      "process_wrap",
    ));
  } catch {
    // Node was told to keep it back.
    return undefined;
  }
  return (file, argv, env, { ended, refused }) => {
    const raw = new Process();
    raw.onexit = (code, signal) => ended(signal === "" ? code : null, signal === "" ? null : signal);
    const envPairs = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`));
    const stdio = [0, 1, 2].map((fd) => ({ type: "fd", fd }) as const);
    if (raw.spawn({ file, args: [...argv], envPairs, stdio }) !== 0) refused();
    return { kill: (signal) => raw.kill(numberOf(signal)) };
  };
}
