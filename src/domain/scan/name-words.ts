import { wordSet } from "../collections.js";
import type { NameStrength } from "./names.js";

// Words that say when or where a credential counts, not what it is: `api_key_old`, `tokenProd`, `secret2`.
const QUALIFIERS = wordSet(
  "old new backup bak prev previous orig original copy value val plain plaintext raw literal text prod production dev test testing staging live primary secondary main default current",
);

const STRONG_LAST = wordSet(
  "password passwd pwd pass passphrase passcode passwort secret secrets token credential credentials creds bearer jwt cookie cookies authorization authentication",
);

const STRONG_PAIRS = new Set(
  "api key,access key,secret key,private key,auth key,signing key,encryption key,decryption key,master key,admin key,account key,subscription key,shared key,service key,ssh key,hmac key,storage key,api tokens,access tokens,auth tokens,refresh tokens,bearer tokens,api keys,access keys,secret keys,private keys,connection string,license key,deploy key".split(
    ",",
  ),
);

// One word without a boundary: `apikey`, `OPENAIAPIKEY`, `dbpassword`.
const STRONG_ENDINGS = [
  ...wordSet(
    "apikey apikeys apitoken apisecret accesstoken accesskey authtoken authkey bearertoken refreshtoken sessiontoken secretkey secretaccesskey privatekey signingkey clientsecret password passwd passphrase authorization credentials",
  ),
];

// Words after which "token" means a piece of text or a place in a list, never a credential.
const TEXT_TOKENS = wordSet(
  "eos bos pad stop mask unk cls sep start end begin image audio video special think thinking fim prefix suffix placeholder per next page continuation cursor sync max min output input prompt completion first last",
);

// Words before "key" that make it an index, a lookup or something public.
const PLAIN_KEYS = wordSet(
  "cache sort primary foreign public publishable session route partition object map index hot shortcut translation i18n idempotency row group json config env metadata query lookup dedupe property field parent event state",
);

const QUESTIONS = wordSet(
  "is has use uses require requires need needs allow show hide enable disable mask redact max min num count without skip",
);

/** What the words of a name say; `credentialName` asks for it once for each name. */
export function strengthOf(name: string): NameStrength | null {
  return judge(words(name));
}

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function judge(all: readonly string[]): NameStrength | null {
  const end = lastTelling(all);
  const last = all[end]?.replace(/\d+$/, "");
  if (last === undefined || (end > 0 && QUESTIONS.has(all[0] ?? ""))) return null;
  const before = all[end - 1] ?? "";
  if (last === "token" && TEXT_TOKENS.has(before)) return null;
  if (STRONG_LAST.has(last) || STRONG_PAIRS.has(`${before} ${last}`)) return "strong";
  if (STRONG_ENDINGS.some((ending) => last.endsWith(ending))) return "strong";
  if (last === "key" || last === "keys") return PLAIN_KEYS.has(before) ? null : "weak";
  return last === "auth" || last === "pat" || last === "dsn" || last === "webhook" ? "weak" : null;
}

function lastTelling(all: readonly string[]): number {
  let end = all.length - 1;
  while (end > 0 && (QUALIFIERS.has(all[end] ?? "") || /^v?\d+$/.test(all[end] ?? ""))) end--;
  return end;
}
