import { wordSet } from "../collections.js";

const DIGEST_WORDS = wordSet(
  "sha sha1 sha224 sha256 sha384 sha512 sha256sum md5 md5sum digest digests hash hashes checksum checksums etag integrity commit revision rev fingerprint thumbprint oid blob blobs tree snapshot crc crc32 blake2b blake3 sri shasum layer layers ref nonce head traceparent trace span",
);
const ID_WORDS = wordSet("id ids uuid guid arn urn");

const LABELLED = /^(?:W\/)?"?(?:(?:sha\d{1,3}|md5|blake\d?[a-z0-9]{0,3}|h1)[:=-]|W\/)[0-9A-Za-z+/=_-]+"?$/i;
// Hexadecimal, or base64 as long as MD5, SHA-1, SHA-256, SHA-384 and SHA-512 are.
const BARE =
  /^(?:W\/)?"?(?:[0-9a-fA-F]+|[A-Za-z0-9+/]{22}(?:==)?|[A-Za-z0-9+/]{27}=?|[A-Za-z0-9+/]{43}=?|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{86}(?:==)?)"?$/;
// What vendors call the things that they hand out beside the credentials; each may be shown to anybody.
const PUBLIC_ID =
  /^(?:org|proj|asst|file|run|thread|msg|req|resp|batch|ftjob|chatcmpl|call|vs|cus|acct|prod|price|sub|dpl|prj|team|usr|user|wrkspc|pk_live|pk_test|pub)[-_][A-Za-z0-9]+$/;
const CLIENT_ID = /^\d{6,20}-[a-z0-9]{20,40}\.apps\.googleusercontent\.com$/;
const PUBLIC_NAME = /public[_-]?key$/i;
// The data of a text is text: only what is binary looks random by itself.
const PUBLIC_MATERIAL =
  /^\s*(?:data:(?!text\/|application\/json|[,;])|-----BEGIN (?:[A-Z0-9 ]{0,40} )?(?:CERTIFICATE|PUBLIC KEY)|(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S{1,32}) AAAA)/;

/**
 * Whether a random-looking text is a digest, a public id or public key material and no secret. `names` are the field's own name
 * and the one above it; a digest's name excuses only what has a digest's form.
 */
export function isPublicRandom(text: string, names: readonly string[], kind: "hex" | "mixed"): boolean {
  const value = text.trim();
  if (PUBLIC_MATERIAL.test(value) || PUBLIC_ID.test(value) || CLIENT_ID.test(value)) return true;
  if (PUBLIC_NAME.test(names[0] ?? "")) return true;
  if (value.length <= 160 && LABELLED.test(value)) return true;
  const words = names.flatMap(nameWords);
  if (words.some((word) => DIGEST_WORDS.has(word)) && (kind === "hex" || BARE.test(value))) return true;
  return ID_WORDS.has(nameWords(names[0] ?? "").at(-1) ?? "") && (kind === "hex" || value.length < 32);
}

/** The text without the hex runs that are a step of a path or URL or pin a revision: `/blob/<hash>/`, `@<hash>`, `@sha256:<hash>`. */
export function withoutHexSteps(text: string): string {
  return text.replace(/(?<=[/@#]|(?:sha(?:1|224|256|384|512)|md5)[.:=_-])[0-9a-fA-F]{32,128}(?![0-9A-Za-z])/g, "");
}

function nameWords(name: string): string[] {
  return name
    .slice(0, 128)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
