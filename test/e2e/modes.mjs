// The ways in which modelseal takes part in a cell.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, sleep, start } from "./client.mjs";
import { observe } from "./observer.mjs";

// Until a watch has looked at everything for the first time.
const WATCH_MS = 500;

/** Programs in PATH under the names that recipes call them by. */
function withPrograms({ env, cwd }, place, { node, openclaw, modelseal }) {
  const bin = join(place.root, "bin");
  mkdirSync(bin);
  for (const [name, file] of Object.entries({ openclaw, modelseal }))
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${node}' '${file}' "$@"\n`, { mode: 0o700 });
  return { env: { ...env, PATH: `${bin}:${env.PATH}` }, cwd };
}

async function recipeText(name, { commands, options }) {
  const { exit, stdout } = await run(commands.seal("recipe", name), options);
  if (exit !== 0) throw new Error(`modelseal recipe ${name} ended with ${exit}`);
  return stdout;
}

/** A command that seals and then becomes the gateway: what was at rest before it sealed does not count. */
function becoming(argv, { place, provider }, options) {
  const observer = observe(place.agentDir, provider, { awaitClean: true });
  const gateway = start(argv, options);
  observer.phase("start");
  return { gateway, observer, sealExit: 0, sealed: "by the start", said: () => gateway.stderr };
}

/** A command that seals, and then the gateway, with what `beside` starts in between. */
async function sealedBefore(argv, { commands, options, place, provider }, beside) {
  const done = await run(argv, options);
  const observer = observe(place.agentDir, provider);
  const watcher = await beside?.();
  observer.phase("start");
  const gateway = start(commands.gateway, options);
  return { gateway, observer, watcher, sealExit: done.exit, sealed: "before", said: () => done.stdout + done.stderr };
}

const generated = (scene, beside) => sealedBefore(scene.commands.seal("generate", "--json"), scene, beside);

/**
 * Each takes the scene of a cell, seals and starts the gateway. `sealed` names the look at models.json that shows what
 * modelseal wrote: before the gateway's start, once it answers, or at the end. `said` gives what modelseal said before the
 * start.
 */
export const MODES = {
  generate: (scene) => generated(scene),
  run: (scene) => becoming(scene.commands.seal("run", "--", ...scene.commands.gateway), scene, scene.options),
  "run-watch": (scene) =>
    becoming(scene.commands.seal("run", "--watch", "--", ...scene.commands.gateway), scene, scene.options),
  watch: (scene) =>
    generated(scene, async () => {
      const watcher = start(scene.commands.seal("watch"), scene.options);
      await sleep(WATCH_MS);
      return watcher;
    }),
  // The recipe's hook seals once the gateway is up; the others before the start.
  async hook(scene) {
    const { commands, options, place, provider } = scene;
    const installed = await run(["sh", "-c", await recipeText("hook", scene)], options);
    const observer = observe(place.agentDir, provider, { awaitClean: true });
    observer.phase("start");
    const gateway = start(commands.gateway, options);
    return { gateway, observer, sealExit: installed.exit, sealed: "at the end", said: () => "" };
  },
  // The plugin seals nothing: it is an alarm beside what seals before the start.
  plugin: (scene) => generated(scene),
  async systemd(scene) {
    const [, line] = /^ExecStartPre=(.+)$/m.exec(await recipeText("systemd", scene)) ?? [];
    return sealedBefore(["sh", "-c", `exec ${line}`], scene);
  },
  async launchd(scene) {
    const wrapper = join(scene.place.root, "openclaw-sealed");
    const text = await recipeText("launchd", scene);
    writeFileSync(wrapper, text, { mode: 0o700 });
    // Where OpenClaw knows wrappers, it gives them what comes after its own name; else they stand before its whole command.
    const args = text.includes('-- openclaw "$@"') ? scene.commands.gateway.slice(2) : scene.commands.gateway;
    return becoming([wrapper, ...args], scene, withPrograms(scene.options, scene.place, scene.clients));
  },
  async docker(scene) {
    const [, entry] = /^ENTRYPOINT (.+)$/m.exec(await recipeText("docker", scene)) ?? [];
    const options = withPrograms(scene.options, scene.place, scene.clients);
    return becoming([...JSON.parse(entry), ...scene.commands.gateway], scene, options);
  },
};

/** The directory that OpenClaw takes for the plugin: the package that the program belongs to. */
export const pluginDir = ({ modelseal }) => dirname(dirname(modelseal));

/** What the plugin did in a gateway that has answered a turn: its alarm and its command. */
export async function pluginSeen({ commands, options }, gateway) {
  const json = ({ stdout }) => {
    try {
      return JSON.parse(stdout.slice(stdout.indexOf("{")));
    } catch {
      return undefined;
    }
  };
  const log = gateway.stdout + gateway.stderr;
  const explained = json(await run(commands.client("modelseal", "explain", "--json"), options));
  return {
    // Which files it names; the line that says that there is nothing names none.
    alarms: [...log.matchAll(/\bmodelseal: (?:No secret|[A-Z]+_[A-Z_]+ in \S*?([\w.-]+):\d)/g)].map(([, file]) => file),
    explains: explained?.ok === true && explained.providers.length > 0,
  };
}
