import { refKey, type SecretRef } from "../../domain/ref.js";
import { credential, failure, type RefFailure, type Resolution } from "../../domain/resolution.js";
import { asObject, at, isObject, type JsonObject, own } from "../../domain/tree.js";

/** The only words of a resolver that are repeated: OpenClaw's own codes of `errors.<id>`. */
const CODES: Record<string, string> = {
  NOT_FOUND: "it knows no such id (NOT_FOUND)",
  AMBIGUOUS_DUPLICATE_KEY: "the id is there more than once (AMBIGUOUS_DUPLICATE_KEY)",
};

/**
 * Judges what the program of an exec provider wrote to stdout: one JSON document of the protocol, or, for one id with
 * `jsonOnly` false, the value itself. Of the answer, nothing but the values and two error codes leaves this function.
 * @returns one resolution per ref, in order
 */
export function readAnswer(
  stdout: Uint8Array,
  refs: readonly SecretRef[],
  alias: string,
  jsonOnly: boolean,
): Resolution[] {
  const [single] = refs;
  const plain = !jsonOnly && refs.length === 1 && single !== undefined;
  const text = decode(stdout)?.trim();
  if (text === undefined) return refs.map(() => breach(alias, "is not UTF-8 text"));
  if (text === "") return refs.map(() => breach(alias, "is empty"));
  const document = parse(text);
  if (plain && (document === undefined || typeof document.json === "string"))
    return [credential(document === undefined ? text : document.json, refKey(single))];
  if (document === undefined) return refs.map(() => breach(alias, "is not one JSON document"));
  const answer = document.json;
  if (!isObject(answer)) return refs.map(() => breach(alias, "is not a JSON object"));
  if (own(answer, "protocolVersion") !== 1) return refs.map(() => breach(alias, "has not the protocolVersion 1"));
  const values = own(answer, "values");
  if (!isObject(values)) return refs.map(() => breach(alias, 'has no object "values"'));
  const errors = own(answer, "errors");
  return refs.map((ref) => judge(ref, values, asObject(errors)));
}

function judge(ref: SecretRef, values: JsonObject, errors: JsonObject): Resolution {
  const name = refKey(ref);
  const error = own(errors, ref.id);
  if (error !== undefined) {
    const code = at(error, ["code"]);
    const words =
      typeof code === "string" && Object.hasOwn(CODES, code) ? CODES[code] : "it reported an error for the id";
    return failure("SECRET_REF_PROVIDER_ERROR", `The command behind ${name} gave no value: ${words}.`);
  }
  const value = own(values, ref.id);
  if (value === undefined)
    return failure("SECRET_REF_NOT_FOUND", `The command behind ${name} gave no value for this id.`);
  return credential(value, name);
}

function breach(alias: string, what: string): RefFailure {
  return failure(
    "SECRET_PROVIDER_INVALID",
    `The answer of the command of secrets.providers.${alias} ${what}.`,
    'It has to print {"protocolVersion":1,"values":{"<id>":"<secret>"}} and nothing else to stdout.',
  );
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
