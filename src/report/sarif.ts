import { type CheckFinding, type CheckReport, counts, worstFirst } from "../domain/check-report.js";
import { jsonDocument } from "../domain/escape.js";
import { FINDINGS, type FindingCode, type Severity } from "../domain/findings.js";
import { fingerprint } from "../domain/fingerprint.js";
import { HOME, helpUri } from "./home.js";

export interface SarifOptions {
  version: string;
  /** Files below it are named by their way from there, as a code host knows them. */
  root: string;
  /** The state directory, whose files are named by their way from it. */
  stateDir: string;
}

interface Artifact {
  uri: string;
  uriBaseId?: string;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const STATE_DIR = "STATE_DIR";
// GitHub takes no more results of one run.
const MOST_RESULTS = 25_000;
const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", info: "note" };
const CODES = Object.keys(FINDINGS) as FindingCode[];

/** The report as SARIF 2.1.0, one run, with a rule for every code. */
export function sarif(report: CheckReport, options: SarifOptions): string {
  const nameOf = artifactNames(options);
  const seen = new Map<string, number>();
  const worst = worstFirst(report.findings).slice(0, MOST_RESULTS);
  const left = report.findings.length - worst.length;
  const results = worst.map((finding) => result(finding, nameOf(finding.file), seen));
  const run = {
    tool: { driver: { name: "modelseal", version: options.version, informationUri: HOME, rules: CODES.map(rule) } },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [STATE_DIR]: { description: { text: "OpenClaw's state directory." } } },
    invocations: [
      {
        executionSuccessful: report.status !== "unresolved",
        ...(left > 0
          ? {
              toolExecutionNotifications: [
                {
                  level: "warning",
                  message: { text: `${left} more findings are left out; --format json has all of them.` },
                },
              ],
            }
          : {}),
      },
    ],
    results,
  };
  return jsonDocument({ $schema: SCHEMA, version: "2.1.0", runs: [run] });
}

function rule(code: FindingCode): object {
  const { severity, says, fix } = FINDINGS[code];
  return {
    id: code,
    shortDescription: { text: title(code) },
    fullDescription: { text: says({}) },
    help: { text: fix({}) },
    helpUri: helpUri(code),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["security", "secrets"] },
  };
}

function title(code: FindingCode): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function result(finding: CheckFinding, artifact: Artifact, seen: Map<string, number>): object {
  const { code, severity, line, column, message, fixHint, jsonPath, suppressed, provider, profileId, agentId } =
    finding;
  const key = `${artifact.uri}\n${code}\n${jsonPath}`;
  const nth = seen.get(key) ?? 0;
  seen.set(key, nth + 1);
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: counts(finding) || suppressed ? LEVELS[severity] : "note",
    message: { text: `${message} ${fixHint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact,
          ...(line === null
            ? {}
            : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } }),
        },
        logicalLocations: [{ fullyQualifiedName: jsonPath }],
      },
    ],
    partialFingerprints: { "modelseal/v1": fingerprint(finding, artifact.uri, nth) },
    properties: { provider, profileId, agentId },
    ...(suppressed ? { suppressions: [{ kind: "external", justification: suppressed.reason }] } : {}),
  };
}

/** Relative where a reader has the file at a place of his own; absolute is left for what lies anywhere else. */
function artifactNames({ root, stateDir }: SarifOptions): (file: string) => Artifact {
  return (file) => {
    const inRoot = below(root, file);
    if (inRoot !== undefined) return { uri: inRoot };
    const inState = below(stateDir, file);
    if (inState !== undefined) return { uri: inState, uriBaseId: STATE_DIR };
    return { uri: `file://${encoded(file.startsWith("/") ? file : `/${file}`)}` };
  };
}

function below(directory: string, file: string): string | undefined {
  const start = /[\\/]$/.test(directory) ? directory : `${directory}/`;
  const name = file.replaceAll("\\", "/");
  const head = start.replaceAll("\\", "/");
  if (name === head.slice(0, -1)) return ".";
  return name.startsWith(head) ? encoded(name.slice(head.length)) : undefined;
}

function encoded(path: string): string {
  return path.split(/[\\/]/).map(encodeURIComponent).join("/");
}
