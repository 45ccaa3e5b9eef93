// CPU and wall time of whole processes, in pairs: A and B in turn, so that what else runs on the machine meets both.
import { spawnSync } from "node:child_process";

// `time` of bash asks getrusage for the children, user and system apart; Node has no call for it.
const SCRIPT = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>&1';

/** One run, in milliseconds. `allowed` are the exit codes that count as a run. */
export function run(command, env, allowed = [0]) {
  const { stderr, status } = spawnSync("bash", ["-c", SCRIPT, "bash", ...command], { env, encoding: "utf8" });
  if (!allowed.includes(status)) throw new Error(`${command.slice(0, 3).join(" ")} ended with ${status}.`);
  const [user, system, real] = stderr
    .trim()
    .split("\n")
    .pop()
    .split(" ")
    .map((text) => Number(text.replace(",", ".")) * 1000);
  return { cpu: user + system, wall: real };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What the pairs of two things say: the medians of their ratios, and what the quietest runs took. */
function compare(pairs) {
  const ratio = (key) => median(pairs.map(([a, b]) => a[key] / b[key]));
  const least = (i) => Math.min(...pairs.map((pair) => pair[i].cpu));
  return {
    cpu: ratio("cpu"),
    wall: ratio("wall"),
    least: least(0) / least(1),
    ms: least(0),
    baseMs: least(1),
    pairs: pairs.length,
  };
}

/** Runs two commands in turn; `before` is called ahead of every run of the first. */
export function paired(ours, base, count) {
  const once = ({ command, env, before, allowed }) => {
    before?.();
    return run(command, env, allowed);
  };
  once(ours);
  once(base);
  return compare(Array.from({ length: count }, () => [once(ours), once(base)]));
}

/** Calls two functions in turn in this process, warmed up. */
export function pairedCalls(ours, base, count) {
  const time = (call) => {
    const { user, system } = process.cpuUsage();
    const start = performance.now();
    for (let i = 0; i < 20; i++) call();
    const used = process.cpuUsage({ user, system });
    return { cpu: (used.user + used.system) / 1000, wall: performance.now() - start };
  };
  for (let i = 0; i < 20; i++) {
    time(ours);
    time(base);
  }
  return compare(Array.from({ length: count }, () => [time(ours), time(base)]));
}

/** Peak memory of one run in MiB, told by the process itself as it exits. */
export function peak([node, ...args], env) {
  const hook =
    'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(2,`\\n${process.resourceUsage().maxRSS}`))';
  const { stderr } = spawnSync(node, ["--import", hook, ...args], { env, encoding: "utf8" });
  return Number(stderr.trim().split("\n").pop()) / 1024;
}
