import { PLAIN_FIELDS } from "../openclaw/plain-fields.js";
import { strengthOf } from "./name-words.js";

/** How much a field's name alone says: "strong" names only credentials, "weak" often does and needs a value that agrees. */
export type NameStrength = "strong" | "weak";

const LONGEST_NAME = 128;
const MOST_NAMES = 4096;

// Most starts meet no others, and to take names apart would cost them more than to look at all rows.
const known = new Map<string, NameStrength | null>(PLAIN_FIELDS.map((name) => [name, null]));

/**
 * Whether the name of a field, header, variable or query parameter names a credential. `apiKey`, `OPENAI_API_KEY`,
 * `db-password`, `x_auth_token2` do; `maxTokens`, `eos_token`, `tokenUrl`, `secretName`, `publicKey`, `cacheKey` do not.
 */
export function credentialName(name: string): NameStrength | null {
  if (name.length > LONGEST_NAME) return null;
  const hit = known.get(name);
  if (hit !== undefined) return hit;
  const strength = strengthOf(name);
  if (known.size < MOST_NAMES) known.set(name, strength);
  return strength;
}
