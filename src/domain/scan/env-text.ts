import { findingKind } from "../finding-kind.js";
import { lineFinder } from "../json/lines.js";
import { isDotenvName } from "../openclaw/env-names.js";
import { isPlaceholder } from "../ref.js";
import { detectSecret, isTellingItself } from "./detect.js";
import { printedId, type ScanFinding, WHOLE_FILE } from "./finding.js";
import { commandCarriesSecret } from "./literal.js";
import { scanPlainText } from "./plain-text.js";
import { isTemplate } from "./template.js";

export interface EnvOptions {
  /** "dotenv": `NAME=value` lines, with quotes and `export`. "unit": a systemd unit, whose `Environment=` lines count. */
  form?: "dotenv" | "unit";
  /** Names that env refs of config or profiles point at: this file is the home of their secrets, unless OpenClaw's audit knows them. */
  ownedEnvNames?: readonly string[];
}

type Found = Omit<ScanFinding, "offset" | "line" | "column">;

interface Assignment {
  name: string;
  value: string;
  offset: number;
  /** Out of use: only what is a secret by its form counts, because examples stand there too. */
  comment: boolean;
}

const LINE = /[^\r\n]+/g;
const CONTINUED = /\\\r?\n/g;
const EXEC = /^\s*Exec[A-Za-z]{0,32}\s*=\s*[-@:+!|]*(.*)$/;
const COMMENT = /^\s*[#;]/;
const REFERENCE = /^op:\/\//;
// Beside what the dotenv package reads, what a shell of Windows does.
const DOTENV = /^\s*(?:export\s+|set\s+)?([A-Za-z_][A-Za-z0-9_.-]{0,255})(?:\s*=|:\s)(.*)$/is;
const UNIT = /^\s*Environment\s*=/;
const UNIT_PART = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g;
// Names of the audit that hold no secret although it knows them.
const PLAIN_KNOWN = /(?:REGION|PROJECT|LOCATION|APPID|PROFILE|GOOGLE_APPLICATION_CREDENTIALS)$/;

/**
 * Finds plaintext in an environment file or a service unit, at `$env.NAME`. A variable that OpenClaw's audit knows counts with any
 * value; any other by the form of its value, or, as a remark, by its name. Comments are searched for secrets too. Never throws.
 */
export function scanEnvText(text: string, options: EnvOptions = {}): ScanFinding[] {
  const place = lineFinder(text);
  const findings: ScanFinding[] = [];
  const owned = new Set(options.ownedEnvNames);
  const settled = new Set<number>();
  const form = options.form ?? "dotenv";
  const read = form === "unit" ? text.replace(CONTINUED, (end) => " ".repeat(end.length)) : text;
  for (const match of read.matchAll(LINE)) {
    for (const assignment of assignments(match[0], match.index, form)) {
      const found = judge(assignment, owned);
      const at = place(assignment.offset);
      if (found || (owned.has(assignment.name) && !assignment.comment)) settled.add(at.line);
      if (found) findings.push({ ...found, offset: assignment.offset, ...at });
    }
    const command = form === "unit" ? EXEC.exec(match[0]) : null;
    if (command && commandCarriesSecret(command[1] ?? "")) {
      const offset = match.index + match[0].length - (command[1] ?? "").length;
      const { severity } = findingKind("PLAINTEXT_FOUND");
      const found = { code: "PLAINTEXT_FOUND", severity, jsonPath: WHOLE_FILE, reason: "command-secret" } as const;
      findings.push({ ...found, confidence: "shape", offset, ...place(offset) });
      settled.add(place(offset).line);
    }
  }
  // What is no assignment at all, and what an assignment goes on with on further lines.
  for (const found of scanPlainText(text)) if (!settled.has(found.line)) findings.push(found);
  return findings;
}

function assignments(line: string, offset: number, form: "dotenv" | "unit"): Assignment[] {
  const comment = COMMENT.test(line);
  const told = comment ? line.replace(/^\s*[#;]+/, "") : line;
  if (form === "unit") return unitAssignments(told, offset + line.length - told.length, comment);
  const [, name, rest] = DOTENV.exec(told) ?? [];
  return name === undefined || rest === undefined ? [] : [{ name, value: unquoted(rest), offset, comment }];
}

function unitAssignments(line: string, offset: number, comment: boolean): Assignment[] {
  const head = UNIT.exec(line)?.[0].length;
  if (head === undefined) return [];
  const found: Assignment[] = [];
  for (const match of line.slice(head).matchAll(UNIT_PART)) {
    const part = match[1] ?? match[2] ?? match[3] ?? "";
    const equals = part.indexOf("=");
    if (equals > 0)
      found.push({
        name: part.slice(0, equals),
        value: unquoted(part.slice(equals + 1)),
        offset: offset + head + match.index,
        comment,
      });
  }
  return found;
}

/** The value without its quotes, or without a comment behind it. */
function unquoted(text: string): string {
  const value = text.trim();
  const quote = value.charAt(0);
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = value.indexOf(quote, 1);
    return end < 0 ? value.slice(1) : value.slice(1, end);
  }
  return value.replace(/\s#.*$/s, "").trim();
}

function judge({ name, value, comment }: Assignment, owned: ReadonlySet<string>): Found | null {
  if (value.trim() === "") return null;
  const jsonPath = `$env.${printedId(name)}`;
  const known = !comment && isDotenvName(name) && !PLAIN_KNOWN.test(name);
  if (isPlaceholder(value)) {
    const code = "PLACEHOLDER_VALUE";
    return known ? { code, severity: findingKind(code).severity, jsonPath, reason: "placeholder" } : null;
  }
  if (REFERENCE.test(value) || (isTemplate(value) && isTellingItself(value) !== "shape")) return null;
  const code = "PLAINTEXT_FOUND";
  const { severity } = findingKind(code);
  if (known) return { code, severity, jsonPath, reason: "environment-value", confidence: "name" };
  if (owned.has(name)) return null;
  const detection = detectSecret(value, { surface: comment ? "field" : "env", key: comment ? "" : name, path: [name] });
  if (!detection) return null;
  const isRemark = detection.confidence === "name" && isTellingItself(value) === null;
  return { code, severity: isRemark ? "info" : severity, jsonPath, ...detection };
}
