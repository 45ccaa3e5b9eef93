import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { leaks, snapshot } from "../hostile/judge.js";
import { CONFIG, SECRETS, sceneOf } from "../hostile/scene.js";
import { command, count, messageFaults, run, type Tally, tallyOf } from "./bench.js";

const S = SECRETS.text;
const TIMEOUT_MS = 1500;
const GOOD = JSON.stringify({ protocolVersion: 1, values: { KEY: S } });
const prints = (text: string) => `printf '%s' '${text.replaceAll("'", "'\\''")}'`;

interface Resolver {
  name: string;
  /** A shell script; anything else is written as it is. */
  script: string;
  works?: true;
  mode?: number;
  directoryMode?: number;
  /** The command as the config names it, if it is not the path of the script. */
  as?: string;
  /** The script is reached by a link. */
  linked?: true;
}

const RESOLVERS: readonly Resolver[] = [
  { name: "a good one", script: prints(GOOD), works: true },
  { name: "one that reads its request first", script: `cat >/dev/null; ${prints(GOOD)}`, works: true },
  { name: "one that closes stdin", script: `exec <&-; ${prints(GOOD)}`, works: true },
  { name: "one that talks on stderr", script: `echo '${S}' >&2; ${prints(GOOD)}`, works: true },
  { name: "one that hangs", script: "sleep 60" },
  { name: "one that ignores SIGTERM", script: "trap '' TERM HUP INT; while :; do sleep 1; done" },
  { name: "one whose child holds the pipe", script: `sleep 60 & ${prints("{")}; exit 1` },
  { name: "one whose grandchild holds the pipe", script: "( ( sleep 60 ) & ) ; sleep 60" },
  { name: "one that stops itself", script: "kill -STOP $$" },
  { name: "one that kills itself", script: `echo '${S}' >&2; kill -KILL $$` },
  { name: "one that fails", script: `echo '${S}'; echo '${S}' >&2; exit 3` },
  { name: "one that says nothing", script: "exit 0" },
  { name: "endless output", script: `while :; do echo '${S}${S}${S}${S}'; done` },
  { name: "endless words on stderr", script: `while :; do echo '${S}${S}${S}${S}' >&2; done` },
  { name: "no JSON", script: prints(S) },
  { name: "half an answer", script: prints(GOOD.slice(0, -2)) },
  { name: "two answers", script: `${prints(GOOD)}; ${prints(GOOD)}` },
  { name: "words before the answer", script: `echo '${S}'; ${prints(GOOD)}` },
  { name: "another protocol", script: prints(GOOD.replace("1", "2")) },
  { name: "a list", script: prints(`["${S}"]`) },
  { name: "null", script: prints("null") },
  { name: "no values", script: prints('{"protocolVersion":1}') },
  { name: "another id", script: prints(GOOD.replace("KEY", "OTHER")) },
  { name: "an id of the prototype only", script: prints('{"protocolVersion":1,"values":{"__proto__":{"KEY":"x"}}}') },
  ...["null", '""', "7", "{}", `["${S}"]`, '"  "'].map((value) => ({
    name: `the value ${value.slice(0, 4)}`,
    script: prints(`{"protocolVersion":1,"values":{"KEY":${value}}}`),
  })),
  {
    name: "an error with a secret",
    script: prints(`{"protocolVersion":1,"values":{},"errors":{"KEY":{"code":"${S}","message":"${S}"}}}`),
  },
  {
    name: "an error with an escape sequence",
    script: prints('{"protocolVersion":1,"values":{},"errors":{"KEY":{"message":"\\u001b[2J"}}}'),
  },
  { name: "invalid UTF-8", script: "printf '\\377\\376\\300'" },
  { name: "NUL", script: "printf '{\\000}'" },
  { name: "100,000 levels", script: "yes '[' | head -n 100000 | tr -d '\\n'" },
  { name: "no interpreter", script: "#!/nowhere/interpreter\n" },
  { name: "no program", script: "\u007fELF garbage" },
  { name: "one that anybody can write", script: prints(GOOD), mode: 0o777 },
  { name: "one that its group can write", script: prints(GOOD), mode: 0o770 },
  { name: "one that nobody may run", script: prints(GOOD), mode: 0o600 },
  { name: "one in a directory that anybody can write", script: prints(GOOD), directoryMode: 0o777 },
  { name: "one behind a link", script: prints(GOOD), linked: true },
  { name: "one that is not there", script: prints(GOOD), as: "/nowhere/resolver" },
  { name: "a relative path", script: prints(GOOD), as: "resolver" },
  { name: "a command for a shell", script: prints(GOOD), as: "/bin/echo hi; /bin/echo" },
  { name: "a directory", script: prints(GOOD), as: "/tmp" },
];

