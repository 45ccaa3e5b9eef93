import { describe, expect, it } from "vitest";
import { cell, forRelease, SUITE } from "./cells.mjs";
import { auditVerdict, envMarkerPaths, judge, keyLostAtStart, namesOfSent, sentRight } from "./judge.mjs";
import { releaseFacts } from "./releases.mjs";
import { SECRETS } from "./secrets.mjs";

const bearer = (name) => ({ authorization: `Bearer ${SECRETS[name]}` });

/** A run in which everything went well, with what differs. */
function seen(name, changes = {}) {
  const one = cell(name);
  return {
    cell: one,
    facts: releaseFacts("2026.3.8"),
    sealExit: 0,
    told: new Set(),
    gatewayReady: true,
    requests: one.kind.sends ? [bearer(one.kind.sends)] : [],
    observed: { seen: {}, keys: [{ phase: "before", key: "secretref-managed" }], longestMs: 0 },
    sealedKey: "secretref-managed",
    secretsAtEnd: [],
    audit: "clean",
    ...changes,
  };
}

const plaintext = (phases, longestMs = 900) => ({ seen: phases, keys: [], longestMs });

describe("what a run means", () => {
  it.each([
    ["the right secret and nothing at rest", "b:ii", {}, "sealed"],
    ["no secret where none is right", "n:iv", {}, "sealed"],
    ["a stale secret sent", "b:ii", { requests: [bearer("stale")] }, "failed"],
    ["one wrong request among right ones", "b:ii", { requests: [bearer("exec"), bearer("stale")] }, "failed"],
    ["no request at all", "b:ii", { requests: [] }, "failed"],
    ["a secret sent where none is right", "n:ii", { requests: [bearer("stale")] }, "failed"],
    ["plaintext before the start", "b:ii", { observed: plaintext({ before: ["stale"] }) }, "failed"],
    ["plaintext during the turn", "b:ii", { observed: plaintext({ turn: ["exec"] }) }, "failed"],
    ["a gateway that does not start", "b:ii", { gatewayReady: false, requests: [] }, "failed"],
    ["modelseal without an answer", "b:ii", { sealExit: 2 }, "failed"],
    ["modelseal saying no without MARKER_UNSAFE", "b:ii", { sealExit: 1 }, "failed"],
    ["a finding of the client's audit", "b:ii", { audit: "PLAINTEXT_FOUND" }, "failed"],
  ])("%s: %s is judged", (_title, name, changes, outcome) => {
    expect(judge(seen(name, changes)).outcome).toBe(outcome);
  });

  it("counts MARKER_UNSAFE said before the start as told, but never plaintext beside it", () => {
    const told = {
      told: new Set(["MARKER_UNSAFE"]),
      sealExit: 1,
      requests: [{ authorization: "Bearer secretref-managed" }],
    };
    expect(judge(seen("bah:ii", told)).outcome).toBe("told");
    expect(judge(seen("bah:ii", { ...told, observed: plaintext({ turn: ["exec"] }) })).outcome).toBe("failed");
  });

  it("counts CLIENT_REWRITES as told for what the client puts back, not for an old value of the file", () => {
    const told = { told: new Set(["CLIENT_REWRITES"]), secretsAtEnd: ["config"] };
    expect(judge(seen("p:ii", { ...told, observed: plaintext({ start: ["config"] }) })).outcome).toBe("told");
    expect(judge(seen("p:ii", { ...told, observed: plaintext({ start: ["stale"] }) })).outcome).toBe("failed");
    expect(judge(seen("p:ii", { ...told, observed: plaintext({ before: ["config"] }) })).outcome).toBe("failed");
  });

  it("lets a watched file hold plaintext for no longer than the time to seal it again", () => {
    const short = { observed: plaintext({ start: ["config"] }, 120) };
    expect(judge(seen("p:ii/watch", short)).outcome).toBe("sealed");
    expect(judge(seen("p:ii/watch", { observed: plaintext({ start: ["config"] }, 400) })).outcome).toBe("failed");
    expect(judge(seen("p:ii/watch", { ...short, secretsAtEnd: ["config"] })).outcome).toBe("failed");
    expect(judge(seen("p:ii", short)).outcome).toBe("failed");
  });

  it("counts an only copy that was left and said as an orphan", () => {
    const orphan = { observed: plaintext({ before: ["stale"], turn: ["stale"] }), secretsAtEnd: ["stale"] };
    expect(judge(seen("n:ii", { ...orphan, told: new Set(["ORPHAN_PLAINTEXT"]) })).outcome).toBe("orphan");
    expect(judge(seen("n:ii", orphan)).outcome).toBe("failed");
  });

  it("demands of a plugin its alarm for what is at rest, and only for that, and its command", () => {
    const good = { alarms: ["openclaw.json"], explains: true };
    const outcome = (plugin, more) => judge(seen("b:ii/plugin", { plugin: { ...good, ...plugin }, ...more })).outcome;
    expect(outcome({})).toBe("sealed");
    expect(outcome({ alarms: [undefined] })).toBe("sealed");
    expect(outcome({ alarms: [] })).toBe("failed");
    expect(outcome({ alarms: ["models.json"] })).toBe("failed");
    expect(outcome({ explains: false })).toBe("failed");
    const orphan = {
      cell: cell("mn:ii/plugin"),
      requests: [],
      told: new Set(["ORPHAN_PLAINTEXT"]),
      observed: plaintext({ before: ["stale"] }),
      secretsAtEnd: ["stale"],
    };
    expect(outcome({ alarms: ["models.json"] }, orphan)).toBe("orphan");
    expect(outcome({}, orphan)).toBe("failed");
  });

  it("counts a marker lost while the gateway starts as the race of the releases that have it, and only of those", () => {
    const lost = {
      observed: { seen: { turn: ["exec"] }, keys: [{ phase: "start", key: "(omitted)" }], longestMs: 900 },
    };
    expect(judge(seen("b:ii", { ...lost, facts: releaseFacts("2026.3.1") })).outcome).toBe("race");
    expect(judge(seen("b:ii", lost)).outcome).toBe("failed");
  });
});

