import { dotted, type JsonPath } from "../../src/domain/tree.js";
import { DECOYS, REF_VALUES } from "./decoys.js";
import { type Pair, Pairs, pairs, print } from "./json.js";
import { PLACES, type Place } from "./places.js";
import { type Random, random } from "./random.js";
import { SECRET_KINDS, type SecretKind } from "./secrets.js";
import { cleanSources, leakingLine } from "./source.js";

/** Where something was planted. `line` counts from 1; `path` is absent where a scanner can only give a line. */
export interface Plant {
  file: string;
  kind: string;
  place: string;
  line: number;
  path?: string;
}

/** A state directory: files by path, what is hidden in them, and the environment names that providers own by a ref. */
export interface Corpus {
  files: Map<string, string>;
  plants: Plant[];
  decoyKinds: Set<string>;
  ownedEnvNames: Map<string, string[]>;
}

interface Waiting {
  kind: string;
  place: string;
  path?: JsonPath;
  needle: string;
}

/** One file in the making: rows below `providers`, and what they hide. */
interface Draft {
  rows: Pair[];
  waiting: Waiting[];
}

const AGENT_FILES = [
  "agents/main/agent/models.json",
  "agents/research/agent/models.json",
  "agents/main/agent/models.json.bak",
  "agents/main/agent/plugins/acme/catalog.json",
];

/** The same corpus for the same seed. Every secret kind and every place occurs at least once, beside every kind of decoy. */
export function corpus(seed: number): Corpus {
  const r = random(seed);
  const made: Corpus = { files: new Map(), plants: [], decoyKinds: new Set(), ownedEnvNames: new Map() };
  const drafts = AGENT_FILES.map((): Draft => ({ rows: [], waiting: [] }));
  for (const [kind, place] of pairings(r)) hide(r.pick(drafts), kind, place, r);
  for (const decoy of DECOYS) {
    made.decoyKinds.add(decoy.kind);
    r.pick(drafts).rows.push({ key: `${decoy.kind}-${r.text(3, "abc")}`, value: new Pairs(decoy.make(r)) });
  }
  for (const draft of drafts) owned(draft, made, r);
  drafts.forEach((draft, i) => {
    const root = new Pairs([{ key: "providers", value: new Pairs(r.shuffled(draft.rows)) }]);
    add(made, AGENT_FILES[i] ?? "", `${print(root)}\n`, draft.waiting);
  });
  truncated(made, r);
  commented(made, r);
  profiles(made, r);
  config(made, r);
  environment(made, r);
  sources(made, r);
  return made;
}

/** Each kind with one place that suits it, and each place with one kind. */
function pairings(r: Random): [SecretKind, Place][] {
  const fits = (kind: SecretKind, place: Place): boolean => place.accepts.includes(kind.telling);
  return [
    ...SECRET_KINDS.map((kind): [SecretKind, Place] => [kind, r.pick(PLACES.filter((place) => fits(kind, place)))]),
    ...PLACES.map((place): [SecretKind, Place] => [r.pick(SECRET_KINDS.filter((kind) => fits(kind, place))), place]),
  ];
}

function hide(draft: Draft, kind: SecretKind, place: Place, r: Random): void {
  const provider = `${place.place}-${r.text(5, "abcdefgh")}`;
  const value = kind.make(r);
  const { pairs: extra, path, needle = JSON.stringify(value) } = place.plant(value, r);
  const common: Pair[] = [
    { key: "baseUrl", value: `https://${r.text(6, "abcdefgh")}.llm.example/v1` },
    { key: "api", value: "openai-completions" },
  ];
  const known = new Set(extra.map(({ key }) => key));
  draft.rows.push({ key: provider, value: new Pairs([...common.filter(({ key }) => !known.has(key)), ...extra]) });
  const told = needle.replace(/^"|"$/g, "");
  draft.waiting.push({ kind: kind.kind, place: place.place, path: ["providers", provider, ...path], needle: told });
}

