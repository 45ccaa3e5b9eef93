import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { check } from "../../src/app/check.js";
import { explain } from "../../src/app/explain.js";
import { type CheckFinding, checkReport } from "../../src/domain/check-report.js";
import type { ExplainedProvider, ExplainReport } from "../../src/domain/explained.js";
import { checkPage } from "../../src/report/html/check-page.js";
import { explainPage } from "../../src/report/html/explain-page.js";
import { SCRIPT, SCRIPT_HASH } from "../../src/report/html/script.js";
import { STYLE, STYLE_HASH } from "../../src/report/html/style.js";
import { expectGolden } from "../support/golden.js";
import { newState, type State } from "../support/state.js";
import { finding, reportOf } from "./reports.js";

const VERSION = { version: "0.0.0" };
const checked = (findings: CheckFinding[]) => checkPage(reportOf(findings), { ...VERSION, release: "2026.9.6" });
const explained = (report: Partial<ExplainReport>) =>
  explainPage(
    {
      schemaVersion: 1,
      ok: true,
      releases: { from: "2026.3.1", to: "2026.9.6", chosenBy: "config" },
      providers: [],
      pluginOwned: [],
      failures: [],
      ...report,
    },
    VERSION,
  );

function provider(more: Partial<ExplainedProvider> = {}): ExplainedProvider {
  const source = { kind: "env-ref", rule: "config-ref", where: "config", ref: "env:default:ACME_KEY" } as const;
  return {
    provider: "acme",
    agents: ["main"],
    canonical: source,
    rules: [
      { rule: "config-ref", reason: "matched" },
      { rule: "config-marker", reason: "taken" },
    ],
    shadowed: [],
    atRunTime: null,
    order: { ids: [], base: "store", explicit: false, excluded: [] },
    apiKey: { now: "marker", sealed: "marker", marker: "ACME_KEY" },
    findings: [],
    ...more,
  };
}

const failure = (more: Partial<ExplainReport["failures"][number]> = {}): ExplainReport["failures"][number] => ({
  agentId: "broken",
  type: "input",
  code: "INVALID_SYNTAX",
  message: "The file ends too early.",
  hint: "Restore the file.",
  file: "/state/agents/broken/agent/models.json",
  line: 3,
  column: 1,
  ...more,
});

