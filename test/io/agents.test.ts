import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { releaseRange } from "../../src/domain/openclaw/releases.js";
import type { JsonObject } from "../../src/domain/tree.js";
import { findAgents, normalizeAgentId } from "../../src/io/agents.js";
import { locate } from "../../src/io/locate.js";
import { directory, refusal } from "./scene.js";

interface Case {
  agents?: object;
  /** Agent directories below the state directory. */
  onDisk?: readonly string[];
  env?: Record<string, string>;
  only?: readonly string[];
  release?: string;
}

/** `id → directory` of every agent, `$S` for the state directory and `$H` for its parent. */
function find({ agents, onDisk = [], env = {}, only, release }: Case): { agents: string[]; main: string } {
  const { dir } = directory();
  const state = join(dir, "state");
  mkdirSync(state);
  for (const id of onDisk) mkdirSync(join(state, "agents", id, "agent"), { recursive: true });
  const range = releaseRange(release, undefined);
  const fill = (value: object) => JSON.parse(JSON.stringify(value).replaceAll("$H", dir));
  const filled = fill({ HOME: dir, OPENCLAW_STATE_DIR: state, ...env });
  const location = locate({}, filled, range.newest);
  const found = findAgents(fill(agents ? { agents } : {}) as JsonObject, location, filled, range, only);
  const short = (path: string) => path.replace(state, "$S").replace(dir, "$H");
  return { agents: found.agents.map((agent) => `${agent.id} → ${short(agent.dir)}`), main: short(found.mainDir) };
}

const OWN = (id: string) => `${id} → $S/agents/${id}/agent`;

describe("the agents", () => {
  const rows: [title: string, scene: Case, agents: string[]][] = [
    ["without a roster main alone", {}, [OWN("main")]],
    ["of agents.list", { agents: { list: [{ id: "work" }, { id: "home" }] } }, [OWN("home"), OWN("work")]],
    ["of agents.entries", { agents: { entries: { work: {}, home: {} } } }, [OWN("home"), OWN("work")]],
    ["of agents.entries alone where both exist", { agents: { list: [{ id: "a" }], entries: { b: {} } } }, [OWN("b")]],
    ["with ids in lower case", { agents: { list: [{ id: " WORK " }] } }, [OWN("work")]],
    ["with a directory of their own", { agents: { entries: { work: { agentDir: "$H/w" } } } }, ["work → $H/w"]],
    ["with a directory from ~", { agents: { list: [{ id: "work", agentDir: "~/w/" }] } }, ["work → $H/w"]],
    [
      "with a directory from a variable",
      { agents: { list: [{ id: "work", agentDir: `\${WHERE}/w` }] }, env: { WHERE: "$H/x" } },
      ["work → $H/x/w"],
    ],
    ["with a blank directory", { agents: { list: [{ id: "work", agentDir: " " }] } }, [OWN("work")]],
    ["on disk, whether in the config or not", { onDisk: ["old", "main"] }, [OWN("main"), OWN("old")]],
    [
      "of the config and on disk, each once",
      { agents: { list: [{ id: "work" }] }, onDisk: ["work", "old"] },
      [OWN("old"), OWN("work")],
    ],
    [
      "that share a directory once",
      {
        agents: {
          list: [
            { id: "a", agentDir: "$H/s" },
            { id: "b", agentDir: "$H/s/" },
          ],
        },
      },
      ["a → $H/s"],
    ],
    [
      "with main on old releases, whatever the roster says",
      { agents: { list: [{ id: "work", default: true }] }, release: "2026.3.1" },
      [OWN("main"), OWN("work")],
    ],
    ["without an id of their own are none", { agents: { list: [{ id: " " }, null, 1, { name: "x" }] } }, [OWN("main")]],
    ["without main where OPENCLAW_AGENT_DIR stands for it", { env: { OPENCLAW_AGENT_DIR: "$H/o" } }, ["main → $H/o"]],
    [
      "with OPENCLAW_AGENT_DIR for the default one",
      { agents: { list: [{ id: "a" }, { id: "b", default: true }] }, env: { OPENCLAW_AGENT_DIR: "$H/o" } },
      [OWN("a"), "b → $H/o", OWN("b")],
    ],
  ];
  test.each(rows)("%s", (_title, scene, agents) => expect(find(scene).agents).toEqual(agents));
});