/** A custom environment name is no secret for the provider whose ref owns it. */
function owned(draft: Draft, made: Corpus, r: Random): void {
  const provider = `owned-${r.text(5, "abcdefgh")}`;
  const name = `ACME_${r.text(6, "ABCDEFGH")}_KEY`;
  made.ownedEnvNames.set(provider, [name]);
  made.decoyKinds.add("owned-env-name");
  draft.rows.push({
    key: provider,
    value: pairs({ apiKey: name, headers: pairs({ Authorization: `secretref-env:${name}` }) }),
  });
}

function add(made: Corpus, file: string, text: string, waiting: readonly Waiting[]): void {
  made.files.set(file, text);
  for (const { needle, path, ...plant } of waiting) {
    const offset = text.indexOf(needle);
    if (offset < 0) throw new Error(`corpus: ${plant.kind} at ${plant.place} was not written to ${file}`);
    const line = text.slice(0, offset).split("\n").length;
    made.plants.push({ file, line, ...plant, ...(path === undefined ? {} : { path: dotted(path) }) });
  }
}

function kindOf(telling: SecretKind["telling"], r: Random): SecretKind {
  return r.pick(SECRET_KINDS.filter((kind) => kind.telling === telling && kind.kind !== "private-key"));
}

/** A file cut in the middle of the secret, as a full disk leaves it. */
function truncated(made: Corpus, r: Random): void {
  const kind = kindOf("shape", r);
  const value = kind.make(r);
  const whole = print(pairs({ providers: pairs({ cut: pairs({ api: "openai-completions", apiKey: value }) }) }));
  const text = whole.slice(0, whole.indexOf(value) + value.length - r.int(3));
  const needle = value.slice(0, -3);
  add(made, "agents/main/agent/.models.json.stage", text, [{ kind: kind.kind, place: "truncated", needle }]);
}

function commented(made: Corpus, r: Random): void {
  const [line, block, named] = [kindOf("shape", r), kindOf("shape", r), kindOf("named", r)];
  const values = [line.make(r), block.make(r), named.make(r)];
  const row = (before: string, key: string): Pair => ({ key, value: pairs({ apiKey: "secretref-managed" }), before });
  const root = pairs({
    providers: new Pairs([
      row(`// was ${values[0]} before the rotation`, "line"),
      row(`/* kept for now: ${values[1]} */`, "block"),
      row(`// "apiKey": "${values[2]}",`, "named"),
      row("// Set the key with `openclaw onboard`; see https://docs.example/models#keys", "clean"),
    ]),
  });
  add(
    made,
    "agents/research/agent/models.json.orig",
    print(root),
    [line, block, named].map((kind, i) => ({ kind: kind.kind, place: "comment", needle: values[i] ?? "" })),
  );
}

function profiles(made: Corpus, r: Random): void {
  const waiting: Waiting[] = [];
  const entries: Pair[] = [];
  const plain = (id: string, field: string, more: Record<string, Pair["value"]>): void => {
    const kind = r.pick(SECRET_KINDS);
    const value = kind.make(r);
    entries.push({ key: id, value: pairs({ provider: "acme", ...more, [field]: value }) });
    const needle = JSON.stringify(value).slice(1, -1);
    waiting.push({ kind: kind.kind, place: `profile-${field}`, path: ["profiles", id, field], needle });
  };
  const ref = pairs({ source: "env", provider: "default", id: "ACME_LLM_KEY" });
  plain("acme:default", "key", { type: "api_key" });
  plain("acme:token", "token", { type: "token", expires: 1900000000000 });
  plain("acme:both", "key", { type: "api_key", keyRef: ref });
  plain("acme:unknown", "clientSecret", { type: "api_key", keyRef: ref });
  REF_VALUES.forEach((value, i) => {
    made.decoyKinds.add(`ref-${i}`);
    entries.push({ key: `acme:ref${i}`, value: pairs({ type: "api_key", provider: "acme", key: value() }) });
  });
  const store = pairs({ version: 1, profiles: new Pairs(entries), lastGood: pairs({ acme: "acme:default" }) });
  add(made, "agents/main/agent/auth-profiles.json", `${print(store)}\n`, waiting);
}

