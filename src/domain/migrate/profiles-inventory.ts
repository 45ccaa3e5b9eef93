import { keyOf, readCredential } from "../auth/profiles.js";
import { profileSettings } from "../auth/settings.js";
import { hidesNothing } from "../json/hidden.js";
import { overwrittenMembers } from "../json/overwritten.js";
import { isNonSecretMarker } from "../marker.js";
import { overwrittenCredentials } from "../overwritten.js";
import { coerceSecretRef, isPlaceholder, type SecretDefaults, type SecretRef } from "../ref.js";
import { Secret } from "../secret.js";
import { asObject, at, isObject, type Json, type JsonObject, type JsonPath, nonBlank, own } from "../tree.js";
import type { OverwrittenFound } from "./decide-overwritten.js";
import { type Found, withPlaces } from "./item.js";

/** A plaintext credential of an auth profile. */
export interface ProfileFound extends Found {
  profileId: string;
  /** The ref beside it, which decides. */
  ref?: SecretRef;
  /** The field that OpenClaw reads for this type of profile. */
  field: "key" | "token";
  /** The field that the literal stands in: also the alias `apiKey`, or one that OpenClaw does not read. */
  literalField: string;
  isRead: boolean;
  /** OpenClaw refuses refs in it: the config declares the profile as OAuth. */
  refusesRefs: boolean;
  /** It stands in a database, which only OpenClaw writes. */
  readOnly: boolean;
}

/** The fields of a profile in which a literal stands, read or not. */
export const LITERAL_FIELDS = ["key", "apiKey", "token"];

/**
 * Every plaintext key and token of one profile store. OAuth material is left out: OpenClaw rotates it and reads no ref
 * there. `text` is undefined for a database.
 */
export function plaintextInProfiles(input: {
  file: string;
  text: string | undefined;
  raw: JsonObject;
  config: JsonObject;
  agentId: string;
  defaults: SecretDefaults;
}): ProfileFound[] {
  const { file, text, raw, config, agentId, defaults } = input;
  const found = Object.entries(asObject(own(raw, "profiles"))).flatMap(([profileId, entry]) => {
    const credential = isObject(entry) ? readCredential(entry, defaults) : undefined;
    const key = credential && keyOf(credential);
    if (!isObject(entry) || !key) return [];
    const { field, ref } = key;
    return LITERAL_FIELDS.flatMap((literalField): ProfileFound[] => {
      const value = own(entry, literalField);
      if (!isLiteral(value)) return [];
      const path = ["profiles", profileId, literalField];
      return [
        {
          in: "auth",
          file,
          path,
          place: { file },
          agentId,
          provider: credential.provider,
          profileId,
          secret: new Secret(value),
          ...(ref ? { ref } : {}),
          field,
          literalField,
          isRead: literalField === readField(field, entry),
          refusesRefs: profileSettings(config, profileId)?.mode === "oauth",
          readOnly: text === undefined,
        },
      ];
    });
  });
  return text === undefined ? found : withPlaces(file, text, found);
}

const OAUTH_FIELDS = ["access", "refresh"];

/** What a profile store holds of literals and OAuth tokens that later duplicates hide from every parser. */
export function overwrittenInProfiles(input: {
  file: string;
  text: string;
  raw: JsonObject;
  agentId: string;
  defaults: SecretDefaults;
}): OverwrittenFound[] {
  const { file, text, raw, agentId, defaults } = input;
  if (hidesNothing(text, raw)) return [];
  const found = overwrittenCredentials(overwrittenMembers(text), raw, 2, profileSecrets);
  return withPlaces(
    file,
    text,
    found.map(({ path, secret, offset, at: overwritten }): OverwrittenFound => {
      const live = at(raw, path.slice(0, 2));
      const credential = isObject(live) ? readCredential(live, defaults) : undefined;
      // An overwritten profile may have been one of another provider or type.
      const isBeside = overwritten.length === path.length && LITERAL_FIELDS.includes(String(path[2]));
      const ref = credential && isBeside ? keyOf(credential)?.ref : undefined;
      return {
        in: "auth",
        file,
        path,
        place: { file },
        agentId,
        ...(credential ? { provider: credential.provider } : {}),
        profileId: String(path[1]),
        secret,
        overwritten: { offset, at: overwritten },
        ...(ref ? { ref } : {}),
      };
    }),
  );
}

/** Where a store has literals and OAuth tokens, whatever the type of the profile. */
function profileSecrets(tree: Json): JsonPath[] {
  return Object.entries(asObject(at(tree, ["profiles"]))).flatMap(([id, entry]) => {
    if (!isObject(entry)) return [];
    const literals = LITERAL_FIELDS.filter((field) => isLiteral(own(entry, field)));
    const tokens = OAUTH_FIELDS.filter((field) => nonBlank(own(entry, field)) !== undefined);
    return [...literals, ...tokens].map((field) => ["profiles", id, field]);
  });
}

/** `apiKey` is read in place of a missing `key`. */
function readField(field: ProfileFound["field"], entry: JsonObject): string {
  return field === "token" || Object.hasOwn(entry, "key") ? field : "apiKey";
}

/** Whether the value of such a field is a credential. */
export function isLiteral(value: Json | undefined): value is string {
  if (typeof value !== "string" || nonBlank(value) === undefined || isPlaceholder(value)) return false;
  return coerceSecretRef(value) === null && !isNonSecretMarker(value);
}
