/**
 * Parsed JSON as plain data. Provider ids and header names come from outside, so `__proto__`, `constructor` and `""` are
 * ordinary keys: read with `own`, write with `put`, never with a bare `object[key]`.
 */
export type Json = null | boolean | number | string | RawNumber | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
/** Keys and indexes from the root to a value. */
export type JsonPath = readonly (string | number)[];

/** A number whose text a double cannot give back (beyond 2^53, too many digits, out of range): kept as its source text. */
export class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Whether a value of a document is an object, and no list, null or number kept as text. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof RawNumber);
}

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The own property, or undefined; never one of the prototype. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own property, also under `__proto__`. */
export function put<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

/** The value at a path of own properties, or undefined. */
export function at(value: Json | undefined, path: JsonPath): Json | undefined {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here)) here = typeof step === "number" ? here[step] : undefined;
    else if (isObject(here)) here = own(here, String(step));
    else return undefined;
  }
  return here;
}

/** A trimmed string that is not empty, or undefined: blank counts as missing everywhere in OpenClaw's credentials. */
export function nonBlank(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** `models.providers.acme.apiKey`, with indexes as `models[0]`: the spelling of OpenClaw's own audit. */
export function dotted(path: JsonPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (step === "") text += '[""]';
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
