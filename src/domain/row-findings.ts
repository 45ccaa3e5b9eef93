import type { RawFinding } from "./findings.js";
import { firstWith, type ReleaseRange } from "./openclaw/releases.js";
import type { ProviderRow } from "./provider-rows.js";
import { isPlaceholder } from "./ref.js";
import { describeInvalidRef, type RefProblem } from "./ref-problem.js";
import type { Sealed } from "./seal-row.js";
import type { AuthSource, Source } from "./source.js";
import { isObject, type JsonPath, own } from "./tree.js";

type Place = Omit<RawFinding, "code" | "words">;

/** What is to be said about the canonical source as config or profile spell it. */
export function sourceFindings(
  id: string,
  row: ProviderRow | undefined,
  auth: AuthSource,
  range: ReleaseRange,
): RawFinding[] {
  const { source } = auth;
  const key = isObject(row?.value) ? own(row.value, "apiKey") : undefined;
  const inConfig: Place = { in: "config", path: ["models", "providers", row?.key ?? id, "apiKey"], provider: id };
  const findings: RawFinding[] = [];
  if (typeof key === "string" && isPlaceholder(key)) findings.push({ code: "PLACEHOLDER_VALUE", ...inConfig });
  if (source?.where === "config") findings.push(...configFindings(source, inConfig, range));
  if (source?.where === "profile") findings.push(...profileFindings(id, source, range));
  return findings;
}

function configFindings(source: Source, place: Place, range: ReleaseRange): RawFinding[] {
  if (source.kind === "invalid-ref") return [invalidRef(place, source.problem)];
  if (source.rule === "config-marker") return retiredSpelling(source.literal ?? "", place);
  if (source.kind !== "plaintext" && source.rule !== "config-equals-environment") return [];
  const rewritten = rewrittenBy(range, "putsBackConfigPlaintext", place);
  if (source.problem) return [takenAsKey(place, source.problem), ...rewritten];
  return source.template ? rewritten : [{ code: "PLAINTEXT_FOUND", ...place }, ...rewritten];
}

function profileFindings(id: string, source: Source, range: ReleaseRange): RawFinding[] {
  const { profileId = "", field = "key" } = source;
  const place: Place = { in: "auth", path: ["profiles", profileId, field], provider: id, profileId };
  if (source.kind === "invalid-ref") return [invalidRef(place, source.problem)];
  if (source.kind !== "plaintext") return [];
  return [{ code: "PLAINTEXT_FOUND", ...place }, ...rewrittenBy(range, "putsBackProfilePlaintext", place)];
}

/** What is to be said about any other credential of a config row. */
export function surfaceFindings(id: string, row: ProviderRow, sealed: Sealed, range: ReleaseRange): RawFinding[] {
  const place: Place = { in: "config", path: ["models", "providers", row.key, ...sealed.path], provider: id };
  const isHeader = sealed.surface.kind === "header";
  const rewritten = isHeader ? rewrittenBy(range, "putsBackConfigPlaintext", place) : [];
  switch (sealed.held) {
    case "plaintext":
      return [{ code: "PLAINTEXT_FOUND", ...place }, ...rewritten];
    case "template":
      return rewritten;
    case "placeholder":
      return [{ code: "PLACEHOLDER_VALUE", ...place }];
    case "invalid-ref":
      return [invalidRef(place, sealed.problem)];
    default:
      return [];
  }
}

/** An orphan at a path of the existing file. */
export function orphan(id: string, path: JsonPath, dropped = false): RawFinding {
  return {
    code: "ORPHAN_PLAINTEXT",
    in: "models",
    path,
    provider: id,
    ...(dropped ? { words: { dropped: "yes" } } : {}),
  };
}

function invalidRef(place: Place, problem: RefProblem | undefined): RawFinding {
  return { ...place, code: "INVALID_REF", ...(problem ? { words: wordsOf(problem) } : {}) };
}

function takenAsKey(place: Place, { message, hint }: RefProblem): RawFinding {
  const what = `${message} OpenClaw takes the text itself as the key.`;
  return { ...place, code: "RETIRED_SPELLING", words: { what, fix: hint } };
}

const wordsOf = (problem: RefProblem) => ({ what: problem.message, fix: problem.hint });

/** A literal `secretref-env:NAME` is a marker that OpenClaw writes, and a spelling that its config refuses. */
function retiredSpelling(literal: string, place: Place): RawFinding[] {
  const problem = literal.startsWith("secretref-env:") ? describeInvalidRef(literal) : null;
  return problem ? [{ ...place, code: "RETIRED_SPELLING", words: wordsOf(problem) }] : [];
}

function rewrittenBy(
  range: ReleaseRange,
  fact: "putsBackConfigPlaintext" | "putsBackProfilePlaintext",
  place: Place,
): RawFinding[] {
  const release = firstWith(range, fact);
  return release === undefined ? [] : [{ ...place, code: "CLIENT_REWRITES", words: { release } }];
}