function config(made: Corpus, r: Random): void {
  const waiting: Waiting[] = [];
  const providers: Pair[] = [];
  for (const place of r.shuffled(PLACES).slice(0, 12)) {
    const kind = r.pick(SECRET_KINDS.filter(({ telling }) => place.accepts.includes(telling)));
    const draft: Draft = { rows: [], waiting: [] };
    hide(draft, kind, place, r);
    providers.push(...draft.rows);
    for (const { path = [], ...plant } of draft.waiting) waiting.push({ ...plant, path: ["models", ...path] });
  }
  REF_VALUES.forEach((value, i) => {
    providers.push({ key: `ref-${i}`, value: pairs({ apiKey: value(), headers: pairs({ Authorization: value() }) }) });
  });
  const root = pairs({
    meta: pairs({ lastTouchedVersion: "2026.9.6", lastTouchedAt: "2026-09-30T12:34:56.789Z" }),
    agents: pairs({ list: [pairs({ id: "main", name: "Main", workspace: "/srv/openclaw/workspace-main" })] }),
    models: pairs({ mode: "merge", providers: new Pairs(providers) }),
  });
  const text = print(root).replace("{\n", "{\n  // gateway settings, edited by hand\n").replace(/\n}$/, ",\n}\n");
  add(made, "openclaw.json", text, waiting);
}

function environment(made: Corpus, r: Random): void {
  const line = (prefix: string, suffix = ""): [string, Waiting[]] => {
    const lines: string[] = [];
    const waiting: Waiting[] = [];
    for (const name of ["OPENAI_API_KEY", "GROQ_API_KEY", "ACME_UPSTREAM_SECRET"]) {
      const kind = kindOf(r.pick(["shape", "random", "named"] as const), r);
      const value = kind.make(r);
      lines.push(`${prefix}${name}=${suffix}${value}${suffix}`);
      waiting.push({ kind: kind.kind, place: "env", path: ["$env", name], needle: value });
    }
    return [lines.join("\n"), waiting];
  };
  const [dotenv, inDotenv] = line("");
  const clean = "# provider keys\nOPENCLAW_STATE_DIR=/srv/openclaw\nEMPTY_API_KEY=\nNODE_ENV=production\n";
  add(made, ".env", `${clean}${dotenv}\n`, inDotenv);
  const [exported, inExported] = line("export ", '"');
  add(made, "gateway.env", `${exported}\nexport ANTHROPIC_API_KEY=""\nLANG=en_US.UTF-8\n`, inExported);
  const [unit, inUnit] = line('Environment="');
  const closed = unit.replace(/$/gm, '"');
  const head =
    "[Unit]\nDescription=OpenClaw gateway\n\n[Service]\nExecStart=/usr/bin/openclaw gateway run --port 18789\n";
  add(made, "openclaw-gateway.service", `${head}${closed}\nEnvironment=LANG=C.UTF-8 HOME=/srv/openclaw\n`, inUnit);
}

/** A repository beside the state directory, as CI scans it: only what has a vendor's shape counts there. */
function sources(made: Corpus, r: Random): void {
  for (const [file, text] of cleanSources(r)) add(made, `repo/${file}`, text, []);
  for (const kind of SECRET_KINDS.filter(({ telling }) => telling === "shape")) {
    const { line, needle } = leakingLine(kind, r);
    const text = `# generated\n${line}\n`;
    add(made, `repo/leaks/${kind.kind}.txt`, text, [{ kind: kind.kind, place: "source", needle }]);
  }
}
