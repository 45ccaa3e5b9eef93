// Plays one cell: prepared state, modelseal, a real gateway, one agent turn, and everything that was seen.
import { readFileSync, rmSync } from "node:fs";
import { ENV_NAME } from "./cells.mjs";
import { environment, freePort, ready, run, sleep } from "./client.mjs";
import { auditVerdict, envMarkerPaths, judge, keptOrNow, namesOfSent } from "./judge.mjs";
import { startMock } from "./mock.mjs";
import { MODES, pluginDir, pluginSeen } from "./modes.mjs";
import { secretsIn } from "./secrets.mjs";
import { seedModelsJson, writeState } from "./state.mjs";

const TURN = ["agent", "--agent", "main", "--message", "hi", "--json"];
// Start-up work that writes models.json goes on for seconds after the port answers (measured on 2026.5.18).
const SETTLE_MS = 2_500;
const LINGER_MS = 1_500;
const CODE = /\b(?:MARKER_UNSAFE|CLIENT_REWRITES|ORPHAN_PLAINTEXT)\b/g;

function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The provider's row of models.json now; undefined if there is none to read. */
function rowNow(file, provider) {
  try {
    return JSON.parse(textOf(file)).providers?.[provider];
  } catch {
    return undefined;
  }
}

/** The provider's apiKey now, in words where there is none. */
function keyNow(file, provider) {
  const row = rowNow(file, provider);
  return row === undefined ? "(no row)" : (row.apiKey ?? "(omitted)");
}

/** The findings of `openclaw secrets audit` on models.json; null if it printed no report. */
function auditFindings({ stdout }) {
  try {
    const report = JSON.parse(stdout.slice(stdout.indexOf("{")));
    return report.findings.filter(({ file }) => String(file).endsWith("models.json"));
  } catch {
    return null;
  }
}

/** The argument lists of everything a cell starts. */
function commandsOf({ node, openclaw, modelseal, version, state, port }) {
  const seal = (name, ...more) => [node, modelseal, name, "--openclaw", version, "--state-dir", state, ...more];
  const client = (...args) => [node, openclaw, ...args];
  const gateway = client("gateway", "run", "--port", String(port), "--bind", "loopback", "--allow-unconfigured");
  return { seal, client, gateway };
}

/** Plays the cell and judges it; `clients` names the programs: `{ node, openclaw, modelseal }`. */
export async function play(cell, facts, clients) {
  const mock = await startMock();
  const place = writeState(cell, mock.url, pluginDir(clients));
  const port = await freePort();
  const options = { env: environment(place, port, cell.kind.env), cwd: place.home };
  const commands = commandsOf({ ...clients, version: facts.version, state: place.state, port });
  const { provider } = cell.kind;
  try {
    if (facts.importsProfiles && cell.kind.profile)
      await run(commands.client("doctor", "--fix", "--non-interactive", "--yes"), options);
    seedModelsJson(cell, place.modelsJson, mock.url);

    const scene = { commands, options, place, provider, clients };
    const { gateway, observer, watcher, sealExit, sealed, said } = await MODES[cell.mode](scene);
    const sealedFirst = keyNow(place.modelsJson, provider);
    const gatewayReady = await ready(gateway, port);
    const sealedByThen = keyNow(place.modelsJson, provider);
    if (gatewayReady) {
      await sleep(SETTLE_MS);
      observer.phase("turn");
      await run(commands.client(...TURN), options);
      observer.phase("after");
      await sleep(LINGER_MS);
    }
    const plugin = cell.mode === "plugin" && gatewayReady ? await pluginSeen(scene, gateway) : undefined;
    await gateway.stop();
    await watcher?.stop();
    const observed = observer.stop();
    const secretsAtEnd = secretsIn(textOf(place.modelsJson));
    const finalKey = keyNow(place.modelsJson, provider);
    // Taken before the audit, which on 2026.3.8 rewrites the file.
    const envMarkers = envMarkerPaths(provider, rowNow(place.modelsJson, provider), ENV_NAME);
    const looks = { before: sealedFirst, "by the start": sealedByThen, "at the end": finalKey };
    const sealedKey = looks[sealed];
    const audited = await run(commands.client("secrets", "audit", "--check", "--json"), options);
    const audit = auditVerdict(auditFindings(audited), envMarkers);

    const told = new Set(said().match(CODE) ?? []);
    const requests = mock.seen;
    const verdict = judge({
      cell,
      facts,
      sealExit,
      told,
      gatewayReady,
      requests,
      observed,
      sealedKey,
      secretsAtEnd,
      audit,
      plugin,
    });
    return {
      cell: cell.name,
      ...verdict,
      sent: namesOfSent(requests),
      told: [...told].sort(),
      plaintext: observed.seen,
      longestMs: observed.longestMs,
      keys: observed.keys,
      sealedKey,
      marker: keptOrNow(sealedKey, finalKey),
      audit,
    };
  } finally {
    await mock.close();
    rmSync(place.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
