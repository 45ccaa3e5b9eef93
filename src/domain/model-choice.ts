import { authProviderKey, normalizeProviderId } from "./openclaw/providers.js";
import { configProviders, providerRows } from "./provider-rows.js";
import { asObject, at, isObject, type Json, type JsonObject, nonBlank, own } from "./tree.js";

/** Which providers an agent depends on, and which model each provider would be tried with. */
export interface ModelChoice {
  /** Canonical ids: of primary and fallbacks, then of every entry of `models.providers`. */
  inUse: readonly string[];
  /** The first `provider/model` of each provider that has one, by the key that its credentials are looked up under. */
  models: ReadonlyMap<string, string>;
}

export interface ModelChoiceInput {
  config: JsonObject;
  /** The agent's own `model`, if it has one. */
  agentModel: Json | undefined;
  /** `providers` of the agent's models.json. */
  file: JsonObject;
  release: string | undefined;
}

interface ModelRef {
  provider: string;
  model: string;
}

/** The models that config and models.json name for one agent. Never throws. */
export function modelChoice({ config, agentModel, file, release }: ModelChoiceInput): ModelChoice {
  const setting = (name: string) => at(config, ["agents", "defaults", name]);
  const allowed = setting("models");
  const rows = providerRows(configProviders(config), release);
  const parse = (text: string) => parseModel(text, allowed, rows, release);

  const chosen = [...namedBy(agentModel), ...namedBy(setting("model"))].flatMap(parse);
  const others = [...namedBy(setting("imageModel")), ...namedBy(setting("utilityModel"))].flatMap(parse);
  const listed = isObject(allowed) ? Object.keys(allowed).flatMap(parse) : [];
  const declared = [...rows, ...providerRows(file, release)].flatMap(([provider, row]) =>
    modelsOf(provider, row.value),
  );
  const models = new Map<string, string>();
  for (const { provider, model } of [...chosen, ...others, ...listed, ...declared]) {
    const key = authProviderKey(provider);
    if (!models.has(key)) models.set(key, `${provider}/${model}`);
  }
  return { inUse: [...new Set([...chosen.map(({ provider }) => provider), ...rows.keys()])], models };
}

/** A model setting is a name, or an object with `primary` and `fallbacks`. */
function namedBy(setting: Json | undefined): string[] {
  if (!isObject(setting)) return [nonBlank(setting) ?? []].flat();
  const fallbacks = own(setting, "fallbacks");
  const all = [own(setting, "primary"), ...(Array.isArray(fallbacks) ? fallbacks : [])];
  return all.flatMap((name) => nonBlank(name) ?? []);
}

/** `provider/model`, an alias of `agents.defaults.models`, or the bare id of a model that the config declares once. */
function parseModel(
  text: string,
  allowed: Json | undefined,
  rows: ReadonlyMap<string, { value: Json }>,
  release: string | undefined,
): ModelRef[] {
  const slash = text.indexOf("/");
  if (slash > 0 && slash < text.length - 1) {
    return [{ provider: normalizeProviderId(text.slice(0, slash), release), model: text.slice(slash + 1).trim() }];
  }
  const wanted = text.toLowerCase();
  const named = Object.entries(asObject(allowed)).find(
    ([key, entry]) => key.includes("/") && isObject(entry) && nonBlank(own(entry, "alias"))?.toLowerCase() === wanted,
  );
  if (named) return parseModel(named[0], undefined, rows, release);
  const declared = [...rows].flatMap(([id, row]) => modelsOf(id, row.value)).filter(({ model }) => model === text);
  return declared.length === 1 ? declared : [];
}

function modelsOf(provider: string, row: Json): ModelRef[] {
  const models = at(row, ["models"]);
  if (!Array.isArray(models)) return [];
  return models.flatMap((entry) => {
    const model = isObject(entry) ? nonBlank(own(entry, "id")) : undefined;
    return model === undefined ? [] : [{ provider, model }];
  });
}
