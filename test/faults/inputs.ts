import { COMMANDS, hostileCases } from "../hostile/cases.js";
import { judge, snapshot } from "../hostile/judge.js";
import { sceneOf } from "../hostile/scene.js";
import { command, count, has, inLanes, run, type Tally, tallyOf } from "./bench.js";

const SECONDS = 10;
const BYTES = 768 * 1024 * 1024;
const SHARE = 12;

/** Hostile inputs in processes of their own: `generate` takes all, every other command those of its turn. */
export async function inputs(): Promise<Tally> {
  const tally = tallyOf("hostile inputs");
  const limited = has("prlimit");
  if (!limited) tally.left.push("the memory limit: prlimit is not installed");
  const wrap = limited ? ["prlimit", `--data=${BYTES}`] : [];
  const commands = [...COMMANDS, ["run", "--", "true"]];
  const jobs = hostileCases().flatMap((hostile, i) =>
    commands.filter((_, c) => c === 0 || i % SHARE === c).map((args) => ({ hostile, args })),
  );
  let longest = 0;
  await inLanes(jobs, 2, async ({ hostile, args }) => {
    const { base, state, drop } = sceneOf(hostile);
    try {
      const before = snapshot(state);
      const end = args.indexOf("--");
      const flags = [...(hostile.args ?? [])];
      const all = end < 0 ? [...args, ...flags] : [...args.slice(0, end), ...flags, ...args.slice(end)];
      const filled = all.map((arg) => arg.replace("{home}", base).replace("{state}", state));
      const started = performance.now();
      const outcome = await run(command(...filled), state, { wrap, seconds: SECONDS });
      longest = Math.max(longest, performance.now() - started);
      // What run says of a sealed file goes to stderr as well.
      const said =
        args[0] === "run" && outcome.code === 0
          ? { ...outcome, stdout: outcome.stdout + outcome.stderr, stderr: "" }
          : outcome;
      count(tally, `${args.join(" ")}, ${hostile.name}`, judge(hostile, args.join(" "), said, before, snapshot(state)));
    } finally {
      drop();
    }
  });
  tally.notes.push(`longest run ${(longest / 1000).toFixed(1)} s`);
  return tally;
}
