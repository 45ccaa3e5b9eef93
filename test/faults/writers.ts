import { chmodSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leaks, snapshot } from "../hostile/judge.js";
import { MODELS } from "../hostile/scene.js";
import {
  command,
  count,
  disturbed,
  has,
  inLanes,
  isRoot,
  read,
  run,
  type Sides,
  seedState,
  type Tally,
  tallyOf,
} from "./bench.js";

interface Plan {
  name: string;
  processes: number;
  runs: number;
  hostile: boolean;
  wrap: readonly string[];
}

const READ_EVERY_MS = 1;
const PUT_BACK_EVERY_MS = 10;

/** Many runs at once over one state, while a reader looks all the time and somebody else may put the plaintext back. */
export async function writers(sides: Sides): Promise<Tally> {
  const tally = tallyOf("concurrent writers");
  const plans: Plan[] = [
    { name: "quiet", processes: 4, runs: 25, hostile: false, wrap: [] },
    { name: "hostile", processes: 4, runs: 60, hostile: true, wrap: [] },
  ];
  // Process 1 of two containers on one volume: write-file-atomic would give both the same name.
  if (isRoot && has("unshare"))
    plans.push({
      name: "twins",
      processes: 3,
      runs: 30,
      hostile: false,
      wrap: ["unshare", "--pid", "--fork", "--kill-child"],
    });
  else tally.left.push("twins: process 1 in namespaces of their own needs root and unshare");
  for (const plan of plans) await together(plan, sides, tally);
  return tally;
}

async function together({ name, processes, runs, hostile, wrap }: Plan, sides: Sides, tally: Tally): Promise<void> {
  const { state, drop } = seedState();
  const before = snapshot(state);
  const target = join(state, MODELS);
  const seen = { reads: 0, torn: 0, loose: 0 };
  const reader = setInterval(() => {
    const text = read(target);
    if (text === undefined) return;
    seen.reads++;
    if (text !== sides.old && text !== sides.fresh) seen.torn++;
    else if (text === sides.fresh && (statSync(target).mode & 0o777) === 0o644 && read(target) === sides.fresh)
      seen.loose++;
  }, READ_EVERY_MS);
  const putBack = () => {
    writeFileSync(`${target}.other`, sides.old);
    chmodSync(`${target}.other`, 0o644);
    renameSync(`${target}.other`, target);
  };
  const other = hostile ? setInterval(putBack, PUT_BACK_EVERY_MS) : undefined;
  const failures: string[] = [];
  let leaked = 0;
  await inLanes(Array.from({ length: processes * runs }), processes, async () => {
    // Each keeps the stages of the others: they are younger than the usual age.
    const outcome = await run(command("generate"), state, { wrap, env: { MODELSEAL_SWEEP_MS: "" }, seconds: 60 });
    leaked += leaks(outcome.stdout + outcome.stderr).length;
    if (outcome.code !== 0) failures.push(`exit ${outcome.code}: ${outcome.stderr.trim().slice(0, 120)}`);
  });
  clearInterval(reader);
  clearInterval(other);
  const last = await run(command("generate"), state);
  count(tally, `${name}: reads are whole`, seen.torn === 0 ? [] : [`${seen.torn} of ${seen.reads} were not`]);
  count(tally, `${name}: the new file is never open to others`, seen.loose === 0 ? [] : [`${seen.loose} times`]);
  count(tally, `${name}: every run ends well`, failures.slice(0, 3));
  count(tally, `${name}: no secret is printed`, leaked === 0 ? [] : [`${leaked} times`]);
  const wrong = disturbed(state, sides, last, before);
  if (read(target) !== sides.fresh) wrong.push("it does not leave the new file");
  count(tally, `${name}: a last quiet run leaves the new file and nothing else`, wrong);
  tally.notes.push(`${name}: ${processes} × ${runs} runs, ${seen.reads} reads`);
  drop();
}