describe("what was seen", () => {
  it("demands the header of the config as well where the config has one", () => {
    const { kind } = cell("hp:h3");
    expect(sentRight(kind, [{ ...bearer("exec"), apiKey: SECRETS.header }])).toBe(true);
    expect(sentRight(kind, [{ ...bearer("exec"), apiKey: SECRETS.staleHeader }])).toBe(false);
    expect(sentRight(kind, [bearer("exec")])).toBe(false);
  });

  it("names what was sent without printing a secret", () => {
    expect(namesOfSent([bearer("exec"), bearer("exec"), {}])).toBe("exec, nothing");
    expect(namesOfSent([{ authorization: "Bearer secretref-managed" }])).toBe("Bearer secretref-managed");
    expect(namesOfSent([])).toBe("no request");
  });

  it("knows a lost key only where one had been written", () => {
    const gone = [{ phase: "start", key: "(omitted)" }];
    expect(keyLostAtStart("secretref-managed", gone)).toBe(true);
    expect(keyLostAtStart("ACME_API_KEY", [{ phase: "start", key: "(object)" }])).toBe(true);
    expect(keyLostAtStart("ACME_API_KEY", [{ phase: "start", key: "ACME_API_KEY" }])).toBe(false);
    expect(keyLostAtStart("(omitted)", gone)).toBe(false);
    expect(keyLostAtStart("secretref-managed", [{ phase: "turn", key: "(omitted)" }])).toBe(false);
  });

  it("sets apart that the client's audit does not know its own environment markers", () => {
    const row = { apiKey: "ACME_API_KEY", headers: { "X-Api-Key": "secretref-env:ACME_API_KEY", "X-Tenant": "acme" } };
    const paths = envMarkerPaths("acme", row, "ACME_API_KEY");
    expect(paths).toEqual(["providers.acme.apiKey", "providers.acme.headers.X-Api-Key"]);
    const onName = { code: "PLAINTEXT_FOUND", jsonPath: "providers.acme.apiKey" };
    const onHeader = { code: "REF_UNRESOLVED", jsonPath: "providers.acme.headers.X-Api-Key" };
    expect(auditVerdict([onName, onHeader], paths)).toBe("env marker only");
    expect(auditVerdict([onName], [])).toBe("PLAINTEXT_FOUND");
    expect(auditVerdict([{ code: "REF_UNRESOLVED", jsonPath: "<root>" }, onName], paths)).toBe("REF_UNRESOLVED");
    expect(auditVerdict([], paths)).toBe("clean");
    expect(auditVerdict(null, paths)).toBe("no answer");
  });

  it("finds no environment marker in a row that holds another name, a key or nothing", () => {
    expect(envMarkerPaths("acme", { apiKey: "OTHER_KEY" }, "ACME_API_KEY")).toEqual([]);
    expect(envMarkerPaths("acme", { apiKey: SECRETS.env }, "ACME_API_KEY")).toEqual([]);
    expect(envMarkerPaths("acme", undefined, "ACME_API_KEY")).toEqual([]);
  });
});

describe("the suite", () => {
  it("leaves out what a release does not know, and expects no secret where it cannot send one", () => {
    expect(forRelease(cell("rq:h3"), releaseFacts("2026.3.8"))).toBe(null);
    expect(forRelease(cell("rq:h3"), releaseFacts("2026.5.18"))?.kind.sends).toBe("exec");
    expect(forRelease(cell("m:ii"), releaseFacts("2026.3.8"))?.kind.sends).toBe("exec");
    expect(forRelease(cell("m:ii"), releaseFacts("2026.5.18"))?.kind.sends).toBe(undefined);
  });

  it("names each cell once and only cells that exist", () => {
    expect(new Set(SUITE).size).toBe(SUITE.length);
    for (const name of SUITE) expect(cell(name).name).toBe(name);
  });

  it.each(["zz:ii", "b:zz", "b", "b:ii/nowhere", "constructor:ii"])("refuses %s as a cell", (name) => {
    expect(() => cell(name)).toThrow("is no cell");
  });
});
