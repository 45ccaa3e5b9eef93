import { SealError } from "../../domain/errors.js";
import { SECRET_STORE } from "../../domain/openclaw/storage.js";
import { Secret } from "../../domain/secret.js";
import { cellOf, stateDatabase } from "./cells.js";
import { readDatabase } from "./database.js";

/**
 * What a `store` ref with this id stands for: the entry of the team scope, whole, however long; undefined if there is no
 * database, table or live entry.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE.
 */
export function readSecretStoreEntry(stateDir: string, id: string): Secret | undefined {
  const path = stateDatabase(stateDir);
  const value = readDatabase(path, (connection) => cellOf(connection, SECRET_STORE, id));
  if (value === undefined) return undefined;
  if (typeof value !== "string")
    throw new SealError("STORE_UNREADABLE", "An entry of the secret store is no text.", "Set it again.", {
      file: path.file,
    });
  return new Secret(value);
}
