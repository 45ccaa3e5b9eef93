import { RawNumber } from "../tree.js";

const STRICT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LOOSE = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
// No double holds more than 256 hexadecimal digits.
const HEX = /^[+-]?0[xX][0-9a-fA-F]{1,256}$/;
const NOT_FINITE = /^[+-]?(?:Infinity|NaN)$/;

// Up to 15 significant digits and an exponent of at most two digits always come back from a double unchanged. Digits inside
// words and ids of digits in quotes are left out.
const LONG_VALUES = /(?:^|[\s:,[/])([+-]?(?:[\d.]{16,}(?:[eE][+-]?\d+)?|[\d.]+[eE][+-]?\d{3,}))(?=[\s,\]}/]|$)/g;
const LONGEST_EXACT = 15;

/**
 * A decimal as digits without leading or trailing zeros, and the power of ten of the last one; equal values give equal
 * texts.
 */
function canonical(decimal: string): string {
  const [mantissa = "", exponent = "0"] = decimal.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const digits = whole + fraction;
  let first = 0;
  while (first < digits.length && digits.charCodeAt(first) === 48) first++;
  let last = digits.length;
  while (last > first && digits.charCodeAt(last - 1) === 48) last--;
  if (first === last) return "0";
  const sign = mantissa.startsWith("-") ? "-" : "";
  return `${sign}${digits.slice(first, last)}e${Number(exponent) - fraction.length + digits.length - last}`;
}

/** A double where it prints the same decimal value as the source, else the source text, in JSON's spelling. */
function exact(decimal: string): number | RawNumber {
  const value = Number(decimal);
  if (decimal.length <= LONGEST_EXACT && !/e/i.test(decimal)) return value;
  if (Number.isFinite(value) && canonical(String(value)) === canonical(decimal)) return value;
  return new RawNumber(decimal);
}

function toJsonSpelling(source: string): string {
  return source
    .replace(/^\+/, "")
    .replace(/^-?(?=\.)/, (sign) => `${sign}0`)
    .replace(/\.(?=$|[eE])/, "");
}

function hexToDecimal(source: string): string {
  const sign = source.startsWith("-") ? "-" : "";
  return sign + BigInt(source.replace(/^[+-]/, "")).toString();
}

/**
 * Whether a text holds a number that a double cannot give back. What looks like one inside a string or a comment may
 * count as well; false means that there is none.
 */
export function mayHoldInexactNumber(text: string): boolean {
  for (const [, number = ""] of text.matchAll(LONG_VALUES))
    if (exact(toJsonSpelling(number)) instanceof RawNumber) return true;
  return false;
}

/**
 * The value of a number token; "not finite" for NaN and Infinity, which JSON cannot hold, "invalid" for what is no
 * number.
 */
export function readNumber(source: string, json5: boolean): number | RawNumber | "invalid" | "not finite" {
  if (STRICT.test(source)) return exact(source);
  if (!json5) return "invalid";
  if (LOOSE.test(source)) return exact(toJsonSpelling(source));
  if (HEX.test(source)) return exact(hexToDecimal(source));
  return NOT_FINITE.test(source) ? "not finite" : "invalid";
}