const BLOCK = /<\/?(?:p|h\d|d[dlt]|[uo]l|li|div|section|details|summary|t[hdr]|span class="line)[^>]*>/g;

/** What a page says, with its tags taken out and its entities put back. */
function wordsOf(page: string): string {
  const body = page
    .replace(/^[\s\S]*<body>|<script>[\s\S]*$/g, "")
    .replace(BLOCK, " ")
    .replace(/<[^>]*>/g, "");
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return body.replace(/&(\w+|#39);/g, (_, name: string) => entities[name] ?? "?").replace(/\s+/g, " ");
}

/** Every tag of a page in order, attributes and all. */
const tagsOf = (page: string) => page.match(/<[^>]*>/g) ?? [];
/** The cells of the board, row by row, as they are read. */
function cellsOf(page: string): string[][] {
  const table = /<table[\s\S]*<\/table>/.exec(page)?.[0] ?? "";
  return (table.match(/<tr>[\s\S]*?<\/tr>/g) ?? []).map((row) =>
    (row.match(/<t[hd][\s\S]*?<\/t[hd]>/g) ?? []).map((cell) => wordsOf(`<body>${cell}`).trim()),
  );
}

const PAGES = {
  "check with findings": checked([finding(), finding({ suppressed: { reason: "test fixture" } })]),
  "check without findings": checked([]),
  explain: explained({ providers: [provider({ findings: [finding()] })], failures: [failure()] }),
  "explain without providers": explained({}),
};

describe.each(Object.entries(PAGES))("the page of %s", (_, page) => {
  test("admits its own style and script by their hash, and nothing else", () => {
    const sha256 = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
    expect([sha256(STYLE), sha256(SCRIPT)]).toEqual([STYLE_HASH, SCRIPT_HASH]);
    expect(page.match(/<style[^>]*>/g)).toEqual(["<style>"]);
    expect(page.match(/<script[^>]*>/g)).toEqual(["<script>"]);
    expect(page).toContain(`<style>${STYLE}</style>`);
    expect(page).toContain(`<script>${SCRIPT}</script>`);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'">`,
    );
  });

  test("has no handler, no style and no address in any tag but links into itself and to the README", () => {
    for (const tag of tagsOf(page)) {
      expect(tag).not.toMatch(/\s(?:on\w+|style|src|srcset|action|formaction|data|poster|background)\s*=/i);
      const href = /\shref="([^"]*)"/.exec(tag)?.[1];
      if (href !== undefined) expect(href).toMatch(/^(?:#\w+|https:\/\/www\.npmjs\.com\/package\/modelseal#\w+)$/);
    }
    expect(STYLE).not.toMatch(/url\(|@import|@font-face/);
    expect(SCRIPT).not.toMatch(/HTML|document\.write|eval|Function|import|fetch|XMLHttp|WebSocket|Storage|location/);
  });

  test("links to places that it has, each once", () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  test("hides what needs script until the script is there", () => {
    for (const tag of tagsOf(page).filter((one) => /id="(?:filter|shown)"/.test(one))) expect(tag).toContain(" hidden");
  });
});

describe("what stands in a page", () => {
  const parts = fc.constantFrom(
    "</script>",
    "</style>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="x',
    "'",
    "&lt;",
    "&",
    "<!--",
    "]]>",
    "`",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u0000",
    "\u001b[2J",
    "\r\n",
    "\u2028",
    "\ud800",
    "\u05d0",
    "$&",
    "x",
  );
  const name = fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => `n${some.join("")}`);
  const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

  test("from outside never becomes markup: the tags of check are the same, whatever is named how", () => {
    const pageWith = (given: (field: string) => string) =>
      checked([
        finding({
          agentId: given("agent"),
          provider: given("provider"),
          profileId: `p${given("profile")}`,
          file: `/${given("directory")}/${given("file").replaceAll("/", "")}`,
          jsonPath: given("path"),
          message: given("message").replaceAll("`", ""),
          fixHint: given("fix").replaceAll("`", ""),
          suppressed: { reason: given("reason") },
        }),
      ]);
    const plain = tagsOf(pageWith((field) => field));
    fc.assert(
      fc.property(fc.array(name, { minLength: 8, maxLength: 8 }), (names) => {
        const fields = ["agent", "provider", "profile", "directory", "file", "path", "message", "fix"];
        const page = pageWith((field) => names[fields.indexOf(field)] ?? names[0] ?? "");
        expect(tagsOf(page)).toEqual(plain);
        expect(page).not.toMatch(UNSAFE);
      }),
      { numRuns: 300 },
    );
  });

  test("from outside never becomes markup: the tags of explain are the same, whatever is named how", () => {
    const pageWith = ([a, b, c, d, e]: readonly string[]) =>
      explained({
        providers: [
          provider({
            provider: a as string,
            agents: [b as string],
            shadowed: [{ kind: "plaintext", rule: "auth-profile", where: "profile", profileId: c as string }],
            order: {
              ids: [c as string],
              base: "store",
              explicit: true,
              excluded: [{ profileId: d as string, reason: "expired" }],
            },
            apiKey: { now: "absent", sealed: "marker", marker: e as string },
            findings: [finding({ provider: `p${a}`, profileId: `q${c}`, jsonPath: d as string })],
          }),
        ],
        failures: [failure({ agentId: b as string, file: `/${(e as string).replaceAll("/", "")}` })],
      });
    const plain = tagsOf(pageWith(["a", "b", "c", "d", "e"]));
    fc.assert(
      fc.property(fc.array(name, { minLength: 5, maxLength: 5 }), (names) => {
        const page = pageWith(names);
        expect(tagsOf(page)).toEqual(plain);
        expect(page).not.toMatch(UNSAFE);
      }),
      { numRuns: 300 },
    );
  });

  test("is masked where an id has the form of a secret", () => {
    const KEY = "sk-proj-EXAMPLEk3yThatNobodyHas0123456789abcd";
    const page = checked([finding({ agentId: KEY, provider: KEY, profileId: KEY })]);
    expect(page).not.toContain(KEY.slice(8, 20));
    expect(wordsOf(page)).toContain("[secret]");
  });

  test("is the same, byte for byte, for the same report", () => {
    expect(checked([finding()])).toBe(checked([finding()]));
    expect(explained({ providers: [provider()] })).toBe(explained({ providers: [provider()] }));
  });
});

describe("the page of check", () => {
  test("has of every finding its code, severity, place, path, sentence and fix, and who accepted it why", () => {
    const page = checked([
      finding(),
      finding({ code: "LOOSE_MODE", file: "/repo/agents", line: null, column: null, jsonPath: "<root>" }),
      finding({ suppressed: { reason: "a <fixture>" } }),
    ]);
    const words = wordsOf(page);
    expect(words).toContain(
      "▲ warn PLAINTEXT_FOUND acme An API key stands here in plaintext. Run modelseal generate. /repo/agents/main/agent/models.json:4:17 providers.acme.apiKey",
    );
    expect(words).toContain("/repo/agents <root>");
    expect(words).toContain("○ accepted PLAINTEXT_FOUND");
    expect(words).toContain("Accepted: a <fixture>");
    expect(page).toContain('href="https://www.npmjs.com/package/modelseal#loose_mode"');
  });

  test("names modelseal's version and the release in its head, and the line that scripts read", () => {
    const words = wordsOf(checked([finding()]));
    expect(words).toContain("modelseal 0.0.0 · secrets at rest · OpenClaw 2026.9.6");
    expect(words).toContain("Secrets check: findings. plaintext=1, unresolved=0, shadowed=0, legacy=0.");
    const unnamed = checkPage(reportOf([]), { ...VERSION, release: undefined });
    expect(wordsOf(unnamed)).toContain("modelseal 0.0.0 · secrets at rest · no release named");
  });

  test.each<[string, CheckFinding[], string]>([
    ["nothing", [], "✓ Clean"],
    ["remarks alone", [finding({ severity: "info" })], "✓ Clean"],
    ["one finding", [finding()], "▲ 1 finding"],
    ["what is unresolved", [finding({ code: "INVALID_REF", severity: "error" })], "✕ 1 unresolved"],
    [
      "what is unresolved among others",
      [finding({ code: "INVALID_REF", severity: "error" }), finding(), finding()],
      "✕ 1 unresolved, 2 more findings",
    ],
  ])("says in its headline how it stands: %s", (_, findings, headline) => {
    expect(wordsOf(/<h1[\s\S]*<\/h1>/.exec(checked(findings))?.[0] ?? "").trim()).toBe(headline);
  });

  test("says that all is clean, and has no filter and no board then", () => {
    const page = checked([]);
    expect(wordsOf(page)).toContain("Nothing to do: 1 file looked into, and no secret stands in plaintext.");
    expect(page).not.toContain("<form");
    expect(page).not.toContain("<table");
  });

  test("does not call accepted plaintext the absence of plaintext", () => {
    const words = wordsOf(checked([finding({ suppressed: { reason: "fixture" } })]));
    expect(words).toContain("Nothing to do: 1 file looked into, and what was found is a remark or accepted.");
  });

  test("says so when there was nothing to look into", () => {
    const page = checkPage(checkReport([], [], reportOf([]).resolution), { ...VERSION, release: undefined });
    expect(wordsOf(page)).toContain("○ There was no file to look into.");
    expect(wordsOf(page)).not.toContain("Nothing to do");
  });

  test("has a board with the worst finding of every agent and provider, and how many more there are", () => {
    const page = checked([
      finding(),
      finding({ code: "INVALID_REF", severity: "error" }),
      finding({ agentId: "ops", severity: "info", code: "LEGACY_RESIDUE" }),
      finding({ agentId: "ops", provider: "beta", suppressed: { reason: "x" } }),
    ]);
    expect(cellsOf(page)).toEqual([
      ["Agent \\ providers", "acme", "beta"],
      ["main", "✕error INVALID_REF and 1 more", "·nothing found"],
      ["ops", "○info LEGACY_RESIDUE", "○accepted PLAINTEXT_FOUND"],
    ]);
  });

  test("lets the longer list of the board run down, and names what belongs to no agent or provider", () => {
    const { agentId: _, ...noAgent } = finding();
    const { provider: __, ...noProvider } = finding();
    const page = checked([noAgent, noProvider, finding({ provider: "beta" })]);
    expect(cellsOf(page).map(([first]) => first)).toEqual(["Provider \\ agents", "acme", "beta", "no provider"]);
    expect(cellsOf(page)[0]).toEqual(["Provider \\ agents", "main", "no agent"]);
  });

  test("has no board where no finding belongs to an agent or a provider", () => {
    const { agentId: _, provider: __, ...bare } = finding();
    expect(checked([bare, bare])).not.toContain("<table");
  });

  test("filters by agent, provider and code: what is found and each cell carry the numbers of the choices", () => {
    const page = checked([finding(), finding({ agentId: "ops", provider: "beta", code: "INVALID_REF" })]);
    const choices = (key: string) =>
      [
        ...(new RegExp(`<select name="${key}">.*?</select>`).exec(page)?.[0] ?? "").matchAll(/value="(\d*)">([^<]*)/g),
      ].map(([, value, label]) => `${value} ${label}`);
    expect(choices("a")).toEqual([" all agents", "0 main", "1 ops"]);
    expect(choices("p")).toEqual([" all providers", "0 acme", "1 beta"]);
    expect(choices("c")).toEqual([" all codes", "0 INVALID_REF", "1 PLAINTEXT_FOUND"]);
    expect(page).toContain('<li id="f1" class="finding warn" data-a="0" data-p="0" data-c="1">');
    expect(page).toContain('<td class="warn" data-a="0" data-p="0" data-c="1">');
    expect(page).toContain('<li id="f2" class="finding warn" data-a="1" data-p="1" data-c="0">');
  });

  test("has no choice where there is but one", () => {
    expect(checked([finding()])).not.toContain("<form");
    expect(checked([finding(), finding({ agentId: "ops" })]).match(/<select/g)).toHaveLength(1);
  });

  test("lists the files without a finding, folded", () => {
    const report = checkReport([finding()], ["/repo/a.json", finding().file], reportOf([]).resolution);
    const page = checkPage(report, { ...VERSION, release: undefined });
    expect(page).toContain('<details class="files">');
    expect(wordsOf(page)).toContain("Files without a finding 1 file ✓ /repo/a.json");
  });

  test("leaves out the least of more than 5000 findings, and says so", () => {
    const many = Array.from({ length: 5001 }, (_, i) => finding({ line: i + 1, severity: i === 10 ? "info" : "warn" }));
    const page = checked(many);
    expect(page.match(/<li id="f/g)).toHaveLength(5000);
    expect(page).not.toContain("○");
    expect(wordsOf(page)).toContain("1 more finding left out here; --format json has all.");
  });

  test("leaves out the rows of a board of more than 20,000 cells, and says so", () => {
    const many = Array.from({ length: 300 }, (_, i) => finding({ agentId: `a${i}`, provider: `p${i % 150}` }));
    const page = checked(many);
    expect(cellsOf(page)).toHaveLength(1 + 133);
    expect(wordsOf(page)).toContain("25050 more cells of the board left out; name agents with --agent.");
  });
});

describe("the page of explain", () => {
  test("has source, form and verdict of every agent and provider on the board", () => {
    const page = explained({
      providers: [
        provider({ agents: ["main", "ops"] }),
        provider({ provider: "beta", agents: ["main"], apiKey: { now: "plaintext", sealed: "marker", marker: "B" } }),
        provider({
          provider: "beta",
          agents: ["ops"],
          findings: [finding({ severity: "error", code: "INVALID_REF" })],
        }),
        provider({
          provider: "gamma",
          agents: ["main"],
          canonical: null,
          apiKey: { now: "absent", sealed: "absent", marker: null },
        }),
      ],
    });
    const [, ...rows] = cellsOf(page);
    expect(rows).toEqual([
      ["acme", "✓in line env SecretRef (config) marker ACME_KEY", "✓in line env SecretRef (config) marker ACME_KEY"],
      [
        "beta",
        "→will change env SecretRef (config) plaintext → marker B",
        "✕error INVALID_REF env SecretRef (config) marker ACME_KEY",
      ],
      ["gamma", "✓in line no source absent", "·not there"],
    ]);
  });

  test("names the providers that plugins own: on the board and in a list of their own", () => {
    const page = explained({
      providers: [provider()],
      pluginOwned: [{ provider: "codex", plugin: "codex-plugin", agents: ["main"] }],
    });
    expect(cellsOf(page)).toContainEqual(["codex", "○not written plugin codex-plugin"]);
    expect(wordsOf(page)).toContain("○ codex plugin codex-plugin main");
  });

  test("says of an agent that failed in each of its cells that there is no answer, and why", () => {
    const page = explained({ ok: false, providers: [provider()], failures: [failure()] });
    expect(cellsOf(page).find(([agent]) => agent === "broken")).toEqual(["broken", "✕no answer"]);
    expect(wordsOf(page)).toContain(
      "✕ INVALID_SYNTAXagent broken The file ends too early. Restore the file. /state/agents/broken/agent/models.json:3:1",
    );
  });

  test("tells of each provider what the text form tells, rules and findings with it", () => {
    const words = wordsOf(explained({ providers: [provider({ findings: [finding()] })] }));
    for (const part of [
      "canonical source env SecretRef env:default:ACME_KEY (config)",
      "at run time the same",
      "models.json apiKey: marker ACME_KEY",
      "auth order no usable profile (from store)",
      "decides SecretRef in the config",
      "no marker or command in the config a rule above takes apiKey",
      "▲ warn PLAINTEXT_FOUND acme An API key stands here in plaintext.",
    ])
      expect(words).toContain(part);
  });

  test("folds a long list of agents that are told about together", () => {
    const agents = Array.from({ length: 14 }, (_, i) => `agent-${i + 10}`);
    const words = wordsOf(explained({ providers: [provider({ agents, findings: [finding()] })] }));
    expect(words).toContain("agent-21 and 2 more agent-22, agent-23");
  });

  test.each<[string, Partial<ExplainReport>, string]>([
    ["no provider", {}, "○ No provider"],
    ["all in line", { providers: [provider()] }, "✓ Every apiKey is in line"],
    [
      "a change",
      { providers: [provider({ apiKey: { now: "absent", sealed: "marker", marker: "A" } })] },
      "→ 1 of 1 provider will change with modelseal generate",
    ],
    [
      "a finding",
      { providers: [provider(), provider({ provider: "b", findings: [finding()] })] },
      "▲ 1 of 2 providers to look at",
    ],
    ["a failure", { failures: [failure()] }, "✕ No answer for 1 agent"],
  ])("says in its headline how it stands: %s", (_, report, headline) => {
    expect(wordsOf(/<h1[\s\S]*<\/h1>/.exec(explained(report))?.[0] ?? "").trim()).toBe(headline);
  });

  test("names the releases that the answer is for", () => {
    expect(wordsOf(explained({}))).toContain("modelseal 0.0.0 · canonical sources · OpenClaw 2026.3.1 to 2026.9.6");
  });
});

describe("golden pages", () => {
  const cases = fileURLToPath(new URL("../../fixtures/cases", import.meta.url));
  const pages = fileURLToPath(new URL("../../fixtures/pages", import.meta.url));

  function stateOf(name: string): State {
    const input = join(cases, name, "input");
    const state = newState();
    onTestFinished(state.drop);
    for (const entry of readdirSync(input, { recursive: true, encoding: "utf8" }))
      if (statSync(join(input, entry)).isFile()) state.write(entry, readFileSync(join(input, entry), "utf8"));
    return state;
  }

  const outside = (state: State) => ({ env: { HOME: dirname(state.dir), OPENCLAW_STATE_DIR: state.dir } });
  const golden = (state: State, name: string, page: string) =>
    expectGolden(join(pages, `${name}.html`), page.replaceAll(state.dir, "$STATE"));

  test.each(["check.clean", "check.secrets-at-rest", "check.refs"])("%s", async (name) => {
    const state = stateOf(name);
    golden(state, name, checkPage(await check({}, outside(state)), { ...VERSION, release: undefined }));
  });

  test.each(["explain.profile-beside-environment", "report.marker-unsafe"])("%s", async (name) => {
    const state = stateOf(name);
    const report = await explain({ openclaw: "2026.3.8" }, { ...outside(state), now: 1_800_000_000_000, sweepMs: 0 });
    golden(state, name.replace(/^\w+/, "explain"), explainPage(report, VERSION));
  });
});
