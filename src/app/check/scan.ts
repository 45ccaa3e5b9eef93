import type { FileSpec } from "../../domain/check/file-names.js";
import { fromScan } from "../../domain/check/scan-finding.js";
import { SealError } from "../../domain/errors.js";
import { parseJson } from "../../domain/json/parse.js";
import { scanEnvText } from "../../domain/scan/env-text.js";
import { scanPlainText } from "../../domain/scan/plain-text.js";
import { scanPlist } from "../../domain/scan/plist.js";
import { type FileKind, type ScanFinding, scanJsonText } from "../../domain/scan/scan-text.js";
import type { JsonPath } from "../../domain/tree.js";
import { decode, isBinary, readRaw } from "../../io/check/read-raw.js";
import { tooLarge } from "../../io/files/read-refusals.js";
import { modelsTree } from "../agent.js";
import { enter, note, type Run } from "./run.js";

/** Who owns which environment names and profile ids where a file stands. */
export interface Owners {
  /** By the provider's id as written. */
  ownedEnvNames: (provider: string) => readonly string[];
  profileIds: ReadonlySet<string>;
  /** Every name that a ref of the config or of these profiles points at. */
  envNames: readonly string[];
}

export const NOBODY: Owners = { ownedEnvNames: () => [], profileIds: new Set(), envNames: [] };

interface ScanOptions {
  agentId?: string | undefined;
  /** What the file is called where it cannot be read. */
  what?: string;
  /** Named by the user: then what is no text is an error. */
  named?: boolean;
  /** It may be a symbolic link, as users make them for their configs. */
  follow?: boolean;
  /** A directory listing has just called it a regular file. */
  isFile?: boolean;
  /** Gets the text that is searched. */
  onText?: (text: string) => void;
  /** Where its content stands in the config. */
  mount?: JsonPath;
}

/** OpenClaw's audit (2026.9.6) takes no larger models.json. */
const MAX_MODELS_BYTES = 5 * 1024 * 1024;
// Where it stands, a clean file needs no second look at its shape.
const HAS_PROVIDERS = /^\s*\{\s*"providers"\s*:\s*\{/;
// Beyond that a file is searched piece by piece, without looking at its structure.
const MAX_WHOLE_BYTES = 12 * 1024 * 1024;

/** The file of each kind that was clean and sound last, for the agents that have the same one. */
export type CleanFiles = Map<string, { bytes: Buffer; owners: Owners }>;

/** Searches one file; one that is not there is none. */
export async function scanFile(
  run: Run,
  file: string,
  spec: FileSpec,
  owners: Owners,
  clean: CleanFiles,
  options: ScanOptions = {},
): Promise<void> {
  const { agentId, named = false } = options;
  const what = options.what ?? (spec.role === "models" ? "models.json" : "file");
  const isModels = spec.kind === "models" && spec.strict;
  // More is an error, though what there is of it is searched all the same.
  const limit = isModels ? MAX_MODELS_BYTES : MAX_WHOLE_BYTES;
  let raw: ReturnType<typeof readRaw>;
  try {
    raw = readRaw(file, what, MAX_WHOLE_BYTES, options);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    // A link or FIFO with the name of a leftover holds no bytes of its own.
    const isNothing = error.code === "FILE_UNSAFE" && !named && (spec.role === "leftover" || spec.role === "other");
    if (isNothing) return;
    enter(run, file);
    note(run, error, file, agentId);
    return;
  }
  if (!raw || !enter(run, file)) return;
  if (raw.size > limit && (spec.strict || named || spec.role === "env"))
    note(run, tooLarge(file, what, limit), file, agentId);
  if (raw.tooLarge) {
    const { scanLarge } = await import("./check-large.js");
    scanLarge(run, file, raw.size, { file, role: spec.role, agentId }, spec.kind === "text" && !named);
    return;
  }
  const { bytes } = raw;
  if (spec.kind === "text" && !named && isBinary(bytes)) return;
  const known = clean.get(cleanKey(spec));
  if (known && known.owners === owners && known.bytes.equals(bytes)) return;
  const { text, problem } = decode(bytes, file, what);
  options.onText?.(text);
  if (problem && (spec.strict || named || spec.role === "env")) note(run, problem, file, agentId);
  else if (named && bytes.includes(0)) note(run, binary(file, what), file, agentId);
  let isSound = false;
  const onClean = () => {
    isSound = true;
  };
  const { mount = [] } = options;
  scanText(run, file, text, spec, owners, agentId, { mount, onClean });
  if (spec.strict && (!isSound || (isModels && !HAS_PROVIDERS.test(text)))) parseOrNote(run, file, text, spec, agentId);
  if (isSound && !run.broken.has(file)) clean.set(cleanKey(spec), { bytes: Buffer.from(bytes), owners });
}

function cleanKey({ kind, strict = false }: FileSpec): string {
  return `${kind} ${strict}`;
}

/** Searches a text. `mount` is where the content of an included file stands in the config. */
export function scanText(
  run: Run,
  file: string,
  text: string,
  spec: FileSpec,
  owners: Owners,
  agentId?: string,
  options: { mount?: JsonPath; isText?: boolean; onClean?: () => void } = {},
): void {
  const where = { file, role: spec.role, agentId };
  for (const found of searched(text, spec, owners, options)) {
    const finding = fromScan(found, where, options.isText ?? true);
    if (finding) run.findings.push(finding);
  }
}

function searched(
  text: string,
  { kind }: FileSpec,
  owners: Owners,
  { mount = [], onClean }: { mount?: JsonPath; onClean?: () => void },
): ScanFinding[] {
  switch (kind) {
    case "env":
      return scanEnvText(text, { ownedEnvNames: owners.envNames });
    case "unit":
      return scanEnvText(text, { form: "unit", ownedEnvNames: owners.envNames });
    case "plist":
      return scanPlist(text, owners.envNames);
    case "text":
      return scanPlainText(text);
    default:
      return mount.length === 0 ? scanJson(text, kind, owners, onClean) : scanMounted(text, kind, owners, mount);
  }
}

function scanJson(text: string, fileKind: FileKind, owners: Owners, onClean?: () => void): ScanFinding[] {
  const { ownedEnvNames, profileIds } = owners;
  return scanJsonText(text, { fileKind, ownedEnvNames, profileIds, onClean });
}

/** An included file holds a part of the config: it is judged by what it is there. */
function scanMounted(text: string, kind: FileKind, owners: Owners, mount: JsonPath): ScanFinding[] {
  const steps = mount.map((step) =>
    typeof step === "number" ? "[".concat("null,".repeat(step)) : `{${JSON.stringify(step)}:`,
  );
  const ends = mount.map((step) => (typeof step === "number" ? "]" : "}"));
  const head = steps.join("");
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return scanJson(`${head}${body}\n${ends.reverse().join("")}`, kind, owners).map((found) => ({
    ...found,
    offset: found.offset - head.length,
    column: found.line === 1 ? found.column - head.length : found.column,
  }));
}

function parseOrNote(run: Run, file: string, text: string, spec: FileSpec, agentId?: string): void {
  const { kind, json5, anyShape } = spec;
  try {
    if (kind === "models" && !anyShape) modelsTree(text, file);
    else parseJson(text, { file, json5 });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    note(run, error, file, agentId);
  }
}

function binary(file: string, what: string): SealError {
  return new SealError("INVALID_SYNTAX", `The ${what} holds NUL bytes, so it is no text.`, "Name a text file.", {
    file,
  });
}