/** Processes that still work in a directory. */
function aliveIn(directory: string): number[] {
  return readdirSync("/proc").flatMap((id) => {
    if (!/^\d+$/.test(id)) return [];
    try {
      const cwd = readlinkSync(join("/proc", id, "cwd"));
      const line = readFileSync(join("/proc", id, "cmdline"), "utf8");
      return cwd.startsWith(directory) || line.includes(directory) ? [Number(id)] : [];
    } catch {
      return [];
    }
  });
}

/** Exec resolvers that hang, flood, lie, talk and die, asked by `probe`. */
export async function resolvers(): Promise<Tally> {
  const tally = tallyOf("hostile resolvers");
  let longest = 0;
  for (const resolver of RESOLVERS) {
    const config = (path: string) => ({
      secrets: {
        providers: { vault: { source: "exec", command: path, timeoutMs: TIMEOUT_MS, maxOutputBytes: 65_536 } },
      },
      models: {
        providers: {
          p: {
            baseUrl: "https://llm.example/v1",
            apiKey: { source: "exec", provider: "vault", id: "KEY" },
            models: [{ id: "m", name: "m" }],
          },
        },
      },
    });
    const { base, state, drop } = sceneOf({
      file: CONFIG,
      place: (path, outside) => {
        const script = join(outside, "bin", resolver.linked ? "real" : "resolver");
        mkdirSync(dirname(script), { mode: 0o700 });
        // The working directory marks the resolver and all that it starts.
        const body = /^(#!|\u007f)/.test(resolver.script)
          ? resolver.script
          : `#!/bin/sh\ncd '${outside}'\n${resolver.script}\n`;
        writeFileSync(script, body);
        chmodSync(script, resolver.mode ?? 0o700);
        if (resolver.linked) symlinkSync(script, join(outside, "bin", "resolver"));
        chmodSync(dirname(script), resolver.directoryMode ?? 0o700);
        writeFileSync(path, JSON.stringify(config(resolver.as ?? join(outside, "bin", "resolver"))), { mode: 0o600 });
      },
    });
    try {
      const before = snapshot(state);
      const started = performance.now();
      const outcome = await run(command("probe", "p"), state, { seconds: 8, env: { CALLERS_SECRET: SECRETS.env } });
      const took = performance.now() - started;
      longest = Math.max(longest, took);
      const wrong = messageFaults(outcome, true);
      if (outcome.code === null) wrong.push("it was ended by a signal or by the time limit");
      if (took > TIMEOUT_MS + 3000) wrong.push(`it took ${Math.round(took)} ms`);
      if ((outcome.code === 0) !== (resolver.works === true)) wrong.push(`exit ${outcome.code}`);
      if (/[\0-\x08\x0b-\x1f\x7f]/.test(outcome.stdout + outcome.stderr)) wrong.push("a control character");
      await new Promise((resolve) => setTimeout(resolve, 100));
      const alive = aliveIn(base);
      if (alive.length > 0) wrong.push(`${alive.length} processes are still alive`);
      for (const id of alive) process.kill(id, "SIGKILL");
      const after = snapshot(state);
      for (const [file, content] of after) if (before.get(file) !== content) wrong.push(`${file} has changed`);
      wrong.push(...leaks([...after.keys()].join(" ")).map((name) => `a file is named by the secret of ${name}`));
      count(tally, resolver.name, wrong);
    } finally {
      drop();
    }
  }
  tally.notes.push(`longest ${(longest / 1000).toFixed(1)} s, with a timeout of ${TIMEOUT_MS / 1000} s`);
  return tally;
}