describe("--agent", () => {
  const shared = { list: [{ id: "a", agentDir: "$H/s" }, { id: "b", agentDir: "$H/s" }, { id: "c" }] };
  const rows: [title: string, scene: Case, agents: string[]][] = [
    ["restricts them", { agents: shared, only: ["c"] }, [OWN("c")]],
    ["may be repeated", { agents: shared, only: ["c", "a", "c"] }, ["a → $H/s", OWN("c")]],
    ["finds the second of two that share a directory", { agents: shared, only: ["b"] }, ["b → $H/s"]],
    ["is compared as ids are", { agents: shared, only: [" C "] }, [OWN("c")]],
    ["finds one on disk", { agents: shared, onDisk: ["old"], only: ["old"] }, [OWN("old")]],
    ["may name one that does not exist yet", { agents: shared, only: ["new"] }, [OWN("new")]],
    ["cannot lead out of the state directory", { only: ["../../x"] }, [OWN("x")]],
  ];
  test.each(rows)("%s", (_title, scene, agents) => expect(find(scene).agents).toEqual(agents));
});

describe("the main agent's directory", () => {
  const rows: [title: string, scene: Case, main: string][] = [
    ["is the standard one", {}, "$S/agents/main/agent"],
    ["is the standard one for a roster without main", { agents: { list: [{ id: "work" }] } }, "$S/agents/main/agent"],
    ["is the one that the config gives it", { agents: { list: [{ id: "main", agentDir: "$H/m" }] } }, "$H/m"],
    [
      "does not depend on --agent",
      { agents: { list: [{ id: "main", agentDir: "$H/m" }, { id: "w" }] }, only: ["w"] },
      "$H/m",
    ],
    ["is OPENCLAW_AGENT_DIR", { env: { OPENCLAW_AGENT_DIR: "$H/o" }, onDisk: ["main"] }, "$H/o"],
  ];
  test.each(rows)("%s", (_title, scene, main) => expect(find(scene).main).toBe(main));
});

describe("an agent id", () => {
  const rows: [id: string, directory: string][] = [
    ["Work", "work"],
    ["a_b-c", "a_b-c"],
    ["a-", "a-"],
    ["my agent!", "my-agent"],
    ["--x", "x"],
    ["../../etc", "etc"],
    ["", "main"],
    ["ü", "main"],
    ["x".repeat(70), "x".repeat(64)],
  ];
  test.each(rows)("%j is the directory %j", (id, expected) => expect(normalizeAgentId(id)).toBe(expected));
});

describe("what stands in the agents directory", () => {
  const listed = (state: string) => {
    const location = locate({ stateDir: state }, { HOME: dirname(state) }, releaseRange(undefined, undefined).newest);
    return findAgents({}, location, {}, releaseRange(undefined, undefined)).agents.map(({ id }) => id);
  };
  test("is passed over unless it has an agent directory", () => {
    const { dir, add } = directory({ "agents/file": "x", "agents/sessions-only/sessions/x": "" });
    add("agents/real/agent/x", "");
    expect(listed(dir)).toEqual(["main", "real"]);
  });
  test("counts even if it is no directory or leads nowhere: then it fails and is not passed over", () => {
    const { dir } = directory({ "agents/odd/agent": "a file" });
    mkdirSync(join(dir, "agents/gone"));
    symlinkSync("nowhere", join(dir, "agents/gone/agent"));
    expect(listed(dir)).toEqual(["gone", "main", "odd"]);
  });
  test("counts even if it cannot be looked at, as what lies behind a link to itself", () => {
    const { dir } = directory({ "agents/real/agent/x": "" });
    symlinkSync("round", join(dir, "agents/round"));
    expect(listed(dir)).toEqual(["main", "real", "round"]);
  });
  test("is an error if it cannot be listed", async () => {
    const { dir } = directory();
    writeFileSync(join(dir, "agents"), "a file");
    expect(await refusal(() => listed(dir))).toMatchObject({ code: "FILE_UNREADABLE" });
  });
});
