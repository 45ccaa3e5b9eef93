import { parseJson } from "../../domain/json/parse.js";
import { PLUGIN_CATALOG } from "../../domain/openclaw/storage.js";
import { asObject, isObject, type Json, own } from "../../domain/tree.js";
import { agentDatabase, hasTable } from "./cells.js";
import { readDatabase } from "./database.js";

/** A provider whose row OpenClaw keeps in the agent database, on behalf of a plugin, and not in models.json. */
export interface PluginProvider {
  plugin: string;
  provider: string;
}

/**
 * The providers that plugins own in an agent's database: their ids alone, no values. Catalogs that OpenClaw did not
 * generate or that are no JSON count as none.
 * @throws SealError STORE_UNREADABLE, FILE_UNSAFE.
 */
export function readPluginProviders(agentDir: string, stateDir: string): PluginProvider[] {
  const path = agentDatabase(agentDir, stateDir);
  const rows = readDatabase(path, (connection) =>
    hasTable(connection, PLUGIN_CATALOG.table) ? connection.prepare(PLUGIN_CATALOG.sql).all() : [],
  );
  return (rows ?? []).flatMap(({ plugin, text }) => {
    if (typeof plugin !== "string" || typeof text !== "string") return [];
    return providersOf(text, path.file).map((provider) => ({ plugin, provider }));
  });
}

function providersOf(text: string, file: string): string[] {
  let catalog: Json;
  try {
    catalog = parseJson(text, { file });
  } catch {
    return [];
  }
  if (!isObject(catalog) || own(catalog, "generatedBy") !== PLUGIN_CATALOG.generatedBy) return [];
  return Object.keys(asObject(own(catalog, "providers")));
}
